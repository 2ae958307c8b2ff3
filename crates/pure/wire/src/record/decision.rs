//! The frozen decision as it travels with a deferred message, so that the queue and not the store
//! is the durable copy of it.

use serde::{Deserialize, Serialize};

use super::conversation::OpenedV1;
use super::error::RecordError;
use super::field::Field;
use super::ruling::RulingV1;
use super::{VERSION, check, explain};
use crate::leaf::Text;
use domain::conversation::Opened;
use domain::decision::{RuleTrace, Ruling};
use domain::key::IdempotencyKey;

/// The longest header, bytes; an explanation that does not fit is left out. The decision itself
/// is never cut: its words are identifiers of the policy.
pub const DECISION_BYTES_MAX: usize = 4096;

#[derive(Debug, Serialize, Deserialize)]
struct DecisionRecordV1<'a> {
    v: u32,
    #[serde(flatten)]
    ruling: RulingV1<'a>,
    /// Absent where nothing was ever open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<OpenedV1<'a>>,
    /// Absent where the payment was not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Text<'a>>,
}

/// A decision as it travels: with what it opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The decision.
    pub ruling: Ruling,
    /// The question or review that the request has come to.
    pub opened: Option<Opened>,
    /// The key of the operation that the request is about.
    pub key: Option<IdempotencyKey>,
}

/// Writes a decision with as much of its explanation as fits: all of it, the rule that decided,
/// or nothing.
pub fn encode_decision(carried: &Carried) -> String {
    let trace = &carried.ruling.trace;
    let last = trace.last().map_or(&[][..], std::slice::from_ref);
    [trace.as_slice(), last]
        .into_iter()
        .map(|trace| text(carried, trace))
        .find(|text| text.len() <= DECISION_BYTES_MAX)
        .unwrap_or_else(|| text(carried, &[]))
}

fn text(carried: &Carried, trace: &[RuleTrace]) -> String {
    let record = DecisionRecordV1 {
        v: VERSION,
        ruling: RulingV1::with_trace(&carried.ruling.decision, trace),
        opened: carried.opened.as_ref().map(OpenedV1::from),
        key: carried.key.as_ref().map(Text::from),
    };
    serde_json::to_string(&record)
        .unwrap_or_else(|_| unreachable!("wire types hold nothing that JSON cannot"))
}

/// Reads what [`encode_decision`] wrote.
pub fn decode_decision(text: &str) -> Result<Carried, RecordError> {
    let record: DecisionRecordV1<'_> =
        serde_json::from_str(text).map_err(|source| explain(text.as_bytes(), source))?;
    check(record.v)?;
    Ok(Carried {
        ruling: record.ruling.try_into()?,
        opened: record.opened.map(Opened::try_from).transpose()?,
        key: Option::read(record.key)?,
    })
}
