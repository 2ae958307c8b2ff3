//! The one place that reads the time.

use std::time::Duration;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};

use ports::clock::Clock;

/// The machine's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// Counts suspend: a worker that slept for a day must not think that its list is fresh.
#[cfg(any(target_os = "linux", target_os = "android"))]
const COUNTS_SUSPEND: ClockId = ClockId::Boottime;
/// On macOS and the BSDs the monotonic clock itself counts suspend.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const COUNTS_SUSPEND: ClockId = ClockId::Monotonic;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        now()
    }

    fn elapsed(&self) -> Duration {
        let time = clock_gettime(COUNTS_SUSPEND);
        let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
        let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or_default();
        Duration::new(seconds, nanoseconds)
    }
}

/// The calendar's time.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_never_runs_backwards() {
        let first = SystemClock.elapsed();
        assert!(SystemClock.elapsed() >= first);
        assert!(first > Duration::ZERO);
    }
}
