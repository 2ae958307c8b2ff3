//! One rule: its conditions, what it says, and the clause that it rests on.

use std::collections::BTreeSet;

use super::advice;
use super::condition::Condition;
use super::document::{Reading, Section, Value, Words};
use super::fact::{Entry, Fact};
use super::outcome::{self, Outcome};
use super::{syntax, typing};

/// The most conditions that one rule may have.
const MAX_CONDITIONS: usize = 32;

/// A condition with the text that it was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) text: String,
    pub(super) condition: Condition,
    /// Every fact that it names, for the trace.
    pub(super) facts: Vec<&'static Entry>,
}

/// A checked rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) tests: Vec<Test>,
    pub(super) outcome: Outcome,
    pub(super) clause: String,
}

/// A rule as far as it could be read; what is `None` has been reported.
pub(super) struct Draft {
    /// Where the rule begins.
    pub(super) span: std::ops::Range<usize>,
    pub(super) id: Option<Words>,
    pub(super) tests: Option<Vec<Test>>,
    pub(super) outcome: Option<Outcome>,
    pub(super) clause: Option<Words>,
}

impl Draft {
    /// Reads one `[[rule]]`.
    pub(super) fn read<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Self {
        reading.only(section, &["id", "when", "approve", "deny", "review", "clause"]);
        let id = reading.id(section, "id");
        if let Some(words) = id.as_ref().filter(|words| words.text == "default") {
            let remedy = "choose another id; `[default]` is what applies after all rules";
            reading.error(words.span.clone(), "a rule cannot be called \"default\"", remedy);
        }
        let tests = when(reading, section);
        let outcome = outcome::read(reading, section);
        let clause = reading.id(section, "clause");
        Self { span: section.span.clone(), id, tests, outcome, clause }
    }

    /// The rule, if nothing of it is missing.
    pub(super) fn finish(self) -> Option<Rule> {
        let (id, clause) = (self.id?.text, self.clause?.text);
        Some(Rule { id, tests: self.tests?, outcome: self.outcome?, clause })
    }
}

fn when<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Option<Vec<Test>> {
    let remedy = "write `when = [\"payment.age_days <= 30\"]`, or `when = []` for always";
    let Some(value) = section.get("when") else {
        reading.error(section.span.clone(), "the rule has no `when`", remedy);
        return None;
    };
    let Some(elements) = value.get_ref().as_array() else {
        reading.error(value.span(), "`when` must be a list of conditions", remedy);
        return None;
    };
    if elements.len() > MAX_CONDITIONS {
        let message = format!("a rule has at most {MAX_CONDITIONS} conditions");
        reading.error(value.span(), message, "split the rule");
        return None;
    }
    let places: Vec<_> = elements.iter().map(Value::span).collect();
    let read: Vec<Option<Test>> =
        elements.iter().map(|element| test(reading, element, remedy)).collect();
    let tests: Vec<Test> = read.into_iter().collect::<Option<_>>()?;
    let mut seen = BTreeSet::new();
    for (test, place) in tests.iter().zip(&places) {
        if !seen.insert(&test.condition) {
            reading.error(place.clone(), "the rule has this condition twice", "remove one");
        }
    }
    reading.mistakes.extend(advice::unguarded(&tests, &places));
    reading.mistakes.extend(advice::amount_without_currency(&tests, &places));
    Some(tests)
}

fn test<'t>(reading: &mut Reading<'t>, element: &Value<'t>, remedy: &str) -> Option<Test> {
    let words = reading.words("a condition", element, remedy)?;
    let checked = syntax::read(&words.text)
        .map_err(|mistake| vec![mistake])
        .and_then(|node| typing::check(&node));
    match checked {
        Ok(condition) => {
            reading.mistakes.extend(advice::units(&condition, &words.span));
            let facts = condition.facts().into_iter().filter_map(Fact::entry).collect();
            Some(Test { text: words.text, condition, facts })
        }
        Err(mistakes) => {
            for mut mistake in mistakes {
                mistake.span = words.place(&mistake.span);
                reading.mistakes.push(mistake);
            }
            None
        }
    }
}
