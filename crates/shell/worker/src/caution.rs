//! A while of caution after the store has lost its memory.
//!
//! Money is safe without it: keys and lists do not depend on the store. What is lost for a moment
//! are reservations, so partial refunds go to a person until the cases are rebuilt.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use domain::time::after;

/// How long, seconds: longer than any call is in doubt before it is listed again.
const SECONDS: i64 = 600;

/// Until when partial refunds are not decided by a machine.
#[derive(Debug, Clone, Default)]
pub struct Caution(Arc<AtomicI64>);

impl Caution {
    /// The store was found to have lost its memory.
    pub fn begin(&self, now: Timestamp) {
        self.0.store(after(now, SECONDS).as_second(), Ordering::Relaxed);
    }

    /// Whether the loss is so recent.
    pub(super) fn holds(&self, now: Timestamp) -> bool {
        now.as_second() < self.0.load(Ordering::Relaxed)
    }
}
