//! What stands around a payment: further addresses, another currency that the customer was shown, the
//! invoice of a subscription, and how the API shows them.
//!
//! Stripe's versions since 2025-03-31.basil do not name the invoice on the payment: it is found by
//! `GET /v1/invoice_payments`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::{Refusal, Reply};
use super::form::Form;
use super::ledger::Payment;
use super::reads::{Page, list};
use super::state::State;

/// What stands around a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sale {
    /// Where the receipt goes; to the address of the billing details where absent.
    pub receipt_email: Option<String>,
    /// The address of the customer's account.
    pub account_email: Option<String>,
    /// The country of the billing details.
    pub country: Option<String>,
    /// What the customer was shown and paid.
    pub presentment: Option<Presentment>,
    /// The invoice that the payment is for.
    pub invoice: Option<Invoice>,
}

/// An amount in the currency that the customer was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presentment {
    /// In the units of Stripe's API.
    pub amount: i64,
    /// Three letters, lower case.
    pub currency: String,
}

/// An invoice of a subscription, with one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// `in_…`.
    pub id: String,
    /// `subscription_create`, `subscription_cycle`, …
    pub billing_reason: String,
    /// Of the invoice itself.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// `sub_…`.
    pub subscription: String,
    /// Of the subscription, when the invoice was finalised.
    #[serde(default)]
    pub subscription_metadata: BTreeMap<String, String>,
    /// The term, unix seconds: from, until.
    pub period: (i64, i64),
}

/// `presentment_details`.
#[derive(Serialize)]
pub(super) struct PresentmentObject<'a> {
    presentment_amount: i64,
    presentment_currency: &'a str,
}

impl Sale {
    pub(super) fn presentment(&self) -> Option<PresentmentObject<'_>> {
        self.presentment.as_ref().map(|shown| PresentmentObject {
            presentment_amount: shown.amount,
            presentment_currency: &shown.currency,
        })
    }
}

#[derive(Serialize)]
struct InvoicePaymentObject<'a> {
    id: String,
    object: &'static str,
    invoice: Expanded<'a>,
    payment: PaidBy<'a>,
    status: &'static str,
}

#[derive(Serialize)]
struct PaidBy<'a> {
    r#type: &'static str,
    payment_intent: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Expanded<'a> {
    Id(&'a str),
    Object(Box<InvoiceObject<'a>>),
}

#[derive(Serialize)]
struct InvoiceObject<'a> {
    id: &'a str,
    object: &'static str,
    billing_reason: &'a str,
    currency: &'a str,
    lines: Lines,
    metadata: &'a BTreeMap<String, String>,
    parent: Parent<'a>,
    total: i64,
}

#[derive(Serialize)]
struct Parent<'a> {
    r#type: &'static str,
    subscription_details: SubscriptionDetails<'a>,
}

#[derive(Serialize)]
struct SubscriptionDetails<'a> {
    subscription: &'a str,
    metadata: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Lines {
    object: &'static str,
    has_more: bool,
    data: [Line; 1],
}

#[derive(Serialize)]
struct Line {
    object: &'static str,
    amount: i64,
    parent: LineParent,
    period: Period,
}

#[derive(Serialize)]
struct LineParent {
    r#type: &'static str,
    subscription_item_details: ItemDetails,
}

#[derive(Serialize)]
struct ItemDetails {
    proration: bool,
}

#[derive(Serialize)]
struct Period {
    start: i64,
    end: i64,
}

impl<'a> InvoiceObject<'a> {
    fn of(invoice: &'a Invoice, payment: &'a Payment) -> Self {
        let (start, end) = invoice.period;
        let line = Line {
            object: "line_item",
            amount: payment.amount,
            parent: LineParent {
                r#type: "subscription_item_details",
                subscription_item_details: ItemDetails { proration: false },
            },
            period: Period { start, end },
        };
        Self {
            id: &invoice.id,
            object: "invoice",
            billing_reason: &invoice.billing_reason,
            currency: &payment.currency,
            lines: Lines { object: "list", has_more: false, data: [line] },
            metadata: &invoice.metadata,
            parent: Parent {
                r#type: "subscription_details",
                subscription_details: SubscriptionDetails {
                    subscription: &invoice.subscription,
                    metadata: &invoice.subscription_metadata,
                },
            },
            total: payment.amount,
        }
    }
}

/// A customer's account.
#[derive(Serialize)]
struct AccountObject<'a> {
    id: &'a str,
    object: &'static str,
    email: Option<&'a str>,
}

impl State {
    /// `GET /v1/invoice_payments`: only for one payment intent.
    pub(super) fn list_invoice_payments(&self, query: &str) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let page = Page::take(&mut form)?;
        let kind = form.text("payment[type]")?;
        let intent = form.text("payment[payment_intent]")?;
        let expanded = form.list("expand").iter().any(|path| path == "data.invoice");
        form.finish()?;
        if kind.as_deref() != Some("payment_intent") {
            let message = "Invoice payments are served for `payment_intent` only.";
            return Err(Refusal::invalid(Some("payment[type]"), message));
        }
        let intent = intent.unwrap_or_default();
        let payment = self.ledger.payments.get(&intent);
        let payment = payment.ok_or_else(|| {
            Refusal::missing("payment[payment_intent]", "payment_intent", &intent)
        })?;
        let (found, has_more) = page.cut(payment.sale.invoice.iter(), |invoice| &invoice.id);
        let shown = found.into_iter().map(|invoice| InvoicePaymentObject {
            id: format!("inpay_{}", invoice.id),
            object: "invoice_payment",
            invoice: if expanded {
                Expanded::Object(Box::new(InvoiceObject::of(invoice, payment)))
            } else {
                Expanded::Id(&invoice.id)
            },
            payment: PaidBy { r#type: "payment_intent", payment_intent: &payment.intent },
            status: "paid",
        });
        Ok(list("/v1/invoice_payments", has_more, shown.collect()))
    }

    /// `GET /v1/customers/{id}`: whoever has paid has an account.
    pub(super) fn read_customer(&self, id: &str, query: &str) -> Result<Reply, Refusal> {
        Form::parse(query)?.finish()?;
        let Some((id, intents)) = self.ledger.customers.get_key_value(id) else {
            return Err(Refusal::missing("id", "customer", id));
        };
        let mut payments = intents.iter().filter_map(|intent| self.ledger.payments.get(intent));
        let email = payments.find_map(|payment| payment.sale.account_email.as_deref());
        Ok(Reply::json(200, &AccountObject { id, object: "customer", email }))
    }
}
