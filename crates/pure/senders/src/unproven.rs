//! Why nobody knows whose a message is.

use processors::Rejection;

/// Why a message is not believed to be its sender's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// It names no sender.
    #[error("no sender is named")]
    Unnamed,
    /// It names one that is not configured.
    #[error("the sender is not known here")]
    Unknown,
    /// Its signature is not accepted.
    #[error("the signature is not accepted: {0}")]
    Signature(Rejection),
}

impl Unproven {
    /// A short code for logs, metrics and shelves.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unnamed => "unnamed",
            Self::Unknown => "unknown_sender",
            Self::Signature(rejection) => rejection.as_str(),
        }
    }
}
