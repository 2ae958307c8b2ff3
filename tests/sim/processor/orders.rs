//! Refund calls: keys, faults, and an execution as strict as the processor's.

use std::collections::BTreeMap;

use domain::http::{HttpRequest, HttpResponse};
use domain::time::{after, seconds_between};
use jiff::Timestamp;
use ports::clock::Clock as _;
use ports::gateway::GatewayError;
use serde_json::{Value, json};

use super::replies::{error, error_of, respond};
use super::{Booked, Books, Delayed, FakeProcessor, Fault, Remembered, Stand, account};

impl FakeProcessor {
    pub(super) fn post(&self, request: &HttpRequest) -> Result<HttpResponse, GatewayError> {
        let key = key_of(request);
        let now = self.clock.now();
        let mut books = self.books.lock().unwrap();
        let fault = books.faults.pop_front();
        if fault == Some(Fault::NotSent) {
            return Err(GatewayError::NotSent { account: account(), source: "refused".into() });
        }
        books.posts += 1;
        self.weigh(&mut books, &request.body);
        let bodies = books.bodies.entry(key.clone()).or_default();
        if !bodies.contains(&request.body) {
            bodies.push(request.body.clone());
        }
        let forgotten = |remembered: &Remembered| {
            let lifetime = self.legs.key.unwrap_or_default();
            seconds_between(remembered.first_at, now) >= lifetime
        };
        if let Some(remembered) = books.keys.get(&key).filter(|known| !forgotten(known)) {
            if remembered.body != request.body {
                return Ok(respond(400, &error_of("idempotency_error")));
            }
            return Ok(match &remembered.answer {
                Some((status, body)) => respond(*status, body),
                None => respond(409, &error_of("idempotency_key_in_use")),
            });
        }
        match fault {
            Some(Fault::Conflict) => return Ok(respond(409, &error_of("idempotency_key_in_use"))),
            Some(Fault::RateLimited) => return Ok(respond(429, &error_of("rate_limit"))),
            _ => {}
        }
        let remember = |answer| Remembered { body: request.body.clone(), first_at: now, answer };
        if let Some(Fault::ExecutesLater(seconds)) = fault {
            let due = after(now, seconds);
            books.delayed.push(Delayed { due, key: key.clone(), body: request.body.clone() });
            books.keys.insert(key, remember(None));
            return Err(GatewayError::Unknown { account: account(), source: "time limit".into() });
        }
        let form = Form { key: &key, body: &request.body };
        let answer = match fault {
            Some(Fault::Stored500) => (500, error_of("api_error")),
            Some(Fault::BalanceInsufficient) => (400, error("balance_insufficient", "")),
            Some(Fault::Pending) => self.execute(&mut books, form, "pending", now),
            Some(Fault::RequiresAction) => self.execute(&mut books, form, "requires_action", now),
            _ => self.execute(&mut books, form, "succeeded", now),
        };
        let answer = if fault == Some(Fault::ExecutedAnd500) {
            (500, error_of("api_error"))
        } else {
            answer
        };
        books.keys.insert(key, remember(Some(answer.clone())));
        if fault == Some(Fault::AnswerLost) {
            return Err(GatewayError::Unknown { account: account(), source: "reset".into() });
        }
        Ok(respond(answer.0, &answer.1))
    }

    /// No call without a key or the cap but under a permit that none was made under.
    fn weigh(&self, books: &mut Books, body: &str) {
        let form: BTreeMap<String, String> = serde_urlencoded::from_str(body).unwrap();
        let amount: i64 = form["amount"].parse().unwrap();
        if self.legs.key.is_some() || self.legs.capped && 2 * amount > self.captured {
            return;
        }
        match books.permits.values_mut().find(|used| !**used) {
            Some(used) => *used = true,
            None => books.unfounded.push(body.to_owned()),
        }
    }

    /// Executes a refund, as strictly as the processor would.
    pub(super) fn execute(
        &self,
        books: &mut Books,
        form: Form<'_>,
        status: &str,
        at: Timestamp,
    ) -> (u16, Value) {
        let Form { key, body } = form;
        let form: BTreeMap<String, String> = serde_urlencoded::from_str(body).unwrap();
        assert_eq!(form.get("payment_intent").map(String::as_str), Some("pi_1"), "{form:?}");
        assert_eq!(form.get("metadata[refundd_key]").map(String::as_str), Some(key));
        let amount: i64 = form["amount"].parse().unwrap();
        if books.disputes.iter().any(is_open) {
            return (400, error("charge_disputed", ""));
        }
        let settled = matches!(books.stand, Stand::Settled | Stand::Captured(_));
        assert!(settled, "money that has not arrived is ordered back: {:?}", books.stand);
        let taken = self.taken(books);
        if self.legs.capped && held(books) >= taken {
            return (400, error("charge_already_refunded", ""));
        }
        if self.legs.capped && held(books) + amount > taken {
            return (400, json!({"error": {"type": "invalid_request_error", "param": "amount"}}));
        }
        *books.executions.entry(key.to_owned()).or_default() += 1;
        let id = book(books, Some(key.to_owned()), amount, (status, at));
        let refund = books.refunds.iter().find(|refund| refund.id == id).unwrap();
        (200, self.object(refund))
    }
}

/// A refund call as it was sent.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) key: &'a str,
    pub(super) body: &'a str,
}

pub(super) fn book(
    books: &mut Books,
    key: Option<String>,
    amount: i64,
    as_of: (&str, Timestamp),
) -> String {
    let id = format!("re_{}", books.refunds.len() + 1);
    let (status, created) = (as_of.0.to_owned(), as_of.1);
    books.refunds.push(Booked { id: id.clone(), key, amount, status, created });
    id
}

/// What went back, or is on its way back.
pub(super) fn held(books: &Books) -> i64 {
    let alive = |refund: &&Booked| refund.status != "failed" && refund.status != "canceled";
    let all: i64 = books.refunds.iter().filter(alive).map(|refund| refund.amount).sum();
    all - books.released
}

fn is_open(dispute: &Value) -> bool {
    !matches!(dispute["status"].as_str(), Some("won" | "warning_closed"))
}

pub(super) fn key_of(request: &HttpRequest) -> String {
    let key = request.headers.iter().find(|(name, _)| name == "idempotency-key");
    key.map(|(_, value)| value.clone()).expect("a call without a key")
}
