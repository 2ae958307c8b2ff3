//! Evaluates a checked condition with the meaning that CEL gives it.
//!
//! A condition has three values: true, false, and unknown. `&&` and `||` are decided by the side
//! that decides them, whatever the other side is: `false` and an unknown fact is `false`.
//! Everything else needs all that it names.

use crate::language::condition::{Condition, Int, Text, TextTest};
use crate::language::fact::{Absence, Fact};
use crate::language::syntax::{Arithmetic, Comparison};
use crate::language::undecided::Undecided;
use crate::language::view::View;

impl Condition {
    /// Whether the condition holds.
    pub(crate) fn holds(&self, view: &View<'_>) -> Result<bool, Undecided> {
        match self {
            Self::Fact(fact) => view.bool(*fact).ok_or_else(|| unknown(view, *fact)),
            Self::Literal(truth) => Ok(*truth),
            Self::Known(fact) => Ok(view.has(*fact)),
            Self::Window(window) => window.holds(view),
            Self::Not(inner) => inner.holds(view).map(|truth| !truth),
            Self::And(left, right) => decided_by(false, left, right, view),
            Self::Or(left, right) => decided_by(true, left, right, view),
            Self::Same(left, right) => Ok(left.holds(view)? == right.holds(view)?),
            Self::Ints(comparison, left, right) => {
                Ok(comparison.of(left.value(view)?, right.value(view)?))
            }
            Self::IntIn(needle, list) => {
                let needle = needle.value(view)?;
                any(list.iter().map(|element| element.value(view).map(|value| value == needle)))
            }
            Self::TextsEqual(left, right) => Ok(left.value(view)? == right.value(view)?),
            Self::TextIn(needle, list) => {
                let needle = needle.value(view)?;
                any(list.iter().map(|element| element.value(view).map(|value| value == needle)))
            }
            Self::TextHas(test, whole, part) => {
                let (whole, part) = (whole.value(view)?, part.value(view)?);
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
    view: &View<'_>,
) -> Result<bool, Undecided> {
    let left = left.holds(view);
    if left == Ok(decisive) {
        return left;
    }
    match right.holds(view) {
        Ok(truth) if truth == decisive => Ok(decisive),
        Ok(_) => left,
        Err(cause) => Err(left.err().map_or(cause, |other| cause.max(other))),
    }
}

/// Why a fact has no value.
fn unknown(view: &View<'_>, fact: Fact) -> Undecided {
    match view.head.absence(fact) {
        Absence::Contradiction(_) => Undecided::Contradiction,
        Absence::NotProvided(_) | Absence::Never => Undecided::FactUnknown,
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
    fn value(&self, view: &View<'_>) -> Result<i64, Undecided> {
        let computed = match self {
            Self::Fact(fact) => return view.int(*fact).ok_or_else(|| unknown(view, *fact)),
            Self::Literal(number) => Some(*number),
            Self::Minus(inner) => inner.value(view)?.checked_neg(),
            Self::Arithmetic(operation, left, right) => {
                let (left, right) = (left.value(view)?, right.value(view)?);
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
    fn value<'v>(&'v self, view: &View<'v>) -> Result<&'v str, Undecided> {
        match self {
            Self::Fact(fact) => view.text(*fact).ok_or_else(|| unknown(view, *fact)),
            Self::Literal(text) => Ok(text),
        }
    }
}
