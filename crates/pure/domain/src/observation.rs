//! What a processor reported, in our words: by webhook, by list or in an answer, all the same.

use super::dispute::{Dispute, FraudWarning};
use super::loss;
use super::money::Money;
use super::payment::{Payment, PaymentStatus};
use super::refund::Refund;
use super::release::Releases;

/// One thing learned from a processor about one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// The payment itself.
    Payment(Payment),
    /// One refund of it.
    Refund(Refund),
    /// One dispute about it.
    Dispute(Dispute),
    /// An early fraud warning about it.
    FraudWarning(FraudWarning),
    /// At least this much was refunded in all, minor units; says nothing about which refunds.
    RefundedAtLeast(i64),
}

/// Everything about one payment, read from the processor in one go: the truth about money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The payment; `None` if the processor does not know it.
    pub payment: Option<Payment>,
    /// All refunds, all pages.
    pub refunds: Vec<Refund>,
    /// All disputes, all pages.
    pub disputes: Vec<Dispute>,
}

impl Listing {
    /// What can still be given back by this list alone: captured, less the refunds that hold money,
    /// less what disputes took; never negative, and nothing of a payment that has not settled. `None`
    /// where the processor does not know the payment.
    pub fn left(&self) -> Option<Money> {
        let payment = self.payment.as_ref()?;
        let captured = payment.captured;
        if payment.status != PaymentStatus::Settled {
            return Some(Money::new(0, captured.currency));
        }
        let releases = Releases::among(Some(payment), &self.refunds);
        let holds = |refund: &&Refund| refund.status.holds_money() && !releases.has(refund);
        let refunds = self.refunds.iter().filter(holds).map(|refund| {
            (refund.amount.currency == captured.currency).then_some(refund.amount.minor)
        });
        let refunded = loss::sum(refunds, captured.minor);
        let rest = captured.minor.saturating_sub(refunded);
        let disputes = self.disputes.iter().map(|dispute| dispute.net_loss_of(captured));
        let gone = refunded.saturating_add(loss::sum(disputes, rest));
        Some(Money::new(captured.minor.saturating_sub(gone).max(0), captured.currency))
    }
}
