//! One condition of a rule with the text that it was written as, and whether all of them hold.

use super::condition::Condition;
use super::fact::Fact;
use super::undecided::Undecided;
use super::view::View;

/// A condition with the text that it was written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) text: String,
    pub(crate) condition: Condition,
    /// Every fact that it names, for the trace.
    pub(crate) facts: Vec<Fact>,
}

/// Joins the values of conditions that must all hold: one that does not hold decides, whatever is
/// unknown beside it; else the gravest cause is told.
pub(crate) fn both(
    one: Result<bool, Undecided>,
    other: Result<bool, Undecided>,
) -> Result<bool, Undecided> {
    match (one, other) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Err(one), Err(other)) => Err(one.max(other)),
        (Err(cause), Ok(true)) | (Ok(true), Err(cause)) => Err(cause),
        (Ok(true), Ok(true)) => Ok(true),
    }
}

/// Whether all conditions hold, without an account of it.
pub(crate) fn hold(tests: &[Test], view: &View<'_>) -> Result<bool, Undecided> {
    let mut held = Ok(true);
    for test in tests {
        held = both(held, test.condition.holds(view));
        if held == Ok(false) {
            break;
        }
    }
    held
}
