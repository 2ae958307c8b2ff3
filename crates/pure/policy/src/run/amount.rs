//! How much an approval comes to: integer arithmetic, rounded once, capped last.
//!
//! 1. The basis: the captured amount, or that of the named lines of the invoice; without the lines
//!    that were sold as not refundable, where the rule keeps those. Lines are brought to the
//!    captured amount by the largest remainder, so that all of them together are all of it.
//! 2. The wish: all of the basis; or a share of it, or the part for the time or the use that is
//!    left; or a fixed amount. Less fees. Rounded once, to the processor's step.
//! 3. Floor, then cap: they bound what the payment comes to, not one request.
//! 4. What was given or promised before is taken away from that, so that a payment that is asked
//!    back in pieces comes to no more than one that is asked back at once.
//! 5. Never more than was asked for, never more than is left.
//! 6. The step: it is cut down to a multiple of the step, because the processor takes no other
//!    amount. Even all that is left can be off it: what a bank takes need not fit our step.
//! 7. Nothing or less is not an approval: a person looks at it.
#![deny(clippy::arithmetic_side_effects)]

use crate::document::approval::{Amount, Base, Lines, Usage};
use crate::document::leaf::Amounts;
use crate::document::shape::Less;
use crate::language::term::{Grain, Term};
use crate::language::view::View;
use domain::authority::{GuardCode, Why};
use domain::calculation::{Calculation, Step};
use domain::money::{Currency, Money, Rounding, share_less, split};

const WHOLE: i64 = 10_000;

type Minor = Result<i64, Why>;

/// What to give back and how that came about, or the code of the review that is needed instead.
pub(crate) fn approved(amount: &Amount, view: &View<'_>) -> Result<(Money, Calculation), Why> {
    let facts = view.facts;
    let paid = &facts.payment;
    let currency = paid.captured.currency;
    if view.is_foreign_request() {
        return Err(Why::Guard(GuardCode::CurrencyMismatch));
    }
    let left = facts.ledger.left_minor;
    let mut steps = Vec::new();
    let wish = wish(amount, view, &mut steps)?;
    let wish = bounded(amount, wish, currency, &mut steps)?;
    let given = facts.given_minor();
    let rest = wish.checked_sub(given).ok_or(Why::NotComputable)?;
    if given != 0 {
        steps.push(Step::Given { minor: given });
    }
    let wanted = rest.min(view.asked_minor().unwrap_or(rest));
    if wanted < rest {
        steps.push(Step::Asked { minor: wanted });
    }
    let capped = wanted.min(left);
    if capped < wanted {
        steps.push(Step::Left { minor: capped });
    }
    let off_step = capped.checked_rem(paid.step).ok_or(Why::NotComputable)?;
    let payable = capped.checked_sub(off_step).ok_or(Why::NotComputable)?;
    if off_step != 0 {
        steps.push(Step::Cut { to: paid.step, minor: payable });
    }
    if payable <= 0 {
        return Err(Why::NothingLeft);
    }
    Ok((Money::new(payable, currency), Calculation(steps)))
}

/// Step 3. The floor gives nothing where nothing is due.
fn bounded(amount: &Amount, wish: i64, currency: Currency, steps: &mut Vec<Step>) -> Minor {
    if wish <= 0 {
        return Err(Why::NothingLeft);
    }
    let floor = bound(&amount.floor, currency)?.unwrap_or(wish);
    let cap = bound(&amount.cap, currency)?.unwrap_or(i64::MAX);
    let raised = wish.max(floor);
    if raised > wish {
        steps.push(Step::Floor { minor: raised });
    }
    let minor = raised.min(cap);
    if minor < raised {
        steps.push(Step::Cap { minor });
    }
    Ok(minor)
}

/// A floor or a cap; `None` where the amount has none. One that names other currencies only does
/// not say what it is in this one.
fn bound(amounts: &Amounts, currency: Currency) -> Result<Option<i64>, Why> {
    if amounts.is_empty() { Ok(None) } else { of(amounts, currency).map(Some) }
}

