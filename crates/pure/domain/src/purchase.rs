//! What is known of the sale behind a payment, beyond the money.
//!
//! Some of it the processor tells, most of it only the merchant's shop, in the payment's metadata.
//! Nothing here names a person or a card.

use jiff::Timestamp;

use super::money::Money;

/// The sale behind one payment. What is `None` nobody said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purchase {
    /// The processor's word for the means of payment (`card`, `sepa_debit`).
    pub method: Option<String>,
    /// The country of the customer, ISO 3166-1 alpha-2, capitals.
    pub country: Option<String>,
    /// The country in which the card was issued, ISO 3166-1 alpha-2, capitals.
    pub card_country: Option<String>,
    /// Where it was sold (`web`, `app`, `sales`).
    pub channel: Option<String>,
    /// Whether the customer bought as a business and not as a consumer.
    pub business: Option<bool>,
    /// Whether this payment renewed a subscription.
    pub renewal: Option<bool>,
    /// How many renewals there were, this one included.
    pub renewals: Option<i64>,
    /// When the product was delivered or made available.
    pub delivered_at: Option<Timestamp>,
    /// When the customer agreed to lose the right of withdrawal, because the service began at
    /// once; recorded at the purchase.
    pub withdrawal_waived_at: Option<Timestamp>,
    /// When the subscription was cancelled that it renewed or began.
    pub cancelled_at: Option<Timestamp>,
    /// What it should have cost, tax included, minor units of the payment's currency.
    pub price_minor: Option<i64>,
    /// The lines of the invoice; empty where they are not known.
    pub lines: Vec<Line>,
    /// The tax in the captured amount, minor units.
    pub tax_minor: Option<i64>,
    /// What the processor kept of the payment, in the currency of the settlement.
    pub fee: Option<Money>,
    /// The hash of the refund policy that was shown at the purchase.
    pub policy_hash: Option<String>,
}

/// A line of the invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name, as the shop calls it (`seats`, `setup`).
    pub id: String,
    /// What was paid for it, tax included, minor units.
    pub minor: i64,
    /// The tax in it, minor units.
    pub tax_minor: i64,
    /// Whether the shop sold it as refundable.
    pub refundable: bool,
}
