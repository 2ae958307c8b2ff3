//! Who may answer reviews: the roster.

use super::sender::Amounts;

/// Which voice a reviewer has where two people must approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Approves alone what one person may, and is one of two.
    First,
    /// The same, and one of every two must be such a one.
    Second,
}

impl Voice {
    /// Every voice with its name in settings.
    pub const ALL: [(Self, &'static str); 2] = [(Self::First, "first"), (Self::Second, "second")];

    /// The name in settings.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(voice, _)| *voice == self).map_or("first", |(_, name)| name)
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(voice, _)| *voice)
    }
}

/// A member of staff who may answer reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// The most that they approve of one payment, what was given of it before included; `None` where
    /// only the policy bounds it.
    pub approve_max: Option<Amounts>,
    /// Whether they can be the second of two.
    pub voice: Voice,
}
