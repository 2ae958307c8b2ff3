//! Credit notes: issued as strictly as the processor would, and never without a refund.

use std::collections::BTreeMap;

use domain::http::{HttpRequest, HttpResponse};
use domain::time::seconds_between;
use jiff::Timestamp;
use ports::clock::Clock as _;
use ports::gateway::GatewayError;
use serde_json::{Value, json};

use super::orders::key_of;
use super::replies::{error, error_of, respond};
use super::{Books, FakeProcessor, Fault, KEY_LIFETIME, Remembered, account};

/// One credit note in the books.
#[derive(Debug, Clone)]
pub struct Note {
    pub id: String,
    pub key: String,
    pub refund: String,
    pub amount: i64,
    pub created: Timestamp,
}

impl FakeProcessor {
    pub(super) fn note(&self, note: &Note) -> Value {
        json!({
            "id": note.id, "object": "credit_note", "amount": note.amount,
            "currency": self.currency, "invoice": "in_1", "status": "issued",
            "refunds": [{"refund": note.refund, "amount_refunded": note.amount}],
            "metadata": {"refundd_key": note.key}, "created": note.created.as_second(),
        })
    }

    pub(super) fn post_note(&self, request: &HttpRequest) -> Result<HttpResponse, GatewayError> {
        let key = key_of(request);
        let now = self.clock.now();
        let mut books = self.books.lock().unwrap();
        let fault = books.note_faults.pop_front();
        let bodies = books.bodies.entry(key.clone()).or_default();
        if !bodies.contains(&request.body) {
            bodies.push(request.body.clone());
        }
        let known = books.keys.get(&key);
        let known = known.filter(|it| seconds_between(it.first_at, now) < KEY_LIFETIME);
        if let Some(Remembered { answer: Some((status, body)), .. }) = known {
            return Ok(respond(*status, body));
        }
        let answer = match fault {
            Some(Fault::NotSent) => {
                return Err(GatewayError::NotSent { account: account(), source: "refused".into() });
            }
            Some(Fault::RateLimited) => return Ok(respond(429, &error_of("rate_limit"))),
            // The invoice is void, or credited already.
            Some(Fault::BalanceInsufficient) => (400, error("invoice_not_editable", "")),
            _ => self.issue(&mut books, &key, &request.body),
        };
        let body = request.body.clone();
        let remembered = Remembered { body, first_at: now, answer: Some(answer.clone()) };
        books.keys.insert(key, remembered);
        if fault == Some(Fault::AnswerLost) {
            return Err(GatewayError::Unknown { account: account(), source: "reset".into() });
        }
        Ok(respond(answer.0, &answer.1))
    }

    fn issue(&self, books: &mut Books, key: &str, body: &str) -> (u16, Value) {
        let form: BTreeMap<String, String> = serde_urlencoded::from_str(body).unwrap();
        assert!(books.invoice.is_some() && form["invoice"] == "in_1", "{form:?}");
        let of = form["metadata[refundd_key]"].clone();
        assert_eq!(key, format!("cn-{of}"), "{form:?}");
        let (amount, refund) = (form["amount"].parse().unwrap(), &form["refunds[0][refund]"]);
        assert_eq!(form["amount"], form["refunds[0][amount_refunded]"]);
        let made = books.refunds.iter().find(|made| made.id == *refund);
        let made = made.expect("a credit note of no refund");
        assert_eq!((made.key.as_ref(), made.status.as_str()), (Some(&of), "succeeded"));
        let linked = books.notes.iter().filter(|note| note.refund == *refund);
        let linked: i64 = linked.map(|note| note.amount).sum();
        if linked + amount > made.amount {
            return (400, error("credit_note_refund_amount_too_large", "refunds"));
        }
        let id = format!("cn_{}", books.notes.len() + 1);
        let note = Note { id, key: of, refund: refund.clone(), amount, created: self.clock.now() };
        books.notes.push(note.clone());
        (200, self.note(&note))
    }
}
