//! The stored form of a dispute and of a fraud warning.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use crate::domain::dispute::{Dispute, DisputeStage, FraudWarning};
use crate::domain::ids::{DisputeId, WarningId};
use crate::wire::leaf::{MoneyV1, Text};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DisputeV1<'a> {
    id: Text<'a>,
    amount: MoneyV1,
    #[serde(with = "DisputeStageV1")]
    stage: DisputeStage,
    reason: Text<'a>,
    withdrawn: i64,
    reinstated: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence_due_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl<'a> From<&'a Dispute> for DisputeV1<'a> {
    fn from(dispute: &'a Dispute) -> Self {
        Self {
            id: dispute.id.as_str().into(),
            amount: dispute.amount.into(),
            stage: dispute.stage.clone(),
            reason: (&dispute.reason).into(),
            withdrawn: dispute.withdrawn,
            reinstated: dispute.reinstated,
            evidence_due_at: dispute.evidence_due_at,
            created_at: dispute.created_at,
        }
    }
}

impl TryFrom<DisputeV1<'_>> for Dispute {
    type Error = RecordError;

    fn try_from(wire: DisputeV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            id: DisputeId::parse(wire.id)?,
            amount: wire.amount.into(),
            stage: wire.stage,
            reason: wire.reason.into(),
            withdrawn: wire.withdrawn,
            reinstated: wire.reinstated,
            evidence_due_at: wire.evidence_due_at,
            created_at: wire.created_at,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "DisputeStage", rename_all = "snake_case")]
enum DisputeStageV1 {
    Inquiry,
    InquiryClosed,
    /// The processor's own word.
    Other(String),
    NeedsResponse,
    UnderReview,
    Lost,
    Appeal,
    AppealLost,
    Prevented,
    Won,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WarningV1<'a> {
    id: Text<'a>,
    actionable: bool,
    kind: Text<'a>,
}

impl<'a> From<&'a FraudWarning> for WarningV1<'a> {
    fn from(warning: &'a FraudWarning) -> Self {
        Self {
            id: warning.id.as_str().into(),
            actionable: warning.actionable,
            kind: (&warning.kind).into(),
        }
    }
}

impl TryFrom<WarningV1<'_>> for FraudWarning {
    type Error = RecordError;

    fn try_from(wire: WarningV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            id: WarningId::parse(wire.id)?,
            actionable: wire.actionable,
            kind: wire.kind.into(),
        })
    }
}
