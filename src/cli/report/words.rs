//! How figures are called and written, in plain English.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::app::report::Report;
use case::stage::Stage;
use domain::locale::Locale;
use domain::money::Currency;
use page::decimal;
pub(super) use page::grouped;
use trends::Dimension;
use trends::outcome::{DisputeEnd, RefundEnd, RequestOutcome};
use trends::tally::Tally;

/// Of what a share of those decided is a share, and what is not in it.
pub(super) fn of_decided(all: &Tally) -> String {
    let decided = all.decided();
    match all.requests.saturating_sub(decided) {
        0 => format!("of {} decided", grouped(decided)),
        open => format!("of {} decided; {} are not", grouped(decided), grouped(open)),
    }
}

/// What a request is called that ended so.
pub(super) fn outcome(outcome: RequestOutcome) -> &'static str {
    match outcome {
        RequestOutcome::Full => "Approved in full",
        RequestOutcome::Partial => "Approved in part",
        RequestOutcome::Denied => "Denied",
        RequestOutcome::Failed => "Approved, not paid out",
        RequestOutcome::InReview => "With a person",
        RequestOutcome::Asked => "Customer was asked",
        RequestOutcome::Undecided => "Not decided yet",
        RequestOutcome::Elsewhere => "Decided elsewhere",
    }
}

/// Requests in the three parts of a bar: approved, denied, and the rest.
pub(super) fn thirds(outcomes: &BTreeMap<RequestOutcome, u64>) -> [u64; 3] {
    outcomes.iter().fold([0; 3], |[approved, denied, rest]: [u64; 3], (outcome, count)| {
        if outcome.is_approved() {
            [approved.saturating_add(*count), denied, rest]
        } else if outcome.is_decided() {
            [approved, denied.saturating_add(*count), rest]
        } else {
            [approved, denied, rest.saturating_add(*count)]
        }
    })
}

/// What a refund is called that ended so.
pub(super) fn refund(end: RefundEnd) -> &'static str {
    match end {
        RefundEnd::Succeeded => "Refunded here",
        RefundEnd::Pending => "Under way",
        RefundEnd::Failed => "Failed",
        RefundEnd::Adopted => "Refunded by hand",
    }
}

/// What a dispute is called that ended so.
pub(super) fn dispute(end: DisputeEnd) -> &'static str {
    match end {
        DisputeEnd::Open => "Open",
        DisputeEnd::Won => "Won",
        DisputeEnd::Lost => "Lost",
        DisputeEnd::Closed => "Closed without loss",
    }
}

/// What a stage is called.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Acknowledged => "Acknowledged",
        Stage::Decided => "Decided",
        Stage::Refunded => "Refunded",
        Stage::FollowedUp => "Followed up",
    }
}

/// From what to what the time of a stage runs.
pub(super) fn way(stage: Stage) -> &'static str {
    match stage {
        Stage::Acknowledged => "From the request to the acknowledgement.",
        Stage::Decided => "From the request to approval or denial.",
        Stage::Refunded => "From the approval to the refund.",
        Stage::FollowedUp => "From the refund to the question for feedback.",
    }
}

/// What there is to say of a span without anything.
pub(super) const NOTHING: &str =
    "Nothing was asked for, given back or disputed in these days, and nothing waits for a person.";

/// The digits of a policy's hash that are shown.
const HASH_DIGITS: usize = 12;

/// What a dimension is called, and what it says.
pub(super) fn dimension(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Reason => ("Reasons", "Why customers asked for their money back."),
        Dimension::DecidedBy => ("Who decided", "Requests that were approved or denied."),
        Dimension::Path => ("The way to the decision", "Whether somebody was asked first."),
        Dimension::Rule => ("Rules", "The rule that decided, or that asked a person to."),
        Dimension::Clause => ("Clauses", "The clause that the decision rests on."),
        Dimension::Policy => (
            "Policies",
            "The policy that decided; by the beginning of its hash, where it is none of today's.",
        ),
        Dimension::Product => ("Products", "As the payment’s metadata name them."),
        Dimension::ProductReason => (
            "Products and reasons",
            "Why customers asked for their money back, product by product.",
        ),
        Dimension::Plan => ("Plans", "As the payment’s metadata name them."),
        Dimension::Processor => ("Processors", "Where the payment was made."),
        Dimension::Account => ("Accounts", "Which account took the payment."),
        Dimension::Language => ("Languages", "The language of the request, or of the customer."),
        Dimension::Because => {
            ("Why people decided so", "The code that they gave, where people decided.")
        }
        Dimension::Feedback => ("Feedback", "What customers said afterwards, where they answered."),
    }
}

/// How a key of a dimension is shown in a report, which knows the names of today's policies.
pub(super) fn key_in(report: &Report, dimension: Dimension, known: Option<&str>) -> String {
    let shown = key(dimension, known);
    match known.and_then(|hash| report.policies.get(hash)) {
        Some(name) if dimension == Dimension::Policy => format!("{name} ({shown})"),
        Some(_) | None => shown,
    }
}

