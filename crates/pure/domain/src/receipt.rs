//! When a message was received: what its dates are held against.

use jiff::Timestamp;

/// When a message was received. Of several receipts of one message the earliest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt {
    /// When it reached us, as far as that is believed: what promises, clocks and reports count from.
    pub at: Timestamp,
    /// When a worker first saw it; not before `at`. Nobody else can make it up, so that whatever is
    /// decided counts from this.
    pub seen_at: Timestamp,
}

impl Receipt {
    /// Seen as soon as it was there.
    pub fn of(at: Timestamp) -> Self {
        Self { at, seen_at: at }
    }

    /// The receipt of two copies.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { at: self.at.min(other.at), seen_at: self.seen_at.min(other.seen_at) }
    }
}
