//! What a processor says of one payment.

use jiff::Timestamp;

use super::commission::Commission;
use super::ids::CustomerId;
use super::money::Money;

/// A captured payment, reduced to what a decision needs. No name, no e-mail address, no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The captured amount.
    pub captured: Money,
    /// When it was charged.
    pub charged_at: Timestamp,
    /// The processor's id of the customer, where there is one.
    pub customer: Option<CustomerId>,
    /// The product, from the payment's metadata (the key is configured).
    pub product: Option<String>,
    /// The plan, from the payment's metadata (the key is configured).
    pub plan: Option<String>,
    /// The end of the term that was paid for, from metadata; needed to prorate.
    pub term_ends_at: Option<Timestamp>,
    /// The customer's language as a tag (`de-AT`), from metadata.
    pub locale: Option<String>,
    /// The commission earned on this payment, from metadata.
    pub commission: Option<Commission>,
}

/// What a processor knows of one customer over all payments: facts for the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CustomerHistory {
    /// Payments taken, this one included.
    pub payments: i64,
    /// Payments of which anything was refunded.
    pub refunds: i64,
    /// Payments that were disputed.
    pub disputes: i64,
}
