//! What becomes of a delivery. Every delivery ends in one of these, and is counted as that.

use ports::outbox::Shelf;

/// How a delivery ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// All that follows from it is confirmed.
    Settled,
    /// It is true and changes nothing (an event type that is only counted).
    Noted,
    /// It comes back after this many seconds.
    Later {
        seconds: i64,
        /// Whether trouble is the reason; a planned wait does not count as an attempt.
        trouble: bool,
        /// The frozen decision that travels with it, sealed.
        decision: Option<String>,
        /// The permit that travels with it, sealed: published once, and never again without a confirm.
        permit: Option<String>,
    },
    /// It is kept aside, with the reason.
    Shelved(Shelf, String),
}

impl Settlement {
    /// The label in metrics and logs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Noted => "noted",
            Self::Later { .. } => "later",
            Self::Shelved(Shelf::Quarantine, _) => "quarantined",
            Self::Shelved(Shelf::Parked, _) => "parked",
        }
    }

    /// Trouble that passes: the message comes back by the ladder.
    pub(super) fn trouble(seconds: i64) -> Self {
        Self::Later { seconds, trouble: true, decision: None, permit: None }
    }

    /// The same, and it comes back within `most` seconds.
    pub(super) fn within(self, most: i64) -> Self {
        match self {
            Self::Later { seconds, trouble, decision, permit } => {
                Self::Later { seconds: seconds.min(most), trouble, decision, permit }
            }
            Self::Settled | Self::Noted | Self::Shelved(..) => self,
        }
    }

    /// The same, and it counts against the attempts.
    pub(super) fn counted_as_trouble(self) -> Self {
        match self {
            Self::Later { seconds, trouble: _, decision, permit } => {
                Self::Later { seconds, trouble: true, decision, permit }
            }
            Self::Settled | Self::Noted | Self::Shelved(..) => self,
        }
    }

    /// Kept aside as not understood or not trusted.
    pub(super) fn quarantine(reason: impl Into<String>) -> Self {
        Self::Shelved(Shelf::Quarantine, reason.into())
    }

    /// Kept aside for a person.
    pub(super) fn park(reason: impl Into<String>) -> Self {
        Self::Shelved(Shelf::Parked, reason.into())
    }
}
