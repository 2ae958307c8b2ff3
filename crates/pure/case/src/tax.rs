//! The tax in what goes back of a payment: each part is the change towards a cumulative target, so that
//! the parts come to the tax of the whole, however it is divided.
//!
//! What was told of a part stays: an approval and the refund that carries it out name the same tax. A
//! part that was given up, or that came back, leaves what it was told to those that follow.
#![deny(clippy::arithmetic_side_effects)]

use super::announcement::{Announcement, RefundNews, RequestNews};
use super::operation::OperationStep;
use super::state::Case;
use domain::ids::RefundId;
use domain::key::IdempotencyKey;
use domain::money::{Money, share};
use domain::refund::Refund;

/// What goes back at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaxedPart {
    /// What one of our operations gives back.
    Operation(IdempotencyKey),
    /// A refund that was made elsewhere.
    Refund(RefundId),
}

impl TaxedPart {
    fn of(refund: &Refund) -> Self {
        match &refund.key {
            Some(key) => Self::Operation(key.clone()),
            None => Self::Refund(refund.id.clone()),
        }
    }
}

/// The tax in what an announcement promises or gives, noted as told; `None` where nobody said what tax
/// was paid.
pub(super) fn tell(case: &mut Case, announcement: &Announcement) -> Option<Money> {
    let (part, amount) = match announcement {
        Announcement::Request(_, RequestNews::Approved { key, amount, .. }) => {
            (TaxedPart::Operation(key.clone()), *amount)
        }
        Announcement::Refund(
            RefundNews::Succeeded { refund, .. } | RefundNews::Adopted(refund),
        ) => (TaxedPart::of(refund), refund.amount),
        Announcement::Request(..)
        | Announcement::Refund(
            RefundNews::ActionRequired { .. }
            | RefundNews::Failed(_)
            | RefundNews::Credited { .. }
            | RefundNews::FeedbackDue { .. },
        )
        | Announcement::Clawback(_)
        | Announcement::FraudWarned(_)
        | Announcement::Dispute(..)
        | Announcement::CaseParked(_) => return None,
    };
    let minor = match case.told.taxes.get(&part) {
        Some(told) => *told,
        None => due(case, amount)?,
    };
    case.told.taxes.insert(part, minor);
    Some(Money::new(minor, amount.currency))
}

/// What is still to be told once `amount` goes back as well.
fn due(case: &Case, amount: Money) -> Option<i64> {
    let payment = case.payment.as_ref()?;
    let captured = payment.captured;
    let tax = payment.purchase.tax_minor.filter(|_| amount.currency == captured.currency)?;
    let (mut given, mut told) = (0_i64, 0_i64);
    for (part, minor) in &case.told.taxes {
        if let Some(amount) = standing(case, part) {
            given = given.saturating_add(amount);
            told = told.saturating_add(*minor);
        }
    }
    let given = given.saturating_add(amount.minor);
    let target = if given >= captured.minor { tax } else { share(tax, given, captured.minor, 1)? };
    Some(target.saturating_sub(told).clamp(0, amount.minor.max(0)))
}

/// How much a part gives back, unless it was given up or has come back.
fn standing(case: &Case, part: &TaxedPart) -> Option<i64> {
    let refund = match part {
        TaxedPart::Refund(id) => case.refunds.get(id),
        TaxedPart::Operation(key) => case.refunds_of(key).next(),
    };
    match (refund, part) {
        (Some(refund), _) => refund.status.holds_money().then_some(refund.amount.minor),
        (None, TaxedPart::Refund(_)) => None,
        (None, TaxedPart::Operation(key)) => {
            let operation = case.operations.get(key)?;
            let over = match operation.step {
                OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::InDoubt(_) => {
                    false
                }
                OperationStep::Refused { confirmed, .. } => confirmed,
            };
            (!over).then_some(operation.amount.minor)
        }
    }
}
