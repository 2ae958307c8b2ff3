//! The figures beside those of the span before, and refunds per 100 payments.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::words;
use crate::app::report::Report;
use case::stage::Stage;
use domain::money::Currency;
use page::{decimal, percent};
use trends::Figures;
use trends::durations::Durations;

/// The hundredths in a hundred: of one in a hundred, a hundredth has two decimals.
const PER_TEN_THOUSAND: u128 = 10_000;

/// One figure of both spans, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) name: String,
    pub(super) now: String,
    pub(super) before: String,
    pub(super) change: String,
}

/// The rows; `None` where the span before cannot be compared.
pub(super) fn rows(report: &Report) -> Option<Vec<Beside>> {
    let (now, before) = (&report.figures, &report.comparable()?.figures);
    let mut rows = vec![
        count("Requests", [now, before].map(|of| of.requests.requests)),
        share("Approved", [now, before].map(approved)),
        share("Decided by machine", [now, before].map(by_machine)),
        time("Time to the decision", [now, before].map(median)),
        count("Refunds made", [now, before].map(Figures::refunds_made)),
        count("Disputes opened", [now, before].map(Figures::disputes_opened)),
    ];
    let flows = [now, before].map(Figures::flows);
    let currencies: BTreeSet<Currency> =
        flows.iter().flat_map(|flows| flows.keys().copied()).collect();
    for currency in currencies {
        let refunded = flows.each_ref().map(|flows| {
            let flow = flows.get(&currency).copied().unwrap_or_default();
            u64::try_from(flow.refunded.saturating_add(flow.adopted)).unwrap_or(0)
        });
        let written =
            refunded.map(|minor| words::amount(i64::try_from(minor).unwrap_or(i64::MAX), currency));
        rows.push(row(&format!("Refunded, {currency}"), written, change(refunded)));
    }
    Some(rows)
}

/// Refunds made for each ten thousand of the payments that somebody has counted, which is hundredths
/// for each hundred; `None` where nobody has.
pub(super) fn per_ten_thousand(report: &Report) -> Option<u128> {
    let payments = report.payments.map(u128::from).filter(|payments| *payments > 0)?;
    let refunds = u128::from(report.figures.refunds_made());
    let rounded = refunds.checked_mul(PER_TEN_THOUSAND)?.checked_add(payments.checked_div(2)?)?;
    rounded.checked_div(payments)
}

/// The same for people, and of how many payments: `1.24`, `payments: 31 of 2,500`.
pub(super) fn rate(report: &Report) -> Option<(String, String)> {
    let rate = decimal(per_ten_thousand(report)?, 2);
    let refunds = words::grouped(report.figures.refunds_made());
    let payments = words::grouped(report.payments.unwrap_or_default());
    Some((rate, format!("payments: {refunds} of {payments}")))
}

/// The time from the request to the decision, in the middle, seconds.
pub(super) fn median(figures: &Figures) -> Option<u64> {
    figures.waits.get(&Stage::Decided).map(|wait| &wait.took).and_then(Durations::median)
}

fn approved(figures: &Figures) -> (u64, u64) {
    (figures.requests.approved(), figures.requests.decided())
}

fn by_machine(figures: &Figures) -> (u64, u64) {
    (figures.requests.by_machine, figures.requests.decided())
}

fn row(name: &str, [now, before]: [String; 2], change: String) -> Beside {
    Beside { name: name.to_owned(), now, before, change }
}

fn count(name: &str, counts: [u64; 2]) -> Beside {
    row(name, counts.map(words::grouped), counted(counts))
}

fn share(name: &str, shares: [(u64, u64); 2]) -> Beside {
    let written =
        shares.map(|(part, whole)| percent(part, whole).unwrap_or_else(|| NOTHING.to_owned()));
    row(name, written, points(shares))
}

fn time(name: &str, times: [Option<u64>; 2]) -> Beside {
    let written = times.map(|time| time.map_or_else(|| NOTHING.to_owned(), words::duration));
    let [Some(now), Some(before)] = times else { return row(name, written, NOTHING.to_owned()) };
    row(name, written, change([now, before]))
}

const NOTHING: &str = "–";

/// Fewer than these are no base for a share: of one, everything is thousands of percent.
const FEW: u64 = 10;

/// How many more or fewer they are; in percent where there were enough of them.
fn counted([now, before]: [u64; 2]) -> String {
    match (before, now.cmp(&before)) {
        (0 | FEW.., _) => change([now, before]),
        (_, Ordering::Less) => format!("−{}", words::grouped(now.abs_diff(before))),
        (_, Ordering::Equal) => "±0".to_owned(),
        (_, Ordering::Greater) => format!("+{}", words::grouped(now.abs_diff(before))),
    }
}

/// By how much more or less it is, in percent of what it was; nothing where there was nothing.
fn change([now, before]: [u64; 2]) -> String {
    let by = u128::from(now.abs_diff(before)).checked_mul(1000);
    let half = u128::from(before).div_euclid(2);
    let tenths = by.and_then(|by| by.checked_add(half)?.checked_div(u128::from(before)));
    tenths.map_or_else(|| NOTHING.to_owned(), |tenths| signed(tenths, now.cmp(&before), " %"))
}

/// How many more or fewer in a hundred.
fn points([now, before]: [(u64, u64); 2]) -> String {
    let tenths = |(part, whole): (u64, u64)| {
        u128::from(part).checked_mul(1000)?.checked_div(u128::from(whole))
    };
    let (Some(now), Some(before)) = (tenths(now), tenths(before)) else {
        return NOTHING.to_owned();
    };
    signed(now.abs_diff(before), now.cmp(&before), " points")
}

fn signed(tenths: u128, order: Ordering, unit: &str) -> String {
    let sign = match order {
        Ordering::Less => "−",
        Ordering::Equal => "±",
        Ordering::Greater => "+",
    };
    match tenths {
        0 if order.is_ne() => format!("{sign}under 0.1{unit}"),
        tenths => format!("{sign}{}{unit}", decimal(tenths, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w17_of_a_few_it_is_told_how_many_more() {
        for (now, before, said) in [
            (531, 1, "+530"),
            (1_531, 9, "+1,522"),
            (3, 9, "−6"),
            (7, 7, "±0"),
            (4, 0, "–"),
            (12, 10, "+20.0 %"),
        ] {
            assert_eq!(counted([now, before]), said, "{now} {before}");
        }
    }

    #[test]
    fn w17_a_change_is_told_of_what_there_was() {
        for (now, before, said) in [
            (12, 10, "+20.0 %"),
            (9, 12, "−25.0 %"),
            (7, 7, "±0.0 %"),
            (0, 4, "−100.0 %"),
            (4, 0, "–"),
            (0, 0, "–"),
            (100_001, 100_000, "+under 0.1 %"),
            (u64::MAX, 1, "+1,844,674,407,370,955,161,400.0 %"),
        ] {
            assert_eq!(change([now, before]), said, "{now} {before}");
        }
        assert_eq!(points([(3, 4), (1, 2)]), "+25.0 points");
        assert_eq!(points([(1, 3), (1, 3)]), "±0.0 points");
        assert_eq!(points([(1, 3), (0, 0)]), "–");
    }
}
