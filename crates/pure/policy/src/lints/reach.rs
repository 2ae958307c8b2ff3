//! Finds rules that can never apply, because an earlier one applies whenever they would.

use std::collections::{BTreeMap, HashMap};

use super::interval::Interval;
use crate::document::outcome::Outcome;
use crate::document::reading::Reading;
use crate::document::rule::Draft;
use crate::document::shape::Unknown;
use crate::language::condition::{Condition, Text};
use crate::language::fact::Absence;
use crate::language::head::Head;

/// Reports every rule all of whose requests are taken by an earlier rule: one each of whose
/// conditions follows from its own.
pub(crate) fn check(reading: &mut Reading<'_>, head: &Head, drafts: &[Draft]) {
    let mut known = Implications::of(drafts);
    let mut earlier: Vec<(Vec<usize>, &Draft)> = Vec::new();
    for draft in drafts {
        let Some(own) = known.numbers(draft) else { continue };
        let taken = earlier
            .iter()
            .find(|(other, first)| known.all_follow(other, &own) && takes(head, first, draft));
        if let Some((other, first)) = taken {
            let name = first.name();
            let (why, remedy) = if other.is_empty() {
                ("always applies", format!("put it before `{name}`, or remove one of them"))
            } else if known.all_follow(&own, other) {
                ("has the same conditions", "remove one of them".to_owned())
            } else {
                ("applies whenever this one would", format!("put it before `{name}`"))
            };
            reading.error(
                draft.place(),
                format!("this rule is never reached: the earlier rule `{name}` {why}"),
                remedy,
            );
        } else {
            // A rule that is never reached takes nothing from a later one that its captor leaves.
            earlier.push((own, draft));
        }
    }
}

/// Whether a rule that applies leaves nothing for a later one. One that asks does: once it was
/// answered, the next rule is tried. So does one that is skipped where a fact is unknown.
fn takes(head: &Head, first: &Draft, later: &Draft) -> bool {
    if matches!(first.outcome, Some(Outcome::Ask(_)) | None) {
        return false;
    }
    let mut facts = first.tests.iter().flatten().flat_map(|test| &test.facts);
    first.unknown != Some(Unknown::Skip)
        || later.unknown == Some(Unknown::Skip)
        || !facts.any(|fact| matches!(head.absence(*fact), Absence::NotProvided(_)))
}

/// Every different condition with a number, and which of them follow from which. Policies repeat
/// their conditions, so that each pair is looked at once.
struct Implications<'d> {
    numbers: BTreeMap<&'d Condition, usize>,
    conditions: Vec<&'d Condition>,
    known: HashMap<(usize, usize), bool>,
}

impl<'d> Implications<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        let (mut numbers, mut conditions) = (BTreeMap::new(), Vec::new());
        for test in drafts.iter().filter_map(|draft| draft.tests.as_ref()).flatten() {
            numbers.entry(&test.condition).or_insert_with(|| {
                conditions.push(&test.condition);
                conditions.len().saturating_sub(1)
            });
        }
        Self { numbers, conditions, known: HashMap::new() }
    }

    fn numbers(&self, draft: &Draft) -> Option<Vec<usize>> {
        let tests = draft.tests.as_ref()?;
        tests.iter().map(|test| self.numbers.get(&test.condition).copied()).collect()
    }

    /// Whether each of `wanted` follows from one of `given`.
    fn all_follow(&mut self, wanted: &[usize], given: &[usize]) -> bool {
        wanted.iter().all(|wanted| given.iter().any(|given| self.follows(*wanted, *given)))
    }

    fn follows(&mut self, wanted: usize, given: usize) -> bool {
        if wanted == given {
            return true;
        }
        let conditions = &self.conditions;
        *self.known.entry((wanted, given)).or_insert_with(|| {
            match (conditions.get(given), conditions.get(wanted)) {
                (Some(given), Some(wanted)) => given.implies(wanted),
                (Some(_) | None, Some(_) | None) => false,
            }
        })
    }
}

impl Condition {
    /// Whether this can hold only where the other one does, as far as their form shows it.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        if let (Some((fact, range)), Some((same, bound))) =
            (Interval::of(self), Interval::of(other))
        {
            return fact == same && range.is_within(bound);
        }
        match (self, other) {
            (Self::Or(left, right), _) => left.implies(other) && right.implies(other),
            (_, Self::And(left, right)) => self.implies(left) && self.implies(right),
            (Self::And(left, right), _) if left.implies(other) || right.implies(other) => true,
            (_, Self::Or(left, right)) => self.implies(left) || self.implies(right),
            (Self::Window(one), Self::Window(other)) => one.implies(*other),
            (Self::TextsEqual(fact, word), Self::TextIn(same, list)) => {
                fact == same && is_word(word) && list.contains(word)
            }
            (Self::TextIn(fact, words), Self::TextIn(same, list)) => {
                fact == same && words.iter().all(|word| is_word(word) && list.contains(word))
            }
            _ => false,
        }
    }
}

fn is_word(text: &Text) -> bool {
    text.literal().is_some()
}
