//! A refund to be made, and why it cannot be ordered.

use domain::ids::CaseId;
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::processor::Processor;
use domain::split::SplitOrder;

/// A refund to be made. It says what is given back and nothing of why or on whose request: two
/// causes for the same goods must make the same bytes under their one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundOrder<'a> {
    /// The payment, and the account that took it.
    pub case: &'a CaseId,
    /// How much. Always said: most processors take silence for "everything that is left".
    pub amount: Money,
    /// The key of the operation.
    pub key: &'a IdempotencyKey,
    /// Whose money it takes, where a part of the payment was passed on.
    pub split: SplitOrder,
}

/// Why a refund cannot be ordered. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Nothing, or less than nothing, is to be refunded.
    #[error("{0} is no amount to refund")]
    NotPositive(Money),
    /// The processor cannot express this amount; see [`amount_step`](super::amount_step).
    #[error("{processor} cannot refund {amount}: {why}")]
    NotRepresentable {
        /// The processor.
        processor: Processor,
        /// The amount.
        amount: Money,
        /// Why not.
        why: String,
    },
}

/// Why the answer to an order leaves it in doubt what was executed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer to a refund order cannot be used: {0}")]
pub struct UnclearAnswer(pub String);
