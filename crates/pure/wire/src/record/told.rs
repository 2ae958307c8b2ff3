//! The stored form of what the world was told and is still owed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::announcement::OwedV1;
use super::error::RecordError;
use crate::leaf::{Text, Word};
use case::announcement::Owed;
use case::milestone::Milestone;
use case::state::{Clawed, Told};
use case::tax::TaxedPart;
use domain::dispute::DisputeVerdict;
use domain::ids::{CommissionId, DisputeId, RefundId};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ToldV1<'a> {
    sequence: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    owed: Vec<OwedV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    milestones: Vec<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clawbacks: Vec<ClawedV1<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    taxes: Vec<TaxedV1<'a>>,
    /// Pairs of a refund's id and the instant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    succeeded_at: Vec<(Text<'a>, Timestamp)>,
    /// Pairs of a dispute's id and the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    verdicts: Vec<(Text<'a>, Word<DisputeVerdict>)>,
}

/// What was announced of one commission.
#[derive(Debug, Serialize, Deserialize)]
struct ClawedV1<'a> {
    commission: Text<'a>,
    total: i64,
    count: u32,
    /// Absent where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returned: Option<i64>,
}

impl ClawedV1<'_> {
    fn restore(self) -> Result<(CommissionId, Clawed), RecordError> {
        let Self { commission, total, count, returned } = self;
        let clawed = Clawed { total, count, returned: returned.unwrap_or_default() };
        Ok((CommissionId::parse(commission)?, clawed))
    }
}

fn clawed<'a>((commission, clawed): (&'a CommissionId, &Clawed)) -> ClawedV1<'a> {
    ClawedV1 {
        commission: commission.as_str().into(),
        total: clawed.total,
        count: clawed.count,
        returned: (clawed.returned != 0).then_some(clawed.returned),
    }
}

/// The tax that was told of one part.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TaxedV1<'a> {
    Operation(Text<'a>, i64),
    Refund(Text<'a>, i64),
}

impl TaxedV1<'_> {
    fn restore(self) -> Result<(TaxedPart, i64), RecordError> {
        Ok(match self {
            Self::Operation(key, minor) => (TaxedPart::Operation(key.key()?), minor),
            Self::Refund(id, minor) => (TaxedPart::Refund(RefundId::parse(id)?), minor),
        })
    }
}

fn taxed<'a>((part, minor): (&'a TaxedPart, &i64)) -> TaxedV1<'a> {
    match part {
        TaxedPart::Operation(key) => TaxedV1::Operation(key.into(), *minor),
        TaxedPart::Refund(id) => TaxedV1::Refund(id.into(), *minor),
    }
}

impl<'a> From<&'a Told> for ToldV1<'a> {
    fn from(told: &'a Told) -> Self {
        let (succeeded, verdicts) = (told.succeeded_at.iter(), told.verdicts.iter());
        Self {
            sequence: told.sequence,
            owed: told.owed.iter().map(OwedV1::from).collect(),
            milestones: told.milestones.iter().map(|m| Text::from(m.text())).collect(),
            clawbacks: told.clawbacks.iter().map(clawed).collect(),
            taxes: told.taxes.iter().map(taxed).collect(),
            succeeded_at: succeeded.map(|(refund, at)| (refund.as_str().into(), *at)).collect(),
            verdicts: verdicts.map(|(it, said)| (it.as_str().into(), Word(*said))).collect(),
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
        let verdicts: Result<BTreeMap<DisputeId, DisputeVerdict>, RecordError> = wire
            .verdicts
            .into_iter()
            .map(|(dispute, said)| Ok((DisputeId::parse(dispute)?, said.0)))
            .collect();
        Ok(Self {
            sequence: wire.sequence,
            owed: wire.owed.into_iter().map(Owed::try_from).collect::<Result<_, _>>()?,
            milestones: milestones?,
            clawbacks: wire
                .clawbacks
                .into_iter()
                .map(ClawedV1::restore)
                .collect::<Result<_, _>>()?,
            taxes: wire.taxes.into_iter().map(TaxedV1::restore).collect::<Result<_, _>>()?,
            succeeded_at: succeeded_at?,
            verdicts: verdicts?,
        })
    }
}
