//! Finds rules that can never apply, because an earlier one applies whenever they would.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::Condition;
use super::document::Reading;
use super::rule::Draft;

/// Reports every rule all of whose requests are taken by an earlier rule: one whose conditions are
/// all among its own.
pub(super) fn check(reading: &mut Reading<'_>, drafts: &[Draft]) {
    let numbers = number_conditions(drafts);
    let mut earlier: Vec<(BTreeSet<usize>, &Draft)> = Vec::new();
    for draft in drafts {
        let Some(tests) = &draft.tests else { continue };
        let own: BTreeSet<usize> =
            tests.iter().filter_map(|test| numbers.get(&test.condition).copied()).collect();
        let taken = earlier.iter().find(|(set, _)| set.is_subset(&own));
        if let Some((set, first)) = taken {
            let name = first.id.as_ref().map_or("", |id| id.text.as_str());
            let (why, remedy) = if set.is_empty() {
                ("always applies", format!("put it before `{name}`, or remove one of them"))
            } else if set.len() == own.len() {
                ("has the same conditions", "remove one of them".to_owned())
            } else {
                ("applies whenever this one would", format!("put it before `{name}`"))
            };
            let span = draft.id.as_ref().map_or(draft.span.clone(), |id| id.span.clone());
            reading.error(
                span,
                format!("this rule is never reached: the earlier rule `{name}` {why}"),
                remedy,
            );
        } else {
            // A rule that is never reached takes nothing from a later one that its captor leaves.
            earlier.push((own, draft));
        }
    }
}

/// Gives equal conditions equal numbers, so that sets of them are cheap to compare.
fn number_conditions(drafts: &[Draft]) -> BTreeMap<&Condition, usize> {
    let mut numbers = BTreeMap::new();
    for test in drafts.iter().filter_map(|draft| draft.tests.as_ref()).flatten() {
        let next = numbers.len();
        numbers.entry(&test.condition).or_insert(next);
    }
    numbers
}
