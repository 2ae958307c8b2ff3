//! Evaluates a checked condition with the meaning that CEL gives it.
//!
//! `&&` and `||` are decided by the side that decides them, whatever the other side is: `false`
//! and an unknown fact is `false`. Everything else needs all that it names.

use super::condition::{Condition, Int, Text, TextTest};
use super::syntax::{Arithmetic, Comparison};
use crate::domain::facts::Facts;

/// Why a condition has no truth value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undecided {
    /// It reads a fact that nobody knows.
    FactUnknown,
    /// A division by zero, or a number beyond 64 bits.
    NotComputable,
}

impl Condition {
    /// Whether the condition holds.
    pub(super) fn holds(&self, facts: &Facts) -> Result<bool, Undecided> {
        match self {
            Self::Fact(fact) => Ok(facts.bool(*fact)),
            Self::Literal(truth) => Ok(*truth),
            Self::Known(fact) => Ok(facts.has(*fact)),
            Self::Not(inner) => inner.holds(facts).map(|truth| !truth),
            Self::And(left, right) => decided_by(false, left, right, facts),
            Self::Or(left, right) => decided_by(true, left, right, facts),
            Self::Same(left, right) => Ok(left.holds(facts)? == right.holds(facts)?),
            Self::Ints(comparison, left, right) => {
                Ok(comparison.of(left.value(facts)?, right.value(facts)?))
            }
            Self::IntIn(needle, list) => {
                let needle = needle.value(facts)?;
                any(list.iter().map(|element| element.value(facts).map(|value| value == needle)))
            }
            Self::TextsEqual(left, right) => Ok(left.value(facts)? == right.value(facts)?),
            Self::TextIn(needle, list) => {
                let needle = needle.value(facts)?;
                any(list.iter().map(|element| element.value(facts).map(|value| value == needle)))
            }
            Self::TextHas(test, whole, part) => {
                let (whole, part) = (whole.value(facts)?, part.value(facts)?);
                Ok(match test {
                    TextTest::StartsWith => whole.starts_with(part),
                    TextTest::EndsWith => whole.ends_with(part),
                    TextTest::Contains => whole.contains(part),
                })
            }
        }
    }
}

fn decided_by(
    decisive: bool,
    left: &Condition,
    right: &Condition,
    facts: &Facts,
) -> Result<bool, Undecided> {
    let left = left.holds(facts);
    if left == Ok(decisive) {
        return left;
    }
    match right.holds(facts) {
        Ok(truth) if truth == decisive => Ok(decisive),
        Ok(_) => left,
        // The left side's cause comes first, as a reader meets it.
        Err(cause) => Err(left.err().unwrap_or(cause)),
    }
}

/// A list is built before anything is looked up in it, so one unknown element leaves it undecided.
fn any(mut found: impl Iterator<Item = Result<bool, Undecided>>) -> Result<bool, Undecided> {
    found.try_fold(false, |before, next| next.map(|equal| before || equal))
}

impl Comparison {
    fn of(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}

impl Int {
    fn value(&self, facts: &Facts) -> Result<i64, Undecided> {
        let computed = match self {
            Self::Fact(fact) => return facts.int(*fact).ok_or(Undecided::FactUnknown),
            Self::Literal(number) => Some(*number),
            Self::Minus(inner) => inner.value(facts)?.checked_neg(),
            Self::Arithmetic(operation, left, right) => {
                let (left, right) = (left.value(facts)?, right.value(facts)?);
                match operation {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Subtract => left.checked_sub(right),
                    Arithmetic::Multiply => left.checked_mul(right),
                    Arithmetic::Divide => left.checked_div(right),
                    Arithmetic::Remainder => left.checked_rem(right),
                }
            }
        };
        computed.ok_or(Undecided::NotComputable)
    }
}

impl Text {
    fn value<'v>(&'v self, facts: &'v Facts) -> Result<&'v str, Undecided> {
        match self {
            Self::Fact(fact) => facts.text(*fact).ok_or(Undecided::FactUnknown),
            Self::Literal(text) => Ok(text),
        }
    }
}
