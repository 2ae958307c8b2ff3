//! Rules that nobody asks, because a guard has decided before wherever they would apply.

use super::interval::Interval;
use crate::document::reading::Reading;
use crate::document::rule::Draft;
use crate::language::condition::{Condition, Int};
use crate::language::fact::Fact;
use crate::language::head::Head;
use crate::language::syntax::Comparison;
use domain::authority::GuardCode;

/// Facts that a guard has decided on where they are true.
const TRUE: [(&str, GuardCode); 4] = [
    ("payment.disputed", GuardCode::Disputed),
    ("findings.already_disputed", GuardCode::Disputed),
    ("findings.never_charged", GuardCode::NothingTaken),
    ("findings.already_refunded", GuardCode::AlreadyRefunded),
];

/// Facts that a guard has decided on where they are not above 0.
const ABOVE_ZERO: [(&str, GuardCode); 2] = [
    ("payment.amount_minor", GuardCode::NothingTaken),
    ("payment.left_minor", GuardCode::AlreadyRefunded),
];

/// What is never above the other one: a guard has decided on a request for more.
const AT_MOST: [(&str, &str); 2] = [
    ("request.amount_minor", "payment.left_minor"),
    ("request.amount_minor", "payment.amount_minor"),
];

/// Warns of conditions that hold only where a guard has decided.
pub(crate) fn check(reading: &mut Reading<'_>, head: &Head, drafts: &[Draft]) {
    for (test, place) in drafts.iter().flat_map(Draft::placed) {
        if let Some(code) = guard(head, &test.condition) {
            let message = format!(
                "where this holds, the guard `{}` has decided before any rule",
                code.as_str()
            );
            let remedy = "remove the rule; docs/policy.md says under *Guards* what they decide";
            reading.warning(place, message, remedy);
        }
    }
}

/// The guard that decides wherever a condition holds.
fn guard(head: &Head, condition: &Condition) -> Option<GuardCode> {
    match condition {
        Condition::And(left, right) => guard(head, left).or_else(|| guard(head, right)),
        Condition::Or(left, right) => guard(head, left).and(guard(head, right)),
        Condition::Fact(fact) => known(&TRUE, head.name(*fact)),
        Condition::Ints(Comparison::Greater, Int::Fact(more), Int::Fact(less))
        | Condition::Ints(Comparison::Less, Int::Fact(less), Int::Fact(more)) => {
            AT_MOST.contains(&names(head, *more, *less)).then_some(GuardCode::AmountAboveRest)
        }
        Condition::Ints(..) => {
            let (fact, range) = Interval::of(condition)?;
            known(&ABOVE_ZERO, head.name(fact)).filter(|_| range.most <= 0)
        }
        Condition::Literal(_)
        | Condition::Known(_)
        | Condition::Not(_)
        | Condition::Same(..)
        | Condition::IntIn(..)
        | Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::TextHas(..)
        | Condition::Window(_) => None,
    }
}

fn names(head: &Head, one: Fact, other: Fact) -> (&str, &str) {
    (head.name(one), head.name(other))
}

fn known(table: &[(&str, GuardCode)], name: &str) -> Option<GuardCode> {
    table.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}
