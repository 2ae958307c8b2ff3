//! The time of a simulation.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::time::after;
use jiff::Timestamp;
use ports::clock::Clock;

/// The instant at which every simulation begins.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_760_000_000).unwrap()
}

/// A clock that moves when it is told to. Both times move together, as on a machine whose
/// monotonic clock counts suspend.
#[derive(Debug)]
pub struct VirtualClock {
    now: Mutex<Timestamp>,
}

impl VirtualClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { now: Mutex::new(start()) })
    }

    pub fn advance_to(&self, at: Timestamp) {
        let mut now = self.now.lock().unwrap();
        *now = at.max(*now);
    }

    pub fn advance(&self, seconds: i64) {
        self.advance_to(after(self.now(), seconds));
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        let elapsed = self.now().duration_since(start());
        Duration::try_from(elapsed).unwrap_or_default()
    }
}
