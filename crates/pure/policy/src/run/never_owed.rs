//! What is under every policy: no machine denies who says that the money was never owed.
//!
//! A duplicate, a wrong charge and a payment that the customer did not make are not matters of a
//! window, a final sale or an unanswered question. A person decides, unless the rule that denies
//! names the reason on purpose.

use super::compile::Compiled;
use crate::document::rule::Rule;
use crate::document::shape::Unknown;
use crate::language::test;
use crate::language::undecided::Undecided;
use crate::language::view::View;
use domain::authority::{Authority, Why};
use domain::decision::{Decision, Silence, Verdict};

/// Puts a denial before a person, and a silence that would be one, where the rule has not named
/// the reason.
pub(crate) fn keep_from_denial(
    policy: &Compiled,
    view: &View<'_>,
    mut decision: Decision,
) -> Decision {
    if !view.facts.request.reason.says_never_owed() {
        return decision;
    }
    let rule = match &decision.by {
        Authority::Rule(id) => policy.rules.iter().find(|rule| rule.id == *id),
        Authority::Guard(_)
        | Authority::Recovered
        | Authority::Joined
        | Authority::Approvers
        | Authority::Denier
        | Authority::Statute(_)
        | Authority::Default => None,
    };
    if rule.is_some_and(|rule| names_the_reason(rule, view)) {
        return decision;
    }
    match &mut decision.verdict {
        Verdict::Deny { .. } => {
            decision.verdict = Verdict::review(Why::DenialNeedsPerson);
            decision.clause.clone_from(&policy.default.clause);
        }
        Verdict::NeedInfo(info) => {
            if let Silence::Deny { .. } = info.silence {
                info.silence = Silence::Review { why: Why::DenialNeedsPerson };
            }
        }
        Verdict::Approve(_) | Verdict::Review { .. } => {}
    }
    decision
}

/// Whether a rule that applies would not apply to a reason that nobody could have named. So a list
/// of other reasons, a reason that is excluded, and a condition beside it name nothing.
fn names_the_reason(rule: &Rule, view: &View<'_>) -> bool {
    match (test::hold(&rule.tests, &view.for_unnamed_reason()), rule.unknown) {
        (Ok(false), _) | (Err(Undecided::FactUnknown), Unknown::Skip) => true,
        (Ok(true), _) | (Err(_), Unknown::Review | Unknown::Match | Unknown::Skip) => false,
    }
}
