//! The switch: how much of the work is stopped, by whom, and why.

use jiff::Timestamp;

/// How much is stopped; more with each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum SwitchPosition {
    /// Nothing.
    #[default]
    Open,
    /// Machines give nothing: what they would approve goes to people, and what they have approved is
    /// not sent. What people approve is.
    Machines,
    /// Nothing is decided and nothing is sent, whoever has approved it.
    Everything,
}

impl SwitchPosition {
    /// Every position, from the one that stops nothing.
    pub const ALL: [Self; 3] = [Self::Open, Self::Machines, Self::Everything];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Machines => "machines",
            Self::Everything => "everything",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|position| position.as_str() == word)
    }
}

/// What the switch says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Switch {
    /// How much is stopped.
    pub position: SwitchPosition,
    /// Who has moved it, if they said so.
    pub by: Option<String>,
    /// When it was moved, if that was said.
    pub at: Option<Timestamp>,
    /// Why, if they said so.
    pub reason: Option<String>,
}

impl Switch {
    /// A switch that nobody reads: everything is stopped, and this is why.
    pub fn unreadable(reason: impl Into<String>) -> Self {
        Self {
            position: SwitchPosition::Everything,
            by: None,
            at: None,
            reason: Some(reason.into()),
        }
    }

    /// Of two, the one that stops more; the first where they stop as much.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        if other.position > self.position { other } else { self }
    }
}
