//! The sums of a case, in minor units of the payment's currency. What is gone in another currency is
//! taken for all that is left.
//!
//! They saturate instead of failing: a sum that leaves 64 bits is far above any captured amount,
//! and what is above the captured amount is trouble (`trouble.rs`), never an approval.
#![deny(clippy::arithmetic_side_effects)]

use super::operation::{Operation, OperationStep};
use super::release;
use super::state::Case;
use domain::dispute::{Dispute, DisputeVerdict};
use domain::facts::Ledger;
use domain::loss;
use domain::outcome::Refusal;
use domain::payment::PaymentStatus;
use domain::refund::{Refund, RefundStatus};

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
    refunds_that(case, RefundStatus::holds_money)
}

/// Every refund ever seen, failed ones and releases included: what a total without names is
/// compared to.
pub fn refunded_ever(case: &Case) -> i64 {
    loss::sum(case.refunds.values().map(|refund| in_its_currency(case, refund)), i64::MAX)
}

/// What disputes have taken and not given back.
pub fn disputed(case: &Case) -> i64 {
    let left = captured(case).saturating_sub(refunded(case));
    loss::sum(case.disputes.values().map(|dispute| taken_by(case, dispute)), left)
}

/// What is really gone: succeeded refunds and withdrawn disputes. Commission follows this.
pub fn lost(case: &Case) -> i64 {
    let refunds = refunds_that(case, |status| *status == RefundStatus::Succeeded);
    refunds.saturating_add(disputed(case))
}

/// Whether money is gone and nobody knows how much that is in the currency of the payment: then all
/// that is left is taken to be gone, and what is to be given back is for a person.
pub fn is_guessed(case: &Case) -> bool {
    let mut refunds = release::refunds(case).filter(|refund| refund.status.holds_money());
    refunds.any(|refund| in_its_currency(case, refund).is_none())
        || case.disputes.values().any(|dispute| taken_by(case, dispute).is_none())
}

fn refunds_that(case: &Case, count: impl Fn(&RefundStatus) -> bool) -> i64 {
    let counted = release::refunds(case).filter(|refund| count(&refund.status));
    loss::sum(counted.map(|refund| in_its_currency(case, refund)), captured(case))
}

/// A refund's amount; `None` where it is in another currency than the payment.
fn in_its_currency(case: &Case, refund: &Refund) -> Option<i64> {
    let payment = case.payment.as_ref();
    let other = payment.is_some_and(|paid| paid.captured.currency != refund.amount.currency);
    (!other).then_some(refund.amount.minor)
}

/// What a dispute has taken and not given back; `None` where that cannot be said in the currency of
/// the payment.
fn taken_by(case: &Case, dispute: &Dispute) -> Option<i64> {
    match &case.payment {
        None => Some(dispute.net_loss()),
        Some(payment) => dispute.net_loss_of(payment.captured),
    }
}

/// What is promised and not yet executed: the reservation of open operations.
pub fn reserved(case: &Case) -> i64 {
    sum(case
        .operations
        .iter()
        .filter(|(key, operation)| is_open(case, key, &operation.step))
        .map(|(_, operation)| operation.amount.minor))
}

/// What was given back or is promised: refunds, what disputes took, reservations. Whatever bounds
/// an amount bounds it together with this, so that no part passes for a small one.
pub fn given(case: &Case) -> i64 {
    refunded(case).saturating_add(disputed(case)).saturating_add(reserved(case))
}

/// What can still be promised; never negative, and nothing while the payment has not settled.
pub fn left(case: &Case) -> i64 {
    if case.status() != Some(PaymentStatus::Settled) {
        return 0;
    }
    captured(case).saturating_sub(given(case)).max(0)
}

/// Why the money can no longer be given back by `operation`: it went back another way, by hand
/// or through the bank, or it was never taken. `None` as long as it can.
///
/// What other operations have reserved does not count: of those that fit, one is as good as
/// another. A dispute that is lost may be appealed and won; the approval is then for a person.
pub fn overtaken(case: &Case, operation: &Operation) -> Option<Refusal> {
    let gone = refunded(case).saturating_add(disputed(case));
    let refundable = captured(case).saturating_sub(gone);
    let is_lost = |dispute: &Dispute| dispute.stage().verdict() == Some(DisputeVerdict::Lost);
    let status = case.status();
    if status.is_none_or(|status| status == PaymentStatus::Settling) {
        None
    } else if status == Some(PaymentStatus::Void) {
        Some(Refusal::NotRefundable)
    } else if case.disputes.values().any(is_lost) {
        Some(Refusal::Disputed)
    } else if case.is_blocked_by_dispute() || operation.amount.minor <= refundable {
        None
    } else if refundable <= 0 {
        Some(Refusal::AlreadyRefunded)
    } else {
        Some(Refusal::AmountTooLarge)
    }
}

fn is_open(case: &Case, key: &domain::key::IdempotencyKey, step: &OperationStep) -> bool {
    match step {
        OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::InDoubt(_) => {
            !case.is_executed(key)
        }
        // Until the list has confirmed the refusal, the money may be gone.
        OperationStep::Refused { confirmed, .. } => !confirmed && !case.is_executed(key),
    }
}

fn sum(minors: impl Iterator<Item = i64>) -> i64 {
    minors.fold(0_i64, i64::saturating_add)
}
