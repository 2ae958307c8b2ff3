//! The span of time that is looked at, and the periods that it is cut into.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use domain::time::seconds_between;

/// The longest span, days: ten years, so that the periods of a page stay few.
pub const DAYS_MAX: i64 = 3660;

/// The longest span, in days, that is shown by day.
const DAYS_AS_DAYS: i64 = 35;
/// The longest span, in days, that is shown by week.
const DAYS_AS_WEEKS: i64 = 210;

/// What the span is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    /// Seven days each, counted from the beginning of the span, so that only the last is short.
    Week,
    /// Calendar months; the first and the last can be short.
    Month,
}

impl Unit {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// A span of time, from the beginning of a day, in one time zone.
#[derive(Debug, Clone)]
pub struct TimeSpan {
    since: Timestamp,
    until: Timestamp,
    first: Date,
    last: Date,
    zone: TimeZone,
    unit: Unit,
}

impl TimeSpan {
    /// The span from the day of `since` up to `until`, which is not part of it. `None` where that
    /// is nothing, or more than [`DAYS_MAX`] days.
    pub fn new(since: Timestamp, until: Timestamp, zone: TimeZone) -> Option<Self> {
        let begin = since.to_zoned(zone.clone()).start_of_day().ok()?;
        let (since, first) = (begin.timestamp(), begin.date());
        let last_moment = Timestamp::from_nanosecond(until.as_nanosecond().checked_sub(1)?).ok()?;
        let last = last_moment.to_zoned(zone.clone()).date();
        let days = days_between(first, last).checked_add(1)?;
        if since >= until || days > DAYS_MAX {
            return None;
        }
        let unit = if days <= DAYS_AS_DAYS {
            Unit::Day
        } else if days <= DAYS_AS_WEEKS {
            Unit::Week
        } else {
            Unit::Month
        };
        Some(Self { since, until, first, last, zone, unit })
    }

    /// Its first moment.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// The first moment after it.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// Its first and its last day.
    pub fn days(&self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// The time zone of its days.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What it is cut into.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Whether `at` is in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }

    /// The first day of the period that `at` is in; `None` outside of the span.
    pub fn period_of(&self, at: Timestamp) -> Option<Date> {
        if !self.contains(at) {
            return None;
        }
        let day = at.to_zoned(self.zone.clone()).date();
        let begin = match self.unit {
            Unit::Day => day,
            Unit::Week => {
                let into = days_between(self.first, day).rem_euclid(7);
                day.checked_sub(jiff::Span::new().try_days(into).ok()?).ok()?
            }
            Unit::Month => day.first_of_month(),
        };
        Some(begin.max(self.first))
    }

    /// The first day of each period, in order.
    pub fn periods(&self) -> Vec<Date> {
        let mut periods = Vec::new();
        let mut begin = Some(self.first);
        while let Some(day) = begin.filter(|day| *day <= self.last) {
            periods.push(day);
            begin = match self.unit {
                Unit::Day => day.tomorrow(),
                Unit::Week => day.checked_add(jiff::Span::new().days(7)),
                Unit::Month => day.last_of_month().tomorrow(),
            }
            .ok();
        }
        periods
    }
}

/// Whole days from one date to another.
fn days_between(from: Date, to: Date) -> i64 {
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    let (Ok(from), Ok(to)) = (midnight(from), midnight(to)) else { return i64::MAX };
    seconds_between(from, to).div_euclid(86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn span(since: &str) -> TimeSpan {
        TimeSpan::new(at(since), at("2026-11-23T12:00:00Z"), TimeZone::UTC).unwrap()
    }

    #[test]
    fn a_span_begins_with_a_day_and_is_cut_as_its_length_asks_for() {
        let mut seen = 0;
        for (since, periods, unit) in [
            ("2026-11-23T11:00:00Z", 1, Unit::Day),
            ("2026-10-20T23:59:59Z", 35, Unit::Day),
            ("2026-10-19T00:00:00Z", 6, Unit::Week),
            ("2026-08-25T12:00:00Z", 13, Unit::Week),
            ("2026-04-01T00:00:00Z", 8, Unit::Month),
            ("2025-11-23T00:00:00Z", 13, Unit::Month),
        ] {
            let span = span(since);
            assert_eq!((span.periods().len(), span.unit()), (periods, unit), "{since}");
            assert!(span.contains(span.since()) && !span.contains(span.until()));
            seen += 1;
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn every_moment_of_a_span_is_in_one_of_its_periods() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let mut seen = 0;
        for since in ["2026-11-01T00:00:00Z", "2026-08-25T12:00:00Z", "2025-11-23T09:00:00Z"] {
            let until = at("2026-11-23T12:00:00Z");
            let span = TimeSpan::new(at(since), until, berlin.clone()).unwrap();
            let periods = span.periods();
            let mut moment = span.since();
            while moment < until {
                let period = span.period_of(moment).unwrap();
                assert!(periods.contains(&period), "{moment} {period}");
                assert!(period <= moment.to_zoned(berlin.clone()).date());
                moment += jiff::SignedDuration::from_hours(5);
                seen += 1;
            }
            assert_eq!(span.period_of(until), None);
        }
        assert!(seen > 1000, "{seen}");
    }

    #[test]
    fn nothing_and_far_too_much_are_no_spans() {
        let now = at("2026-11-23T12:00:00Z");
        assert!(TimeSpan::new(now, now, TimeZone::UTC).is_some(), "the day so far");
        assert!(TimeSpan::new(at("2026-11-24T00:00:00Z"), now, TimeZone::UTC).is_none());
        assert!(TimeSpan::new(at("2016-01-01T00:00:00Z"), now, TimeZone::UTC).is_none());
        assert!(TimeSpan::new(Timestamp::MIN, Timestamp::MAX, TimeZone::UTC).is_none());
        assert!(TimeSpan::new(Timestamp::MIN, Timestamp::MIN, TimeZone::UTC).is_none());
    }
}
