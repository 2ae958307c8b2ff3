//! Arithmetic on instants, in whole seconds. Nothing here knows what time it is.

use jiff::{SignedDuration, Timestamp};

/// The instant `seconds` after `at`, held within the calendar's range.
pub fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(if seconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// Whole seconds from `earlier` to `later`, rounded towards zero; negative if they are swapped.
pub fn seconds_between(earlier: Timestamp, later: Timestamp) -> i64 {
    later.duration_since(earlier).as_secs()
}
