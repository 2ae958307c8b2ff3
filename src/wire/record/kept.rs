//! The stored form of the facts on which a decision was made: the document that people write too.
//!
//! Nothing is done because of these facts; they explain. So a document that this build cannot
//! read, because a later one wrote it, is passed over, where any other part of a record would be an
//! error.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::domain::facts::Facts;
use crate::wire::facts::FactsV1;

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

impl KeptV1 {
    /// The facts, if they can be read.
    pub(super) fn facts(self) -> Option<Facts> {
        // The granularity is always written.
        self.0.map(|document| document.facts(|_, _| 1))
    }
}
