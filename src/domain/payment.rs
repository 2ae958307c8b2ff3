//! What a processor says of one payment.

use jiff::Timestamp;

use super::commission::Commission;
use super::email::EmailHash;
use super::ids::CustomerId;
use super::money::Money;
use super::purchase::Purchase;

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
    /// The processor's fingerprint of the card, which says only that two cards are one; never stored.
    pub card: Option<String>,
    /// The hash of the payer's e-mail address; never stored.
    pub email: Option<EmailHash>,
    /// The sale behind it.
    pub purchase: Box<Purchase>,
}

/// One payment of a customer or a card, as far as its fate matters for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastPayment {
    /// When it was charged.
    pub charged_at: Timestamp,
    /// Whether anything of it was refunded.
    pub refunded: bool,
    /// Whether it was disputed.
    pub disputed: bool,
}
