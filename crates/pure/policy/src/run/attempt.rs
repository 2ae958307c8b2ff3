//! Tries one rule on a request, with an account of how that went.

use crate::document::ask::Ask;
use crate::document::outcome::Outcome;
use crate::document::rule::Rule;
use crate::language::test::{Test, both};
use crate::language::undecided::Undecided;
use crate::language::view::View;
use domain::decision::{ConditionTrace, RuleTrace};

/// Tries the conditions in order, up to the first that does not hold.
pub(crate) fn attempt(rule: &Rule, view: &View<'_>) -> (RuleTrace, Result<bool, Undecided>) {
    let mut conditions = Vec::with_capacity(rule.tests.len());
    let mut held = Ok(true);
    for test in &rule.tests {
        let holds = test.condition.holds(view);
        conditions.push(account(test, holds, view));
        held = both(held, holds);
        if held == Ok(false) {
            break;
        }
    }
    if let Outcome::Ask(ask) = &rule.outcome
        && held != Ok(false)
    {
        let (tried, missing) = missing(ask, view);
        conditions.push(tried);
        held = both(held, Ok(missing));
    }
    (RuleTrace { rule: rule.id.clone(), conditions }, held)
}

fn account(test: &Test, holds: Result<bool, Undecided>, view: &View<'_>) -> ConditionTrace {
    let mut values: Vec<(String, String)> = test
        .facts
        .iter()
        .map(|fact| (view.head.name(*fact).to_owned(), view.shown(*fact)))
        .collect();
    values.extend(test.condition.closing(view));
    ConditionTrace { text: test.text.clone(), held: holds.ok(), values }
}

/// Whether an answer is missing, with an account of it. A rule whose questions are all answered
/// does not apply any more, so that the rules after it decide on what was answered.
pub(crate) fn missing(ask: &Ask, view: &View<'_>) -> (ConditionTrace, bool) {
    // One of another type was given, too: who answers is not asked the same again.
    let answers = &view.facts.request.answers;
    let is_answered = |question: &String| answers.contains_key(question);
    let missing = !ask.questions.iter().all(is_answered);
    let shown = |question| if is_answered(question) { "answered" } else { "open" };
    let values = ask
        .questions
        .iter()
        .map(|question| (format!("answers.{question}"), shown(question).to_owned()));
    let values = values.collect();
    let text = "an answer is missing".to_owned();
    (ConditionTrace { text, held: Some(missing), values }, missing)
}
