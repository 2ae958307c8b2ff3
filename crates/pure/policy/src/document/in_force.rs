//! From when a version of a policy is in force: `in_force_from`, a day in the policy's time zone or
//! an instant.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use toml::value::{Date, Datetime, Time};

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
    let found = written.get()?.0.parse().map_err(|_no_date| "is no day and no instant");
    let why = match found.and_then(|written| instant(&written, zone)) {
        Ok(from) if sane(from) => return Some(from),
        Ok(_) => "is not between 2000 and 2199",
        Err(why) => why,
    };
    reading.error(written.span.clone(), format!("`{KEY}` {why}"), write(KEY));
    None
}
/// The instant, or why there is none, to be read after the key.
fn instant(written: &Datetime, zone: &TimeZone) -> Result<Timestamp, &'static str> {
    const NO_DAY: &str = "is a day that there is not";
    let Some(date) = written.date else { return Err("has no day") };
    let date = day(date).ok_or(NO_DAY)?;
    let Some(time) = written.time else {
        // Where clocks go forward at midnight, a day begins with the first instant that there is.
        let begins = date.to_zoned(zone.clone()).map_err(|_outside| NO_DAY)?;
        return Ok(begins.timestamp());
    };
    let local = date.to_datetime(clock(time).ok_or("is a time that there is not")?);
    let Some(offset) = written.offset else {
        let local = zone.to_ambiguous_timestamp(local);
        return local.unambiguous().map_err(
            |_ambiguous| "is a time that the clocks skip or show twice that day, and has no offset from UTC",
        );
    };
    let minutes = match offset {
        toml::value::Offset::Z => 0,
        toml::value::Offset::Custom { minutes } => i32::from(minutes),
    };
    let offset = Offset::from_seconds(minutes.saturating_mul(60)).ok();
    let instant = offset.and_then(|offset| offset.to_timestamp(local).ok());
    instant.ok_or("has an offset that there is not")
}

fn day(date: Date) -> Option<civil::Date> {
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    civil::Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}

fn clock(time: Time) -> Option<civil::Time> {
    let small = |part: u8| i8::try_from(part).ok();
    let second = small(time.second.unwrap_or_default())?;
    let nanosecond = i32::try_from(time.nanosecond.unwrap_or_default()).ok()?;
    civil::Time::new(small(time.hour)?, small(time.minute)?, second, nanosecond).ok()
}

/// A slip in the year would put a version out of everybody's way without a word.
fn sane(from: Timestamp) -> bool {
    (2000..2200).contains(&from.to_zoned(TimeZone::UTC).year())
}
