//! Reads the span that a report is asked for.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, civil::Date};

use domain::time::after;
use trends::TimeSpan;
use trends::span::DAYS_MAX;

/// Reads `--since`, `--until` and `--time-zone`; says what is wrong with them.
pub(super) fn read(
    since: &str,
    until: Option<&str>,
    zone: &str,
    now: Timestamp,
) -> Result<TimeSpan, String> {
    let zone = if zone == "UTC" {
        TimeZone::UTC
    } else {
        TimeZoneDatabase::bundled()
            .get(zone)
            .ok()
            .ok_or_else(|| format!("--time-zone: there is no time zone `{zone}`"))?
    };
    let until = match until {
        Some(text) => moment("--until", text, now, &zone)?,
        None => now,
    };
    let since = moment("--since", since, until, &zone)?;
    TimeSpan::new(since, until, zone).ok_or_else(|| {
        format!("the span must begin before it ends, and have at most {DAYS_MAX} days")
    })
}

/// A day, an instant, or a time back from `from`.
fn moment(flag: &str, text: &str, from: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let day = text.parse::<Date>().ok();
    let day = day.filter(|_| text.len() == "2026-01-31".len());
    let day = day.and_then(|day| day.to_zoned(zone.clone()).ok()).map(|day| day.timestamp());
    day.or_else(|| text.parse().ok()).or_else(|| back(text, from)).ok_or_else(|| {
        format!(
            "{flag}: `{text}` is neither a time back (12h, 90d, 12w), nor a day (2026-01-31), nor \
             an instant (2026-01-31T09:00:00Z)"
        )
    })
}

fn back(text: &str, from: Timestamp) -> Option<Timestamp> {
    let units = [('h', 3600), ('d', 86_400), ('w', 7 * 86_400)];
    let (number, seconds) =
        units.into_iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))?;
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    Some(after(from, number.checked_mul(seconds)?.checked_neg()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T15:00:00Z".parse().unwrap()
    }

    fn days(since: &str, until: Option<&str>, zone: &str) -> String {
        let (first, last) = read(since, until, zone, now()).unwrap().days();
        format!("{first} {last}")
    }

    #[test]
    fn a_span_is_a_time_back_or_between_days() {
        for (since, until, expected) in [
            ("90d", None, "2026-08-25 2026-11-23"),
            ("1d", None, "2026-11-22 2026-11-23"),
            ("2w", Some("2026-11-01"), "2026-10-18 2026-10-31"),
            ("2026-01-01", Some("2026-02-01"), "2026-01-01 2026-01-31"),
            ("2026-11-23T14:00:00Z", None, "2026-11-23 2026-11-23"),
            ("6h", None, "2026-11-23 2026-11-23"),
        ] {
            assert_eq!(days(since, until, "UTC"), expected, "{since}");
        }
        assert_eq!(days("2026-01-01", Some("2026-02-01"), "Asia/Tokyo"), "2026-01-01 2026-01-31");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut refused = 0;
        for (since, until, zone, named) in [
            ("yesterday", None, "UTC", "--since: `yesterday`"),
            ("0d", None, "UTC", "--since: `0d`"),
            ("-3d", None, "UTC", "--since: `-3d`"),
            ("90d", Some("later"), "UTC", "--until: `later`"),
            ("90d", None, "Mars/Base", "--time-zone"),
            ("2027-01-01", None, "UTC", "begin before it ends"),
            ("99999w", None, "UTC", "at most 3660 days"),
        ] {
            let why = read(since, until, zone, now()).unwrap_err();
            assert!(why.contains(named), "{why}");
            refused += 1;
        }
        assert_eq!(refused, 7);
    }
}
