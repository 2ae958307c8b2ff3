//! What a processor says of one dispute, and of a fraud warning.

use jiff::Timestamp;

use super::ids::{DisputeId, WarningId};
use super::money::Money;

/// How far a dispute has come, in our words. The table of processors' words is in
/// `docs/glossary.md`.
///
/// The order of the variants is the order of progress; an appeal comes after a loss, so `Lost` by
/// itself stands below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisputeStage {
    /// The bank asks; no money has moved, and a full refund closes it.
    Inquiry,
    /// The inquiry ended without a chargeback.
    InquiryClosed,
    /// A stage that this build does not know: refunds are blocked, nothing is announced.
    Other(String),
    /// A chargeback waits for the merchant's evidence.
    NeedsResponse,
    /// Evidence is with the bank.
    UnderReview,
    /// The bank decided against the merchant.
    Lost,
    /// A second round after a loss.
    Appeal,
    /// The appeal was lost as well.
    AppealLost,
    /// Stopped before it became a chargeback.
    Prevented,
    /// The bank decided for the merchant.
    Won,
}

impl DisputeStage {
    /// Whether a refund of the payment would pay the customer twice while this stage lasts.
    pub fn blocks_refunds(&self) -> bool {
        match self {
            Self::Other(_)
            | Self::NeedsResponse
            | Self::UnderReview
            | Self::Lost
            | Self::Appeal
            | Self::AppealLost => true,
            Self::Inquiry | Self::InquiryClosed | Self::Prevented | Self::Won => false,
        }
    }
}

/// One dispute. A payment can have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The processor's id.
    pub id: DisputeId,
    /// The disputed amount; may be part of the payment.
    pub amount: Money,
    /// How far it has come.
    pub stage: DisputeStage,
    /// The processor's word for the reason.
    pub reason: String,
    /// Taken from the merchant so far, minor units; only grows.
    pub withdrawn: i64,
    /// Given back to the merchant so far, minor units; only grows.
    pub reinstated: i64,
    /// Until when evidence may be sent; `None` where no answer is allowed.
    pub evidence_due_at: Option<Timestamp>,
    /// When the processor opened it.
    pub created_at: Timestamp,
}

impl Dispute {
    /// Joins two reports about one dispute. Commutative, associative, idempotent.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let (older, newer) = if self.stage <= other.stage { (self, other) } else { (other, self) };
        Self {
            id: newer.id,
            amount: newer.amount.max(older.amount),
            reason: newer.reason.max(older.reason),
            withdrawn: newer.withdrawn.max(older.withdrawn),
            reinstated: newer.reinstated.max(older.reinstated),
            evidence_due_at: newer.evidence_due_at.max(older.evidence_due_at),
            created_at: newer.created_at.min(older.created_at),
            stage: newer.stage,
        }
    }

    /// What the merchant is out of pocket by this dispute, minor units; never negative.
    pub fn net_loss(&self) -> i64 {
        self.withdrawn.saturating_sub(self.reinstated).max(0)
    }
}

/// An early fraud warning from the card network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FraudWarning {
    /// The processor's id.
    pub id: WarningId,
    /// Whether a refund can still avoid the dispute; once false it stays false.
    pub actionable: bool,
    /// The network's word for the kind of fraud.
    pub kind: String,
}

impl FraudWarning {
    /// Joins two reports about one warning. Commutative, associative, idempotent.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            id: self.id,
            actionable: self.actionable && other.actionable,
            kind: self.kind.max(other.kind),
        }
    }
}
