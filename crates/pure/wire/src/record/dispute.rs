//! The stored form of a dispute and of a fraud warning.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::field::record;
use domain::dispute::{Dispute, DisputeStage, FraudWarning};
use domain::ids::{DisputeId, WarningId};
use domain::money::Money;

record! {
    DisputeV1 stores Dispute {
        id: DisputeId,
        amount: Money,
        #[serde(with = "DisputeStageV1")]
        stage: DisputeStage,
        reason: String,
        withdrawn: i64,
        reinstated: i64,
        [default] evidence_due_at: Option<Timestamp>,
        created_at: Timestamp,
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

record! {
    WarningV1 stores FraudWarning {
        id: WarningId,
        actionable: bool,
        kind: String,
    }
}
