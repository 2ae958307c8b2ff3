//! Warns of facts that a rule reads although nobody may know them, and of conditions that exclude
//! one another.

use std::collections::BTreeSet;
use std::ops::Range;

use super::interval::Interval;
use crate::language::catalogue::FACTS;
use crate::language::condition::Condition;
use crate::language::fact::{Absence, Fact};
use crate::language::head::Head;
use crate::language::test::Test;
use diagnostics::Mistake;

/// The facts of each group that may be unknown although the history is known.
const APART: [&str; 2] = [".twins_3d", ".refunded_minor_365d"];

/// The facts that stand for a whole group: where they hold, all of the group is known.
const GROUPS: [&str; 3] = ["customer", "card", "email"];

/// Facts that a rule reads although nobody may know them; each once per rule.
pub(crate) fn unguarded(head: &Head, tests: &[Test], places: &[Range<usize>]) -> Vec<Mistake> {
    let guards = Guards { head };
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (test, place) in tests.iter().zip(places) {
        let mut read = BTreeSet::new();
        guards.reads(&test.condition, &known, &mut read);
        for fact in read {
            if known.contains(&fact) {
                continue;
            }
            let name = head.name(fact);
            let guard = match group(name) {
                Some(group) if !is_apart(name) => format!("{group}.known"),
                Some(_) | None => format!("has({name})"),
            };
            found.push(Mistake::warning(
                place.clone(),
                format!(
                    "`{name}` is not always known, and the rule does not say what it does then: \
                     a person is asked, and no later rule is tried"
                ),
                format!(
                    "add `unknown = \"skip\"` to try the next rule then, `unknown = \"review\"` \
                     if a person is meant, or the condition `{guard}`"
                ),
            ));
            known.extend(guards.with_group(fact));
        }
        known.extend(guards.implied(&test.condition, true));
    }
    found
}

/// The facts that a condition asks for by `has(…)` or `….known`: where they are unknown, it does not
/// hold.
pub(crate) fn guards(head: &Head, condition: &Condition) -> BTreeSet<Fact> {
    let guards = Guards { head };
    match condition {
        Condition::And(left, right) => {
            let (left, right) = (self::guards(head, left), self::guards(head, right));
            left.into_iter().chain(right).collect()
        }
        Condition::Known(_) => guards.implied(condition, true),
        Condition::Fact(fact) if guards.is_whole(*fact) => guards.implied(condition, true),
        Condition::Fact(_)
        | Condition::Literal(_)
        | Condition::Not(_)
        | Condition::Or(..)
        | Condition::Same(..)
        | Condition::Ints(..)
        | Condition::IntIn(..)
        | Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::TextHas(..)
        | Condition::Window(_) => BTreeSet::new(),
    }
}

/// Whether a fact is known wherever another one is.
pub(crate) fn is_known_with(head: &Head, fact: Fact, other: Fact) -> bool {
    let history = Guards { head }.is_optional(other).then(|| group(head.name(other))).flatten();
    fact == other || history.is_some_and(|group| is_of(group, fact))
}

fn is_apart(name: &str) -> bool {
    APART.iter().any(|fact| name.ends_with(fact))
}

/// Whether a fact is known where the history of a group is. Twins and sums are not: the payment in
/// question may be missing in it.
fn is_of(group: &str, fact: Fact) -> bool {
    match fact {
        Fact::Known(entry) => entry.group() == group && !is_apart(entry.name),
        Fact::Declared(_) | Fact::Amount(_) | Fact::Answer(_) => false,
    }
}

fn group(name: &str) -> Option<&'static str> {
    let (first, _) = name.split_once('.')?;
    GROUPS.into_iter().find(|group| *group == first)
}

struct Guards<'h> {
    head: &'h Head,
}

