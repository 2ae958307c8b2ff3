//! Writes days in full as CLDR has them: `January 5, 2027`, `5. Januar 2027`, `2027年1月5日`; and
//! the time of day: `9:00 AM`, `09:00`.
//!
//! Both are those of the recipient's time zone, which is named with CLDR's word for it: `Japan Time`,
//! `mitteleuropäische Zeit`. No clock is read.

use icu_calendar::{Date, Gregorian, Iso};
use icu_datetime::fieldsets::zone::GenericLong;
use icu_datetime::fieldsets::{T, YMD};
use icu_datetime::input::{DateTime, Time, TimeZone, UtcOffset};
use icu_datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use jiff::{Timestamp, Zoned};

use super::error::MessageError;
use domain::locale::Locale;
use domain::zone::Zone;

/// Writes the day of `at` in that time zone.
pub(super) fn write(locale: Locale, zone: &Zone, at: Timestamp) -> Result<String, MessageError> {
    in_full(locale, &within(zone, at)).ok_or(MessageError::UnwritableDay { at, locale })
}

/// Writes the time of day of `at` in that time zone, to the minute; a deadline is never told as later
/// than it is.
pub(super) fn time(locale: Locale, zone: &Zone, at: Timestamp) -> Result<String, MessageError> {
    to_the_minute(locale, &within(zone, at)).ok_or(MessageError::UnwritableDay { at, locale })
}

/// What that time zone is called at that time; where nobody calls it anything, how far it is from
/// universal time.
pub(super) fn zone(locale: Locale, zone: &Zone, at: Timestamp) -> String {
    if zone.is_utc() {
        return "UTC".to_owned();
    }
    called(locale, zone, at).unwrap_or_else(|| within(zone, at).strftime("UTC%:z").to_string())
}

fn called(locale: Locale, zone: &Zone, at: Timestamp) -> Option<String> {
    let zoned = within(zone, at);
    let info = TimeZone::from_iana_id(zone.name())
        .with_offset(UtcOffset::try_from_seconds(zoned.offset().seconds()).ok())
        .at_date_time(DateTime { date: date(&zoned)?.to_calendar(Iso), time: time_of(&zoned)? });
    let tag = super::tag::tag(locale)?;
    let formatter = NoCalendarFormatter::try_new((&tag).into(), GenericLong).ok()?;
    Some(formatter.format(&info).to_string())
}

fn within(zone: &Zone, at: Timestamp) -> Zoned {
    at.to_zoned(zone.rules().clone())
}

fn time_of(at: &Zoned) -> Option<Time> {
    let (hour, minute) = (u8::try_from(at.hour()).ok()?, u8::try_from(at.minute()).ok()?);
    Time::try_new(hour, minute, 0, 0).ok()
}

fn date(at: &Zoned) -> Option<Date<Gregorian>> {
    let (month, of_month) = (u8::try_from(at.month()).ok()?, u8::try_from(at.day()).ok()?);
    Date::try_new_gregorian(i32::from(at.year()), month, of_month).ok()
}

fn to_the_minute(locale: Locale, at: &Zoned) -> Option<String> {
    let time = time_of(at)?;
    let tag = super::tag::tag(locale)?;
    let formatter = NoCalendarFormatter::try_new((&tag).into(), T::hm()).ok()?;
    Some(formatter.format(&time).to_string())
}

fn in_full(locale: Locale, at: &Zoned) -> Option<String> {
    let date = date(at)?;
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
        let written: Vec<_> =
            Locale::ALL.iter().map(|l| write(*l, &Zone::utc(), at).unwrap()).collect();
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
        let written: Vec<_> =
            Locale::ALL.iter().map(|l| time(*l, &Zone::utc(), at).unwrap()).collect();
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
            assert_eq!(write(Locale::Fr, &Zone::utc(), at.parse().unwrap()).unwrap(), written);
        }
        assert_eq!(
            write(Locale::De, &Zone::utc(), "2026-12-01T09:00:00Z".parse().unwrap()).unwrap(),
            "1. Dezember 2026"
        );
    }

    #[test]
    fn w8_days_and_times_are_those_of_the_customer_and_the_zone_is_named() {
        let at: Timestamp = "2027-01-05T22:30:00Z".parse().unwrap();
        let tokyo = Zone::of_name("Asia/Tokyo").unwrap();
        assert_eq!(write(Locale::En, &tokyo, at).unwrap(), "January 6, 2027");
        assert_eq!(time(Locale::En, &tokyo, at).unwrap(), "7:30\u{202f}AM");
        let names = |name: &str| {
            let of = Zone::of_name(name).unwrap();
            Locale::ALL.map(|locale| zone(locale, &of, at)).join(" | ")
        };
        let written = ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Etc/GMT+9"].map(names);
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false,
            omit_expression => true }, {
            insta::assert_snapshot!("zones", written.join("\n"));
        });
        assert_eq!(names("Etc/UTC"), ["UTC"; 7].join(" | "));
    }

    #[test]
    fn w8_every_zone_is_named_in_every_language() {
        let at: Timestamp = "2027-07-05T22:30:00Z".parse().unwrap();
        let mut seen = 0;
        for name in jiff::tz::TimeZoneDatabase::bundled().available() {
            let Some(of) = Zone::of_name(name.as_str()) else { continue };
            for locale in Locale::ALL {
                let told = zone(locale, &of, at);
                assert!(
                    !told.trim().is_empty() && !told.contains('?'),
                    "{name} in {locale}: {told}"
                );
            }
            seen += 1;
        }
        assert!(seen > 400, "{seen} zones");
    }

    #[test]
    fn the_day_is_that_of_utc() {
        let at: Timestamp = "2027-01-05T23:30:00-05:00".parse().unwrap();
        assert_eq!(write(Locale::En, &Zone::utc(), at).unwrap(), "January 6, 2027");
    }
}
