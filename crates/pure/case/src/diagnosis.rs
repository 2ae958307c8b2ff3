//! What is wrong with a case, by its state alone.

use super::credit_note;
use super::ledger;
use super::operation::{InconclusiveKind, OperationStep};
use super::release;
use super::state::Case;
use super::trouble::Trouble;
use domain::commission::Commission;
use domain::payment::PaymentStatus;

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
    if case.commissions.values().any(|commission| is_commission_absurd(case, commission)) {
        found.push(Trouble::CommissionAboveCapture);
    }
    if is_commission_unreadable(case) {
        found.push(Trouble::CommissionUnreadable);
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
    found.extend(credit_note::troubles(case));
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
            OperationStep::Ready
            | OperationStep::Claimed(_)
            | OperationStep::InDoubt(_)
            | OperationStep::Refused { .. } => {}
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

/// Whether a commission should follow money that is gone, and only half of it can be read. A sale that
/// came to nothing takes its commission with it.
fn is_commission_unreadable(case: &Case) -> bool {
    let Some(payment) = case.payment.as_ref().filter(|_| !case.payment_unlisted) else {
        return false;
    };
    let gone = ledger::lost(case) > 0 || payment.status == PaymentStatus::Void;
    gone && payment.purchase.unreadable.iter().any(|field| field.is_of_commission())
}

/// Whether more is said to have been earned on the payment than was ever at stake, by this commission
/// and all others together. A part of what was authorised may be captured, and the commission be that
/// of the whole, which only a list says; between two currencies nobody can tell.
pub(super) fn is_commission_absurd(case: &Case, commission: &Commission) -> bool {
    let Some(paid) = case.payment.as_ref().filter(|_| !case.payment_unlisted) else { return false };
    let (currency, most) = (paid.captured.currency, paid.captured.max(paid.authorised).minor);
    let earned = case.commissions.values().filter(|known| known.earned.currency == currency);
    let all = earned.fold(0_i64, |sum, known| sum.saturating_add(known.earned.minor));
    commission.earned.currency == currency && most > 0 && all > most
}
