//! Who may approve how much: bands, ceilings, the switch.

use super::sample::{Sample, full_policy, money, text_of};
use crate::{Limits, Policy};
use domain::authority::GuardCode;
use domain::decision::Verdict;
use domain::money::Currency;
use domain::outlay::Given;
use domain::request::Reason;

const BANDS: &str = "[[band]]\nup_to = { USD = 5000, KWD = 20000 }\nwho = \"machine\"\n\
                     [[band]]\nup_to = { USD = 20000, KWD = 80000 }\nwho = \"one\"\n\
                     [[band]]\nup_to = { USD = 50000, KWD = 90000 }\nwho = \"two\"\n\
                     [[band]]\nwho = \"never\"\n";

fn banded(outcome: &str) -> Policy {
    full_policy("", &[("[]", outcome)], BANDS)
}

#[test]
fn a_band_says_who_may_approve_an_amount() {
    let policy = banded("approve = \"full\"");
    let paid = |minor, code| Sample::new(Reason::Other).captured(minor, code, 1);
    let mut tried = 0;
    for (sample, expected) in [
        (paid(5000, "USD"), "approve 50.00 USD"),
        (paid(5001, "USD"), "review band_one 1 50.01 USD"),
        (paid(20_000, "USD"), "review band_one 1 200.00 USD"),
        (paid(20_001, "USD"), "review band_two 2 200.01 USD"),
        (paid(50_001, "USD"), "review band_never 2"),
        (paid(20_000, "KWD"), "approve 20.000 KWD"),
        (paid(100, "EUR"), "review band_missing 2 1.00 EUR"),
        // In pieces it is no smaller: 48.00 went back before.
        (paid(9000, "USD").left(4200).asked(300, "USD"), "review band_one 1 3.00 USD"),
        (paid(9000, "USD").left(4200).asked(200, "USD"), "approve 2.00 USD"),
    ] {
        let verdict = policy.decide(&sample.facts()).decision.verdict;
        assert_eq!(reviewed(&verdict), expected, "{sample:?}");
        tried += 1;
    }
    assert_eq!(tried, 9);
}

fn reviewed(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Review { why, approvers, proposed } => {
            let proposed = proposed.map(|money| format!(" {money}")).unwrap_or_default();
            format!("review {why} {approvers}{proposed}")
        }
        Verdict::Approve(_) | Verdict::Deny { .. } | Verdict::NeedInfo(_) => text_of(verdict),
    }
}

#[test]
fn a_review_proposes_what_the_rule_says_and_the_band_adds_the_second_person() {
    let paid = |minor| Sample::new(Reason::Other).captured(minor, "USD", 1);
    let mut tried = 0;
    for (outcome, minor, expected) in [
        ("review = \"x\"", 4000, "review x 1"),
        ("review = { why = \"x\", approvers = 2 }", 4000, "review x 2"),
        ("review = { why = \"x\", propose = { share = \"50%\" } }", 4000, "review x 1 20.00 USD"),
        ("review = { why = \"x\", propose = \"full\" }", 20_001, "review x 2 200.01 USD"),
        ("review = { why = \"x\", propose = \"full\" }", 50_001, "review x 2"),
        ("review = { why = \"x\", propose = \"prorated\" }", 4000, "review x 1"),
    ] {
        let policy = banded(outcome);
        let verdict = policy.decide(&paid(minor).facts()).decision.verdict;
        assert_eq!(reviewed(&verdict), expected, "{outcome}");
        tried += 1;
    }
    assert_eq!(tried, 6);
}

fn limits() -> Limits {
    let limits = "[limits]\nper_hour = { USD = 10000 }\nper_day = { USD = 30000 }\n";
    full_policy("", &[("[]", "approve = \"full\"")], limits).limits().clone()
}

#[test]
fn ceilings_count_what_machines_gave_before() {
    let limits = limits();
    let given = |hour_minor, day_minor| Some(Given { hour_minor, day_minor });
    let mut tried = 0;
    for (minor, code, given, open, expected) in [
        (10_000, "USD", given(0, 0), true, None),
        (10_001, "USD", given(0, 0), true, Some(GuardCode::CeilingPerHour)),
        (1, "USD", given(10_000, 10_000), true, Some(GuardCode::CeilingPerHour)),
        (100, "USD", given(9900, 29_901), true, Some(GuardCode::CeilingPerDay)),
        (100, "USD", given(9900, 29_900), true, None),
        (1, "USD", given(i64::MAX, 0), true, Some(GuardCode::CeilingPerHour)),
        (1, "USD", None, true, Some(GuardCode::SumsUnknown)),
        (1, "GBP", None, false, Some(GuardCode::Paused)),
    ] {
        assert_eq!(limits.against(money(minor, code), given, open), expected, "{minor} {code}");
        tried += 1;
    }
    assert_eq!(tried, 8);
}

