//! Writes days in full as CLDR has them: `January 5, 2027`, `5. Januar 2027`, `2027年1月5日`; and
//! the time of day: `9:00 AM`, `09:00`.
//!
//! Both are in UTC: where the customer lives is not known. No clock is read.

use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{T, YMD};
use icu_datetime::input::Time;
use icu_datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::error::MessageError;
use domain::locale::Locale;

/// Writes the day of `at` in UTC.
pub(super) fn write(locale: Locale, at: Timestamp) -> Result<String, MessageError> {
    in_full(locale, at).ok_or(MessageError::UnwritableDay { at, locale })
}

/// Writes the time of day of `at` in UTC, to the minute; a deadline is never told as later than it
/// is.
pub(super) fn time(locale: Locale, at: Timestamp) -> Result<String, MessageError> {
    to_the_minute(locale, at).ok_or(MessageError::UnwritableDay { at, locale })
}

fn to_the_minute(locale: Locale, at: Timestamp) -> Option<String> {
    let time = at.to_zoned(TimeZone::UTC).time();
    let (hour, minute) = (u8::try_from(time.hour()).ok()?, u8::try_from(time.minute()).ok()?);
    let time = Time::try_new(hour, minute, 0, 0).ok()?;
    let tag = super::tag::tag(locale)?;
    let formatter = NoCalendarFormatter::try_new((&tag).into(), T::hm()).ok()?;
    Some(formatter.format(&time).to_string())
}

fn in_full(locale: Locale, at: Timestamp) -> Option<String> {
    let day = at.to_zoned(TimeZone::UTC).date();
    let month = u8::try_from(day.month()).ok()?;
    let of_month = u8::try_from(day.day()).ok()?;
    let date = Date::try_new_gregorian(i32::from(day.year()), month, of_month).ok()?;
    let tag = super::tag::tag(locale)?;
    let formatter =
        FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&tag).into(), YMD::long()).ok()?;
    let text = formatter.format(&date).to_string();
    Some(match locale {
        Locale::Fr => french(&text),
        Locale::En | Locale::De | Locale::Nl | Locale::Ja | Locale::Zh | Locale::ZhHant => text,
    })
}

/// French counts the first of a month and no other day, and parts neither from its month.
fn french(text: &str) -> String {
    match text.split_once(' ') {
        Some(("1", rest)) => format!("1er\u{a0}{rest}"),
        Some((day, rest)) => format!("{day}\u{a0}{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_full_in_each_language() {
        let at: Timestamp = "2027-01-05T23:59:59Z".parse().unwrap();
        let written: Vec<_> = Locale::ALL.iter().map(|l| write(*l, at).unwrap()).collect();
        assert_eq!(
            written,
            [
                "January 5, 2027",
                "5. Januar 2027",
                "5\u{a0}janvier 2027",
                "5 januari 2027",
                "2027年1月5日",
                "2027年1月5日",
                "2027年1月5日",
            ]
        );
    }

    #[test]
    fn times_are_written_to_the_minute_in_each_language() {
        let at: Timestamp = "2027-01-05T15:04:59Z".parse().unwrap();
        let written: Vec<_> = Locale::ALL.iter().map(|l| time(*l, at).unwrap()).collect();
        assert_eq!(
            written,
            ["3:04\u{202f}PM", "15:04", "15:04", "15:04", "15:04", "15:04", "下午3:04"]
        );
    }

    #[test]
    fn w9_french_has_a_first_of_the_month_that_stays_with_it() {
        for (at, written) in [
            ("2026-12-01T09:00:00Z", "1er\u{a0}décembre 2026"),
            ("2026-12-11T09:00:00Z", "11\u{a0}décembre 2026"),
            ("2026-12-31T09:00:00Z", "31\u{a0}décembre 2026"),
        ] {
            assert_eq!(write(Locale::Fr, at.parse().unwrap()).unwrap(), written);
        }
        assert_eq!(
            write(Locale::De, "2026-12-01T09:00:00Z".parse().unwrap()).unwrap(),
            "1. Dezember 2026"
        );
    }

    #[test]
    fn the_day_is_that_of_utc() {
        let at: Timestamp = "2027-01-05T23:30:00-05:00".parse().unwrap();
        assert_eq!(write(Locale::En, at).unwrap(), "January 6, 2027");
    }
}
