//! What can be seen of the connections: plain atomics, and a line where something changes.
//!
//! Nothing is decided by it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use telemetry::connections::{
    Connection, ConnectionLost, ConnectionRegained, ConnectionStillLost, PublishingBlocked,
};

/// The state of the connections to the broker, and what has happened to them.
#[derive(Debug, Default)]
pub struct Health {
    publishing: AtomicBool,
    consuming: AtomicBool,
    blocked: AtomicBool,
    blocked_total: AtomicU64,
    lost_total: AtomicU64,
    unconfirmed_total: AtomicU64,
    acks_lost_total: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Health {
    /// Whether the publishing connection stands (it may be blocked).
    pub fn is_publishing(&self) -> bool {
        self.publishing.load(Ordering::Relaxed)
    }

    /// Whether the consumer stands.
    pub fn is_consuming(&self) -> bool {
        self.consuming.load(Ordering::Relaxed)
    }

    /// Whether the broker refuses publishes because it runs short of memory or disk.
    pub fn is_blocked(&self) -> bool {
        self.blocked.load(Ordering::Relaxed)
    }

    /// How often the broker has begun to refuse publishes.
    pub fn blocked_total(&self) -> u64 {
        self.blocked_total.load(Ordering::Relaxed)
    }

    /// How many connections or consumers were lost after they had stood.
    pub fn lost_total(&self) -> u64 {
        self.lost_total.load(Ordering::Relaxed)
    }

    /// How many publishes were not confirmed, for any reason.
    pub fn unconfirmed_total(&self) -> u64 {
        self.unconfirmed_total.load(Ordering::Relaxed)
    }

    /// How many acknowledgements were lost.
    pub fn acks_lost_total(&self) -> u64 {
        self.acks_lost_total.load(Ordering::Relaxed)
    }

    /// Why a connection was last lost or could not be built; `None` if that never happened.
    pub fn last_trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn publishing(&self, stands: bool) {
        self.publishing.store(stands, Ordering::Relaxed);
    }

    pub(super) fn consuming(&self, stands: bool) {
        self.consuming.store(stands, Ordering::Relaxed);
    }

    pub(super) fn blocked(&self, blocked: bool) {
        let before = self.blocked.swap(blocked, Ordering::Relaxed);
        if !before && blocked {
            self.blocked_total.fetch_add(1, Ordering::Relaxed);
        }
        if before != blocked {
            PublishingBlocked { blocked }.emit();
        }
    }

    /// A connection that stood is gone.
    pub(super) fn lost(&self, connection: Connection, why: String) {
        self.lost_total.fetch_add(1, Ordering::Relaxed);
        ConnectionLost { connection, why: &why }.emit();
        self.trouble(why);
    }

    /// It could not be built again.
    pub(super) fn still_lost(&self, connection: Connection, why: String) {
        ConnectionStillLost { connection, why: &why }.emit();
        self.trouble(why);
    }

    /// It stands again.
    pub(super) fn regained(connection: Connection) {
        ConnectionRegained { connection }.emit();
    }

    pub(super) fn trouble(&self, why: String) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    pub(super) fn unconfirmed(&self) {
        self.unconfirmed_total.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn ack_lost(&self) {
        self.acks_lost_total.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_of_a_blockade_is_counted() {
        let health = Health::default();
        for blocked in [true, true, false, false, true] {
            health.blocked(blocked);
        }
        assert_eq!((health.blocked_total(), health.is_blocked()), (2, true));
    }
}
