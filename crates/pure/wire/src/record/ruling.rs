//! The stored form of a decision and of its explanation.

use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::{Field, record};
use super::verdict::VerdictV1;
use crate::leaf::{CalculationStepV1, Text, Word, calculation, steps_of};
use domain::authority::Authority;
use domain::decision::{Bounds, ConditionTrace, Decision, RuleTrace, Ruling};
use domain::subscription::Subscription;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RulingV1<'a> {
    decision: DecisionV1<'a>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

    fn try_from(wire: RulingV1<'_>) -> Result<Self, RecordError> {
        Ok(Self { decision: wire.decision.try_into()?, trace: Field::read(wire.trace)? })
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DecisionV1<'a> {
    verdict: VerdictV1<'a>,
    rule: Text<'a>,
    clause: Text<'a>,
    /// Empty where no policy was asked.
    policy_hash: Text<'a>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    shadow: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subscription: Option<Word<Subscription>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    calculation: Vec<CalculationStepV1>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
            subscription: decision.subscription.map(Word),
            calculation: steps_of(&decision.calculation),
            facts: (!bounds.facts.is_empty()).then(|| (&bounds.facts).into()),
            two_above: bounds.two_above,
        }
    }
}

impl TryFrom<DecisionV1<'_>> for Decision {
    type Error = RecordError;

    fn try_from(wire: DecisionV1<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            verdict: wire.verdict.into(),
            by: authority(&wire.rule)?,
            clause: wire.clause.into(),
            policy_hash: Some(wire.policy_hash.into()).filter(|hash: &String| !hash.is_empty()),
            shadow: wire.shadow,
            subscription: wire.subscription.map(|word| word.0),
            calculation: calculation(wire.calculation),
            bounds: Bounds {
                facts: wire.facts.map(String::from).unwrap_or_default(),
                two_above: wire.two_above,
            },
        })
    }
}

/// Reads who decided.
pub(super) fn authority(rule: &Text<'_>) -> Result<Authority, RecordError> {
    Authority::parse(rule.as_str()).ok_or_else(|| RecordError::word("guard", rule.as_str()))
}

record! {
    RuleTraceV1 stores RuleTrace {
        rule: String,
        [default] conditions: Vec<ConditionTrace>,
    }
}

record! {
    ConditionTraceV1 stores ConditionTrace {
        text: String,
        [default] held: Option<bool>,
        /// Pairs of a fact's name and the value it had.
        [default] values: Vec<(String, String)>,
    }
}
