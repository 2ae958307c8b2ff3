//! One rule: its conditions, what it says, and the clause that it rests on.

use std::collections::BTreeSet;
use std::ops::Range;

use super::advice;
use super::condition::Condition;
use super::document::{Reading, Section, Value, Words};
use super::evaluation::Undecided;
use super::fact::Fact;
use super::head::Head;
use super::outcome::{self, Outcome};
use super::view::View;
use super::window::Window;
use super::{ask, syntax, typing, unit};
use crate::diagnostics::instead;

/// The most conditions that one rule may have.
const MAX_CONDITIONS: usize = 32;

/// What a rule does if it cannot be said whether its conditions hold, because nobody knows a fact
/// that they read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Unknown {
    /// A person decides.
    #[default]
    Review,
    /// It does not apply, and the next rule is tried.
    Skip,
    /// It applies.
    Match,
}

impl Unknown {
    /// Every answer with its name in policies.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Review, "review"), (Self::Skip, "skip"), (Self::Match, "match")];
}

/// A condition with the text that it was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) text: String,
    pub(super) condition: Condition,
    /// Every fact that it names, for the trace.
    pub(super) facts: Vec<Fact>,
}

/// A checked rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) tests: Vec<Test>,
    pub(super) unknown: Unknown,
    pub(super) shadow: bool,
    pub(super) outcome: Outcome,
    pub(super) clause: String,
}

/// Joins the values of conditions that must all hold: one that does not hold decides, whatever is
/// unknown beside it; else the gravest cause is told.
pub(super) fn both(
    one: Result<bool, Undecided>,
    other: Result<bool, Undecided>,
) -> Result<bool, Undecided> {
    match (one, other) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Err(one), Err(other)) => Err(one.max(other)),
        (Err(cause), Ok(true)) | (Ok(true), Err(cause)) => Err(cause),
        (Ok(true), Ok(true)) => Ok(true),
    }
}

/// Whether all conditions hold, without an account of it.
pub(super) fn hold(tests: &[Test], view: &View<'_>) -> Result<bool, Undecided> {
    let mut held = Ok(true);
    for test in tests {
        held = both(held, test.condition.holds(view));
        if held == Ok(false) {
            break;
        }
    }
    held
}

/// A rule as far as it could be read; what is `None` has been reported.
pub(super) struct Draft {
    /// Where the rule begins.
    pub(super) span: Range<usize>,
    pub(super) id: Option<Words>,
    pub(super) tests: Option<Vec<Test>>,
    /// Where its conditions stand, in their order.
    pub(super) places: Vec<Range<usize>>,
    pub(super) unknown: Option<Unknown>,
    /// Where it says what an unknown fact means.
    pub(super) unknown_at: Option<Range<usize>>,
    pub(super) shadow: bool,
    pub(super) outcome: Option<Outcome>,
    pub(super) clause: Option<Words>,
    /// The clause of a denial after silence, where it has one of its own.
    pub(super) silence_clause: Option<Words>,
}

pub(super) const KEYS: [&str; 11] = [
    "id", "when", "within", "after", "unknown", "approve", "deny", "review", "ask", "shadow",
    "clause",
];

impl Draft {
    /// Reads one `[[rule]]`.
    pub(super) fn read<'t>(
        reading: &mut Reading<'t>,
        head: &Head,
        section: &Section<'_, 't>,
    ) -> Self {
        reading.only(section, &KEYS);
        let id = reading.id(section, "id");
        if let Some(words) = id.as_ref().filter(|words| words.text == "default") {
            let remedy = "choose another id; `[default]` is what applies after all rules";
            reading.error(words.span.clone(), "a rule cannot be called \"default\"", remedy);
        }
        let unknown = unknown(reading, section);
        let (tests, places) = when(reading, head, section, unknown).unzip();
        let outcome = outcome::read(reading, head, section);
        let clause = reading.id(section, "clause");
        Self {
            span: section.span.clone(),
            id,
            tests,
            places: places.unwrap_or_default(),
            unknown,
            unknown_at: section.get("unknown").map(Value::span),
            shadow: reading.flag(section, "shadow"),
            outcome,
            clause,
            silence_clause: ask::clause(reading, section),
        }
    }

    /// The rule, if nothing of it is missing.
    pub(super) fn finish(self) -> Option<Rule> {
        Some(Rule {
            id: self.id?.text,
            tests: self.tests?,
            unknown: self.unknown.unwrap_or_default(),
            shadow: self.shadow,
            outcome: self.outcome?,
            clause: self.clause?.text,
        })
    }
}

