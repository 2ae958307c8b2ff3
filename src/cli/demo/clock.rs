//! A clock that can be put forward, so that a fortnight passes in seconds.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::app::clock::SystemClock;
use ports::clock::Clock;

/// How far back the demo begins, seconds: 30 days. It ends before today, so that a report of what it has
/// left finds all of it.
const BEHIND: i64 = 30 * 86_400;

/// The machine's clocks, set back at the beginning, and ahead of that by as much as they were put
/// forward. Both kinds of time move, as they do when days really pass.
#[derive(Debug, Default)]
pub(super) struct MovedClock {
    machine: SystemClock,
    ahead_seconds: AtomicI64,
}

impl MovedClock {
    /// Puts the clock forward; nothing wakes up by that.
    pub(super) fn advance(&self, by: SignedDuration) {
        self.ahead_seconds.fetch_add(by.as_secs(), Ordering::SeqCst);
    }

    fn ahead(&self) -> i64 {
        self.ahead_seconds.load(Ordering::SeqCst)
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        domain::time::after(self.machine.now(), self.ahead().saturating_sub(BEHIND))
    }

    fn elapsed(&self) -> Duration {
        let ahead = Duration::from_secs(u64::try_from(self.ahead()).unwrap_or_default());
        self.machine.elapsed().saturating_add(ahead)
    }
}
