//! What is published of a refund: that it went through, failed, was made elsewhere, and that it is
//! time to ask.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::origin::{MessageV1, OriginV1};
use crate::leaf::{MoneyV1, texts};
use case::announcement::{Failed, Failure};
use domain::refund::Refund;

/// A refund at the processor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundV1 {
    /// The processor's id.
    pub id: String,
    /// The refunded amount, in the payment's currency.
    pub amount: MoneyV1,
    /// How far it has come: `pending`, `requires_action`, `succeeded`, `failed`, `canceled`, or
    /// the processor's own word.
    pub status: String,
    /// When the processor made it, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
}

impl From<&Refund> for RefundV1 {
    fn from(refund: &Refund) -> Self {
        Self {
            id: refund.id.to_string(),
            amount: refund.amount.into(),
            status: refund.status.as_str().to_owned(),
            created_at: refund.created_at,
        }
    }
}

/// A refund that was asked for has gone through: the money is on its way to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundSucceededV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The ids of the requests that it answers; empty where none is known any more.
    pub requests: Vec<String>,
    /// The key of the refund operation.
    pub operation: String,
    /// The refund.
    pub refund: RefundV1,
    /// The tax in it, where the shop has said what tax is in the payment: in proportion, and so that
    /// the parts of a payment come to the whole tax. An approval and its refund name the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<MoneyV1>,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A refund waits for the customer, whom the processor asks for what it needs: for the data of an
/// account, where the money cannot go back the way it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundActionRequiredV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The ids of the requests that it answers; empty where none is known any more.
    pub requests: Vec<String>,
    /// The key of the refund operation.
    pub operation: String,
    /// The refund.
    pub refund: RefundV1,
    /// Until when the customer can do it, RFC 3339 in UTC; absent where the processor does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub act_by: Option<Timestamp>,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A refund did not reach the customer: refused at once, lapsed, or failed later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundFailedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The ids of the requests that it answers; empty for a refund made elsewhere.
    pub requests: Vec<String>,
    /// The key of the refund operation; absent for a refund made elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The processor's id of the refund; absent where the call was refused at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<String>,
    /// How much did not reach the customer.
    pub amount: MoneyV1,
    /// The processor's word for the reason.
    pub reason: String,
    /// Whether its success was announced before. What was concluded from that, is to be undone.
    pub late: bool,
    /// Whether it waited for the customer when it ended: the money has never left.
    pub lapsed: bool,
    /// The correction for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

impl RefundFailedV1 {
    /// Gives a failed refund its published form.
    pub(super) fn new(origin: OriginV1, failed: &Failed, message: Option<MessageV1>) -> Self {
        let (operation, refund, reason, late) = match &failed.how {
            Failure::Refused { key, refusal } => (Some(key), None, refusal.as_str(), false),
            Failure::CameBack { refund, key, reason, late } => {
                (key.as_ref(), Some(refund), reason.as_str(), *late)
            }
            Failure::Lapsed { refund, key, reason } => {
                (Some(key), Some(refund), reason.as_str(), false)
            }
        };
        Self {
            origin,
            requests: texts(&failed.requests),
            operation: operation.map(ToString::to_string),
            refund: refund.map(ToString::to_string),
            amount: failed.amount.into(),
            reason: reason.to_owned(),
            late,
            lapsed: matches!(failed.how, Failure::Lapsed { .. }),
            message,
        }
    }
}

/// A refund was made elsewhere, by hand or by another system; it counts like one of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundAdoptedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The refund.
    pub refund: RefundV1,
    /// The tax in it, as in `refund.succeeded.v1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<MoneyV1>,
}

/// A credit note of the invoice was issued that follows a refund of it: linked to that refund, and of its
/// amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreditNoteIssuedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The ids of the requests that the refund answered; empty where none is known any more.
    pub requests: Vec<String>,
    /// The key of the refund operation; the credit note has it in its metadata, as `refundd_key`.
    pub operation: String,
    /// The processor's id of the refund.
    pub refund: String,
    /// The processor's id of the credit note.
    pub credit_note: String,
    /// How much of the invoice it takes back.
    pub amount: MoneyV1,
}

/// Time to ask the customer how the refund went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowupFeedbackDueV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The ids of the requests that the refund answered.
    pub requests: Vec<String>,
    /// The key of the refund operation.
    pub operation: String,
    /// The processor's id of the refund.
    pub refund: String,
    /// How much was refunded.
    pub amount: MoneyV1,
    /// The text for the customer, where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}
