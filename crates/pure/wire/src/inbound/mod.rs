//! What is read from the message bus: a refund request, and a commission that was earned.
//!
//! Foreign input ends here: every field is checked and becomes one of our words, or the message is
//! refused with the field's name and the remedy. Nothing that the sender wrote is repeated in an
//! error, and a comment is not even copied out of the body; where a body is published again, it is
//! without what is dropped here (`kept.rs`). Raw webhooks of processors are not
//! read here but by their own folders.

mod commission;
mod conversation;
mod error;
mod field;
mod kept;
mod proposed;
mod refund_requested;
mod review_answer;
mod unreceived;

pub use commission::{CommissionEarnedV1, WireCommission};
pub use conversation::{
    FollowupFeedbackReceivedV1, RefundInfoReceivedV1, RefundReviewDecidedV1, WireAnswer, WireSaid,
};
pub use error::InboundError;
pub use field::{Dropped, Field, WireMoney};
pub use kept::kept;
pub use proposed::{proposal_id, proposed};
pub use refund_requested::{RefundRequestedV1, WireAmount, WireProof, WireReason};
pub use review_answer::review_decided;
pub use unreceived::Unreceived;

use self::field::read;
use super::cloud_event::Incoming;
use domain::commission::Commission;
use domain::conversation::{Answers, Feedback, ReviewAnswer};
use domain::ids::AccountName;
use domain::request::RefundRequest;
use domain::sender::MessageKind;

/// The type of a refund request. A prefix that ends in a dot may stand before it.
pub const REFUND_REQUESTED: &str = "refund.requested.v1";

/// The type of an earned commission. A prefix that ends in a dot may stand before it.
pub const COMMISSION_EARNED: &str = "commission.earned.v1";

/// The type of a customer's answers. A prefix that ends in a dot may stand before it.
pub const INFO_RECEIVED: &str = "refund.info_received.v1";

/// The type of a reviewer's answer. A prefix that ends in a dot may stand before it.
pub const REVIEW_DECIDED: &str = "refund.review_decided.v1";

/// The type of a customer's feedback. A prefix that ends in a dot may stand before it.
pub const FEEDBACK_RECEIVED: &str = "followup.feedback_received.v1";

/// What is said in the conversation about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Talk {
    /// A customer has answered questions.
    Info(Answers),
    /// A reviewer has answered.
    Review(ReviewAnswer),
    /// A customer has given feedback.
    Feedback(Feedback),
}

/// A message in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and mostly of the large kind")]
pub enum Inbound {
    /// A refund was asked for.
    Refund {
        /// The account that took the payment.
        account: AccountName,
        /// The payment, as the sender names it; whether it is the case's own name or the
        /// processor's other one, is the processor's business.
        payment: String,
        request: RefundRequest,
        /// The commission on the payment, where the sender knows it.
        commission: Option<Commission>,
        /// The W3C trace context.
        traceparent: Option<String>,
    },
    /// Something was said about a request.
    Talk {
        /// The account that took the payment.
        account: AccountName,
        /// The payment, as the sender names it.
        payment: String,
        /// What was said.
        talk: Talk,
        /// The W3C trace context.
        traceparent: Option<String>,
    },
    /// A commission was earned on a payment, or was paid out.
    Commission {
        /// The account that took the payment.
        account: AccountName,
        /// The payment, as the sender names it.
        payment: String,
        commission: Commission,
        /// The W3C trace context.
        traceparent: Option<String>,
    },
}

impl Inbound {
    /// The account that it is about.
    pub fn account(&self) -> &AccountName {
        match self {
            Self::Refund { account, .. }
            | Self::Talk { account, .. }
            | Self::Commission { account, .. } => account,
        }
    }

    /// What its sender must be allowed to send.
    pub fn kinds(&self) -> &'static [MessageKind] {
        match self {
            Self::Refund { commission: None, .. } => &[MessageKind::Request],
            Self::Refund { commission: Some(_), .. } => {
                &[MessageKind::Request, MessageKind::Commission]
            }
            Self::Talk { talk: Talk::Info(_) | Talk::Feedback(_), .. } => &[MessageKind::Answer],
            Self::Talk { talk: Talk::Review(_), .. } => &[MessageKind::Review],
            Self::Commission { .. } => &[MessageKind::Commission],
        }
    }
}

/// Reads a CloudEvent in structured mode.
pub fn parse(body: &[u8]) -> Result<Unreceived, InboundError> {
    read_event(body).map(Unreceived)
}

fn read_event(body: &[u8]) -> Result<Inbound, InboundError> {
    let event = Incoming::read(body)?;
    let traceparent = event.traceparent;
    if is(&event.kind, REFUND_REQUESTED) {
        let message = read::<RefundRequestedV1>(event.data)?;
        let (account, payment, request, commission) = message.admit()?;
        Ok(Inbound::Refund { account, payment, request, commission, traceparent })
    } else if is(&event.kind, COMMISSION_EARNED) {
        let message = read::<CommissionEarnedV1>(event.data)?;
        let (account, payment, commission) = message.admit()?;
        Ok(Inbound::Commission { account, payment, commission, traceparent })
    } else if is(&event.kind, INFO_RECEIVED) {
        let (account, payment, answers) = read::<RefundInfoReceivedV1>(event.data)?.admit()?;
        Ok(Inbound::Talk { account, payment, talk: Talk::Info(answers), traceparent })
    } else if is(&event.kind, REVIEW_DECIDED) {
        let (account, payment, answer) = read::<RefundReviewDecidedV1>(event.data)?.admit()?;
        Ok(Inbound::Talk { account, payment, talk: Talk::Review(answer), traceparent })
    } else if is(&event.kind, FEEDBACK_RECEIVED) {
        let message = read::<FollowupFeedbackReceivedV1>(event.data)?;
        let (account, payment, feedback) = message.admit()?;
        Ok(Inbound::Talk { account, payment, talk: Talk::Feedback(feedback), traceparent })
    } else {
        Err(InboundError::Type)
    }
}

/// The schema of every inbound message's `data`, with its type.
pub fn schemas() -> Vec<(&'static str, serde_json::Value)> {
    vec![
        (REFUND_REQUESTED, super::schema::inbound::<RefundRequestedV1>(REFUND_REQUESTED)),
        (COMMISSION_EARNED, super::schema::inbound::<CommissionEarnedV1>(COMMISSION_EARNED)),
        (INFO_RECEIVED, super::schema::inbound::<RefundInfoReceivedV1>(INFO_RECEIVED)),
        (REVIEW_DECIDED, super::schema::inbound::<RefundReviewDecidedV1>(REVIEW_DECIDED)),
        (
            FEEDBACK_RECEIVED,
            super::schema::inbound::<FollowupFeedbackReceivedV1>(FEEDBACK_RECEIVED),
        ),
    ]
}

/// Whether a type is `name`, with or without a prefix.
fn is(kind: &str, name: &str) -> bool {
    kind.strip_suffix(name).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
}

#[cfg(test)]
mod talk_tests;
#[cfg(test)]
mod tests;
