//! One refund operation: what is being given back, under one key, and how far the call has come.

use jiff::Timestamp;

use super::ledger;
use super::state::Case;
use crate::domain::decision::Decision;
use crate::domain::dispute::DisputeStage;
use crate::domain::http::HttpRequest;
use crate::domain::key::Subject;
use crate::domain::money::Money;
use crate::domain::outcome::Refusal;
use crate::domain::payment::PaymentStatus;

/// A refund that was decided. Its key never changes, its amount is frozen with the decision.
///
/// Whether it is done is not stored: it is done when a refund with its key is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What is being given back.
    pub subject: Subject,
    /// How much.
    pub amount: Money,
    /// The decision that it carries out.
    pub decision: Decision,
    /// How far the call has come.
    pub step: Step,
}

impl Operation {
    /// Why the money can no longer be given back by this operation: it went back on another way,
    /// by hand or through the bank, or it was never taken. `None` as long as it can.
    ///
    /// What other operations have reserved does not count: of those that fit, one is as good as
    /// another. A dispute that is lost may be appealed and won; the approval is then for a person.
    pub fn overtaken(&self, case: &Case) -> Option<Refusal> {
        let gone = ledger::refunded(case).saturating_add(ledger::disputed(case));
        let refundable = ledger::captured(case).saturating_sub(gone);
        let is_lost =
            |stage: &DisputeStage| matches!(stage, DisputeStage::Lost | DisputeStage::AppealLost);
        let status = case.status();
        if status.is_none_or(|status| status == PaymentStatus::Settling) {
            None
        } else if status == Some(PaymentStatus::Void) {
            Some(Refusal::NotRefundable)
        } else if case.disputes.values().any(|dispute| is_lost(&dispute.stage)) {
            Some(Refusal::Disputed)
        } else if case.is_blocked_by_dispute() || self.amount.minor <= refundable {
            None
        } else if refundable <= 0 {
            Some(Refusal::AlreadyRefunded)
        } else {
            Some(Refusal::AmountTooLarge)
        }
    }
}

/// How far the call to the processor has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing was sent.
    Ready,
    /// The request may have been sent. Only a refund with the key, or a refusal, ends the doubt.
    InDoubt(Doubt),
    /// The processor said no.
    Refused {
        /// Its reason.
        refusal: Refusal,
        /// When.
        at: Timestamp,
        /// Whether a list has shown that no refund carries the key, read when an earlier attempt
        /// must have been in it.
        confirmed: bool,
    },
}

impl Step {
    /// Whether the call has ended without a refund.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Refused { confirmed, .. } => *confirmed,
            Self::Ready | Self::InDoubt(_) => false,
        }
    }
}

/// A doubt: a request that may have been executed. Saved before the call, it is the claim too: its
/// age tells any other worker when it may try again with the same key and the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The frozen request.
    pub request: HttpRequest,
    /// How often it may have been sent, from 1.
    pub attempt: u32,
    /// When the first attempt was claimed.
    pub first_at: Timestamp,
    /// When the latest attempt was claimed.
    pub since: Timestamp,
    /// The inconclusive answer to the latest attempt, once there is one.
    pub answer: Option<Inconclusive>,
}

/// An answer that does not end the doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inconclusive {
    /// When it came.
    pub at: Timestamp,
    /// What it said.
    pub kind: InconclusiveKind,
    /// Seconds that the processor asked us to wait.
    pub retry_after: Option<u32>,
}

/// What an inconclusive answer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InconclusiveKind {
    /// Not now.
    Busy,
    /// Nobody knows.
    Unknown,
    /// The key was used with another body.
    KeyConflict,
    /// Our credentials were not accepted.
    Misconfigured,
}
