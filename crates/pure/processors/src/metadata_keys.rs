//! The names under which a shop writes its facts on a payment.

use serde::Deserialize;

/// The names under which the shop writes its facts; configured, because shops differ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetadataKeys {
    /// The product.
    pub product: String,
    /// The plan.
    pub plan: String,
    /// The end of the term that was paid for: RFC 3339, a date (midnight UTC) or Unix seconds.
    pub term_ends_at: String,
    /// The customer's language as a tag (`de-AT`).
    pub locale: String,
    /// The affiliate system's id of the commission.
    pub commission_id: String,
    /// The affiliate system's id of the partner.
    pub commission_partner: String,
    /// What was earned, minor units.
    pub commission_minor: String,
    /// The currency of what was earned; the payment's where absent.
    pub commission_currency: String,
    /// The part of the payment that the commission was computed on, minor units of the payment's
    /// currency.
    pub commission_base_minor: String,
    /// Whether it has been paid out: `true` or `false`.
    pub commission_paid: String,
    /// The hash of the refund policy that was shown at the purchase: SHA-256 in hex.
    pub policy_hash: String,
    /// The customer's country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Where it was sold (`web`, `app`, `sales`).
    pub channel: String,
    /// Whether the customer bought as a business: `true` or `false`.
    pub business: String,
    /// Whether the payment renewed a subscription: `true` or `false`.
    pub renewal: String,
    /// How many renewals there were, this one included.
    pub renewals: String,
    /// When it was delivered, spelt like the end of the term.
    pub delivered_at: String,
    /// When the customer agreed to lose the right of withdrawal, spelt like the end of the term.
    pub withdrawal_waived_at: String,
    /// When the subscription was cancelled, spelt like the end of the term.
    pub cancelled_at: String,
    /// What it should have cost, tax included, minor units.
    pub price_minor: String,
    /// The lines of the invoice, as a JSON list.
    pub lines: String,
    /// The tax in the captured amount, minor units.
    pub tax_minor: String,
}

impl Default for MetadataKeys {
    fn default() -> Self {
        Self {
            product: "product".to_owned(),
            plan: "plan".to_owned(),
            term_ends_at: "term_ends_at".to_owned(),
            locale: "locale".to_owned(),
            commission_id: "commission_id".to_owned(),
            commission_partner: "commission_partner".to_owned(),
            commission_minor: "commission_minor".to_owned(),
            commission_currency: "commission_currency".to_owned(),
            commission_base_minor: "commission_base_minor".to_owned(),
            commission_paid: "commission_paid".to_owned(),
            policy_hash: "policy_hash".to_owned(),
            country: "country".to_owned(),
            channel: "channel".to_owned(),
            business: "business".to_owned(),
            renewal: "renewal".to_owned(),
            renewals: "renewals".to_owned(),
            delivered_at: "delivered_at".to_owned(),
            withdrawal_waived_at: "withdrawal_waived_at".to_owned(),
            cancelled_at: "cancelled_at".to_owned(),
            price_minor: "price_minor".to_owned(),
            lines: "lines".to_owned(),
            tax_minor: "tax_minor".to_owned(),
        }
    }
}
