//! An answer held against its question.
//!
//! Whoever asks about one payment and is told of another has not been answered. A proxy that mixes
//! up connections, a cache, or a hostile server can all do that, and what they say would be booked
//! to the wrong case. So an answer has to name what was asked for; what it names instead is not
//! repeated.

use super::payload::{Flaw, Reference};
use super::query;
use domain::ids::PaymentId;

/// Checks that an object is the one that was asked for.
pub(super) fn same(what: &str, found: Option<&str>, asked: &str) -> Result<(), Flaw> {
    match found {
        Some(found) if found == asked => Ok(()),
        Some(_) => Err(Flaw(format!("{what} is another one than {asked}"))),
        None => Err(Flaw::missing(what, "id")),
    }
}

/// Checks that a refund or a dispute is of the payment that was asked about, by the same field that
/// the question goes by.
pub(super) fn owned(
    what: &str,
    payment: &PaymentId,
    intent: Option<&Reference>,
    charge: Option<&Reference>,
) -> Result<(), Flaw> {
    let field = query::parent(payment);
    let owner = if query::is_charge(payment.as_str()) { charge } else { intent };
    match owner {
        Some(owner) if owner.id() == payment.as_str() => Ok(()),
        Some(_) => Err(Flaw(format!("{what} is of another {field} than {payment}"))),
        None => Err(Flaw::missing(what, field)),
    }
}

/// Checks whose an entry of a list is, or what: the question went by it, so none can leave it unsaid.
pub(super) fn of(what: &str, field: &str, found: Option<&str>, asked: &str) -> Result<(), Flaw> {
    found.ok_or_else(|| Flaw::missing(what, field))?;
    unless_other(what, field, found, asked)
}

/// Checks what an object may leave unsaid: only where it says something else is it another one.
pub(super) fn unless_other(
    what: &str,
    field: &str,
    found: Option<&str>,
    asked: &str,
) -> Result<(), Flaw> {
    match found {
        Some(found) if found != asked => Err(Flaw(format!("{what} is of another {field}"))),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