/// A currency that a ceiling does not name has no sum that could be within it.
#[test]
fn m19_a_currency_that_a_ceiling_does_not_name_is_held() {
    let given = Some(Given { hour_minor: 0, day_minor: 0 });
    let mut tried = 0;
    for (ceilings, held) in [
        ("", false),
        ("per_hour = { EUR = 10000 }", true),
        ("per_day = { EUR = 10000 }", true),
        ("per_hour = { EUR = 10000, USD = 10000 }\nper_day = { EUR = 10000 }", true),
        ("per_hour = { EUR = 10000 }\nper_day = { EUR = 10000, USD = 10000 }", true),
        ("per_hour = { EUR = 10000, USD = 10000 }", false),
        ("per_hour = { USD = 1000 }\nper_day = { USD = 10000, EUR = 10000 }", false),
    ] {
        let blocks = format!("[limits]\n{ceilings}\n");
        let policy = full_policy("", &[("[]", "approve = \"full\"")], &blocks);
        for (minor, sums) in [(1000, given), (1, given), (1000, None)] {
            let against = policy.limits().against(money(minor, "USD"), sums, true);
            let missing = against == Some(GuardCode::CeilingMissing);
            assert_eq!(missing, held, "{ceilings}: {minor}");
        }
        let ruling = policy.decide(&Sample::new(Reason::Other).captured(900, "USD", 1).facts());
        let ruling = policy.limits().hold(ruling, given, true);
        let expected = if held { "review ceiling_missing 1 9.00 USD" } else { "approve 9.00 USD" };
        assert_eq!(reviewed(&ruling.decision.verdict), expected, "{ceilings}");
        tried += 1;
    }
    assert_eq!(tried, 7);
}

/// Nothing is proposed in the last band, and no single voice gives what is in it; nor what is in a
/// currency of which no band says what it is.
#[test]
fn s12_one_person_gives_only_what_is_below_the_bands_of_two_and_of_never() {
    let machine_one = "[[band]]\nup_to = { USD = 5000 }\nwho = \"machine\"\n\
                       [[band]]\nup_to = { USD = 20000 }\nwho = \"one\"\n";
    let usd = Currency::parse("USD").ok();
    let mut tried = 0;
    for (bands, one_may) in [
        (format!("{machine_one}[[band]]\nwho = \"never\"\n"), Some(20_000)),
        (format!("{machine_one}[[band]]\nwho = \"two\"\n"), Some(20_000)),
        (BANDS.to_owned(), Some(20_000)),
        (machine_one.replace("one", "never") + "[[band]]\nwho = \"two\"\n", Some(5000)),
        (format!("{machine_one}[[band]]\nwho = \"one\"\n"), None),
        (String::new(), None),
    ] {
        let policy = full_policy("", &[("[]", "approve = \"full\"")], &bands);
        assert_eq!(policy.two_above(usd), one_may, "{bands}");
        let foreign = [Currency::parse("EUR").ok(), None].map(|other| policy.two_above(other));
        assert_eq!(foreign, [one_may.map(|_| 0); 2], "{bands}");
        tried += 1;
    }
    assert_eq!(tried, 6);
}

#[test]
fn what_a_machine_must_not_give_is_proposed_to_a_person() {
    let policy = banded("approve = \"full\"");
    let ruling = policy.decide(&Sample::new(Reason::Other).facts());
    assert_eq!(
        limits().hold(ruling.clone(), None, true).decision.by.to_string(),
        "guard.sums_unknown"
    );
    let held = limits().hold(ruling.clone(), None, false).decision;
    assert_eq!(reviewed(&held.verdict), "review paused 1 49.00 USD");
    assert_eq!((held.by.to_string().as_str(), held.clause.as_str()), ("guard.paused", "c"));
    assert_eq!(Limits::default().hold(ruling.clone(), None, true), ruling);
    let denied = banded("deny = { alternatives = [\"credit\"] }");
    let ruling = denied.decide(&Sample::new(Reason::Other).facts());
    assert_eq!(limits().hold(ruling.clone(), None, false), ruling, "it moves no money");
}

/// Below the smallest amount a person decides, with the amount as the proposal.
#[test]
fn w22_less_than_the_smallest_amount_is_for_a_person() {
    let blocks = "[limits]\nat_least = { USD = 100, JPY = 50 }\nper_day = { USD = 9000, EUR = 9000, JPY = 9000 }\n";
    let policy = full_policy("", &[("[]", "approve = \"full\"")], blocks);
    let given = Some(Given { hour_minor: 0, day_minor: 0 });
    let mut tried = 0;
    for (minor, code, expected) in [
        (99, "USD", "review below_smallest 1 0.99 USD"),
        (1, "USD", "review below_smallest 1 0.01 USD"),
        (100, "USD", "approve 1.00 USD"),
        (49, "JPY", "review below_smallest 1 49 JPY"),
        (50, "JPY", "approve 50 JPY"),
        // Of a currency that is not named, any amount.
        (1, "EUR", "approve 0.01 EUR"),
    ] {
        let ruling = policy.decide(&Sample::new(Reason::Other).captured(minor, code, 1).facts());
        let held = policy.limits().hold(ruling, given, true).decision;
        assert_eq!(reviewed(&held.verdict), expected, "{minor} {code}");
        tried += 1;
    }
    assert_eq!(tried, 6);
    let wrong = blocks.replace("USD = 9000", "USD = 99");
    let text = super::sample::full_text("", &[("[]", "approve = \"full\"")], &wrong);
    let mistakes = Policy::parse(&text).unwrap_err();
    assert_eq!(mistakes[0].message, "the smallest amount of USD is above a ceiling");
}
