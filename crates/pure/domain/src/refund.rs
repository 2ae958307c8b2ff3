//! What a processor says of one refund.

use jiff::Timestamp;

use super::ids::RefundId;
use super::key::IdempotencyKey;
use super::money::Money;

/// How far a refund has come at the processor.
///
/// The order of the variants is the order of progress: of two reports about one refund the further
/// one is the truth, whichever arrives first. A refund that succeeded can still fail days later.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefundStatus {
    /// Accepted, money not yet out.
    Pending,
    /// The customer must do something first.
    RequiresAction,
    /// A status that this build does not know; counted as money out, announced as nothing.
    Other(String),
    /// The money is on its way to the customer.
    Succeeded,
    /// The money came back to the merchant; the customer has nothing.
    Failed,
    /// Cancelled before it was paid out.
    Canceled,
}

impl RefundStatus {
    /// The name in events; of one that this build does not know, the processor's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Other(word) => word,
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// Whether this refund still takes money from the payment.
    pub fn holds_money(&self) -> bool {
        match self {
            Self::Pending | Self::RequiresAction | Self::Other(_) | Self::Succeeded => true,
            Self::Failed | Self::Canceled => false,
        }
    }

    /// Whether nothing but a late failure can follow.
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::Canceled => true,
            Self::Pending | Self::RequiresAction | Self::Other(_) => false,
        }
    }
}

/// One refund, whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The processor's id.
    pub id: RefundId,
    /// The refunded amount, in the payment's currency.
    pub amount: Money,
    /// How far it has come.
    pub status: RefundStatus,
    /// Our key, where the refund carries one; a refund without it was made elsewhere.
    pub key: Option<IdempotencyKey>,
    /// The processor's word for why it failed.
    pub failure: Option<String>,
    /// Until when the customer can do what [`RefundStatus::RequiresAction`] asks for, where the
    /// processor says so.
    pub act_by: Option<Timestamp>,
    /// When the processor made it.
    pub created_at: Timestamp,
}

impl Refund {
    /// Joins two reports about one refund. Commutative, associative, idempotent.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let (older, newer) =
            if self.status <= other.status { (self, other) } else { (other, self) };
        Self {
            id: newer.id,
            amount: newer.amount.max(older.amount),
            key: newer.key.max(older.key),
            failure: newer.failure.max(older.failure),
            act_by: newer.act_by.max(older.act_by),
            created_at: newer.created_at.min(older.created_at),
            status: newer.status,
        }
    }
}
