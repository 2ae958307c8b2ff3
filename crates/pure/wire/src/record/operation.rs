//! The stored form of a refund operation: the claim and the frozen request are in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::record;
use super::ruling::DecisionV1;
use crate::leaf::{MoneyV1, Text};
use case::claim::{Claim, ClaimId};
use case::operation::{Doubt, Inconclusive, InconclusiveKind, Operation, OperationStep};
use domain::http::HttpRequest;
use domain::ids::RequestId;
use domain::key::{IdempotencyKey, Subject};
use domain::outcome::Refusal;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OperationV1<'a> {
    key: Text<'a>,
    subject: SubjectV1<'a>,
    amount: MoneyV1,
    decision: DecisionV1<'a>,
    step: StepV1<'a>,
}

impl<'a> OperationV1<'a> {
    pub(super) fn new(key: &'a IdempotencyKey, operation: &'a Operation) -> Self {
        Self {
            key: key.as_str().into(),
            subject: match &operation.subject {
                Subject::Full => SubjectV1::Full,
                Subject::Partial(request) => SubjectV1::Partial(request.as_str().into()),
            },
            amount: operation.amount.into(),
            decision: (&operation.decision).into(),
            step: (&operation.step).into(),
        }
    }

    pub(super) fn restore(self) -> Result<(IdempotencyKey, Operation), RecordError> {
        let operation = Operation {
            subject: match self.subject {
                SubjectV1::Full => Subject::Full,
                SubjectV1::Partial(request) => Subject::Partial(RequestId::parse(request)?),
            },
            amount: self.amount.into(),
            decision: self.decision.try_into()?,
            step: self.step.try_into()?,
        };
        Ok((self.key.key()?, operation))
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SubjectV1<'a> {
    Full,
    Partial(Text<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StepV1<'a> {
    Ready,
    Claimed(ClaimV1<'a>),
    InDoubt(DoubtV1<'a>),
    Refused {
        #[serde(with = "RefusalV1")]
        refusal: Refusal,
        at: Timestamp,
        confirmed: bool,
    },
}

impl<'a> From<&'a OperationStep> for StepV1<'a> {
    fn from(step: &'a OperationStep) -> Self {
        match step {
            OperationStep::Ready => Self::Ready,
            OperationStep::Claimed(claim) => Self::Claimed(claim.into()),
            OperationStep::InDoubt(doubt) => Self::InDoubt(doubt.into()),
            OperationStep::Refused { refusal, at, confirmed } => {
                Self::Refused { refusal: refusal.clone(), at: *at, confirmed: *confirmed }
            }
        }
    }
}

impl TryFrom<StepV1<'_>> for OperationStep {
    type Error = RecordError;

    fn try_from(wire: StepV1<'_>) -> Result<Self, RecordError> {
        Ok(match wire {
            StepV1::Ready => Self::Ready,
            StepV1::Claimed(claim) => Self::Claimed(claim.try_into()?),
            StepV1::InDoubt(doubt) => Self::InDoubt(doubt.try_into()?),
            StepV1::Refused { refusal, at, confirmed } => Self::Refused { refusal, at, confirmed },
        })
    }
}

record! {
    ClaimV1 stores Claim {
        id: ClaimId,
        at: Timestamp,
        [default] doubt: Option<Doubt>,
    }
}

record! {
    DoubtV1 stores Doubt {
        request: HttpRequest,
        attempt: u32,
        first_at: Timestamp,
        since: Timestamp,
        [default] answer: Option<Inconclusive>,
    }
}

record! {
    InconclusiveV1 stores Inconclusive {
        at: Timestamp,
        kind: InconclusiveKind,
        [default] retry_after: Option<u32>,
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Refusal", rename_all = "snake_case")]
enum RefusalV1 {
    AlreadyRefunded,
    Disputed,
    AmountTooLarge,
    InsufficientBalance,
    NotRefundable,
    PaymentUnknown,
    /// The processor's own code.
    Other(String),
}
