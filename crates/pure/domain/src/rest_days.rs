//! Days on which nobody answers: days of the week, and holidays.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// The most days that are looked through for one that is no day of rest.
const DAYS_MAX: usize = 366;

/// Days of the week, from Monday, by their names in settings.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A day of rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestDay {
    /// Every week.
    Weekly(Weekday),
    /// Once.
    Holiday(Date),
}

impl RestDay {
    /// Reads `sunday`, or a date such as `2026-12-25`.
    pub fn parse(text: &str) -> Option<Self> {
        let weekly = WEEKDAYS.iter().find(|(name, _)| *name == text);
        let weekly = weekly.map(|(_, day)| Self::Weekly(*day));
        // Only the form with hyphens, of a year with four digits.
        let is_date = text.len() == 10;
        weekly.or_else(|| text.parse().ok().filter(|_| is_date).map(Self::Holiday))
    }
}

/// The days on which nobody answers, in one time zone. None by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestDays {
    zone: TimeZone,
    weekly: Vec<Weekday>,
    holidays: BTreeSet<Date>,
}

impl Default for RestDays {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, weekly: Vec::new(), holidays: BTreeSet::new() }
    }
}

impl RestDays {
    /// These days in this zone; `None` where no day of the week is left.
    pub fn new(zone: TimeZone, days: &[RestDay]) -> Option<Self> {
        let mut rest = Self { zone, ..Self::default() };
        for day in days {
            match day {
                RestDay::Weekly(day) if rest.weekly.contains(day) => {}
                RestDay::Weekly(day) => rest.weekly.push(*day),
                RestDay::Holiday(date) => {
                    rest.holidays.insert(*date);
                }
            }
        }
        (rest.weekly.len() < WEEKDAYS.len()).then_some(rest)
    }

    /// The same time of the first day that is no day of rest, from the day of `at` on. Where there is
    /// none within a year, `at` itself.
    pub fn next_other(&self, at: Timestamp) -> Timestamp {
        let mut day = at.to_zoned(self.zone.clone());
        for _ in 0..DAYS_MAX {
            if !self.rests_on(day.date()) {
                return day.timestamp();
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        at
    }

    fn rests_on(&self, day: Date) -> bool {
        self.weekly.contains(&day.weekday()) || self.holidays.contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(zone: &str, days: &[&str]) -> Option<RestDays> {
        let days: Vec<RestDay> = days.iter().map(|day| RestDay::parse(day).unwrap()).collect();
        RestDays::new(TimeZone::get(zone).unwrap(), &days)
    }

    fn moved(rest: &RestDays, at: &str) -> String {
        rest.next_other(at.parse().unwrap()).to_string()
    }

    #[test]
    fn w3_a_promise_lies_on_a_day_on_which_somebody_answers() {
        let german = rest("Europe/Berlin", &["saturday", "sunday", "2026-12-25"]).unwrap();
        for (at, expected) in [
            ("2026-12-23T14:00:00Z", "2026-12-23T14:00:00Z"),
            // Christmas is a Friday, and Saturday and Sunday follow.
            ("2026-12-25T14:00:00Z", "2026-12-28T14:00:00Z"),
            // Late on Friday in UTC is Saturday in Berlin.
            ("2026-12-18T23:30:00Z", "2026-12-20T23:30:00Z"),
            // The clock is put forward in between: the same time of the day.
            ("2026-03-28T08:00:00Z", "2026-03-30T07:00:00Z"),
        ] {
            assert_eq!(moved(&german, at), expected);
        }
        assert_eq!(moved(&RestDays::default(), "2026-12-27T14:00:00Z"), "2026-12-27T14:00:00Z");
    }

    #[test]
    fn days_of_rest_are_days_of_the_week_or_dates_and_never_all_of_them() {
        for wrong in ["", "Sunday", "sun", "2026-13-01", "20261225", "+002026-12-25", "christmas"] {
            assert_eq!(RestDay::parse(wrong), None, "{wrong}");
        }
        let mut all: Vec<&str> = WEEKDAYS.iter().map(|(name, _)| *name).collect();
        assert_eq!(rest("UTC", &all), None);
        all.pop();
        let sundays = rest("UTC", &all).unwrap();
        assert_eq!(moved(&sundays, "2026-12-21T00:00:00Z"), "2026-12-27T00:00:00Z");
    }
}
