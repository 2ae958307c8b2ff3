//! From when a version of a policy is in force: `in_force_from`, a day in the policy's time zone or
//! an instant.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::example::write;
use super::field::Field;
use super::leaf::Written;
use super::reading::Reading;

pub(crate) const KEY: &str = "in_force_from";

/// Reads the beginning. A day begins at its first instant in `zone`.
pub(crate) fn read(
    reading: &mut Reading<'_>,
    written: &Field<Written>,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let why = match instant(&written.get()?.0, zone) {
        Ok(from) if sane(from) => return Some(from),
        Ok(_) => "is not between 2000 and 2199",
        Err(why) => why,
    };
    reading.error(written.span.clone(), format!("`{KEY}` {why}"), write(KEY));
    None
}

/// The instant, or why there is none, to be read after the key.
fn instant(written: &str, zone: &TimeZone) -> Result<Timestamp, &'static str> {
    const NO_DAY: &str = "is a day that there is not";
    if let Ok(instant) = written.parse() {
        return Ok(instant);
    }
    if !written.contains('-') {
        return Err("has no day");
    }
    if !written.contains('T') {
        // Where clocks go forward at midnight, a day begins with the first instant that there is.
        let date: Date = written.parse().map_err(|_no_day| NO_DAY)?;
        let begins = date.to_zoned(zone.clone()).map_err(|_outside| NO_DAY)?;
        return Ok(begins.timestamp());
    }
    let local: DateTime =
        written.parse().map_err(|_neither| "is a day, a time or an offset that there is not")?;
    zone.to_ambiguous_timestamp(local).unambiguous().map_err(
        |_ambiguous| "is a time that the clocks skip or show twice that day, and has no offset from UTC",
    )
}

/// A slip in the year would put a version out of everybody's way without a word.
fn sane(from: Timestamp) -> bool {
    (2000..2200).contains(&from.to_zoned(TimeZone::UTC).year())
}
