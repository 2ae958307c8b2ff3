//! Unknown facts that pay: an approval that applies where a fact is unknown, and a review or denial
//! that is passed over then, with an approval behind it.

use std::collections::BTreeSet;

use super::Look;
use crate::document::outcome::Outcome;
use crate::document::rule::Draft;
use crate::document::shape::Unknown;
use crate::language::fact::{Absence, Fact};
use crate::lints::advice;
use diagnostics::Mistake;

pub(crate) fn find(look: &Look<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (place, draft) in look.drafts.iter().enumerate() {
        let optional: BTreeSet<Fact> =
            draft.facts().filter(|fact| is_optional(look, *fact)).collect();
        match &draft.outcome {
            Some(Outcome::Approve(_)) if !draft.shadow => {
                if draft.unknown == Some(Unknown::Match) {
                    found.push(Mistake::warning(
                        at(draft),
                        "what nobody knows is paid: the rule applies where a fact is unknown",
                        "write `unknown = \"review\"`, or `unknown = \"skip\"`",
                    ));
                }
            }
            Some(Outcome::Review(_) | Outcome::Deny { .. }) => {
                let Some(missing) =
                    optional.iter().find(|fact| is_passed_over(look, draft, **fact))
                else {
                    continue;
                };
                let payer = look
                    .pays_after(place)
                    .find(|payer| !needs(look, payer, *missing) && !excludes(draft, payer));
                if let Some(payer) = payer {
                    found.push(Mistake::warning(
                        at(draft),
                        format!(
                            "this rule is passed over where `{}` is unknown, and `{}` pays then",
                            look.name(*missing),
                            payer.name()
                        ),
                        "write `unknown = \"review\"`, and no `has(…)` or `….known`; or let the rule \
                         that pays read the fact",
                    ));
                }
            }
            Some(Outcome::Approve(_) | Outcome::Ask(_)) | None => {}
        }
    }
    found
}

fn at(draft: &Draft) -> std::ops::Range<usize> {
    draft.unknown_at.clone().unwrap_or(draft.place())
}

fn is_optional(look: &Look<'_>, fact: Fact) -> bool {
    matches!(look.head.absence(fact), Absence::NotProvided(_))
}

/// Whether a rule does not apply where this fact is unknown: it says so, or asks for what is known
/// first.
fn is_passed_over(look: &Look<'_>, draft: &Draft, fact: Fact) -> bool {
    if draft.unknown == Some(Unknown::Skip) {
        return true;
    }
    let unknown_to_the_rule = draft
        .tests
        .iter()
        .flatten()
        .any(|test| advice::guards(look.head, &test.condition).contains(&fact));
    draft.unknown != Some(Unknown::Match) && unknown_to_the_rule
}

/// Whether a rule that pays reads the fact, or another one of the same history, itself.
fn needs(look: &Look<'_>, payer: &Draft, fact: Fact) -> bool {
    payer.facts().any(|read| advice::is_known_with(look.head, fact, read))
}

fn excludes(draft: &Draft, payer: &Draft) -> bool {
    let mut own = draft.tests.iter().flatten();
    own.any(|test| {
        let mut theirs = payer.tests.iter().flatten();
        theirs.any(|other| advice::exclude(&test.condition, &other.condition))
    })
}
