//! What is published: one payload per event type, and its rendering into a CloudEvent.
//!
//! A payload changes by addition only; anything else is a new type beside the old one. No personal
//! data is in it: identifiers, money, reasons, decisions. The text to be sent, where there is
//! one, comes rendered from outside; this module knows no language.

mod case;
mod commission;
mod conversation;
mod decision;
mod dispute;
mod origin;
mod refund;
mod render;
mod request;
mod subscription;

pub use super::leaf::MoneyV1;
pub use case::CaseParkedV1;
pub use commission::{ClawbackModeV1, CommissionClawbackV1, RateBasisV1};
pub use conversation::{
    ClockMissedV1, RefundInfoRemindedV1, RefundInfoRequestedV1, RefundReviewRefusedV1, ReviewV1,
};
pub use decision::{ConditionV1, DecisionV1, RuleV1, VerdictV1};
pub use dispute::{DisputeFraudWarningV1, DisputeLostV1, DisputeOpenedV1, DisputeV1, DisputeWonV1};
pub use origin::{MessageV1, OriginV1};
pub use refund::{
    CreditNoteIssuedV1, FollowupFeedbackDueV1, RefundActionRequiredV1, RefundAdoptedV1,
    RefundFailedV1, RefundSucceededV1, RefundV1,
};
pub use render::{EventContext, LocalizedLetter, RenderedEvent, render};
pub use request::{
    RefundAcknowledgedV1, RefundAnswerDelayedV1, RefundApprovedV1, RefundDeniedV1,
    RefundReviewRequestedV1,
};
pub use subscription::SubscriptionCancelSuggestedV1;

use schemars::JsonSchema;
use serde::Serialize;

/// A payload that is published.
pub trait Published: Serialize + JsonSchema {
    /// The type without its prefix, with its version: the routing key.
    const TYPE: &'static str;
}

macro_rules! published {
    ($($payload:ty = $kind:literal),+ $(,)?) => {
        $(impl Published for $payload {
            const TYPE: &'static str = $kind;
        })+

        /// Every event type, in the order of a refund's life.
        pub const TYPES: [&str; [$($kind),+].len()] = [$($kind),+];

        /// The schema of every event's `data`, with its type.
        pub fn schemas() -> Vec<(&'static str, serde_json::Value)> {
            vec![$(($kind, super::schema::outbound::<$payload>($kind))),+]
        }
    };
}

published! {
    RefundAcknowledgedV1 = "refund.acknowledged.v1",
    RefundAnswerDelayedV1 = "refund.answer_delayed.v1",
    RefundApprovedV1 = "refund.approved.v1",
    RefundDeniedV1 = "refund.denied.v1",
    RefundReviewRequestedV1 = "refund.review_requested.v1",
    RefundInfoRequestedV1 = "refund.info_requested.v1",
    RefundInfoRemindedV1 = "refund.info_reminded.v1",
    RefundReviewRefusedV1 = "refund.review_refused.v1",
    RefundActionRequiredV1 = "refund.action_required.v1",
    RefundSucceededV1 = "refund.succeeded.v1",
    RefundFailedV1 = "refund.failed.v1",
    RefundAdoptedV1 = "refund.adopted.v1",
    CreditNoteIssuedV1 = "credit_note.issued.v1",
    SubscriptionCancelSuggestedV1 = "subscription.cancel_suggested.v1",
    CommissionClawbackV1 = "commission.clawback.v1",
    FollowupFeedbackDueV1 = "followup.feedback_due.v1",
    DisputeOpenedV1 = "dispute.opened.v1",
    DisputeWonV1 = "dispute.won.v1",
    DisputeLostV1 = "dispute.lost.v1",
    DisputeFraudWarningV1 = "dispute.fraud_warning.v1",
    CaseParkedV1 = "case.parked.v1",
    ClockMissedV1 = "clock.missed.v1",
}

#[cfg(test)]
mod tests;
