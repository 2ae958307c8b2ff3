//! Warns of conditions that are correct and yet hardly what their author means.

use std::collections::BTreeSet;
use std::ops::Range;

use super::condition::{Condition, Int};
use super::fact::{Absence, BoolFact, Fact, IntFact, TextFact};
use super::mistake::Mistake;
use super::rule::Test;
use super::syntax::Comparison;

const HISTORY: [Fact; 3] =
    [Fact::Int(IntFact::Payments), Fact::Int(IntFact::Refunds), Fact::Int(IntFact::Disputes)];

/// Facts that a rule reads although nobody may know them; each once per rule.
pub(super) fn unguarded(tests: &[Test], places: &[Range<usize>]) -> Vec<Mistake> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (test, place) in tests.iter().zip(places) {
        let mut read = BTreeSet::new();
        reads(&test.condition, &known, &mut read);
        for fact in read {
            let guard = if HISTORY.contains(&fact) {
                "customer.known".to_owned()
            } else {
                format!("has({})", fact.name())
            };
            found.push(Mistake::warning(
                place.clone(),
                format!(
                    "`{}` is not always known, and then this rule asks a person and no later \
                     rule is tried",
                    fact.name()
                ),
                format!("put the condition `{guard}` before this one to skip the rule instead"),
            ));
            known.insert(fact);
        }
        known.extend(implied(&test.condition, true));
    }
    found
}

/// Adds the facts that evaluating the condition reads and that are not known to be known.
fn reads(condition: &Condition, known: &BTreeSet<Fact>, found: &mut BTreeSet<Fact>) {
    match condition {
        Condition::Known(_) => {}
        Condition::And(left, right) | Condition::Or(left, right) => {
            reads(left, known, found);
            let go_on = matches!(condition, Condition::And(..));
            let mut then = known.clone();
            then.extend(implied(left, go_on));
            reads(right, &then, found);
        }
        Condition::Not(inner) => reads(inner, known, found),
        Condition::Same(left, right) => {
            reads(left, known, found);
            reads(right, known, found);
        }
        Condition::Fact(_)
        | Condition::Literal(_)
        | Condition::Ints(..)
        | Condition::IntIn(..)
        | Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::TextHas(..) => found.extend(condition.facts().into_iter().filter(|fact| {
            let optional = match fact.entry().map(|entry| entry.absence) {
                Some(Absence::NotProvided(_)) => true,
                Some(Absence::Never | Absence::Contradiction(_)) | None => false,
            };
            optional && !known.contains(fact)
        })),
    }
}

/// The facts that must be known if the condition has this truth value.
fn implied(condition: &Condition, truth: bool) -> BTreeSet<Fact> {
    match (condition, truth) {
        (Condition::Known(fact), true) => BTreeSet::from([*fact]),
        (Condition::Known(_) | Condition::Literal(_) | Condition::Same(..), _) => BTreeSet::new(),
        (Condition::Fact(BoolFact::CustomerKnown), true) => HISTORY.into(),
        (Condition::Not(inner), _) => implied(inner, !truth),
        (Condition::And(left, right), true) | (Condition::Or(left, right), false) => {
            implied(left, truth).into_iter().chain(implied(right, truth)).collect()
        }
        (Condition::And(left, right), false) | (Condition::Or(left, right), true) => {
            implied(left, truth).intersection(&implied(right, truth)).copied().collect()
        }
        // A comparison that came to anything has read all that it names.
        (
            Condition::Fact(_)
            | Condition::Ints(..)
            | Condition::IntIn(..)
            | Condition::TextsEqual(..)
            | Condition::TextIn(..)
            | Condition::TextHas(..),
            _,
        ) => condition.facts(),
    }
}

/// Amounts compared with a number although the rule does not look at the currency: 10000 is
/// 100.00 USD, but 10000 JPY.
pub(super) fn amount_without_currency(tests: &[Test], places: &[Range<usize>]) -> Vec<Mistake> {
    let currency = Fact::Text(TextFact::Currency);
    if tests.iter().any(|test| test.facts.iter().any(|entry| entry.fact == currency)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (test, place) in tests.iter().zip(places) {
        each_comparison(&test.condition, &mut |fact, _, number| {
            if number != 0 && is_amount(fact) {
                found.push(Mistake::warning(
                    place.clone(),
                    format!(
                        "what {number} minor units are worth depends on the currency, and the \
                         rule does not look at it"
                    ),
                    "add the condition `payment.currency == 'EUR'`, and a rule per currency",
                ));
            }
        });
    }
    found
}

/// Numbers that look as if another unit was meant, and comparisons that never or always hold.
pub(super) fn units(condition: &Condition, place: &Range<usize>) -> Vec<Mistake> {
    let mut found = Vec::new();
    each_comparison(condition, &mut |fact, comparison, number| {
        let negative = number < 0 || number == 0 && comparison == Comparison::Less;
        let (message, remedy) = if negative {
            let message = format!("`{}` is never below 0", Fact::Int(fact).name());
            (message, "compare it with a number that it can have")
        } else if matches!(fact, IntFact::AgeDays | IntFact::TermLeftDays) && number > 3660 {
            (format!("{number} days are more than ten years"), "this fact counts days")
        } else if fact == IntFact::AgeSeconds && (1..=366).contains(&number) {
            let message = format!("{number} seconds are hardly meant");
            (message, "for days there is `payment.age_days`")
        } else {
            return;
        };
        found.push(Mistake::warning(place.clone(), message, remedy));
    });
    if let Condition::Known(fact) = condition
        && fact.entry().is_some_and(|entry| entry.absence == Absence::Never)
    {
        let message = format!("`{}` is always known", fact.name());
        found.push(Mistake::warning(place.clone(), message, "remove the condition"));
    }
    found
}

fn is_amount(fact: IntFact) -> bool {
    match fact {
        IntFact::RequestAmount | IntFact::PaymentAmount | IntFact::Refunded | IntFact::Left => true,
        IntFact::AgeDays
        | IntFact::AgeSeconds
        | IntFact::TermLeftDays
        | IntFact::Payments
        | IntFact::Refunds
        | IntFact::Disputes => false,
    }
}

/// Visits every comparison of a fact with a number, turned so that the fact is on the left.
fn each_comparison(condition: &Condition, visit: &mut impl FnMut(IntFact, Comparison, i64)) {
    match condition {
        Condition::Not(inner) => each_comparison(inner, visit),
        Condition::And(left, right) | Condition::Or(left, right) | Condition::Same(left, right) => {
            each_comparison(left, visit);
            each_comparison(right, visit);
        }
        Condition::Ints(comparison, Int::Fact(fact), Int::Literal(number)) => {
            visit(*fact, *comparison, *number);
        }
        Condition::Ints(comparison, Int::Literal(number), Int::Fact(fact)) => {
            visit(*fact, comparison.mirrored(), *number);
        }
        Condition::IntIn(Int::Fact(fact), list) => {
            for element in list {
                if let Int::Literal(number) = element {
                    visit(*fact, Comparison::Equal, *number);
                }
            }
        }
        Condition::Fact(_)
        | Condition::Literal(_)
        | Condition::Known(_)
        | Condition::Ints(..)
        | Condition::IntIn(..)
        | Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::TextHas(..) => {}
    }
}

impl Comparison {
    fn mirrored(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}
