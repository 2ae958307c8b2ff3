//! What a customer is asked for where a refund cannot go back the way the money came.

use serde::Serialize;

use super::ledger::{Payment, Refund};

#[derive(Serialize)]
pub(super) struct NextAction<'a> {
    r#type: &'static str,
    display_details: DisplayDetails<'a>,
}

#[derive(Serialize)]
struct DisplayDetails<'a> {
    email_sent: EmailSent<'a>,
    expires_at: i64,
}

#[derive(Serialize)]
struct EmailSent<'a> {
    email_sent_at: i64,
    email_sent_to: Option<&'a str>,
}

impl<'a> NextAction<'a> {
    /// What is asked of the customer, if something is.
    pub(super) fn of(refund: &Refund, payment: &'a Payment) -> Option<Self> {
        let expires_at = refund.expires_at?;
        let email_sent =
            EmailSent { email_sent_at: refund.created, email_sent_to: payment.email.as_deref() };
        let display_details = DisplayDetails { email_sent, expires_at };
        Some(Self { r#type: "display_details", display_details })
    }
}
