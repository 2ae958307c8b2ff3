//! One rule: its conditions, what it says, and the clause that it rests on.

use std::collections::BTreeSet;
use std::ops::Range;

use super::conditions::when;
use super::field::{Field, Optional};
use super::leaf::Id;
use super::outcome::{self, Outcome};
use super::reading::Reading;
use super::shape::{self, Unknown};
use crate::language::head::Head;
use crate::language::test::Test;
use domain::subscription::Subscription;

/// A checked rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) tests: Vec<Test>,
    pub(crate) unknown: Unknown,
    pub(crate) shadow: bool,
    pub(crate) subscription: Option<Subscription>,
    pub(crate) outcome: Outcome,
    pub(crate) clause: String,
}

/// A text that was read, and where it stands.
pub(crate) type Placed = (String, Range<usize>);

/// A rule as far as it could be read; what is `None` has been reported.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Where the rule begins.
    pub(crate) span: Range<usize>,
    pub(crate) id: Option<Placed>,
    pub(crate) tests: Option<Vec<Test>>,
    /// Where its conditions stand, in their order.
    pub(crate) places: Vec<Range<usize>>,
    pub(crate) unknown: Option<Unknown>,
    /// Where it says what an unknown fact means.
    pub(crate) unknown_at: Option<Range<usize>>,
    pub(crate) shadow: bool,
    /// What it says of the subscription.
    pub(crate) subscription: Option<Subscription>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) clause: Option<Placed>,
    /// The clause of a denial after silence, where it has one of its own.
    pub(crate) silence_clause: Option<Placed>,
}

impl Draft {
    /// Reads one rule of a list; `noun` is what it is called there.
    pub(crate) fn read(
        reading: &mut Reading<'_>,
        head: &Head,
        noun: &str,
        field: &Field<shape::Rule>,
    ) -> Option<Self> {
        let rule = field.get()?;
        let (span, id) = (field.span.clone(), placed(&rule.id));
        if let Some((_, place)) = id.as_ref().filter(|(id, _)| id == "default") {
            let remedy = "choose another id; `[default]` is what applies after all rules";
            reading.error(place.clone(), "a rule cannot be called \"default\"", remedy);
        }
        let (tests, places) = when(reading, head, noun, field).unzip();
        let ask = rule.ask.stated();
        Some(Self {
            outcome: outcome::read(reading, head, noun, field),
            span,
            id,
            tests,
            places: places.unwrap_or_default(),
            unknown: rule.unknown.stated().copied(),
            unknown_at: rule.unknown.place(),
            shadow: rule.shadow.stated() == Some(&true),
            subscription: subscription(reading, noun, rule),
            clause: placed(&rule.clause),
            silence_clause: ask.and_then(|ask| placed(ask.clause.as_ref()?)),
        })
    }

    /// The rule, if nothing of it is missing.
    pub(crate) fn finish(self) -> Option<Rule> {
        Some(Rule {
            id: self.id?.0,
            tests: self.tests?,
            unknown: self.unknown.unwrap_or_default(),
            shadow: self.shadow,
            subscription: self.subscription,
            outcome: self.outcome?,
            clause: self.clause?.0,
        })
    }

    /// Its id for messages; empty where it could not be read.
    pub(crate) fn name(&self) -> &str {
        self.id.as_ref().map_or("", |(id, _)| id)
    }

    /// Where its id stands.
    pub(crate) fn place(&self) -> Range<usize> {
        self.id.as_ref().map_or(&self.span, |(_, place)| place).clone()
    }
}

/// What a rule says of the subscription, which is only of account where money can go back.
fn subscription(reading: &mut Reading<'_>, noun: &str, rule: &shape::Rule) -> Option<Subscription> {
    let stated = rule.subscription.as_ref()?;
    let (what, remedy) = match (&rule.deny, &rule.ask) {
        (None, None) => return stated.get().map(|word| word.0),
        (Some(_), _) => ("denies", "remove it: who gets no money back keeps what was paid for"),
        (None, Some(_)) => ("asks", "write it in the rules that decide on what was answered"),
    };
    let message = format!("{noun} that {what} gives no money back, so no subscription ends by it");
    reading.error(stated.span.clone(), message, remedy);
    None
}

fn placed(id: &Field<Id>) -> Option<Placed> {
    id.get().map(|word| (word.0.clone(), id.span.clone()))
}

/// Reads every rule of a list, each with what it is called there.
pub(crate) fn drafts<'f>(
    reading: &mut Reading<'_>,
    head: &Head,
    rules: impl Iterator<Item = (&'static str, &'f Field<shape::Rule>)>,
) -> Vec<Draft> {
    let drafts: Vec<Draft> =
        rules.filter_map(|(noun, rule)| Draft::read(reading, head, noun, rule)).collect();
    let mut seen = BTreeSet::new();
    for (id, place) in drafts.iter().filter_map(|draft| draft.id.as_ref()) {
        if !seen.insert(id.as_str()) {
            let message = format!("there is an earlier rule `{id}`");
            let remedy = "give each rule an id of its own: decisions are filed under it";
            reading.error(place.clone(), message, remedy);
        }
    }
    drafts
}
