//! The invoice behind a payment of Stripe Billing.
//!
//! A subscription's payment has no metadata of its own, and since the versions named after herbs
//! (2025-03-31.basil) it does not name its invoice either: `GET /v1/invoice_payments` does. On the
//! invoice stands the subscription's metadata as of its finalisation, and for which term it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use super::about;
use super::answer::unreadable;
use super::page::entries;
use super::payload::{self, Flaw, List, RawMetadata, Reference};
use super::query;
use crate::invoice::Invoice;
use crate::question::ReadError;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{InvoiceId, PaymentId, SubscriptionId};

/// One payment of one invoice.
#[derive(Deserialize)]
struct WireInvoicePayment {
    status: Option<String>,
    payment: Option<WirePaidBy>,
    invoice: Option<WireInvoice>,
}

#[derive(Deserialize)]
struct WirePaidBy {
    payment_intent: Option<Reference>,
}

#[derive(Deserialize)]
struct WireInvoice {
    object: Option<String>,
    id: Option<String>,
    billing_reason: Option<String>,
    metadata: Option<RawMetadata>,
    parent: Option<WireParent>,
    lines: Option<List<WireLine>>,
}

#[derive(Deserialize)]
struct WireParent {
    subscription_details: Option<WireSubscription>,
}

#[derive(Deserialize)]
struct WireSubscription {
    subscription: Option<Reference>,
    metadata: Option<RawMetadata>,
}

#[derive(Deserialize)]
struct WireLine {
    period: Option<WirePeriod>,
    parent: Option<WireLineParent>,
}

#[derive(Deserialize)]
struct WirePeriod {
    start: Option<i64>,
    end: Option<i64>,
}

#[derive(Deserialize)]
struct WireLineParent {
    subscription_item_details: Option<WireItem>,
}

#[derive(Deserialize)]
struct WireItem {
    proration: Option<bool>,
}

/// Asks for the invoice that a payment belongs to. Of a charge without an intent Stripe does not
/// say it.
pub(super) fn invoice_query(payment: &PaymentId) -> Option<HttpRequest> {
    (!query::is_charge(payment.as_str())).then(|| query::invoice_of(payment))
}

/// Reads the invoice; `None` where the payment belongs to none. A payment for several invoices has
/// no term and no shop's words of its own.
pub(super) fn read_invoice(
    payment: &PaymentId,
    response: &HttpResponse,
) -> Result<Option<Invoice>, ReadError> {
    let (listed, more) = entries::<WireInvoicePayment>(response)?;
    let mut invoices = Vec::new();
    for paid in listed.into_iter().filter(|paid| paid.status.as_deref() != Some("canceled")) {
        invoices.push(paid.invoice(payment).map_err(unreadable)?);
    }
    let ids: BTreeSet<_> = invoices.iter().map(|invoice| invoice.id.clone()).collect();
    match invoices.pop() {
        None => Ok(None),
        Some(_) if more || ids.len() > 1 => Ok(Some(Invoice::default())),
        Some(invoice) => invoice.read().map(Some).map_err(unreadable),
    }
}

impl WireInvoicePayment {
    fn invoice(self, payment: &PaymentId) -> Result<WireInvoice, Flaw> {
        let paid_by = self.payment.and_then(|paid_by| paid_by.payment_intent);
        let found = paid_by.as_ref().map(Reference::id);
        about::of("an invoice's payment", "payment_intent", found, payment.as_str())?;
        let invoice =
            self.invoice.ok_or_else(|| Flaw::missing("an invoice's payment", "invoice"))?;
        payload::is_object(invoice.object.as_deref(), "invoice")?;
        Ok(invoice)
    }
}

impl WireInvoice {
    /// What is corrected later is corrected on the invoice: it comes before the subscription.
    fn read(self) -> Result<Invoice, Flaw> {
        let id = self.id.as_deref().ok_or_else(|| Flaw::missing("the invoice", "id"))?;
        let id = InvoiceId::parse(id).map_err(|error| Flaw::id(&error))?;
        let renewal = match self.billing_reason.as_deref() {
            Some("subscription_cycle") => Some(true),
            Some("subscription_create") => Some(false),
            // A change within a term, a threshold, an invoice by hand.
            Some(_) | None => None,
        };
        let term = self.term();
        let details = self.parent.and_then(|parent| parent.subscription_details);
        let (named, said) = details.map(|of| (of.subscription, of.metadata)).unzip();
        // No decision hangs on its name: one that cannot be used is not said.
        let subscription = named.flatten().and_then(|of| SubscriptionId::parse(of.id()).ok());
        let mut entries = texts(said.flatten());
        entries.extend(texts(self.metadata));
        Ok(Invoice { id: Some(id), entries, subscription, renewal, term })
    }

    /// The one period of all lines for the subscription itself. The period of the invoice is
    /// another one: the time in which its lines came together.
    fn term(&self) -> Option<(Timestamp, Timestamp)> {
        let lines = self.lines.as_ref().filter(|lines| lines.has_more == Some(false))?;
        let lines = lines.data.as_ref()?.iter().filter(|line| line.is_for_the_term());
        let mut terms = lines.map(WireLine::term);
        let first = terms.next()??;
        terms.all(|term| term == Some(first)).then_some(first)
    }
}

impl WireLine {
    fn is_for_the_term(&self) -> bool {
        let item =
            self.parent.as_ref().and_then(|parent| parent.subscription_item_details.as_ref());
        item.is_some_and(|item| item.proration == Some(false))
    }

    fn term(&self) -> Option<(Timestamp, Timestamp)> {
        let period = self.period.as_ref()?;
        let begin = Timestamp::from_second(period.start?).ok()?;
        let end = Timestamp::from_second(period.end?).ok()?;
        (begin < end).then_some((begin, end))
    }
}

fn texts(metadata: Option<RawMetadata>) -> BTreeMap<String, String> {
    metadata.unwrap_or_default().into_texts()
}

#[cfg(test)]
mod tests;
