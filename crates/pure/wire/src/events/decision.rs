//! A decision with its explanation, as published.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::leaf::{CalculationStepV1, MoneyV1, StepForm, Word, steps_of};
use domain::decision::{ConditionTrace, RuleTrace, Ruling, Verdict};
use domain::subscription::Subscription;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictV1 {
    /// Money is given back.
    Approve,
    /// No money is given back.
    Deny,
    /// The customer is asked first.
    NeedInfo,
    /// A person decides.
    Review,
}

/// A decision, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionV1 {
    /// What was decided.
    pub verdict: VerdictV1,
    /// How much is given back; on `approve` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<MoneyV1>,
    /// Why a machine must not decide, as a short code; on `review` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// How many different people must approve, where one is not enough; on `review` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approvers: Option<u8>,
    /// The amount that is proposed to them; on `review` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<MoneyV1>,
    /// How that amount came about, step by step; empty where nobody calculated it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<StepForm>")]
    pub calculation: Vec<CalculationStepV1>,
    /// What the customer is asked, in order, as keys of the message catalogue; on `need_info`
    /// only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// What is offered instead, in order, as keys of the message catalogue; on `deny` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// The rule that decided; `guard.…` where a built-in guard did, before any policy was asked.
    pub rule: String,
    /// The clause of the refund terms that the decision rests on, as a key of the catalogue.
    pub clause: String,
    /// The clause in the customer's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause_text: Option<String>,
    /// The SHA-256 of the policy's text, in hex; absent where a guard decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_hash: Option<String>,
    /// What the rule says is to become of the subscription, once the money has gone back; left out
    /// where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Word<Subscription>>,
    /// True where the decision is a rehearsal: a person decides after all, and no money moves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
    /// The rules in the order in which they were tried; empty where a guard decided, or where the
    /// decision is told again and its explanation is no longer kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<RuleV1>,
}

/// One rule as it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleV1 {
    /// The rule's id.
    pub rule: String,
    /// Its conditions up to the first that did not hold.
    pub conditions: Vec<ConditionV1>,
}

/// One condition as it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConditionV1 {
    /// The condition as it stands in the policy.
    pub text: String,
    /// Whether it held; null where it could not be evaluated.
    pub held: Option<bool>,
    /// Every fact that it names, with the value it saw.
    pub values: BTreeMap<String, String>,
}

impl DecisionV1 {
    /// Gives a ruling its published form.
    pub fn new(ruling: &Ruling, clause_text: Option<&str>) -> Self {
        let decision = &ruling.decision;
        let plain = Self {
            verdict: VerdictV1::Review,
            amount: None,
            why: None,
            approvers: None,
            proposed: None,
            calculation: decision
                .amount()
                .map_or_else(Vec::new, |_| steps_of(&decision.calculation)),
            questions: Vec::new(),
            alternatives: Vec::new(),
            rule: decision.by.to_string(),
            clause: decision.clause.clone(),
            clause_text: clause_text.map(str::to_owned),
            policy_hash: decision.policy_hash.clone(),
            subscription: decision.subscription.map(Word),
            shadow: decision.shadow,
            explanation: ruling.trace.iter().map(RuleV1::from).collect(),
        };
        match &decision.verdict {
            Verdict::Approve(amount) => {
                Self { verdict: VerdictV1::Approve, amount: Some((*amount).into()), ..plain }
            }
            Verdict::Deny { alternatives } => {
                Self { verdict: VerdictV1::Deny, alternatives: alternatives.clone(), ..plain }
            }
            Verdict::NeedInfo(info) => {
                Self { verdict: VerdictV1::NeedInfo, questions: info.questions.clone(), ..plain }
            }
            Verdict::Review { why, approvers, proposed } => Self {
                why: Some(why.to_string()),
                approvers: (*approvers != 1).then_some(*approvers),
                proposed: proposed.map(MoneyV1::from),
                ..plain
            },
        }
    }
}

impl From<&RuleTrace> for RuleV1 {
    fn from(trace: &RuleTrace) -> Self {
        Self {
            rule: trace.rule.clone(),
            conditions: trace.conditions.iter().map(ConditionV1::from).collect(),
        }
    }
}

impl From<&ConditionTrace> for ConditionV1 {
    fn from(trace: &ConditionTrace) -> Self {
        Self {
            text: trace.text.clone(),
            held: trace.held,
            values: trace.values.iter().cloned().collect(),
        }
    }
}
