//! The days on which the merchant's business rests, beside Saturdays and Sundays.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// The holidays that a policy lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Holidays(pub(crate) BTreeSet<Date>);

impl Holidays {
    /// The `count`-th business day after a day. `None` where that cannot be said: once holidays are
    /// listed, a year without any was forgotten.
    pub(crate) fn after(&self, day: Date, count: i64) -> Option<Date> {
        let (mut at, mut left) = (day, count);
        while left > 0 {
            at = at.tomorrow().ok()?;
            if !self.knows(at) {
                return None;
            }
            if self.is_business_day(at) {
                left = left.checked_sub(1)?;
            }
        }
        Some(at)
    }

    fn is_business_day(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && !self.0.contains(&day)
    }

    fn knows(&self, day: Date) -> bool {
        let year = day.first_of_year()..=day.last_of_year();
        self.0.is_empty() || self.0.range(year).next().is_some()
    }
}
