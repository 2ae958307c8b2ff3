//! What is correct and yet probably not intended: warnings, and a few errors, about rules that were
//! read. One kind per file.
//!
//! `advice` looks at unknown facts and at conditions that exclude one another, `unit` at numbers,
//! `reach` and `gap` at rules beside each other, `currencies` at bounds, `unread` at what nothing
//! reads, `holidays` at business days, `guarded` at rules that a guard takes the place of, `risk` at what is given away.

mod advice;
mod currencies;
mod gap;
mod guarded;
mod holidays;
mod interval;
mod reach;
mod risk;
mod unit;
mod unread;

use std::ops::Range;

use crate::document::policy::PolicyDraft;
use crate::document::reading::Reading;
use crate::document::rule::Draft;
use crate::language::head::Head;
use crate::language::test::Test;
use diagnostics::Mistake;

/// Looks at a whole policy.
pub(crate) fn check(reading: &mut Reading<'_>, policy: &PolicyDraft) {
    let PolicyDraft { head, rules: drafts, offers, .. } = policy;
    rules(reading, head, drafts);
    for (tests, places) in offers.iter().map(|offer| &offer.tests) {
        conditions(reading, head, tests, places);
    }
    reach::check(reading, head, drafts);
    gap::check(reading, head, drafts);
    currencies::check(reading, policy);
    guarded::check(reading, head, drafts);
    holidays::check(reading, policy);
    unread::check(reading, policy);
}

/// Looks at rules one by one.
pub(crate) fn rules(reading: &mut Reading<'_>, head: &Head, drafts: &[Draft]) {
    for draft in drafts {
        let Some(tests) = &draft.tests else { continue };
        let advised = advice::unguarded(head, tests, &draft.places);
        match (draft.unknown, &draft.unknown_at) {
            (None, None) => reading.mistakes.extend(advised),
            (Some(_), Some(place)) if advised.is_empty() => {
                let message = "nothing that this rule reads can be unknown";
                reading.warning(place.clone(), message, "remove `unknown`");
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        conditions(reading, head, tests, &draft.places);
    }
}

fn conditions(reading: &mut Reading<'_>, head: &Head, tests: &[Test], places: &[Range<usize>]) {
    reading.mistakes.extend(unit::amount_without_currency(head, tests, places));
    for (test, place) in tests.iter().zip(places) {
        reading.mistakes.extend(unit::units(head, &test.condition, place));
    }
    reading.mistakes.extend(advice::impossible(tests, places));
}

/// What a policy gives away, or denies, without need: warnings of their own kind.
pub(crate) fn risks(text: &str, policy: &PolicyDraft) -> Vec<Mistake> {
    risk::check(text, policy)
}
