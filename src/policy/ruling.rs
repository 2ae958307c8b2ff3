//! Applies a policy's rules to the facts of one request, and writes down how that went.
//!
//! The first rule whose conditions all hold decides. A rule that cannot be decided is not passed
//! over: whether it or a later one applies is then unknown, and a person decides.

use super::amount;
use super::compile::{Compiled, Fallback};
use super::evaluation::Undecided;
use super::outcome::Outcome;
use super::rule::Rule;
use crate::domain::decision::{ConditionTrace, Decision, RuleTrace, Ruling, Verdict};
use crate::domain::facts::Facts;

/// A reached condition reads a fact that nobody knows.
pub const FACT_UNKNOWN: &str = "fact_unknown";
/// A reached condition or an amount needs a number beyond 64 bits, or divides by zero.
pub const NOT_COMPUTABLE: &str = "not_computable";
/// An approval came to nothing.
pub const NOTHING_LEFT: &str = "nothing_left";
/// A prorated approval, and the term is not known or contradicts the dates.
pub const TERM_UNKNOWN: &str = "term_unknown";
/// An approval, and request or rule speak of another currency than the payment.
pub const CURRENCY_MISMATCH: &str = "currency_mismatch";

/// Every review code that the engine gives by itself, besides those that a policy states.
pub const REVIEW_CODES: [&str; 5] =
    [FACT_UNKNOWN, NOT_COMPUTABLE, NOTHING_LEFT, TERM_UNKNOWN, CURRENCY_MISMATCH];

/// The rule's name where no rule applied.
pub const DEFAULT_RULE: &str = "default";

/// Decides.
pub(super) fn decide(policy: &Compiled, facts: &Facts) -> Ruling {
    let mut trace = Vec::new();
    for rule in &policy.rules {
        let (tried, held) = attempt(rule, facts);
        trace.push(tried);
        let (verdict, clause) = match held {
            Ok(false) => continue,
            Ok(true) => verdict(rule, facts, &policy.default),
            Err(cause) => (review(code(cause)), policy.default.clause.as_str()),
        };
        return ruling(policy, verdict, (&rule.id, clause), trace);
    }
    trace.push(RuleTrace { rule: DEFAULT_RULE.to_owned(), conditions: Vec::new() });
    let default = &policy.default;
    ruling(policy, review(&default.why), (DEFAULT_RULE, &default.clause), trace)
}

/// Tries the conditions in order, up to the first that does not hold.
fn attempt(rule: &Rule, facts: &Facts) -> (RuleTrace, Result<bool, Undecided>) {
    let mut conditions = Vec::with_capacity(rule.tests.len());
    let mut held = Ok(true);
    for test in &rule.tests {
        held = test.condition.holds(facts);
        let values = test
            .facts
            .iter()
            .map(|entry| (entry.name.to_owned(), facts.shown(entry.fact)))
            .collect();
        conditions.push(ConditionTrace { text: test.text.clone(), held: held.ok(), values });
        if held != Ok(true) {
            break;
        }
    }
    (RuleTrace { rule: rule.id.clone(), conditions }, held)
}

/// What a rule that applies says. Where its approval cannot be paid as it stands, the clause of
/// the default goes with the review: the customer has not been promised anything yet.
fn verdict<'p>(rule: &'p Rule, facts: &Facts, default: &'p Fallback) -> (Verdict, &'p str) {
    let said = match &rule.outcome {
        Outcome::Approve(wanted) => match amount::approved(*wanted, facts) {
            Ok(money) => Verdict::Approve(money),
            Err(why) => return (review(why), &default.clause),
        },
        Outcome::Deny { alternatives } => Verdict::Deny { alternatives: alternatives.clone() },
        Outcome::Review { why } => review(why),
    };
    (said, &rule.clause)
}

fn review(why: &str) -> Verdict {
    Verdict::review(why)
}

fn code(cause: Undecided) -> &'static str {
    match cause {
        Undecided::FactUnknown => FACT_UNKNOWN,
        Undecided::NotComputable => NOT_COMPUTABLE,
    }
}

fn ruling(
    policy: &Compiled,
    verdict: Verdict,
    (rule, clause): (&str, &str),
    trace: Vec<RuleTrace>,
) -> Ruling {
    let decision = Decision {
        verdict,
        rule: rule.to_owned(),
        clause: clause.to_owned(),
        policy_hash: policy.hash.clone(),
        shadow: false,
    };
    Ruling { decision, trace }
}
