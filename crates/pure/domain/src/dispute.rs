//! What a processor says of one dispute, and of a fraud warning.

use jiff::Timestamp;

use super::booking::{Bookings, Moved};
use super::ids::{DisputeId, WarningId};
use super::money::Money;

/// How far a dispute has come, in our words. The table of processors' words is in
/// `docs/glossary.md`.
///
/// The order of the variants is the order of progress, which decides between two reports of the same
/// second; an appeal comes after a loss, so `Lost` by itself stands below it.
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

/// What the bank decided. It can decide again, and otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisputeVerdict {
    /// For the merchant.
    Won,
    /// Against the merchant.
    Lost,
}

impl DisputeStage {
    /// The name in events; of one that this build does not know, the processor's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Inquiry => "inquiry",
            Self::InquiryClosed => "inquiry_closed",
            Self::Other(word) => word,
            Self::NeedsResponse => "needs_response",
            Self::UnderReview => "under_review",
            Self::Lost => "lost",
            Self::Appeal => "appeal",
            Self::AppealLost => "appeal_lost",
            Self::Prevented => "prevented",
            Self::Won => "won",
        }
    }

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

    /// What was decided, if this is the end of a chargeback.
    pub fn verdict(&self) -> Option<DisputeVerdict> {
        match self {
            Self::Won => Some(DisputeVerdict::Won),
            Self::Lost | Self::AppealLost => Some(DisputeVerdict::Lost),
            Self::Inquiry
            | Self::InquiryClosed
            | Self::Other(_)
            | Self::NeedsResponse
            | Self::UnderReview
            | Self::Appeal
            | Self::Prevented => None,
        }
    }

    /// Whether nothing more is expected to follow; something may all the same.
    pub fn is_ended(&self) -> bool {
        match self {
            Self::InquiryClosed | Self::Lost | Self::AppealLost | Self::Prevented | Self::Won => {
                true
            }
            Self::Inquiry
            | Self::Other(_)
            | Self::NeedsResponse
            | Self::UnderReview
            | Self::Appeal => false,
        }
    }
}

/// What was said of a dispute that its bookings do not show, or not yet. Once said it stays said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisputeSaid {
    /// Money was taken.
    pub withdrawn: bool,
    /// Money was given back.
    pub reinstated: bool,
    /// It has been in a second round.
    pub appealed: bool,
}

/// One dispute. A payment can have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The processor's id.
    pub id: DisputeId,
    /// The time at which the processor said so: of two reports the later one is the truth, whichever
    /// arrives first.
    pub seen_at: Timestamp,
    /// The disputed amount; may be part of the payment, and in another currency.
    pub amount: Money,
    /// How far it has come, by the processor's own word; see [`Dispute::stage`].
    pub reported: DisputeStage,
    /// The processor's word for the reason.
    pub reason: String,
    /// Every booking that was seen.
    pub bookings: Bookings,
    /// What was said besides.
    pub said: DisputeSaid,
    /// Until when evidence may be sent; `None` where no answer is allowed.
    pub evidence_due_at: Option<Timestamp>,
    /// When the processor opened it.
    pub created_at: Timestamp,
}

impl Dispute {
    /// Joins two reports about one dispute. Commutative, associative, idempotent.
    ///
    /// A dispute can go back: one that was won can be opened again, or be lost. So the later report
    /// decides, and of one second the further one; what has moved is known from all of them.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let (older, newer) =
            if self.standing() <= other.standing() { (self, other) } else { (other, self) };
        let (before, after) = (older.said, newer.said);
        Self {
            bookings: newer.bookings.join(older.bookings),
            said: DisputeSaid {
                withdrawn: before.withdrawn || after.withdrawn,
                reinstated: before.reinstated || after.reinstated,
                appealed: before.appealed || after.appealed,
            },
            created_at: newer.created_at.min(older.created_at),
            ..newer
        }
    }

    /// What the latest of several reports decides, in an order that is total.
    fn standing(&self) -> impl Ord + '_ {
        let Money { minor, currency } = self.amount;
        (self.seen_at, &self.reported, self.evidence_due_at, currency, minor, &self.reason)
    }

    /// How far it has come. A loss in a second round is final, which processors do not say (Stripe
    /// calls both `lost`).
    pub fn stage(&self) -> &DisputeStage {
        match self.reported {
            DisputeStage::Lost if self.said.appealed || self.bookings.withdrawals() > 1 => {
                &DisputeStage::AppealLost
            }
            DisputeStage::Inquiry
            | DisputeStage::InquiryClosed
            | DisputeStage::Other(_)
            | DisputeStage::NeedsResponse
            | DisputeStage::UnderReview
            | DisputeStage::Lost
            | DisputeStage::Appeal
            | DisputeStage::AppealLost
            | DisputeStage::Prevented
            | DisputeStage::Won => &self.reported,
        }
    }

    /// What was taken and what was given back, in the dispute's currency. Where the bookings are not
    /// there yet, what was said stands for them.
    pub fn moved(&self) -> Moved {
        let Moved { withdrawn, reinstated } = self.bookings.moved(self.amount);
        let was_taken = self.said.withdrawn || self.said.reinstated || reinstated > 0;
        let withdrawn =
            if withdrawn == 0 && was_taken { self.amount.minor.max(0) } else { withdrawn };
        // A loss is of the last round, whatever was said to have come back before it.
        let is_lost = self.stage().verdict() == Some(DisputeVerdict::Lost);
        let came_back = reinstated == 0 && self.said.reinstated && !is_lost;
        Moved { withdrawn, reinstated: if came_back { withdrawn } else { reinstated } }
    }

    /// What the merchant is out of pocket by this dispute, in its own currency; never negative.
    pub fn net_loss(&self) -> i64 {
        self.moved().net_loss()
    }

    /// The same of a payment with this captured amount, in its currency; `None` where money is gone and
    /// nobody knows how much that is there. What was booked on a balance in that currency is known;
    /// what the exchange rate adds to all of it is no loss of the payment's.
    pub fn net_loss_of(&self, captured: Money) -> Option<i64> {
        if self.amount.currency == captured.currency {
            return Some(self.net_loss());
        }
        if self.net_loss() == 0 {
            return Some(0);
        }
        let booked = self.bookings.exactly(captured.currency)?;
        Some(booked.net_loss().min(captured.minor))
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
