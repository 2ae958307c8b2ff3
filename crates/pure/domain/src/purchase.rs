//! What is known of the sale behind a payment, beyond the money.
//!
//! Some of it the processor tells, most of it only the merchant's shop, in the payment's metadata.
//! Nothing here names a person or a card.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::ids::SubscriptionId;
use super::invoice::InvoiceReading;
use super::money::Money;
use super::sale_field::SaleField;

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
    /// The beginning of the term that was paid for.
    pub term_begins_at: Option<Timestamp>,
    /// When the product was delivered or made available.
    pub delivered_at: Option<Timestamp>,
    /// When the customer agreed to lose the right of withdrawal, because the service began at
    /// once; recorded at the purchase.
    pub withdrawal_waived_at: Option<Timestamp>,
    /// When the subscription was cancelled that it renewed or began.
    pub cancelled_at: Option<Timestamp>,
    /// The subscription that it renewed or began, as the processor's invoice names it.
    pub subscription: Option<SubscriptionId>,
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
    /// What the customer was shown and paid, where the processor has converted it into the currency
    /// of the payment.
    pub presented: Option<Presented>,
    /// Whether the invoice was read, on which the shop may have said more.
    pub invoice: InvoiceReading,
    /// Whether an invoice was read, so that the payment is for one.
    pub billed: bool,
    /// What the shop has said and nobody can read: it counts as unsaid, and is told.
    pub unreadable: BTreeSet<SaleField>,
    /// What the shop has said under another name than the one it should have, and was read.
    pub respelt: BTreeSet<SaleField>,
}

/// What the customer paid, in the currency in which it was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// How much; `None` where that cannot be read.
    pub amount: Option<Money>,
}

impl Purchase {
    /// The same sale with what an earlier reading of the invoice has told, which this one has not
    /// asked for or was not given.
    #[must_use]
    pub fn with_invoice_of(self, known: &Self) -> Self {
        if self.invoice == InvoiceReading::Read || known.invoice != InvoiceReading::Read {
            return self;
        }
        let known = known.clone();
        let union = |mine: BTreeSet<SaleField>, theirs| mine.union(&theirs).copied().collect();
        Self {
            country: self.country.or(known.country),
            channel: self.channel.or(known.channel),
            business: self.business.or(known.business),
            renewal: self.renewal.or(known.renewal),
            renewals: self.renewals.or(known.renewals),
            term_begins_at: self.term_begins_at.or(known.term_begins_at),
            delivered_at: self.delivered_at.or(known.delivered_at),
            withdrawal_waived_at: self.withdrawal_waived_at.or(known.withdrawal_waived_at),
            lines: if self.lines.is_empty() { known.lines } else { self.lines },
            cancelled_at: self.cancelled_at.or(known.cancelled_at),
            subscription: self.subscription.or(known.subscription),
            price_minor: self.price_minor.or(known.price_minor),
            tax_minor: self.tax_minor.or(known.tax_minor),
            policy_hash: self.policy_hash.or(known.policy_hash),
            unreadable: union(self.unreadable, known.unreadable),
            respelt: union(self.respelt, known.respelt),
            invoice: known.invoice,
            billed: known.billed,
            ..self
        }
    }

    /// Whether the payment is for an invoice, or may be, as nobody could read whether it is.
    pub fn may_be_billed(&self) -> bool {
        match self.invoice {
            InvoiceReading::Read => self.billed,
            InvoiceReading::Unread | InvoiceReading::Refused => true,
            // No list has said anything yet.
            InvoiceReading::Unasked => false,
        }
    }
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
