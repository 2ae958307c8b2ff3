//! What is wrong with a case, by its state alone.

use super::ledger;
use super::operation::{InconclusiveKind, OperationStep};
use super::release;
use super::state::Case;
use super::trouble::Trouble;

/// Everything about the case that a person must look at, by its state alone.
pub fn troubles(case: &Case) -> Vec<Trouble> {
    let mut found = Vec::new();
    if case.payment_missing && case.payment.is_none() && !case.requests.is_empty() {
        found.push(Trouble::PaymentUnknown);
    }
    if is_over_captured(case) {
        found.push(Trouble::LossAboveCapture);
    }
    if case.commission_contested {
        found.push(Trouble::CommissionContested);
    }
    if is_commission_absurd(case) {
        found.push(Trouble::CommissionAboveCapture);
    }
    for refund in case.refunds.values() {
        if refund.key.is_some() && !refund.status.holds_money() {
            found.push(Trouble::RefundFailed(refund.id.clone()));
        }
    }
    let mut keys: Vec<_> = case.refunds.values().filter_map(|r| r.key.as_ref()).collect();
    keys.sort();
    for pair in keys.windows(2) {
        if let [first, second] = pair
            && first == second
        {
            found.push(Trouble::RefundsConflict((*first).clone()));
        }
    }
    for (key, operation) in &case.operations {
        match &operation.step {
            OperationStep::Refused { confirmed: true, .. } if !case.is_executed(key) => {
                found.push(Trouble::RefundRefused(key.clone()));
            }
            OperationStep::InDoubt(doubt) if !case.is_executed(key) => {
                found.extend(doubt.answer.and_then(|answer| match answer.kind {
                    InconclusiveKind::KeyConflict => Some(Trouble::KeyConflict(key.clone())),
                    InconclusiveKind::Misconfigured => Some(Trouble::Misconfigured(key.clone())),
                    InconclusiveKind::Busy | InconclusiveKind::Unknown => None,
                }));
            }
            OperationStep::Ready | OperationStep::InDoubt(_) | OperationStep::Refused { .. } => {}
        }
    }
    found
}

/// Whether something forbids any refund call for the payment.
pub fn is_frozen(case: &Case) -> bool {
    is_over_captured(case) || troubles(case).iter().any(Trouble::freezes)
}

fn is_over_captured(case: &Case) -> bool {
    release::is_weighed(case)
        && ledger::refunded(case).saturating_add(ledger::disputed(case)) > ledger::captured(case)
}

/// Whether more is said to have been earned on the payment than was ever at stake. A part of what was
/// authorised may be captured, and the commission be that of the whole, which only a list says; between
/// two currencies nobody can tell.
pub(super) fn is_commission_absurd(case: &Case) -> bool {
    if case.payment_unlisted {
        return false;
    }
    case.commission.as_ref().zip(case.payment.as_ref()).is_some_and(|(commission, paid)| {
        let (earned, most) = (commission.earned, paid.captured.minor.max(paid.authorised.minor));
        earned.currency == paid.captured.currency && most > 0 && earned.minor > most
    })
}