/// Steps 1 and 2: what the whole payment comes to.
fn wish(amount: &Amount, view: &View<'_>, steps: &mut Vec<Step>) -> Minor {
    let paid = &view.facts.payment;
    let currency = paid.captured.currency;
    let is_part = amount.lines != Lines::All && chosen(amount, view).is_some();
    if is_part && view.facts.given_minor() > 0 {
        return Err(Why::LinesRefunded);
    }
    let basis = basis(amount, view)?;
    let mut kept = Vec::new();
    let fees = fees(amount, view, &mut kept)?;
    let (share, (part, whole)) = match &amount.base {
        Base::Fixed(amounts) => {
            let minor = of(amounts, currency)?;
            steps.push(Step::Fixed { minor });
            steps.append(&mut kept);
            return minor.checked_sub(fees).ok_or(Why::NotComputable);
        }
        Base::Full => (None, (1, 1)),
        Base::Share { basis_points } => {
            (Some(Step::Share { basis_points: *basis_points }), (*basis_points, WHOLE))
        }
        Base::Time(grain) => {
            let Term { left, whole: term } = view.term(*grain).ok_or(Why::TermUnknown)?;
            let step = match grain {
                Grain::Seconds => Step::Time { left, term },
                Grain::Days => Step::Days { left, term },
                Grain::Months => Step::Months { left, term },
            };
            (Some(step), (left, term))
        }
        Base::Usage(usage) => {
            let (unused, bought) = unused(*usage, view)?;
            (Some(Step::Use { unused, bought }), (unused, bought))
        }
    };
    steps.push(if basis == paid.captured.minor {
        Step::Captured { minor: basis }
    } else {
        Step::Lines { minor: basis }
    });
    // The basis needs no rounding.
    if share.is_none() && fees == 0 {
        return Ok(basis);
    }
    steps.extend(share);
    steps.append(&mut kept);
    let (to, rounding) = (paid.step, amount.rounding);
    let minor = share_less(basis, (part, whole), fees, (to, rounding)).ok_or(Why::NotComputable)?;
    steps.push(match rounding {
        Rounding::Nearest => Step::Rounded { to, minor },
        Rounding::Up => Step::RoundedUp { to, minor },
        Rounding::Down => Step::RoundedDown { to, minor },
    });
    Ok(minor)
}

/// How much of what was bought was not used: the rest, and the whole.
fn unused(usage: Usage, view: &View<'_>) -> Result<(i64, i64), Why> {
    let used = view.int(usage.used).ok_or(Why::UsageUnknown)?;
    let bought = view.int(usage.of).ok_or(Why::UsageUnknown)?;
    if bought <= 0 || used < 0 {
        return Err(Why::NotComputable);
    }
    Ok((bought.checked_sub(used.min(bought)).ok_or(Why::NotComputable)?, bought))
}

/// The lines that the amount is about, if it is not about all of them.
fn chosen<'a>(
    amount: &'a Amount,
    view: &View<'a>,
) -> Option<&'a std::collections::BTreeSet<String>> {
    match &amount.lines {
        Lines::All => None,
        Lines::Named(names) => Some(names),
        Lines::Requested => {
            Some(&view.facts.request.lines).filter(|requested| !requested.is_empty())
        }
    }
}

/// Step 1.
fn basis(amount: &Amount, view: &View<'_>) -> Minor {
    let paid = &view.facts.payment;
    let captured = paid.captured.minor;
    let chosen = chosen(amount, view);
    let keeps = amount.less.contains(&Less::UnrefundableLines);
    if chosen.is_none() && !keeps {
        return Ok(captured);
    }
    let lines = &paid.purchase.lines;
    let weights: Vec<i64> = lines.iter().map(|line| line.minor).collect();
    let parts = split(captured, &weights).ok_or(Why::LinesUnknown)?;
    let is_known = |name: &String| lines.iter().any(|line| line.id == *name);
    if !chosen.is_none_or(|names| names.iter().all(is_known)) {
        return Err(Why::LinesUnknown);
    }
    let mut sum: i64 = 0;
    for (line, minor) in lines.iter().zip(parts) {
        let wanted = chosen.is_none_or(|names| names.contains(&line.id));
        if wanted && (line.refundable || !keeps) {
            sum = sum.checked_add(minor).ok_or(Why::NotComputable)?;
        }
    }
    Ok(sum)
}

/// What is kept besides lines.
fn fees(amount: &Amount, view: &View<'_>, kept: &mut Vec<Step>) -> Minor {
    let currency = view.facts.payment.captured.currency;
    let mut sum: i64 = 0;
    for less in &amount.less {
        let fee = match less {
            Less::UnrefundableLines | Less::Fact(_) => continue,
            Less::ProcessorFee => {
                let minor = view.head.costs.fee(view.facts).ok_or(Why::FeeUnknown)?;
                kept.push(Step::ProcessorFee { minor });
                minor
            }
            Less::Fixed(amounts) => {
                let minor = of(&amounts.0, currency)?;
                kept.push(Step::Kept { minor });
                minor
            }
        };
        sum = sum.checked_add(fee).ok_or(Why::NotComputable)?;
    }
    for fact in &amount.kept {
        let minor = view.int(*fact).ok_or(Why::UsageUnknown)?;
        if minor < 0 {
            return Err(Why::NotComputable);
        }
        kept.push(Step::Kept { minor });
        sum = sum.checked_add(minor).ok_or(Why::NotComputable)?;
    }
    Ok(sum)
}

fn of(amounts: &Amounts, currency: Currency) -> Minor {
    amounts.get(&currency).copied().ok_or(Why::Guard(GuardCode::CurrencyMismatch))
}
