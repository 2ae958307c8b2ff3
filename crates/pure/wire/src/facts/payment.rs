//! What was paid, and the sale behind it, in a document of facts. The fields have the names that
//! conditions use.

use std::num::NonZeroU32;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::leaf::{AmountV1, Word};
use domain::facts::PaymentFacts;
use domain::money::Currency;
use domain::processor::Processor;
use domain::purchase::{Line, Purchase};
use domain::sale_field::SaleField;

/// What was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a payment with `captured` and `charged_at`")]
pub struct PaymentFactsV1 {
    /// The captured amount.
    pub captured: AmountV1,
    /// When it was charged, RFC 3339.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub charged_at: Timestamp,
    /// Who took it; `stripe` if it is left out.
    #[serde(default = "first_processor")]
    pub processor: Word<Processor>,
    /// The processor's granularity for amounts, minor units; the processor's own if it is left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<NonZeroU32>,
    /// The product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The end of the term that was paid for, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub term_ends_at: Option<Timestamp>,
    /// The beginning of the term that was paid for, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub term_begins_at: Option<Timestamp>,
    /// The processor's word for the means of payment (`card`, `sepa_debit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The country of the customer, ISO 3166, two capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The country in which the card was issued, ISO 3166, two capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_country: Option<String>,
    /// Where it was sold (`web`, `app`, `sales`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whether the customer bought as a business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<bool>,
    /// Whether it renewed a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<bool>,
    /// Renewals so far, this one included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewals: Option<i64>,
    /// When the product was delivered, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub delivered_at: Option<Timestamp>,
    /// When the customer agreed to lose the right of withdrawal, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub withdrawal_waived_at: Option<Timestamp>,
    /// When the subscription was cancelled, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub cancelled_at: Option<Timestamp>,
    /// What it should have cost, tax included, minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_minor: Option<i64>,
    /// The lines of the invoice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineV1>,
    /// The tax in the captured amount, minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_minor: Option<i64>,
    /// What the processor kept of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<AmountV1>,
    /// The hash of the refund policy that was shown at the purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_hash: Option<String>,
    /// What the shop wrote on the payment and nobody can read, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Word<SaleField>>,
}

/// A line of the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a line with `id` and `minor`")]
pub struct LineV1 {
    /// Its name, as the shop calls it.
    pub id: String,
    /// What was paid for it, tax included, minor units.
    pub minor: i64,
    /// The tax in it, minor units.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tax_minor: i64,
    /// Whether it was sold as refundable; it was if this is left out.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub refundable: bool,
}

fn first_processor() -> Word<Processor> {
    Word(Processor::Stripe)
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(minor: &i64) -> bool {
    *minor == 0
}

impl PaymentFactsV1 {
    pub(super) fn facts(self, step_of: impl Fn(Processor, Currency) -> i64) -> PaymentFacts {
        let captured = self.captured.money();
        let processor = self.processor.0;
        let lines = self.lines.into_iter().map(|line| Line {
            id: line.id,
            minor: line.minor,
            tax_minor: line.tax_minor,
            refundable: line.refundable,
        });
        PaymentFacts {
            processor,
            step: match self.step {
                Some(step) => i64::from(step.get()),
                None => step_of(processor, captured.currency).max(1),
            },
            captured,
            charged_at: self.charged_at,
            product: self.product,
            plan: self.plan,
            term_ends_at: self.term_ends_at,
            purchase: Purchase {
                method: self.method,
                country: self.country,
                card_country: self.card_country,
                channel: self.channel,
                business: self.business,
                renewal: self.renewal,
                renewals: self.renewals,
                delivered_at: self.delivered_at,
                withdrawal_waived_at: self.withdrawal_waived_at,
                cancelled_at: self.cancelled_at,
                price_minor: self.price_minor,
                lines: lines.collect(),
                tax_minor: self.tax_minor,
                fee: self.fee.map(AmountV1::money),
                policy_hash: self.policy_hash,
                term_begins_at: self.term_begins_at,
                unreadable: self.unreadable.into_iter().map(|word| word.0).collect(),
                ..Purchase::default()
            },
        }
    }
}

impl From<&PaymentFacts> for PaymentFactsV1 {
    fn from(facts: &PaymentFacts) -> Self {
        let purchase = facts.purchase.clone();
        let lines = purchase.lines.into_iter().map(|line| LineV1 {
            id: line.id,
            minor: line.minor,
            tax_minor: line.tax_minor,
            refundable: line.refundable,
        });
        Self {
            captured: facts.captured.into(),
            charged_at: facts.charged_at,
            processor: Word(facts.processor),
            step: u32::try_from(facts.step).ok().and_then(NonZeroU32::new),
            product: facts.product.clone(),
            plan: facts.plan.clone(),
            term_ends_at: facts.term_ends_at,
            method: purchase.method,
            country: purchase.country,
            card_country: purchase.card_country,
            channel: purchase.channel,
            business: purchase.business,
            renewal: purchase.renewal,
            renewals: purchase.renewals,
            delivered_at: purchase.delivered_at,
            withdrawal_waived_at: purchase.withdrawal_waived_at,
            cancelled_at: purchase.cancelled_at,
            price_minor: purchase.price_minor,
            lines: lines.collect(),
            tax_minor: purchase.tax_minor,
            fee: purchase.fee.map(AmountV1::from),
            policy_hash: purchase.policy_hash,
            term_begins_at: purchase.term_begins_at,
            unreadable: purchase.unreadable.into_iter().map(Word).collect(),
        }
    }
}
