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

    /// The span of as many days before it, up to the same time of day, so that both are of one length.
    /// `None` where the calendar ends.
    pub fn before(&self) -> Option<Self> {
        let days = days_between(self.first, self.last).checked_add(1)?;
        let back = jiff::Span::new().try_days(days).ok()?;
        let at = |moment: Timestamp| {
            let earlier = moment.to_zoned(self.zone.clone()).checked_sub(back).ok()?;
            Some(earlier.timestamp())
        };
        Self::new(at(self.since)?, at(self.until)?, self.zone.clone())
    }

    /// Whether all of the period that begins on that day is in it. The last one often is not over, and
    /// the first month can have begun before.
    pub fn is_whole(&self, first: Date) -> bool {
        let begins = match self.unit {
            Unit::Day | Unit::Week => true,
            Unit::Month => first == first.first_of_month(),
        };
        let next = self.after(first).and_then(|next| next.to_zoned(self.zone.clone()).ok());
        begins && next.is_some_and(|next| next.timestamp() <= self.until)
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
            begin = self.after(day);
        }
        periods
    }

    /// The first day after the period that begins on that day.
    fn after(&self, first: Date) -> Option<Date> {
        let next = match self.unit {
            Unit::Day => first.tomorrow(),
            Unit::Week => first.checked_add(jiff::Span::new().days(7)),
            Unit::Month => first.last_of_month().tomorrow(),
        };
        next.ok()
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
    fn w17_a_period_that_is_not_all_in_the_span_is_not_whole() {
        let whole = |since, until| {
            let span = TimeSpan::new(at(since), at(until), TimeZone::UTC).unwrap();
            let whole: Vec<bool> =
                span.periods().into_iter().map(|first| span.is_whole(first)).collect();
            (span.unit(), whole)
        };
        let noon = "2026-11-23T12:00:00Z";
        assert_eq!(whole("2026-11-22T00:00:00Z", noon), (Unit::Day, vec![true, false]));
        let midnight = "2026-11-24T00:00:00Z";
        assert_eq!(whole("2026-11-22T00:00:00Z", midnight), (Unit::Day, vec![true, true]));
        // Forty-two days are six weeks; with one day more, the seventh has begun.
        let mut weeks = vec![true; 6];
        assert_eq!(whole("2026-10-13T00:00:00Z", midnight), (Unit::Week, weeks.clone()));
        weeks.push(false);
        assert_eq!(whole("2026-10-12T00:00:00Z", midnight), (Unit::Week, weeks));
        let (unit, months) = whole("2026-01-15T00:00:00Z", "2026-12-01T00:00:00Z");
        assert_eq!((unit, months.len()), (Unit::Month, 11));
        assert!(!months[0] && months[1..].iter().all(|whole| *whole), "January began before");
        assert!(!whole("2026-01-01T00:00:00Z", "2026-11-30T23:59:59Z").1[10]);
    }

    #[test]
    fn w17_the_span_before_is_as_long_and_ends_at_the_same_time_of_day() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (since, until, before) in [
            // The clocks were put back on 25 October.
            (
                "2026-10-20T22:00:00Z",
                "2026-11-03T11:00:00Z",
                ("2026-10-06T22:00:00Z", "2026-10-20T10:00:00Z"),
            ),
            (
                "2026-11-01T23:00:00Z",
                "2026-11-15T23:00:00Z",
                ("2026-10-18T22:00:00Z", "2026-11-01T23:00:00Z"),
            ),
        ] {
            let span = TimeSpan::new(at(since), at(until), berlin.clone()).unwrap();
            let earlier = span.before().unwrap();
            assert_eq!((earlier.since(), earlier.until()), (at(before.0), at(before.1)), "{since}");
            assert_eq!(earlier.periods().len(), span.periods().len());
            assert_eq!(earlier.unit(), span.unit());
        }
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
