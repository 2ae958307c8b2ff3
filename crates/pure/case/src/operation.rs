//! One refund operation: what is being given back, under one key, and how far the call has come.

use jiff::Timestamp;

use super::claim::Claim;
use super::terms::Terms;
use domain::decision::Decision;
use domain::http::HttpRequest;
use domain::key::Subject;
use domain::money::Money;
use domain::outcome::Refusal;
use domain::switch::SwitchPosition;
use domain::time::after;

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
    pub step: OperationStep,
}

/// How far the call to the processor has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationStep {
    /// Nothing was sent.
    Ready,
    /// The call is announced, and waits.
    Claimed(Claim),
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

impl Operation {
    /// Whether the switch lets it be called for. Who has approved it counts, and not when: what a
    /// machine has approved before it was stopped is not sent either.
    pub fn is_let_by(&self, switch: SwitchPosition) -> bool {
        match switch {
            SwitchPosition::Open => true,
            SwitchPosition::Machines => self.decision.by.is_people(),
            SwitchPosition::Everything => false,
        }
    }
}

impl OperationStep {
    /// Whether the call has ended without a refund.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Refused { confirmed, .. } => *confirmed,
            Self::Ready | Self::Claimed(_) | Self::InDoubt(_) => false,
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

/// When a call in doubt may be taken up again: after the answer's wait, or after the claim has aged.
/// `attempt` is the number of the latest attempt, `since` the instant of its claim.
pub(super) fn retry_at(
    answer: Option<Inconclusive>,
    (attempt, since): (u32, Timestamp),
    terms: &Terms,
) -> Timestamp {
    match answer {
        Some(answer) => {
            let asked = answer.retry_after.map(i64::from).unwrap_or_default();
            after(answer.at, terms.backoff(attempt).max(asked))
        }
        None => after(since, terms.claim),
    }
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
