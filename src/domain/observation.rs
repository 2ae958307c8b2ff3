//! What a processor reported, in our words: by webhook, by list or in an answer, all the same.

use super::dispute::{Dispute, FraudWarning};
use super::payment::Payment;
use super::refund::Refund;

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
