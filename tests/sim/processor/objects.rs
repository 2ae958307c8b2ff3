//! How the API shows the payment, its refunds, and the payments of others.

use domain::time::after;
use serde_json::{Value, json};

use super::orders::held;
use super::{Booked, Books, FakeProcessor, Stand};

impl FakeProcessor {
    pub fn object(&self, refund: &Booked) -> Value {
        let metadata = refund.key.as_ref().map_or(json!({}), |key| json!({"refundd_key": key}));
        json!({
            "id": refund.id, "object": "refund", "amount": refund.amount,
            "currency": self.currency, "charge": "ch_1", "payment_intent": "pi_1",
            "status": refund.status, "metadata": metadata,
            "created": refund.created.as_second(),
            "failure_reason": (refund.status == "failed").then_some("lost_or_stolen_card"),
            "next_action": (refund.status == "requires_action").then(|| json!({
                "type": "display_details",
                "display_details": {
                    "email_sent": {"email_sent_at": 1, "email_sent_to": "jane@example.com"},
                    "expires_at": after(refund.created, 45 * 86_400).as_second(),
                },
            })),
        })
    }

    pub(super) fn charge(&self, books: &Books) -> Value {
        let (status, paid, captured) = match books.stand {
            Stand::Settled | Stand::Captured(_) => ("succeeded", true, true),
            Stand::Processing => ("pending", false, true),
            Stand::Canceled if books.released == 0 => ("failed", false, false),
            Stand::Authorised(_) | Stand::Canceled => ("succeeded", true, false),
            Stand::Failed => ("failed", false, false),
        };
        let gone = held(books) + books.released;
        let mut metadata = match self.commission {
            Some(minor) => json!({
                "commission_id": "com_1", "commission_partner": "partner_1",
                "commission_minor": minor.to_string(), "commission_currency": self.currency,
            }),
            None => json!({}),
        };
        if let Some(locale) = self.locale {
            metadata["locale"] = json!(locale);
        }
        let mut charge = json!({
            "id": "ch_1", "object": "charge", "amount": self.captured,
            "amount_captured": self.taken(books), "amount_refunded": gone, "captured": captured,
            "currency": self.currency, "created": 1_759_900_000, "customer": "cus_1",
            "disputed": false, "payment_intent": "pi_1", "metadata": metadata,
            "billing_details": {"email": " Jane@Example.com"},
            "payment_method_details": {"type": "card", "card": {"fingerprint": "F1ngerprint"}},
            "paid": paid, "refunded": gone >= self.captured, "status": status,
        });
        for (field, value) in &books.more {
            charge[*field] = value.clone();
        }
        charge
    }

    /// Another payment, by another customer, that was refunded.
    pub(super) fn other(&self, books: &Books) -> Value {
        let mut other = self.charge(books);
        other["id"] = json!("ch_2");
        other["payment_intent"] = json!("pi_2");
        other["customer"] = json!("cus_2");
        other["amount_refunded"] = json!(self.captured);
        other
    }

    /// The payments of the card, on two pages.
    pub(super) fn search(&self, books: &Books, rest: bool) -> Value {
        let other = self.other(books);
        let data = if rest { vec![other] } else { vec![self.charge(books), other] };
        let next_page = (!rest).then_some("more");
        json!({
            "object": "search_result", "url": "/v1/charges/search", "has_more": !rest,
            "next_page": next_page, "data": data,
        })
    }

    pub(super) fn intent(&self, books: &Books) -> Value {
        let charge = self.charge(books);
        let status = match books.stand {
            Stand::Settled | Stand::Captured(_) => "succeeded",
            Stand::Processing => "processing",
            Stand::Authorised(_) => "requires_capture",
            Stand::Failed => "requires_payment_method",
            Stand::Canceled => "canceled",
        };
        let mut intent = json!({
            "id": "pi_1", "object": "payment_intent", "amount": self.captured,
            "amount_received": self.taken(books), "currency": self.currency,
            "created": 1_759_900_000, "customer": "cus_1", "metadata": charge["metadata"],
            "latest_charge": charge, "status": status,
        });
        for (name, value) in &books.said {
            intent[name.as_str()] = value.clone();
        }
        intent
    }
}
