//! Business days without holidays, and holidays without business days.

use crate::document::policy::PolicyDraft;
use crate::document::reading::Reading;
use crate::document::rule::Draft;
use crate::language::condition::Condition;
use crate::language::length::Unit;

/// Warns of them.
pub(crate) fn check(reading: &mut Reading<'_>, policy: &PolicyDraft) {
    let PolicyDraft { head, rules, places, .. } = policy;
    let mut counted = false;
    for (test, place) in rules.iter().flat_map(Draft::placed) {
        let Condition::Window(window) = test.condition else { continue };
        if window.length.unit != Unit::BusinessDays {
            continue;
        }
        counted = true;
        if head.holidays.0.is_empty() {
            let message = "every day from Monday to Friday is a business day here: the policy lists \
                           no holidays";
            let remedy = "add the days on which your business rests to the head of the policy: \
                          `holidays = [2026-12-25, 2026-12-26]`";
            reading.warning(place, message, remedy);
        }
    }
    let unread = !counted && rules.iter().all(|draft| draft.tests.is_some());
    if let Some(place) = places.holidays.clone().filter(|_| unread) {
        let message = "no rule counts business days";
        let remedy =
            "write `within = \"10 business days of purchase\"` in a rule, or remove `holidays`";
        reading.warning(place, message, remedy);
    }
}
