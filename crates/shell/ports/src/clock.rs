//! What time it is. Two clocks, because they answer different questions.

use std::time::Duration;

use jiff::Timestamp;

/// Reads the time.
pub trait Clock: Send + Sync {
    /// The calendar's time: for what is stored and published.
    fn now(&self) -> Timestamp;

    /// Time since some fixed point of this machine, **counting suspend** (`CLOCK_BOOTTIME`): for
    /// the deadline that binds a list to the call after it. Never stored, never compared between
    /// machines.
    fn elapsed(&self) -> Duration;
}
