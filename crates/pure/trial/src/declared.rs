//! Whether a case tells facts that the policy knows: a fact of the merchant that is not declared, or of
//! another type, and an answer to a question that no rule asks are never seen by a rule.

use std::collections::BTreeSet;
use std::ops::Range;

use super::suite::TestCase;
use diagnostics::{Mistake, closest};
use domain::facts::{FactKind, FactValue};
use policy::Policy;

/// What is told and not known. What stands in the base is told with the first case.
pub(super) fn unknown(
    case: &TestCase,
    policy: &Policy,
    told: &mut BTreeSet<usize>,
) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (name, span) in &case.told {
        let wrong = match name.split_once('.') {
            Some(("merchant", key)) => merchant(case, policy, key, span),
            Some((_, key)) => answer(policy, key, span),
            None => None,
        };
        found.extend(wrong.filter(|_| told.insert(span.start)));
    }
    found
}

fn merchant(case: &TestCase, policy: &Policy, key: &str, span: &Range<usize>) -> Option<Mistake> {
    let Some(declared) = policy.declared().iter().find(|declared| declared.key == key) else {
        let known = policy.declared().iter().map(|declared| declared.key.as_str());
        let remedy = match closest(key, known) {
            Some(known) => format!("did you mean `merchant.{known}`?"),
            None => format!("declare it in the policy: `[facts.{key}]`, or remove it"),
        };
        let message = format!("the policy declares no fact `merchant.{key}`");
        return Some(Mistake::error(span.clone(), message, remedy));
    };
    let value = FactValue::from(case.facts.merchant.get(key)?.clone());
    let fits = match (declared.kind, &value) {
        (FactKind::Int, FactValue::Int(_))
        | (FactKind::Bool, FactValue::Bool(_))
        | (FactKind::Text, FactValue::Text(_)) => true,
        (FactKind::Moment, FactValue::Text(text)) => text.parse::<jiff::Timestamp>().is_ok(),
        (FactKind::Int | FactKind::Bool | FactKind::Text | FactKind::Moment, _) => false,
    };
    (!fits).then(|| {
        let kind = declared.kind.as_str();
        let message = format!("`merchant.{key}` is declared with the type {kind}");
        Mistake::error(span.clone(), message, "write a value of that type, or leave it out")
    })
}

fn answer(policy: &Policy, key: &str, span: &Range<usize>) -> Option<Mistake> {
    let asked: Vec<&str> = policy.questions().collect();
    (!asked.contains(&key)).then(|| {
        let remedy = match closest(key, asked) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "ask it in a rule, or remove it".to_owned(),
        };
        Mistake::error(span.clone(), format!("no rule of the policy asks `{key}`"), remedy)
    })
}
