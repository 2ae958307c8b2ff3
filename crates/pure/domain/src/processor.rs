//! The payment processors that this build knows.

use std::fmt;

/// A payment processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Processor {
    /// Stripe, API v1.
    Stripe,
}

impl Processor {
    /// Every processor, for tables and tests.
    pub const ALL: [Self; 1] = [Self::Stripe];

    /// The name in configuration, metrics and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
        }
    }

    /// Reads the name; `None` for a processor that this build does not know.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|processor| processor.as_str() == text)
    }
}

impl fmt::Display for Processor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
