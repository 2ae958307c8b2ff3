//! The stored form of what a decision was made on: the facts as the document that people write
//! too, and what a refund would have cost.
//!
//! Nothing is done because of it; it explains. So a document that this build cannot read, because a
//! later one wrote it, is passed over, where any other part of a record would be an error.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::facts::FactsV1;
use domain::cost::Cost;
use domain::facts::Facts;
use domain::grounds::Grounds;

/// The facts; none where this build cannot read them.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct KeptV1(Option<Box<FactsV1>>);

impl<'de> Deserialize<'de> for KeptV1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(text.get()).ok()))
    }
}

impl From<&Facts> for KeptV1 {
    fn from(facts: &Facts) -> Self {
        Self(Some(Box::new(facts.into())))
    }
}

/// What a refund costs besides, minor units.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct CostV1 {
    refund: i64,
    dispute: i64,
}

impl From<Cost> for CostV1 {
    fn from(cost: Cost) -> Self {
        Self { refund: cost.refund_minor, dispute: cost.dispute_minor }
    }
}

impl From<CostV1> for Cost {
    fn from(wire: CostV1) -> Self {
        Self { refund_minor: wire.refund, dispute_minor: wire.dispute }
    }
}

/// The two fields of a record in which grounds are stored.
pub(super) fn stored(grounds: Option<&Grounds>) -> (Option<KeptV1>, Option<CostV1>) {
    let facts = grounds.map(|grounds| KeptV1::from(&grounds.facts));
    (facts, grounds.and_then(|grounds| grounds.cost).map(CostV1::from))
}

/// The grounds in these two fields, if the facts can be read.
pub(super) fn restored(facts: Option<KeptV1>, cost: Option<CostV1>) -> Option<Box<Grounds>> {
    let document = facts.and_then(|kept| kept.0)?;
    // The granularity is always written.
    let facts = document.facts(|_, _| 1);
    Some(Box::new(Grounds { facts, cost: cost.map(Cost::from) }))
}
