//! The term that was paid for, and how much of it is left: in seconds, or in whole days or months of the
//! calendar in the policy's time zone.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::view::View;
use domain::time::seconds_between;

/// What a term is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// Seconds.
    Seconds,
    /// Days of the calendar; one that has begun is used.
    Days,
    /// Months from the day on which the term began; one that has begun is used.
    Months,
}

/// How much of the term that was paid for remains; `0 <= left <= whole`, `whole > 0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) left: i64,
    pub(crate) whole: i64,
}

impl View<'_> {
    /// The beginning of the term. A first purchase begins its own; a renewal is charged when the
    /// charge goes through, days after the term has begun or before it.
    pub(crate) fn term_begins_at(&self) -> Option<Timestamp> {
        let payment = &self.facts.payment;
        let sale = &payment.purchase;
        let is_first = sale.renewal.or(sale.renewals.map(|count| count > 0)) == Some(false);
        sale.term_begins_at.or(Some(payment.charged_at).filter(|_| is_first))
    }

    /// What is left of the term. A request from before the charge, or a term that ended before it
    /// began, says that the dates are wrong; no share of anything follows from wrong dates.
    pub(crate) fn term(&self, grain: Grain) -> Option<Term> {
        self.age_seconds()?;
        let (begins, ends) = (self.term_begins_at()?, self.facts.payment.term_ends_at?);
        let asked = self.facts.request.requested_at;
        let (used, whole) = match grain {
            Grain::Seconds => (seconds_between(begins, asked), seconds_between(begins, ends)),
            Grain::Days => {
                let [begins, asked, ends] = [begins, asked, ends].map(|at| self.day(at));
                (days(begins, asked)?.checked_add(1)?, days(begins, ends)?)
            }
            Grain::Months => {
                let [begins, asked, ends] = [begins, asked, ends].map(|at| self.day(at));
                (months(begins, asked)?.checked_add(1)?, whole_months(begins, ends)?)
            }
        };
        let left = whole.checked_sub(used)?;
        (whole > 0).then(|| Term { left: left.clamp(0, whole), whole })
    }

    fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.head.zone.clone()).date()
    }
}

fn days(from: Date, to: Date) -> Option<i64> {
    Some(i64::from(from.until(to).ok()?.get_days()))
}

/// Months that are over on a day: the last one ends with the day before the same day of the month.
fn months(from: Date, to: Date) -> Option<i64> {
    let [first, last] = [from, to].map(|day| i64::from(day.year()) * 12 + i64::from(day.month()));
    let count = last - first;
    // The last of them is over only from that day of the month on.
    Some(if after(from, count)? <= to { count } else { count - 1 })
}

/// The months of a term, if it has whole ones.
fn whole_months(from: Date, to: Date) -> Option<i64> {
    let count = months(from, to)?;
    (after(from, count)? == to).then_some(count)
}

fn after(from: Date, months: i64) -> Option<Date> {
    from.checked_add(Span::new().try_months(months).ok()?).ok()
}