/// How a key of a dimension is shown.
pub(super) fn key(dimension: Dimension, key: Option<&str>) -> String {
    let Some(key) = key else {
        return match dimension {
            Dimension::Policy => "no policy was asked",
            Dimension::Because => "no code was given",
            Dimension::Product | Dimension::ProductReason | Dimension::Plan => "not named",
            Dimension::Reason
            | Dimension::DecidedBy
            | Dimension::Path
            | Dimension::Rule
            | Dimension::Clause
            | Dimension::Processor
            | Dimension::Account
            | Dimension::Language
            | Dimension::Feedback => "not known",
        }
        .to_owned();
    };
    match dimension {
        Dimension::Reason | Dimension::Because | Dimension::Feedback => sentence(key),
        Dimension::DecidedBy => match key {
            "machine" => "A policy or a guard".to_owned(),
            "person" => "People".to_owned(),
            _ => "Not known".to_owned(),
        },
        Dimension::Path => match key {
            "straight" => "Nobody was asked".to_owned(),
            "asked" => "The customer was asked".to_owned(),
            "reviewed" => "A person was asked".to_owned(),
            _ => "Both were asked".to_owned(),
        },
        Dimension::Policy => key.chars().take(HASH_DIGITS).collect(),
        Dimension::ProductReason => match key.rsplit_once(": ") {
            Some((product, reason)) => format!("{product}: {}", reason.replace('_', " ")),
            None => key.to_owned(),
        },
        Dimension::Language => match Locale::of_tag(key) {
            Some(Locale::En) => "English".to_owned(),
            Some(Locale::De) => "German".to_owned(),
            Some(Locale::Fr) => "French".to_owned(),
            Some(Locale::Nl) => "Dutch".to_owned(),
            Some(Locale::Ja) => "Japanese".to_owned(),
            Some(Locale::Zh) => "Chinese".to_owned(),
            Some(Locale::ZhHant) => "Chinese, traditional".to_owned(),
            None => key.to_owned(),
        },
        Dimension::Rule
        | Dimension::Clause
        | Dimension::Product
        | Dimension::Plan
        | Dimension::Processor
        | Dimension::Account => key.to_owned(),
    }
}

/// `change_of_mind` becomes `Change of mind`.
pub(super) fn sentence(word: &str) -> String {
    let mut chars = word.chars().map(|c| if c == '_' { ' ' } else { c });
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// A day: `23 Nov 2026`.
pub(super) fn day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// A day without its year: `23 Nov`.
pub(super) fn short_day(day: Date) -> String {
    day.strftime("%-d %b").to_string()
}

/// A duration, in the two largest units that say something: `3 h 20 min`.
pub(super) fn duration(seconds: u64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")];
    let large = units.iter().position(|(unit, _)| seconds >= *unit).unwrap_or(3);
    let mut rest = seconds;
    let mut words = Vec::new();
    for (unit, name) in units.iter().skip(large).take(2) {
        let count = rest.div_euclid(*unit);
        rest = rest.rem_euclid(*unit);
        // After ten of the larger unit the smaller one says nothing.
        let says = words.is_empty() || (count > 0 && seconds < unit.saturating_mul(24 * 10));
        if says {
            words.push(format!("{count} {name}"));
        }
    }
    words.join(" ")
}

/// An amount without its currency: `1,234.50`.
pub(super) fn amount(minor: i64, currency: Currency) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}", decimal(minor.unsigned_abs().into(), currency.exponent()))
}

/// An amount with its currency: `1,234.50 EUR`.
pub(super) fn money(minor: i64, currency: Currency) -> String {
    format!("{} {currency}", amount(minor, currency))
}

/// A round amount for an axis, in whole units where it can be: `500`, `20k`, `1.5M`.
pub(super) fn short_amount(minor: u64, currency: Currency) -> String {
    let unit = 10_u64.saturating_pow(currency.exponent().into());
    if minor.rem_euclid(unit) != 0 {
        return amount(i64::try_from(minor).unwrap_or(i64::MAX), currency);
    }
    short_count(minor.div_euclid(unit))
}

/// A round number for an axis.
pub(super) fn short_count(number: u64) -> String {
    for (scale, sign) in [(1_000_000_000, "G"), (1_000_000, "M"), (1000, "k")] {
        let tenth: u64 = scale / 10;
        if number >= scale && number.rem_euclid(tenth) == 0 {
            let tenths = number.div_euclid(tenth);
            let (whole, rest) = (grouped(tenths.div_euclid(10)), tenths.rem_euclid(10));
            return if rest == 0 {
                format!("{whole}{sign}")
            } else {
                format!("{whole}.{rest}{sign}")
            };
        }
    }
    grouped(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_two_units_at_most() {
        let mut said = 0;
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (61, "1 min 1 s"),
            (899, "14 min"),
            (3600, "1 h"),
            (12_000, "3 h 20 min"),
            (86_400, "1 d"),
            (187_200, "2 d 4 h"),
            (86_400 * 12 + 7200, "12 d"),
        ] {
            assert_eq!(duration(seconds), text);
            said += 1;
        }
        assert_eq!(said, 10);
    }

    #[test]
    fn amounts_are_grouped_and_short_ones_are_short() {
        let [eur, jpy] = ["EUR", "JPY"].map(|code| Currency::parse(code).unwrap());
        assert_eq!(money(123_456_789, eur), "1,234,567.89 EUR");
        assert_eq!(money(-5, eur), "-0.05 EUR");
        assert_eq!(money(1_000_000, jpy), "1,000,000 JPY");
        assert_eq!(short_amount(50_000, eur), "500");
        assert_eq!(short_amount(2_000_000, eur), "20k");
        assert_eq!(short_amount(1_500_000, jpy), "1.5M");
        assert_eq!(short_amount(50, eur), "0.50");
        assert_eq!((short_count(999), short_count(1250)), ("999".into(), "1,250".into()));
    }

    #[test]
    fn words_of_the_wire_become_sentences() {
        assert_eq!(key(Dimension::Reason, Some("change_of_mind")), "Change of mind");
        assert_eq!(key(Dimension::Language, Some("pt")), "pt");
        assert_eq!(key(Dimension::Plan, None), "not named");
    }
}