fn unknown<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Option<Unknown> {
    let words = reading.optional_words(section, "unknown")?;
    let found = Unknown::ALL.iter().find(|(_, name)| *name == words.text);
    if found.is_none() {
        let names = Unknown::ALL.map(|(_, name)| name);
        let message = format!("`unknown` cannot be {:?}", words.text);
        reading.error(words.span, message, instead(&words.text, &names));
    }
    found.map(|(unknown, _)| *unknown)
}

/// Reads the conditions of a rule or an offer, with their places. `unknown` is what it says of unknown facts, if it
/// says anything.
pub(super) fn when<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    section: &Section<'_, 't>,
    unknown: Option<Unknown>,
) -> Option<Tests> {
    let (mut tests, mut places) = windows(reading, section)?;
    let (conditions, spans) = conditions(reading, head, section, !tests.is_empty())?;
    tests.extend(conditions);
    places.extend(spans);
    let mut seen = BTreeSet::new();
    for (test, place) in tests.iter().zip(&places) {
        if !seen.insert(&test.condition) {
            reading.error(place.clone(), "the rule has this condition twice", "remove one");
        }
    }
    let advised = advice::unguarded(head, &tests, &places);
    match (unknown, section.get("unknown")) {
        (None, None) => reading.mistakes.extend(advised),
        (Some(_), Some(value)) if advised.is_empty() => {
            let message = "nothing that this rule reads can be unknown";
            reading.warning(value.span(), message, "remove `unknown`");
        }
        (Some(_) | None, Some(_) | None) => {}
    }
    reading.mistakes.extend(unit::amount_without_currency(head, &tests, &places));
    reading.mistakes.extend(advice::impossible(&tests, &places));
    Some((tests, places))
}

type Tests = (Vec<Test>, Vec<Range<usize>>);

fn conditions<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    section: &Section<'_, 't>,
    framed: bool,
) -> Option<Tests> {
    let remedy = "write `when = [\"payment.age_days <= 30\"]`, or `when = []` for always";
    let Some(value) = section.get("when") else {
        if framed {
            return Some((Vec::new(), Vec::new()));
        }
        let message = format!("{} has no `when`", section.name);
        reading.error(section.span.clone(), message, remedy);
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
    let read: Vec<Option<Test>> =
        elements.iter().map(|element| test(reading, head, element, remedy)).collect();
    let tests = read.into_iter().collect::<Option<_>>()?;
    Some((tests, elements.iter().map(Value::span).collect()))
}

/// The time frames of a rule stand beside its conditions.
fn windows<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Option<Tests> {
    let (mut tests, mut places, mut whole) = (Vec::new(), Vec::new(), true);
    for (key, closed) in [("within", false), ("after", true)] {
        let Some(value) = section.get(key) else { continue };
        let remedy = format!("write `{key} = \"30 days of purchase\"`");
        let Some(words) = reading.words(&format!("`{key}`"), value, &remedy) else {
            whole = false;
            continue;
        };
        match Window::parse(&words.text, closed) {
            Ok(window) => {
                let condition = Condition::Window(window);
                let facts = condition.facts().into_iter().collect();
                tests.push(Test { text: window.shown(), condition, facts });
                places.push(words.span);
            }
            Err((message, remedy)) => {
                reading.error(words.span, message, remedy);
                whole = false;
            }
        }
    }
    whole.then_some((tests, places))
}

fn test<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    element: &Value<'t>,
    remedy: &str,
) -> Option<Test> {
    let words = reading.words("a condition", element, remedy)?;
    let checked = syntax::read(&words.text)
        .map_err(|mistake| vec![mistake])
        .and_then(|node| typing::check(&node, head));
    match checked {
        Ok(condition) => {
            reading.mistakes.extend(unit::units(head, &condition, &words.span));
            let facts = condition.facts().into_iter().collect();
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
