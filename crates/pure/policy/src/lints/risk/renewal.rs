//! Renewals that are given back by rules which say nothing of the subscription: it renews again, and
//! the customer asks again.

use super::Look;
use crate::document::outcome::Outcome;
use crate::language::anchor::Anchor;
use crate::language::condition::Condition;
use crate::language::fact::Fact;
use crate::language::head::Head;
use diagnostics::Mistake;
use domain::request::Reason;

/// Facts that say that a subscription renewed, or renewed although it should not have.
const RENEWED: [&str; 2] = ["payment.renewal", "billing.after_cancellation"];

pub(crate) fn find(look: &Look<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    for draft in look.drafts {
        // A rehearsal is to be a rule one day, and a person who approves it inherits what it says.
        let gives = matches!(draft.outcome, Some(Outcome::Approve(_)));
        if !gives || draft.subscription.is_some() {
            continue;
        }
        let mut placed = draft.placed();
        let renewal = placed.find(|(test, _)| is_of_renewal(look.head, &test.condition, true));
        if let Some((_, place)) = renewal {
            found.push(Mistake::warning(
                place,
                "a renewal is given back here, and nobody is told to end the subscription: it renews \
                 again",
                "add `subscription = \"cancel_now\"` to the rule, `\"cancel_at_period_end\"`, or \
                 `\"keep\"` if that is meant",
            ));
        }
    }
    found
}

/// Whether a condition is about renewals where it has this truth value.
fn is_of_renewal(head: &Head, condition: &Condition, truth: bool) -> bool {
    let reason = Some(Reason::AccidentalRenewal.as_str());
    match condition {
        Condition::Not(inner) => is_of_renewal(head, inner, !truth),
        Condition::And(left, right) | Condition::Or(left, right) => {
            is_of_renewal(head, left, truth) || is_of_renewal(head, right, truth)
        }
        Condition::TextsEqual(left, right) => {
            truth && [left, right].into_iter().any(|text| text.literal() == reason)
        }
        Condition::TextIn(_, list) => truth && list.iter().any(|text| text.literal() == reason),
        Condition::Fact(fact @ Fact::Known(_)) => truth && RENEWED.contains(&head.name(*fact)),
        Condition::Window(window) => window.anchor == Anchor::Renewal,
        Condition::Fact(Fact::Declared(_) | Fact::Amount(_) | Fact::Answer(_))
        | Condition::Literal(_)
        | Condition::Known(_)
        | Condition::Same(..)
        | Condition::Ints(..)
        | Condition::IntIn(..)
        | Condition::TextHas(..) => false,
    }
}
