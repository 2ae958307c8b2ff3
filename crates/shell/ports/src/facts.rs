//! The way to the merchants' own systems: asks for the facts that a policy declares.

use async_trait::async_trait;

use domain::inquiry::{FactsReply, Inquiry};

/// Why there is no answer. The facts are unknown then, and the policy says what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unanswered {
    /// Too many inquiries were under way; nothing was sent.
    #[error("too many inquiries are under way")]
    Busy,
    /// The name leads to an address that may not be called; nothing was sent.
    #[error("the endpoint's name leads to an address that may not be called")]
    AddressRefused,
    /// No connection came about: name resolution, TCP or TLS.
    #[error("the endpoint could not be reached")]
    Unreachable,
    /// The answer was not there in time.
    #[error("the endpoint did not answer in time")]
    Timeout,
    /// The connection broke before the answer was whole, or the answer is not HTTP.
    #[error("the answer broke off")]
    Broken,
    /// A redirect, which is not followed.
    #[error("the endpoint points elsewhere")]
    Redirected,
    /// A 4xx: the endpoint does not accept the inquiry.
    #[error("the endpoint refused the inquiry")]
    Refused,
    /// A 5xx, or another status than 200.
    #[error("the endpoint failed")]
    Failed,
    /// The answer is larger than is read.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not JSON.
    #[error("the answer is not JSON")]
    NotJson,
    /// The answer is JSON of another form or version, or says a fact twice.
    #[error("the answer is another document")]
    OtherDocument,
}

impl Unanswered {
    /// Every reason.
    pub const ALL: [Self; 11] = [
        Self::Busy,
        Self::AddressRefused,
        Self::Unreachable,
        Self::Timeout,
        Self::Broken,
        Self::Redirected,
        Self::Refused,
        Self::Failed,
        Self::TooLarge,
        Self::NotJson,
        Self::OtherDocument,
    ];

    /// The word in metrics and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::AddressRefused => "address_refused",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
            Self::Redirected => "redirected",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::OtherDocument => "other_document",
        }
    }
}

/// Asks for facts, within a bounded time. May answer the same inquiry from memory for a while.
///
/// Changes nothing anywhere, so that asking again after a crash is harmless.
#[async_trait]
pub trait FactSource: Send + Sync {
    /// What the merchant's system says; `None` where this account has none to ask.
    async fn ask(&self, inquiry: &Inquiry) -> Result<Option<FactsReply>, Unanswered>;
}
