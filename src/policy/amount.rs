//! How much an approval comes to: integer arithmetic, rounded once, capped last.
//!
//! 1. The wish: for `full` what was asked for, or all that is left; for a share or a prorated part
//!    that part of the captured amount, rounded half away from zero to the processor's step; for a
//!    fixed amount that amount.
//! 2. The caps: never more than was asked for, never more than is left.
//! 3. The step: what is less than all that is left is cut down to a multiple of the step, because
//!    the processor takes no other amount.
//! 4. Nothing or less is not an approval: a person looks at it.
#![deny(clippy::arithmetic_side_effects)]

use super::outcome::Amount;
use super::ruling::{CURRENCY_MISMATCH, NOT_COMPUTABLE, NOTHING_LEFT, TERM_UNKNOWN};
use crate::domain::facts::Facts;
use crate::domain::money::{Money, share};

const WHOLE: i64 = 10_000;

/// What to give back, or the code of the review that is needed instead.
pub(super) fn approved(amount: Amount, facts: &Facts) -> Result<Money, &'static str> {
    let paid = &facts.payment;
    let currency = paid.captured.currency;
    if facts.is_foreign_request() {
        return Err(CURRENCY_MISMATCH);
    }
    let left = facts.ledger.left_minor;
    let wish = match amount {
        Amount::Full => left,
        Amount::Share { basis_points } => {
            share(paid.captured.minor, basis_points, WHOLE, paid.step).ok_or(NOT_COMPUTABLE)?
        }
        Amount::Fixed(money) if money.currency != currency => return Err(CURRENCY_MISMATCH),
        Amount::Fixed(money) => money.minor,
        Amount::Prorated => {
            let term = facts.term().ok_or(TERM_UNKNOWN)?;
            share(paid.captured.minor, term.left, term.whole, paid.step).ok_or(NOT_COMPUTABLE)?
        }
    };
    let capped = wish.min(facts.asked_minor().unwrap_or(left)).min(left);
    let payable = if capped == left {
        capped
    } else {
        let rest = capped.checked_rem(paid.step).ok_or(NOT_COMPUTABLE)?;
        capped.checked_sub(rest).ok_or(NOT_COMPUTABLE)?
    };
    if payable > 0 { Ok(Money::new(payable, currency)) } else { Err(NOTHING_LEFT) }
}
