//! The paths for CloudEvents.

/// Where answers of reviewers go.
const ANSWERS: &str = "/v1/review-answers";
/// Where refund requests go, and every other CloudEvent.
const REQUESTS: &str = "/v1/refund-requests";

/// A path for CloudEvents. Each has secrets of its own, so that who asks for money is not who
/// decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entrance {
    /// Refund requests, answers of customers, commissions.
    Requests,
    /// Answers of reviewers.
    Answers,
}

impl Entrance {
    /// Whose path it is.
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            REQUESTS => Some(Self::Requests),
            ANSWERS => Some(Self::Answers),
            _ => None,
        }
    }
}
