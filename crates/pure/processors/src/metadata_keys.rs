//! The names under which a shop writes its facts on a payment.

use domain::sale_field::SaleField;
use serde::Deserialize;

/// The names under which the shop writes its facts; configured, because shops differ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetadataKeys {
    /// The product.
    pub product: String,
    /// The plan.
    pub plan: String,
    /// The beginning of the term that was paid for, spelt like its end.
    pub term_begins_at: String,
    /// The end of the term that was paid for, in one of the spellings of an instant.
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
    /// Whether it has been paid out, in one of the spellings of a truth value.
    pub commission_paid: String,
    /// The hash of the refund policy that was shown at the purchase: SHA-256 in hex.
    pub policy_hash: String,
    /// The customer's country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Where it was sold (`web`, `app`, `sales`).
    pub channel: String,
    /// Whether the customer bought as a business.
    pub business: String,
    /// Whether the payment renewed a subscription.
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

impl MetadataKeys {
    /// The name under which the shop writes a field.
    pub(crate) fn of(&self, field: SaleField) -> &str {
        match field {
            SaleField::Product => &self.product,
            SaleField::Plan => &self.plan,
            SaleField::TermBeginsAt => &self.term_begins_at,
            SaleField::TermEndsAt => &self.term_ends_at,
            SaleField::Locale => &self.locale,
            SaleField::CommissionId => &self.commission_id,
            SaleField::CommissionPartner => &self.commission_partner,
            SaleField::CommissionMinor => &self.commission_minor,
            SaleField::CommissionCurrency => &self.commission_currency,
            SaleField::CommissionBaseMinor => &self.commission_base_minor,
            SaleField::CommissionPaid => &self.commission_paid,
            SaleField::PolicyHash => &self.policy_hash,
            SaleField::Country => &self.country,
            SaleField::Channel => &self.channel,
            SaleField::Business => &self.business,
            SaleField::Renewal => &self.renewal,
            SaleField::Renewals => &self.renewals,
            SaleField::DeliveredAt => &self.delivered_at,
            SaleField::WithdrawalWaivedAt => &self.withdrawal_waived_at,
            SaleField::CancelledAt => &self.cancelled_at,
            SaleField::PriceMinor => &self.price_minor,
            SaleField::Lines => &self.lines,
            SaleField::TaxMinor => &self.tax_minor,
        }
    }
}

impl Default for MetadataKeys {
    fn default() -> Self {
        Self {
            product: "product".to_owned(),
            plan: "plan".to_owned(),
            term_begins_at: "term_begins_at".to_owned(),
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
