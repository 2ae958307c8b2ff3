//! What is to become of a subscription whose payment is given back.
//!
//! Nothing here ends one: a rule says what is to become of it, and it is told once the money has gone
//! back.

/// What a rule says of the subscription behind the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subscription {
    /// It is to be cancelled.
    Cancel(CancelWhen),
    /// It goes on.
    Keep,
}

/// When a subscription is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CancelWhen {
    /// At once.
    Now,
    /// With the period that was paid for: it does not renew.
    AtPeriodEnd,
}

impl Subscription {
    /// All of them with their names in policies, records and events.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Cancel(CancelWhen::Now), "cancel_now"),
        (Self::Cancel(CancelWhen::AtPeriodEnd), "cancel_at_period_end"),
        (Self::Keep, "keep"),
    ];

    /// The name in policies, records and events.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(said, _)| *said == self).map_or("keep", |(_, name)| name)
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(said, _)| *said)
    }
}

impl CancelWhen {
    /// Both of them with their names in records and events.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Now, "now"), (Self::AtPeriodEnd, "at_period_end")];

    /// The name in records and events.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(when, _)| *when == self).map_or("now", |(_, name)| name)
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(when, _)| *when)
    }
}
