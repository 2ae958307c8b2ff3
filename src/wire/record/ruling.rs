//! The stored form of a decision and of its explanation.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::text::Text;
use super::verdict::VerdictV1;
use crate::domain::authority::Authority;
use crate::domain::decision::{Bounds, ConditionTrace, Decision, RuleTrace, Ruling};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RulingV1<'a> {
    #[serde(borrow)]
    decision: DecisionV1<'a>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    trace: Vec<RuleTraceV1<'a>>,
}

impl<'a> RulingV1<'a> {
    /// A ruling with a shorter explanation.
    pub(super) fn with_trace(decision: &'a Decision, trace: &'a [RuleTrace]) -> Self {
        Self { decision: decision.into(), trace: trace.iter().map(RuleTraceV1::from).collect() }
    }
}

impl<'a> From<&'a Ruling> for RulingV1<'a> {
    fn from(ruling: &'a Ruling) -> Self {
        Self::with_trace(&ruling.decision, &ruling.trace)
    }
}

impl TryFrom<RulingV1<'_>> for Ruling {
    type Error = RecordError;

    fn try_from(twin: RulingV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            decision: twin.decision.try_into()?,
            trace: twin.trace.into_iter().map(RuleTrace::from).collect(),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DecisionV1<'a> {
    #[serde(borrow)]
    verdict: VerdictV1<'a>,
    #[serde(borrow)]
    rule: Text<'a>,
    #[serde(borrow)]
    clause: Text<'a>,
    /// Empty where no policy was asked.
    #[serde(borrow)]
    policy_hash: Text<'a>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    shadow: bool,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    facts: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    two_above: Option<i64>,
}

impl<'a> From<&'a Decision> for DecisionV1<'a> {
    fn from(decision: &'a Decision) -> Self {
        let bounds = &decision.bounds;
        Self {
            verdict: (&decision.verdict).into(),
            rule: decision.by.to_string().into(),
            clause: (&decision.clause).into(),
            policy_hash: decision.policy_hash.as_deref().unwrap_or_default().into(),
            shadow: decision.shadow,
            facts: (!bounds.facts.is_empty()).then(|| (&bounds.facts).into()),
            two_above: bounds.two_above,
        }
    }
}

impl TryFrom<DecisionV1<'_>> for Decision {
    type Error = RecordError;

    fn try_from(twin: DecisionV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            verdict: twin.verdict.try_into()?,
            by: authority(&twin.rule)?,
            clause: twin.clause.into(),
            policy_hash: Some(twin.policy_hash.into()).filter(|hash: &String| !hash.is_empty()),
            shadow: twin.shadow,
            bounds: Bounds {
                facts: twin.facts.map(String::from).unwrap_or_default(),
                two_above: twin.two_above,
            },
        })
    }
}

/// Reads who decided.
pub(super) fn authority(rule: &Text<'_>) -> Result<Authority, RecordError> {
    Authority::parse(rule.as_str()).ok_or_else(|| RecordError::word("guard", rule.as_str()))
}

#[derive(Debug, Serialize, Deserialize)]
struct RuleTraceV1<'a> {
    #[serde(borrow)]
    rule: Text<'a>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<ConditionTraceV1<'a>>,
}

impl<'a> From<&'a RuleTrace> for RuleTraceV1<'a> {
    fn from(trace: &'a RuleTrace) -> Self {
        Self {
            rule: (&trace.rule).into(),
            conditions: trace.conditions.iter().map(ConditionTraceV1::from).collect(),
        }
    }
}

impl From<RuleTraceV1<'_>> for RuleTrace {
    fn from(twin: RuleTraceV1<'_>) -> Self {
        Self {
            rule: twin.rule.into(),
            conditions: twin.conditions.into_iter().map(ConditionTrace::from).collect(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct ConditionTraceV1<'a> {
    #[serde(borrow)]
    text: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held: Option<bool>,
    /// Pairs of a fact's name and the value it had.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<(Text<'a>, Text<'a>)>,
}

impl<'a> From<&'a ConditionTrace> for ConditionTraceV1<'a> {
    fn from(trace: &'a ConditionTrace) -> Self {
        Self {
            text: (&trace.text).into(),
            held: trace.held,
            values: trace.values.iter().map(|(name, value)| (name.into(), value.into())).collect(),
        }
    }
}

impl From<ConditionTraceV1<'_>> for ConditionTrace {
    fn from(twin: ConditionTraceV1<'_>) -> Self {
        let values = twin.values.into_iter();
        Self {
            text: twin.text.into(),
            held: twin.held,
            values: values.map(|(name, value)| (name.into(), value.into())).collect(),
        }
    }
}
