//! Bounds on the amount of one request: who asks in ten parts stays below each of them.

use super::Look;
use crate::document::outcome::Outcome;
use crate::language::condition::{Condition, Int};
use crate::language::fact::Fact;
use crate::language::head::Head;
use crate::language::syntax::Comparison;
use diagnostics::Mistake;

/// What a request can be made smaller in.
const ASKED: &str = "request.amount_minor";

pub(crate) fn find(look: &Look<'_>) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (place, draft) in look.drafts.iter().enumerate() {
        let pays = match &draft.outcome {
            Some(Outcome::Approve(_)) => !draft.shadow,
            Some(Outcome::Review(_) | Outcome::Deny { .. } | Outcome::Ask(_)) => {
                look.pays_after(place).next().is_some()
            }
            None => false,
        };
        if !pays {
            continue;
        }
        for (test, place) in draft.placed() {
            if orders_the_amount_asked(look.head, &test.condition) {
                found.push(Mistake::warning(
                    place,
                    "this bounds one request and not the payment: asked in ten parts, each part is \
                     small",
                    "say it in `[[band]]`, where what was given before counts, or compare \
                     `payment.amount_minor`",
                ));
            }
        }
    }
    found
}

/// Whether a condition asks if the amount of the request is above or below something.
fn orders_the_amount_asked(head: &Head, condition: &Condition) -> bool {
    match condition {
        Condition::Not(inner) => orders_the_amount_asked(head, inner),
        Condition::And(left, right) | Condition::Or(left, right) | Condition::Same(left, right) => {
            orders_the_amount_asked(head, left) || orders_the_amount_asked(head, right)
        }
        Condition::Ints(comparison, left, right) => {
            let order = match comparison {
                Comparison::Less
                | Comparison::LessOrEqual
                | Comparison::Greater
                | Comparison::GreaterOrEqual => true,
                Comparison::Equal | Comparison::NotEqual => false,
            };
            order && (reads_it(head, left) || reads_it(head, right))
        }
        Condition::Fact(_)
        | Condition::Literal(_)
        | Condition::Known(_)
        | Condition::IntIn(..)
        | Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::TextHas(..)
        | Condition::Window(_) => false,
    }
}

fn reads_it(head: &Head, number: &Int) -> bool {
    match number {
        Int::Fact(fact @ Fact::Known(_)) => head.name(*fact) == ASKED,
        Int::Fact(Fact::Declared(_) | Fact::Amount(_) | Fact::Answer(_)) | Int::Literal(_) => false,
        Int::Minus(inner) => reads_it(head, inner),
        Int::Arithmetic(_, left, right) => reads_it(head, left) || reads_it(head, right),
    }
}
