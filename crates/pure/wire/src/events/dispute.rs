//! What is published of disputes and fraud warnings.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::origin::{MessageV1, OriginV1};
use crate::leaf::MoneyV1;
use domain::dispute::{Dispute, FraudWarning};
use domain::money::Money;

/// A dispute at the processor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeV1 {
    /// The processor's id.
    pub id: String,
    /// The disputed amount; may be part of the payment.
    pub amount: MoneyV1,
    /// How far it has come: `inquiry`, `inquiry_closed`, `needs_response`, `under_review`, `lost`,
    /// `appeal`, `appeal_lost`, `prevented`, `won`, or the processor's own word.
    pub stage: String,
    /// The processor's word for the reason.
    pub reason: String,
    /// Taken from the merchant so far.
    pub withdrawn: MoneyV1,
    /// Given back to the merchant so far.
    pub reinstated: MoneyV1,
    /// Until when evidence may be sent, RFC 3339 in UTC; absent where no answer is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub evidence_due_at: Option<Timestamp>,
    /// When the processor opened it, RFC 3339 in UTC.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
}

impl From<&Dispute> for DisputeV1 {
    fn from(dispute: &Dispute) -> Self {
        let money = |minor| Money::new(minor, dispute.amount.currency).into();
        let moved = dispute.moved();
        Self {
            id: dispute.id.to_string(),
            amount: dispute.amount.into(),
            stage: dispute.stage().as_str().to_owned(),
            reason: dispute.reason.clone(),
            withdrawn: money(moved.withdrawn),
            reinstated: money(moved.reinstated),
            evidence_due_at: dispute.evidence_due_at,
            created_at: dispute.created_at,
        }
    }
}

/// A dispute was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeOpenedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The dispute.
    pub dispute: DisputeV1,
    /// The notice to the merchant's team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A dispute was decided for the merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeWonV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The dispute.
    pub dispute: DisputeV1,
    /// The notice to the merchant's team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// A dispute was decided against the merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeLostV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The dispute.
    pub dispute: DisputeV1,
    /// The notice to the merchant's team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageV1>,
}

/// The card network warns of fraud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeFraudWarningV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// The processor's id of the warning.
    pub warning: String,
    /// Whether a refund can still avoid the dispute.
    pub actionable: bool,
    /// The network's word for the kind of fraud.
    pub kind: String,
}

macro_rules! about_one_dispute {
    ($($payload:ident),+) => {$(
        impl $payload {
            pub(super) fn new(
                origin: OriginV1,
                dispute: &Dispute,
                message: Option<MessageV1>,
            ) -> Self {
                Self { origin, dispute: dispute.into(), message }
            }
        }
    )+};
}

about_one_dispute!(DisputeOpenedV1, DisputeWonV1, DisputeLostV1);

impl DisputeFraudWarningV1 {
    pub(super) fn new(origin: OriginV1, warning: &FraudWarning) -> Self {
        Self {
            origin,
            warning: warning.id.to_string(),
            actionable: warning.actionable,
            kind: warning.kind.clone(),
        }
    }
}
