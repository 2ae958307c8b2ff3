//! How long a time frame is: hours, or days, weeks, months and years of the calendar, or business
//! days.
//!
//! An hour is 3600 seconds. Everything else is counted in whole days of the calendar in the policy's
//! time zone, and the last day belongs to the frame.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::head::Head;

/// What a frame is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// 3600 seconds, whatever the clocks show.
    Hours,
    /// Days of the calendar.
    Days,
    /// Seven of them.
    Weeks,
    /// To the same day of a later month, or to its last day where it has no such day.
    Months,
    /// Twelve months.
    Years,
    /// Days from Monday to Friday that are no holidays of the policy.
    BusinessDays,
}

impl Unit {
    /// Every unit as a policy writes one of it and several of it, and the most of it: ten years, or
    /// two of business days, which are counted one by one.
    pub(crate) const ALL: [(Self, &'static str, &'static str, i64); 6] = [
        (Self::Hours, "hour", "hours", 87_840),
        (Self::Days, "day", "days", 3660),
        (Self::BusinessDays, "business day", "business days", 520),
        (Self::Weeks, "week", "weeks", 520),
        (Self::Months, "month", "months", 120),
        (Self::Years, "year", "years", 10),
    ];

    /// The least and the most that a frame may have of it: in no days it is the day itself.
    pub(crate) fn bounds(self) -> (i64, i64) {
        let most = Self::ALL.iter().find(|(unit, ..)| *unit == self).map_or(0, |(.., most)| *most);
        (i64::from(self != Self::Days), most)
    }

    /// As a policy writes so many of it.
    pub(crate) fn of(self, count: i64) -> &'static str {
        let row = Self::ALL.iter().find(|(unit, ..)| *unit == self);
        row.map_or("", |(_, one, several, _)| if count == 1 { one } else { several })
    }
}

/// A number of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Length {
    pub(crate) count: i64,
    pub(crate) unit: Unit,
}

/// The fewest and the most days from a day to the same day so many months later.
const MONTHS: [(i64, i64); 12] = [
    (0, 0),
    (28, 31),
    (59, 62),
    (89, 92),
    (120, 123),
    (150, 153),
    (181, 184),
    (212, 215),
    (242, 245),
    (273, 276),
    (303, 306),
    (334, 337),
];

impl Length {
    /// The same in the smallest unit that says it: weeks in days, years in months.
    fn plain(self) -> Self {
        let of = |times, unit| Self { count: self.count.saturating_mul(times), unit };
        match self.unit {
            Unit::Weeks => of(7, Unit::Days),
            Unit::Years => of(12, Unit::Months),
            Unit::Hours | Unit::Days | Unit::Months | Unit::BusinessDays => self,
        }
    }

    /// The same as a number of a unit in which lengths have an order, with the unit's name.
    pub(crate) fn ordered(self) -> (i64, &'static str) {
        let plain = self.plain();
        (plain.count, plain.unit.of(0))
    }

    /// Whether a frame of this length never closes after one of the other length that began with it.
    pub(crate) fn never_outlasts(self, other: Self) -> bool {
        let (own, theirs) = (self.plain(), other.plain());
        if own.unit == theirs.unit {
            return own.count <= theirs.count;
        }
        own.most_hours().is_some_and(|most| most <= theirs.least_hours())
    }

    /// The fewest hours from the event to the close, whenever it was and wherever.
    fn least_hours(self) -> i64 {
        let days = match self.unit {
            Unit::Hours => return self.count,
            Unit::Days | Unit::Weeks => self.plain().count,
            Unit::Months | Unit::Years => {
                self.months().map_or(0, |(years, (least, _))| years * 365 + least)
            }
            // Five of them have a weekend before the next one.
            Unit::BusinessDays => self.count + (self.count.max(1) - 1) / 5 * 2,
        };
        days * 24 - CLOCKS
    }

    /// The most hours, if there is a most: nobody knows how many holidays come together.
    fn most_hours(self) -> Option<i64> {
        let days = match self.unit {
            Unit::Hours => return Some(self.count),
            Unit::Days | Unit::Weeks => self.plain().count,
            Unit::Months | Unit::Years => {
                let (years, (_, most)) = self.months()?;
                years * 366 + most
            }
            Unit::BusinessDays => return None,
        };
        Some((days + 1) * 24 + CLOCKS)
    }

    /// Whole years, and the days of the months that are over.
    fn months(self) -> Option<(i64, (i64, i64))> {
        let months = self.plain().count;
        let rest = usize::try_from(months % 12).ok()?;
        MONTHS.get(rest).map(|days| (months / 12, *days))
    }

    /// The first instant that no longer belongs to a frame of this length; `None` where that cannot
    /// be said.
    pub(crate) fn closes_at(self, begins: Timestamp, head: &Head) -> Option<Timestamp> {
        let first = || begins.to_zoned(head.zone.clone()).date();
        let later = |span: Span| first().checked_add(span).ok();
        let span = Span::new();
        let last: Date = match self.unit {
            Unit::Hours => return begins.checked_add(span.try_hours(self.count).ok()?).ok(),
            Unit::Days => later(span.try_days(self.count).ok()?)?,
            Unit::Weeks => later(span.try_weeks(self.count).ok()?)?,
            // The calendar has no 30 February: the last day of the month stands for it.
            Unit::Months => later(span.try_months(self.count).ok()?)?,
            Unit::Years => later(span.try_years(self.count).ok()?)?,
            Unit::BusinessDays => head.holidays.after(first(), self.count)?,
        };
        // Where clocks are put forward over midnight the day begins later, and this is its beginning.
        Some(last.tomorrow().ok()?.to_zoned(head.zone.clone()).ok()?.timestamp())
    }
}

/// Hours by which clocks that are put forward or back make a frame shorter or longer.
const CLOCKS: i64 = 2;
