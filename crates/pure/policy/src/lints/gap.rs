//! Finds what rules that differ in one range only leave between them: up to 14 days here, from 31
//! days on there, and nothing said of the days in between.

use std::collections::BTreeMap;
use std::ops::Range;

use super::interval::Interval;
use crate::document::reading::Reading;
use crate::document::rule::Draft;
use crate::language::condition::Condition;
use crate::language::head::Head;
use crate::language::test::Test;

/// Rules with the same other conditions, and what they are about.
type Key<'d> = (Vec<&'d Condition>, String);

/// Warns of gaps between the ranges of rules that are the same otherwise.
pub(crate) fn check(reading: &mut Reading<'_>, head: &Head, drafts: &[Draft]) {
    let mut ranges: BTreeMap<Key<'_>, Vec<(Interval, &Draft)>> = BTreeMap::new();
    for draft in drafts {
        let tests = draft.tests.as_deref().unwrap_or_default();
        for (place, test) in tests.iter().enumerate() {
            if let Some((subject, interval)) = subject(head, &test.condition) {
                ranges.entry((others(tests, place), subject)).or_default().push((interval, draft));
            }
        }
    }
    for ((rest, subject), mut found) in ranges {
        found.sort_by_key(|(interval, _)| (interval.least, interval.most));
        let Some((gap, place)) = first_gap(&found) else { continue };
        if drafts.iter().any(|draft| fills(draft, &rest)) {
            continue;
        }
        let numbers = if gap.least == gap.most {
            format!("{} is", gap.least)
        } else {
            format!("{} to {} are", gap.least, gap.most)
        };
        let message = format!("there is a gap before this rule: {numbers} in no rule ({subject})");
        reading.warning(
            place,
            message,
            "move one of the bounds, or add a rule for what is between",
        );
    }
}

/// What a condition is a range of, if it is one.
fn subject(head: &Head, condition: &Condition) -> Option<(String, Interval)> {
    if let Condition::Window(window) = condition {
        return Some(window.interval(head));
    }
    Interval::of(condition).map(|(fact, interval)| (format!("`{}`", head.name(fact)), interval))
}

fn others(tests: &[Test], place: usize) -> Vec<&Condition> {
    let others = tests.iter().enumerate().filter(|(other, _)| *other != place);
    let mut rest: Vec<&Condition> = others.map(|(_, test)| &test.condition).collect();
    rest.sort();
    rest
}

/// The first gap, and the rule after it. Only between a range that has no beginning and one that
/// has no end: what else is left out is left out on purpose.
fn first_gap(found: &[(Interval, &Draft)]) -> Option<(Interval, Range<usize>)> {
    let (first, _) = found.first().filter(|(first, _)| first.least == i64::MIN)?;
    found.iter().find(|(interval, _)| interval.most == i64::MAX)?;
    let mut covered = *first;
    for (interval, draft) in found {
        if let Some(gap) = covered.gap_to(*interval) {
            return Some((gap, draft.place()));
        }
        covered.most = covered.most.max(interval.most);
    }
    None
}

/// Whether a rule takes what is between, because it asks for no more than what they share.
fn fills(draft: &Draft, rest: &[&Condition]) -> bool {
    draft.tests.as_ref().is_some_and(|tests| {
        tests.iter().all(|test| rest.iter().any(|given| given.implies(&test.condition)))
    })
}
