//! Facts and lists that a policy declares and never reads.

use std::collections::BTreeSet;

use crate::document::outcome::Outcome;
use crate::document::policy::PolicyDraft;
use crate::document::reading::Reading;
use crate::language::fact::Fact;
use crate::language::test::Test;
use domain::finding::USAGE;

/// Warns of them.
pub(crate) fn check(reading: &mut Reading<'_>, policy: &PolicyDraft) {
    let PolicyDraft { head, rules, offers, .. } = policy;
    // A condition that could not be read may name any of them.
    if rules.iter().any(|draft| draft.tests.is_none() || draft.outcome.is_none()) {
        return;
    }
    let tests = rules.iter().flat_map(|draft| draft.tests.iter().flatten());
    let tests: Vec<&Test> = tests.chain(offers.iter().flat_map(|offer| &offer.tests.0)).collect();
    // Conditions are searched as they are written, because a list is no fact and leaves no trace in
    // what they become.
    for roster in &head.rosters {
        let conditions = head.conditions.iter().any(|named| names(&named.text, &roster.name));
        if !conditions && !tests.iter().any(|test| names(&test.text, &roster.name)) {
            let message = format!("no condition names the list `{}`", roster.name);
            let remedy = format!("write `… in {}`, or remove it", roster.name);
            reading.warning(roster.span.clone(), message, remedy);
        }
    }
    for named in &head.conditions {
        if !tests.iter().any(|test| names(&test.text, &named.name)) {
            let message = format!("no rule names the condition `{}`", named.name);
            let remedy = format!("write `when = [\"{}\"]` in a rule, or remove it", named.name);
            reading.warning(named.span.clone(), message, remedy);
        }
    }
    let mut read: BTreeSet<Fact> =
        tests.iter().flat_map(|test| test.facts.iter().copied()).collect();
    read.extend(rules.iter().filter_map(|draft| draft.outcome.as_ref()).flat_map(Outcome::facts));
    if head.fact("findings.used_after_all").is_some_and(|fact| read.contains(&fact)) {
        read.extend(head.fact(&format!("merchant.{USAGE}")));
    }
    for amount in &head.amounts {
        if !head.fact(&amount.name).is_some_and(|fact| read.contains(&fact)) {
            let message = format!("no condition reads `{}`", amount.name);
            reading.warning(amount.span.clone(), message, "remove it, or read it in a condition");
        }
    }
    for declared in &head.declared {
        if !head.fact(&declared.name).is_some_and(|fact| read.contains(&fact)) {
            let message = format!("no rule reads `{}`", declared.name);
            reading.warning(declared.span.clone(), message, "remove it, or read it in a condition");
        }
    }
}

/// Whether a condition, as it is written, has this name in it.
fn names(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    text.split(|c: char| !word(c)).any(|found| found == name)
}
