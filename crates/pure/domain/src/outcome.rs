//! What became of a call. A timeout is never a failure.

use super::refund::Refund;

/// The processor's definitive no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing is left to refund.
    AlreadyRefunded,
    /// The payment is under dispute.
    Disputed,
    /// More than what is left was asked for.
    AmountTooLarge,
    /// The merchant's balance does not cover it.
    InsufficientBalance,
    /// The payment cannot be refunded at all.
    NotRefundable,
    /// The processor does not know the payment.
    PaymentUnknown,
    /// Another code, as the processor wrote it.
    Other(String),
}

impl Refusal {
    /// A short code for events and metrics.
    pub fn as_str(&self) -> &str {
        match self {
            Self::AlreadyRefunded => "already_refunded",
            Self::Disputed => "disputed",
            Self::AmountTooLarge => "amount_too_large",
            Self::InsufficientBalance => "insufficient_balance",
            Self::NotRefundable => "not_refundable",
            Self::PaymentUnknown => "payment_unknown",
            Self::Other(code) => code,
        }
    }

    /// Reads a short code.
    pub fn parse(code: &str) -> Self {
        let known = [
            Self::AlreadyRefunded,
            Self::Disputed,
            Self::AmountTooLarge,
            Self::InsufficientBalance,
            Self::NotRefundable,
            Self::PaymentUnknown,
        ];
        let found = known.into_iter().find(|refusal| refusal.as_str() == code);
        found.unwrap_or_else(|| Self::Other(code.to_owned()))
    }
}

/// The outcome of one call that orders something: a refund, or the credit note that follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOutcome<Made = Refund> {
    /// Accepted; a refund may still be pending and can fail days later.
    Done(Made),
    /// A definitive no, to be confirmed by a list.
    Refused(Refusal),
    /// Not now; nothing was executed by this call. Seconds to wait, where the processor says so.
    Busy {
        /// Seconds.
        retry_after: Option<u32>,
    },
    /// Nobody knows: timeout, reset, 5xx. The same key and the same bytes again.
    Unknown,
    /// The key was used with another body: something is wrong on our side; ask a person.
    KeyConflict,
    /// The processor does not accept our credentials: ours to fix, nothing was executed.
    Misconfigured,
}

impl<Made> CallOutcome<Made> {
    /// A short code: for logs and metrics.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Refused(_) => "refused",
            Self::Busy { .. } => "busy",
            Self::Unknown => "unknown",
            Self::KeyConflict => "key_conflict",
            Self::Misconfigured => "misconfigured",
        }
    }
}
