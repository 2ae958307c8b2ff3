//! Denials by machine of who says that the money was never owed, by rules that name the reason: the
//! engine takes them for meant, and a customer who was charged twice or robbed reads a no.

use super::Look;
use crate::document::outcome::Outcome;
use crate::language::condition::Condition;
use diagnostics::Mistake;
use domain::decision::Silence;
use domain::request::Reason;

pub(crate) fn find(look: &Look<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    for draft in look.drafts {
        let how = match &draft.outcome {
            _ if draft.shadow => continue,
            Some(Outcome::Deny { .. }) => "a machine denies",
            Some(Outcome::Ask(ask)) if matches!(ask.silence, Silence::Deny { .. }) => {
                "silence denies"
            }
            Some(Outcome::Approve(_) | Outcome::Review(_) | Outcome::Ask(_)) | None => continue,
        };
        for (test, place) in draft.placed() {
            let named = never_owed(&test.condition);
            let Some(first) = named.first() else { continue };
            found.push(Mistake::warning(
                place,
                format!(
                    "{how} `{}` here: who says that the money was never owed is told no, and nobody \
                     has looked",
                    first.as_str()
                ),
                "write `review = { why = \"charged_wrongly\", propose = \"full\" }` for it, or \
                 `silence = \"review\"`",
            ));
        }
    }
    found
}

/// The reasons that say that the money was never owed, and that a condition names as those that it
/// holds for.
pub(crate) fn never_owed(condition: &Condition) -> Vec<Reason> {
    let mut words = Vec::new();
    collect(condition, true, &mut words);
    let mut reasons: Vec<Reason> = words.iter().filter_map(|word| Reason::parse(word)).collect();
    reasons.retain(|reason| reason.says_never_owed());
    reasons.sort();
    reasons.dedup();
    reasons
}

fn collect<'c>(condition: &'c Condition, truth: bool, words: &mut Vec<&'c str>) {
    match condition {
        Condition::Not(inner) => collect(inner, !truth, words),
        Condition::And(left, right) | Condition::Or(left, right) => {
            collect(left, truth, words);
            collect(right, truth, words);
        }
        Condition::TextsEqual(left, right) if truth => {
            words.extend([left, right].into_iter().filter_map(|text| text.literal()));
        }
        Condition::TextIn(_, list) if truth => {
            words.extend(list.iter().filter_map(|text| text.literal()));
        }
        Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::Fact(_)
        | Condition::Literal(_)
        | Condition::Known(_)
        | Condition::Same(..)
        | Condition::Ints(..)
        | Condition::IntIn(..)
        | Condition::TextHas(..)
        | Condition::Window(_) => {}
    }
}
