//! The stages of a request.

use jiff::Timestamp;

/// A stage of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The customer knows that the request has arrived.
    Acknowledged,
    /// The customer knows the decision.
    Decided,
    /// The money is on its way.
    Refunded,
    /// The customer was asked for feedback.
    FollowedUp,
}

impl Stage {
    /// Every stage with its name in events and metrics.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Acknowledged, "acknowledged"),
        (Self::Decided, "decided"),
        (Self::Refunded, "refunded"),
        (Self::FollowedUp, "followed_up"),
    ];

    /// The name in events and metrics.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(stage, _)| *stage == self).map_or("decided", |(_, name)| name)
    }

    /// Reads the name in events and metrics.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(stage, _)| *stage)
    }
}

/// When a request reached each stage: what clocks and reports are made of. Set once each, by the
/// pass that first sees the stage reached.
#[expect(clippy::struct_field_names, reason = "each is an instant")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stages {
    /// Its acknowledgement became owed.
    pub acknowledged_at: Option<Timestamp>,
    /// It was approved or denied.
    pub decided_at: Option<Timestamp>,
    /// The refund that answers it was seen to have gone through.
    pub refunded_at: Option<Timestamp>,
    /// The customer was asked for feedback.
    pub followed_up_at: Option<Timestamp>,
}
