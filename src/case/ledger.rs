//! The sums of a case, in minor units of the payment's currency.
//!
//! They saturate instead of failing: a sum that leaves 64 bits is far above any captured amount,
//! and what is above the captured amount is trouble (`trouble.rs`), never an approval.
#![deny(clippy::arithmetic_side_effects)]

use super::operation::Step;
use super::state::Case;
use crate::domain::facts::Ledger;
use crate::domain::refund::RefundStatus;

/// What was captured; 0 while the payment is not known.
pub fn captured(case: &Case) -> i64 {
    case.payment.as_ref().map_or(0, |payment| payment.captured.minor)
}

/// All sums in one, as facts.
pub fn facts(case: &Case) -> Ledger {
    Ledger {
        refunded_minor: refunded(case),
        left_minor: left(case),
        disputed: case.is_blocked_by_dispute(),
        fraud_warning: !case.warnings.is_empty(),
    }
}

/// Refunds that take money from the payment, pending ones included.
pub fn refunded(case: &Case) -> i64 {
    sum(case.refunds.values().filter(|refund| refund.status.holds_money()).map(|r| r.amount.minor))
}

/// Every refund ever seen, failed ones included: what a total without names is compared to.
pub fn refunded_ever(case: &Case) -> i64 {
    sum(case.refunds.values().map(|refund| refund.amount.minor))
}

/// What disputes have taken and not given back.
pub fn disputed(case: &Case) -> i64 {
    sum(case.disputes.values().map(crate::domain::dispute::Dispute::net_loss))
}

/// What is really gone: succeeded refunds and withdrawn disputes. Commission follows this.
pub fn lost(case: &Case) -> i64 {
    let refunds = case
        .refunds
        .values()
        .filter(|refund| refund.status == RefundStatus::Succeeded)
        .map(|refund| refund.amount.minor);
    sum(refunds).saturating_add(disputed(case))
}

/// What is promised and not yet executed: the reservation of open operations.
pub fn reserved(case: &Case) -> i64 {
    sum(case
        .operations
        .iter()
        .filter(|(key, operation)| is_open(case, key, &operation.step))
        .map(|(_, operation)| operation.amount.minor))
}

/// What can still be promised; never negative.
pub fn left(case: &Case) -> i64 {
    captured(case)
        .saturating_sub(refunded(case))
        .saturating_sub(disputed(case))
        .saturating_sub(reserved(case))
        .max(0)
}

fn is_open(case: &Case, key: &crate::domain::key::IdempotencyKey, step: &Step) -> bool {
    match step {
        Step::Ready | Step::InDoubt(_) => !case.is_executed(key),
        // Until the list has confirmed the refusal, the money may be gone.
        Step::Refused { confirmed, .. } => !confirmed && !case.is_executed(key),
    }
}

fn sum(minors: impl Iterator<Item = i64>) -> i64 {
    minors.fold(0_i64, i64::saturating_add)
}
