//! Warns of numbers that look as if another unit was meant: days for seconds, cents for yen.

use std::ops::Range;

use crate::language::catalogue::{DAYS, MINOR, PERCENT, SECONDS};
use crate::language::condition::{Condition, Int};
use crate::language::fact::{Absence, Fact};
use crate::language::head::Head;
use crate::language::length::Unit;
use crate::language::syntax::Comparison;
use crate::language::test::Test;
use crate::language::view::DAY;
use diagnostics::Mistake;

/// Amounts compared with a number although the rule does not look at the currency: 10000 is
/// 100.00 USD, but 10000 JPY.
pub(crate) fn amount_without_currency(
    head: &Head,
    tests: &[Test],
    places: &[Range<usize>],
) -> Vec<Mistake> {
    let mut facts = tests.iter().flat_map(|test| &test.facts);
    if facts.any(|fact| head.name(*fact) == "payment.currency") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (test, place) in tests.iter().zip(places) {
        each_comparison(&test.condition, &mut |fact, _, number| {
            if number != 0 && head.unit(fact) == MINOR {
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
pub(crate) fn units(head: &Head, condition: &Condition, place: &Range<usize>) -> Vec<Mistake> {
    let mut found = Vec::new();
    each_comparison(condition, &mut |fact, comparison, number| {
        let Fact::Known(entry) = fact else { return };
        let negative = number < 0 || number == 0 && comparison == Comparison::Less;
        let (message, remedy) = if negative {
            let message = format!("`{}` is never below 0", entry.name);
            (message, "compare it with a number that it can have")
        } else if entry.unit == DAYS && number > Unit::Days.bounds().1 {
            let message = format!("{number} days are more than ten years");
            if number % DAY == 0 {
                let remedy =
                    format!("this fact counts days: {number} seconds are {}", number / DAY);
                found.push(Mistake::warning(place.clone(), message, remedy));
                return;
            }
            (message, "this fact counts days")
        } else if entry.unit == SECONDS && (1..=366).contains(&number) {
            let message = format!("{number} seconds are probably not intended");
            (message, "for days there is `payment.age_days`, or `within = \"30 days of purchase\"`")
        } else if entry.unit == PERCENT && number > 100 {
            (format!("`{}` is at most 100", entry.name), "write whole per cent: 40 for 40 %")
        } else {
            return;
        };
        found.push(Mistake::warning(place.clone(), message, remedy));
    });
    if let Condition::Known(fact) = condition
        && head.absence(*fact) == Absence::Never
    {
        let message = format!("`{}` is always known", head.name(*fact));
        found.push(Mistake::warning(place.clone(), message, "remove the condition"));
    }
    found
}

/// Visits every comparison of a fact with a number, turned so that the fact is on the left.
fn each_comparison(condition: &Condition, visit: &mut impl FnMut(Fact, Comparison, i64)) {
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
        | Condition::TextHas(..)
        | Condition::Window(_) => {}
    }
}
