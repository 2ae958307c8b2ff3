//! The envelope of a webhook, and what its change was.

use serde::Serialize;

use super::ledger::Payment;

/// The version whose shapes the objects follow.
const API_VERSION: &str = "2026-08-26.dahlia";

/// Which request caused a change; both empty for the dashboard and for Stripe itself.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Cause<'a> {
    /// The request's id.
    pub(super) id: Option<&'a str>,
    pub(super) idempotency_key: Option<&'a str>,
}

/// The values before a change, for `previous_attributes`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Before {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) amount_refunded: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) actionable: Option<bool>,
}

#[derive(Serialize)]
struct Data<T> {
    object: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_attributes: Option<Before>,
}

#[derive(Serialize)]
pub(super) struct Event<'a, T> {
    id: &'a str,
    object: &'static str,
    api_version: &'static str,
    created: i64,
    data: Data<T>,
    livemode: bool,
    pending_webhooks: u32,
    request: Cause<'a>,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
}

/// Whose event it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Whose<'a> {
    pub(super) livemode: bool,
    pub(super) account: Option<&'a str>,
}

impl<'a> Whose<'a> {
    pub(super) fn of(payment: &'a Payment) -> Self {
        Self { livemode: payment.livemode, account: payment.account.as_deref() }
    }
}

/// Everything of an event but its object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion<'a> {
    /// Such as `refund.created`.
    pub(super) kind: &'static str,
    pub(super) cause: Cause<'a>,
    pub(super) before: Before,
}

impl Occasion<'_> {
    /// An event that nobody's request caused and that has no "before".
    pub(super) fn of(kind: &'static str) -> Self {
        Self { kind, cause: Cause::default(), before: Before::default() }
    }

    /// Writes the envelope around an object.
    pub(super) fn body<T: Serialize>(
        self,
        id: &str,
        whose: Whose<'_>,
        created: i64,
        object: T,
    ) -> String {
        let previous_attributes = (self.before != Before::default()).then_some(self.before);
        let event = Event {
            id,
            object: "event",
            api_version: API_VERSION,
            created,
            data: Data { object, previous_attributes },
            livemode: whose.livemode,
            pending_webhooks: 1,
            request: self.cause,
            r#type: self.kind,
            account: whose.account,
        };
        serde_json::to_string(&event).unwrap_or_default()
    }
}
