//! The stored form of what the world was told and is still owed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::announcement::OwedV1;
use super::error::RecordError;
use crate::leaf::Text;
use case::announcement::Owed;
use case::milestone::Milestone;
use case::state::Told;
use domain::ids::RefundId;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ToldV1<'a> {
    sequence: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    owed: Vec<OwedV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    milestones: Vec<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clawed: Option<i64>,
    /// Absent where there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clawbacks: Option<u32>,
    /// Absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clawback_returned: Option<i64>,
    /// Pairs of a refund's id and the instant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    succeeded_at: Vec<(Text<'a>, Timestamp)>,
}

impl<'a> From<&'a Told> for ToldV1<'a> {
    fn from(told: &'a Told) -> Self {
        let succeeded = told.succeeded_at.iter();
        Self {
            sequence: told.sequence,
            owed: told.owed.iter().map(OwedV1::from).collect(),
            milestones: told.milestones.iter().map(|m| Text::from(m.text())).collect(),
            clawed: told.clawed,
            clawbacks: (told.clawbacks > 0).then_some(told.clawbacks),
            clawback_returned: (told.clawback_returned != 0).then_some(told.clawback_returned),
            succeeded_at: succeeded.map(|(refund, at)| (refund.as_str().into(), *at)).collect(),
        }
    }
}

impl TryFrom<ToldV1<'_>> for Told {
    type Error = RecordError;

    fn try_from(wire: ToldV1<'_>) -> Result<Self, RecordError> {
        let milestone = |text: &Text<'_>| {
            Milestone::parse(text.as_str())
                .ok_or_else(|| RecordError::word("milestone", text.as_str()))
        };
        let milestones: Result<BTreeSet<Milestone>, RecordError> =
            wire.milestones.iter().map(milestone).collect();
        let succeeded_at: Result<BTreeMap<RefundId, Timestamp>, RecordError> = wire
            .succeeded_at
            .into_iter()
            .map(|(refund, at)| Ok((RefundId::parse(refund)?, at)))
            .collect();
        Ok(Self {
            sequence: wire.sequence,
            owed: wire.owed.into_iter().map(Owed::try_from).collect::<Result<_, _>>()?,
            milestones: milestones?,
            clawed: wire.clawed,
            clawbacks: wire.clawbacks.unwrap_or_default(),
            clawback_returned: wire.clawback_returned.unwrap_or_default(),
            succeeded_at: succeeded_at?,
        })
    }
}
