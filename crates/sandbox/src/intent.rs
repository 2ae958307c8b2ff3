//! A payment intent as the API shows it, with its charge inside where that was asked for.

use serde::Serialize;

use super::ledger::{Payment, PaymentStatus};
use super::objects::{ChargeObject, Metadata};
use super::sale::PresentmentObject;

/// An id, or, where asked for with `expand[]`, the object it names.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Expandable<'a> {
    Id(&'a str),
    Object(Box<ChargeObject<'a>>),
}

#[derive(Serialize)]
pub(super) struct PaymentIntentObject<'a> {
    id: &'a str,
    object: &'static str,
    amount: i64,
    amount_capturable: i64,
    amount_received: i64,
    canceled_at: Option<i64>,
    capture_method: &'static str,
    created: i64,
    currency: &'a str,
    customer: Option<&'a str>,
    description: Option<&'a str>,
    latest_charge: Expandable<'a>,
    livemode: bool,
    metadata: &'a Metadata,
    payment_method: &'static str,
    payment_method_types: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    presentment_details: Option<PresentmentObject<'a>>,
    receipt_email: Option<&'a str>,
    status: &'static str,
}

impl<'a> PaymentIntentObject<'a> {
    /// Shows a payment, with its charge inside where that was asked for.
    pub(super) fn of(payment: &'a Payment, expanded: bool) -> Self {
        let latest_charge = if expanded {
            Expandable::Object(Box::new(ChargeObject::of(payment)))
        } else {
            Expandable::Id(&payment.charge)
        };
        Self {
            id: &payment.intent,
            object: "payment_intent",
            amount: payment.amount,
            amount_capturable: match payment.status {
                PaymentStatus::RequiresCapture => payment.amount.saturating_sub(payment.captured),
                PaymentStatus::Processing
                | PaymentStatus::Succeeded
                | PaymentStatus::Failed
                | PaymentStatus::Canceled => 0,
            },
            amount_received: payment.captured,
            canceled_at: (payment.status == PaymentStatus::Canceled).then_some(payment.created),
            capture_method: "automatic",
            created: payment.created,
            currency: &payment.currency,
            customer: payment.customer.as_deref(),
            description: None,
            latest_charge,
            livemode: payment.livemode,
            metadata: &payment.metadata,
            payment_method: "pm_card_visa",
            payment_method_types: ["card"],
            presentment_details: payment.sale.presentment(),
            receipt_email: payment.receipt_email(),
            status: payment.status.of_intent(),
        }
    }
}
