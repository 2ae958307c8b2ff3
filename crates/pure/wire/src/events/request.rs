//! What is published of a request: that it arrived, and what was decided.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conversation::ReviewV1;
use super::decision::DecisionV1;
use super::origin::{MessageV1, OriginV1};
use crate::leaf::MoneyV1;

/// A refund request has arrived and will be answered: a receipt with its content, its date and its
/// time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundAcknowledgedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// When the customer asked, as the sender says, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub requested_at: Option<Timestamp>,
    /// When the request was received, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub received_at: Option<Timestamp>,
    /// Why, a word of the closed list of `refund.requested.v1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The amount asked for; left out where it was the whole payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<MoneyV1>,
    /// By when it is promised to be answered, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub answer_by: Timestamp,
    /// Whether the answer, or a question to the customer, follows at once in an event of its own: its
    /// text is the receipt as well, and there is none here.
    pub answered: bool,
    /// The text for the customer, where one is configured and this is not answered at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// The answer to a request takes longer than promised: told before that time has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundAnswerDelayedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// Which time of the request this is, counted from 1.
    pub time: u32,
    /// By when it is promised to be answered instead, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub answer_by: Timestamp,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A request was approved; the money is not out yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundApprovedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// The key of the refund operation; several requests for the same goods share one.
    pub operation: String,
    /// How much will be refunded.
    pub amount: MoneyV1,
    /// Whether that is all that was captured.
    pub full: bool,
    /// The tax in it, where the shop has said what tax is in the payment: in proportion, and so that
    /// the parts of a payment come to the whole tax. An approval and its refund name the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<MoneyV1>,
    /// The decision, explained.
    pub decision: DecisionV1,
    /// The ids of the reviewers who approved, where people decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided_by: Vec<String>,
    /// Why they decided so, as the code of `refund.review_decided.v1`, where people decided and gave
    /// one; of two, that of the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A request was denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundDeniedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// The decision, explained.
    pub decision: DecisionV1,
    /// The id of the reviewer who denied it, and before it of those who had approved, where people
    /// decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided_by: Vec<String>,
    /// Why they decided so, as the code of `refund.review_decided.v1`, where people decided and gave
    /// one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A person must decide about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundReviewRequestedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The id of the request.
    pub request: String,
    /// The decision, explained.
    pub decision: DecisionV1,
    /// What it is about, and what an answer is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewV1>,
}