impl Guards<'_> {
    /// Adds the facts that evaluating the condition reads and that are not known to be known.
    fn reads(&self, condition: &Condition, known: &BTreeSet<Fact>, found: &mut BTreeSet<Fact>) {
        match condition {
            Condition::Known(_) => {}
            Condition::And(left, right) | Condition::Or(left, right) => {
                self.reads(left, known, found);
                let go_on = matches!(condition, Condition::And(..));
                let mut then = known.clone();
                then.extend(self.implied(left, go_on));
                self.reads(right, &then, found);
            }
            Condition::Not(inner) => self.reads(inner, known, found),
            Condition::Same(left, right) => {
                self.reads(left, known, found);
                self.reads(right, known, found);
            }
            Condition::Fact(_)
            | Condition::Literal(_)
            | Condition::Ints(..)
            | Condition::IntIn(..)
            | Condition::TextsEqual(..)
            | Condition::TextIn(..)
            | Condition::TextHas(..)
            | Condition::Window(_) => found.extend(
                condition
                    .facts()
                    .into_iter()
                    .filter(|fact| self.is_optional(*fact) && !known.contains(fact)),
            ),
        }
    }

    /// Whether it says that a whole history is known.
    fn is_whole(&self, fact: Fact) -> bool {
        let field = self.head.name(fact).split_once('.').map(|(_, field)| field);
        field == Some("known") && !matches!(fact, Fact::Declared(_) | Fact::Answer(_))
    }

    fn is_optional(&self, fact: Fact) -> bool {
        match self.head.absence(fact) {
            Absence::NotProvided(_) => true,
            Absence::Never | Absence::Contradiction(_) => false,
        }
    }

    /// The facts that must be known if the condition has this truth value.
    fn implied(&self, condition: &Condition, truth: bool) -> BTreeSet<Fact> {
        match (condition, truth) {
            (Condition::Known(fact), true) => self.with_group(*fact),
            (Condition::Known(_) | Condition::Literal(_) | Condition::Same(..), _) => {
                BTreeSet::new()
            }
            (Condition::Fact(fact), true) if self.is_whole(*fact) => {
                group_of(self.head.name(*fact))
            }
            (Condition::Not(inner), _) => self.implied(inner, !truth),
            (Condition::And(left, right), true) | (Condition::Or(left, right), false) => {
                self.implied(left, truth).into_iter().chain(self.implied(right, truth)).collect()
            }
            (Condition::And(left, right), false) | (Condition::Or(left, right), true) => self
                .implied(left, truth)
                .intersection(&self.implied(right, truth))
                .copied()
                .collect(),
            // A comparison that came to anything has read all that it names.
            (
                Condition::Fact(_)
                | Condition::Ints(..)
                | Condition::IntIn(..)
                | Condition::TextsEqual(..)
                | Condition::TextIn(..)
                | Condition::TextHas(..)
                | Condition::Window(_),
                _,
            ) => condition.facts().into_iter().flat_map(|fact| self.with_group(fact)).collect(),
        }
    }

    /// The fact, and all that is known where it is. A history is known as a whole.
    fn with_group(&self, fact: Fact) -> BTreeSet<Fact> {
        if self.is_optional(fact) {
            let mut facts = group_of(self.head.name(fact));
            facts.insert(fact);
            return facts;
        }
        BTreeSet::from([fact])
    }
}

/// All facts that are known where the history is that a fact belongs to, if it belongs to one.
fn group_of(name: &str) -> BTreeSet<Fact> {
    let Some(group) = group(name) else { return BTreeSet::new() };
    FACTS.iter().map(Fact::Known).filter(|fact| is_of(group, *fact)).collect()
}

/// Conditions of one rule that never hold together.
pub(crate) fn impossible(tests: &[Test], places: &[Range<usize>]) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (index, (test, place)) in tests.iter().zip(places).enumerate() {
        let earlier = tests.get(..index).unwrap_or_default();
        let other = earlier.iter().find(|other| exclude(&other.condition, &test.condition));
        if let Some(other) = other {
            found.push(Mistake::error(
                place.clone(),
                format!("the rule never applies: this and `{}` exclude each other", other.text),
                "fix one of them, or make two rules",
            ));
        }
    }
    found
}

/// Whether two conditions never hold together, as far as their form shows it.
pub(crate) fn exclude(one: &Condition, other: &Condition) -> bool {
    if let (Some((fact, range)), Some((other, bound))) = (Interval::of(one), Interval::of(other)) {
        return fact == other && range.misses(bound);
    }
    match (one, other) {
        (Condition::Not(inner), plain) | (plain, Condition::Not(inner)) => **inner == *plain,
        (Condition::TextsEqual(fact, word), Condition::TextsEqual(other, text)) => {
            fact == other && word.literal().zip(text.literal()).is_some_and(|(a, b)| a != b)
        }
        (Condition::Window(one), Condition::Window(other)) => one.misses(*other),
        _ => false,
    }
}
