//! A strict fake processor in the shape of Stripe: the judge of whether money moved twice.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use domain::time::{after, seconds_between};
use jiff::Timestamp;
use ports::clock::Clock;
use ports::gateway::{Gateway, GatewayError};
use serde_json::{Value, json};

pub use crate::stand::Stand;
use crate::world::VirtualClock;

/// How long the fake remembers a key.
pub const KEY_LIFETIME: i64 = 86_400;

/// What goes wrong with the next refund call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Executed, and the answer is lost.
    AnswerLost,
    /// Executed, answered 500, and the 500 is stored with the key.
    ExecutedAnd500,
    /// Not executed, answered 500, and the 500 is stored with the key.
    Stored500,
    /// Executed only after this many seconds; the caller hears nothing.
    ExecutesLater(i64),
    /// Nothing was written.
    NotSent,
    /// Another call with the key is in progress.
    Conflict,
    /// Too many calls.
    RateLimited,
    /// The balance does not cover it: the refund is pending.
    Pending,
    /// The money cannot go back the way it came: the customer is asked for an account.
    RequiresAction,
    /// The merchant's balance does not cover it: refused.
    BalanceInsufficient,
}

/// One refund in the books.
#[derive(Debug, Clone)]
pub struct Booked {
    pub id: String,
    pub key: Option<String>,
    pub amount: i64,
    pub status: String,
    pub created: Timestamp,
}

#[derive(Debug, Clone)]
struct Remembered {
    body: String,
    first_at: Timestamp,
    /// `None` while the call is still being executed.
    answer: Option<(u16, Value)>,
}

#[derive(Debug, Clone)]
struct Delayed {
    due: Timestamp,
    key: String,
    body: String,
}

#[derive(Debug, Clone, Default)]
struct Books {
    refunds: Vec<Booked>,
    disputes: Vec<Value>,
    keys: BTreeMap<String, Remembered>,
    bodies: BTreeMap<String, Vec<String>>,
    executions: BTreeMap<String, u32>,
    delayed: Vec<Delayed>,
    faults: VecDeque<Fault>,
    /// How a path is answered in place of what is there.
    amiss: BTreeMap<&'static str, (u16, Value)>,
    /// The invoice that the payment is for.
    invoice: Option<Value>,
    /// The address of the customer's account.
    account_email: Option<&'static str>,
    /// What is on the charge beside what it always has.
    more: BTreeMap<&'static str, Value>,
    posts: u32,
    stand: Stand,
    /// The sum of what was released of the authorisation; it stands among the refunds.
    released: i64,
    /// What else the payment says: fields of the intent.
    said: serde_json::Map<String, Value>,
}

/// The processor: one payment, `pi_1`, of `captured` minor units: authorised, where they are not
/// captured.
pub struct FakeProcessor {
    clock: Arc<VirtualClock>,
    pub captured: i64,
    pub currency: &'static str,
    pub commission: Option<i64>,
    /// The customer's language, by the payment's metadata.
    pub locale: Option<&'static str>,
    /// How long a refund is missing from the list after it was made, seconds.
    pub lag: i64,
    books: Mutex<Books>,
}

impl FakeProcessor {
    pub fn new(clock: Arc<VirtualClock>, captured: i64, commission: Option<i64>, lag: i64) -> Self {
        let books = Mutex::default();
        Self { clock, captured, currency: "usd", commission, locale: None, lag, books }
    }

    /// Another processor with the same books, which goes its own way from here.
    pub fn fork(&self, clock: Arc<VirtualClock>) -> Self {
        let books = Mutex::new(self.books.lock().unwrap().clone());
        let Self { captured, currency, commission, locale, lag, .. } = *self;
        Self { clock, captured, currency, commission, locale, lag, books }
    }

    /// All that stands in the books.
    pub fn print(&self) -> String {
        format!("{:?}", self.books.lock().unwrap())
    }

    /// What else the payment says from now on: fields of the intent.
    pub fn say(&self, fields: &Value) {
        self.books.lock().unwrap().said.clone_from(fields.as_object().unwrap());
    }

    pub fn fail_next(&self, faults: &[Fault]) {
        self.books.lock().unwrap().faults.extend(faults);
    }

    /// Every question at this path is answered so, until it is mended.
    pub fn answer_amiss(&self, path: &'static str, status: u16, code: &str) {
        let amiss = (status, error(code, ""));
        self.books.lock().unwrap().amiss.insert(path, amiss);
    }

    /// The payment is for this invoice.
    pub fn bill(&self, invoice: Value) {
        self.books.lock().unwrap().invoice = Some(invoice);
    }

    /// The customer's account has this address.
    pub fn register(&self, email: &'static str) {
        self.books.lock().unwrap().account_email = Some(email);
    }

    /// The charge has this field too.
    pub fn add(&self, field: &'static str, value: Value) {
        self.books.lock().unwrap().more.insert(field, value);
    }

    /// All questions are answered again.
    pub fn mend(&self) {
        self.books.lock().unwrap().amiss.clear();
    }

    pub fn refunds(&self) -> Vec<Booked> {
        self.books.lock().unwrap().refunds.clone()
    }

    /// How often each key was executed.
    pub fn executions(&self) -> BTreeMap<String, u32> {
        self.books.lock().unwrap().executions.clone()
    }

    /// The bodies that were sent under each key, different ones only.
    pub fn bodies(&self) -> BTreeMap<String, Vec<String>> {
        self.books.lock().unwrap().bodies.clone()
    }

    /// What was released of the authorisation: it stands among the refunds.
    pub fn released(&self) -> i64 {
        self.books.lock().unwrap().released
    }

    /// How many refund calls arrived, repetitions included.
    pub fn posts(&self) -> u32 {
        self.books.lock().unwrap().posts
    }

    /// When something happens at the processor by itself.
    pub fn next_due_at(&self) -> Option<Timestamp> {
        self.books.lock().unwrap().delayed.iter().map(|delayed| delayed.due).min()
    }

    /// Makes happen what is due.
    pub fn tick(&self) {
        let now = self.clock.now();
        let mut books = self.books.lock().unwrap();
        let (due, rest) = std::mem::take(&mut books.delayed)
            .into_iter()
            .partition::<Vec<_>, _>(|delayed| delayed.due <= now);
        books.delayed = rest;
        for delayed in due {
            let form = Form { key: &delayed.key, body: &delayed.body };
            let answer = self.execute(&mut books, form, "succeeded", delayed.due);
            if let Some(remembered) = books.keys.get_mut(&delayed.key) {
                remembered.answer = Some(answer);
            }
        }
    }

    /// Somebody refunds by hand in the dashboard.
    pub fn refund_by_hand(&self, amount: i64) -> Option<String> {
        let mut books = self.books.lock().unwrap();
        let debited = books.stand == Stand::Processing;
        let most = if debited { self.captured } else { self.taken(&books) };
        let status = if debited { "pending" } else { "succeeded" };
        (held(&books) + amount <= most)
            .then(|| book(&mut books, None, amount, (status, self.clock.now())))
    }

    /// The payment goes on, and what is let go of an authorisation is booked as a refund. Returns
    /// the intent.
    pub fn stand(&self, stand: Stand) -> Value {
        let mut books = self.books.lock().unwrap();
        let was = std::mem::replace(&mut books.stand, stand);
        let held = matches!(was, Stand::Authorised(_));
        let let_go = match stand {
            Stand::Captured(captured) if held => self.captured - captured,
            Stand::Canceled if held => self.captured,
            Stand::Processing
            | Stand::Authorised(_)
            | Stand::Captured(_)
            | Stand::Settled
            | Stand::Failed
            | Stand::Canceled => 0,
        };
        if let_go > 0 {
            book(&mut books, None, let_go, ("succeeded", self.clock.now()));
            books.released += let_go;
        }
        self.intent(&books)
    }

    /// The charge as it stands.
    pub fn charge_now(&self) -> Value {
        self.charge(&self.books.lock().unwrap())
    }

    fn taken(&self, books: &Books) -> i64 {
        match books.stand {
            Stand::Settled => self.captured,
            Stand::Captured(captured) | Stand::Authorised(captured) => captured,
            Stand::Processing | Stand::Failed | Stand::Canceled => 0,
        }
    }

    /// A refund changes its status.
    pub fn move_refund(&self, index: usize, status: &str) -> Option<Value> {
        let mut books = self.books.lock().unwrap();
        let refund = books.refunds.get_mut(index)?;
        status.clone_into(&mut refund.status);
        let refund = refund.clone();
        Some(self.object(&refund))
    }

    /// Sets the state of the one dispute, and returns the object.
    pub fn dispute(&self, status: &str, movements: &[i64]) -> Value {
        let transactions: Vec<Value> = movements
            .iter()
            .enumerate()
            .map(|(i, minor)| json!({"id": format!("txn_{i}"), "amount": minor, "currency": self.currency}))
            .collect();
        let dispute = json!({
            "id": "du_1", "object": "dispute", "amount": self.captured, "currency": self.currency,
            "charge": "ch_1", "payment_intent": "pi_1", "created": 1_760_000_000,
            "reason": "fraudulent", "status": status, "is_charge_refundable": false,
            "balance_transactions": transactions, "evidence_details": {"due_by": null},
            "payment_method_details": {"type": "card", "card": {"case_type": "chargeback"}},
        });
        self.books.lock().unwrap().disputes = vec![dispute.clone()];
        dispute
    }

    /// Has the list show this dispute, whatever is in it.
    pub fn lists(&self, dispute: &Value) {
        self.books.lock().unwrap().disputes = vec![dispute.clone()];
    }

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

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, GatewayError> {
        let path = request.path.split('?').next().unwrap();
        let now = self.clock.now();
        let books = self.books.lock().unwrap();
        if let Some((status, body)) =
            books.amiss.get(path).filter(|_| request.method == Method::Get)
        {
            return Ok(respond(*status, body));
        }
        Ok(match (request.method, path) {
            (Method::Get, "/v1/payment_intents/pi_1") => respond(200, &self.intent(&books)),
            (Method::Get, "/v1/charges/ch_1") => respond(200, &self.charge(&books)),
            (Method::Get, "/v1/refunds" | "/v1/disputes" | "/v1/invoice_payments")
                if !request.path.contains("=pi_1") =>
            {
                respond(404, &error("resource_missing", "payment_intent"))
            }
            (Method::Get, "/v1/refunds") => {
                let seen = books.refunds.iter().filter(|refund| {
                    refund.key.is_none() || seconds_between(refund.created, now) >= self.lag
                });
                let data: Vec<Value> = seen.rev().map(|refund| self.object(refund)).collect();
                respond(200, &list(&data))
            }
            (Method::Get, "/v1/disputes") => respond(200, &list(&books.disputes)),
            (Method::Get, "/v1/invoice_payments") => {
                let paid = books.invoice.iter().map(|invoice| {
                    json!({
                        "object": "invoice_payment", "status": "paid", "invoice": invoice,
                        "payment": {"type": "payment_intent", "payment_intent": "pi_1"},
                    })
                });
                respond(200, &list(&paid.collect::<Vec<_>>()))
            }
            (Method::Get, "/v1/customers/cus_1") => {
                let email = books.account_email;
                respond(200, &json!({"id": "cus_1", "object": "customer", "email": email}))
            }
            (Method::Get, "/v1/charges/search") => {
                assert!(request.path.contains("F1ngerprint"), "{}", request.path);
                respond(200, &self.search(&books, request.path.contains("page=more")))
            }
            (Method::Get, "/v1/customers") => {
                assert!(request.path.contains("Jane%40Example.com"), "{}", request.path);
                respond(200, &list(&[json!({"id": "cus_1"}), json!({"id": "cus_2"})]))
            }
            (Method::Get, "/v1/charges") if request.path.contains("cus_2") => {
                respond(200, &list(&[self.other(&books), self.other(&books)]))
            }
            (Method::Get, "/v1/charges") => respond(200, &list(&[self.charge(&books)])),
            (Method::Get, _) => respond(404, &error("resource_missing", "id")),
            (Method::Post, "/v1/refunds") => {
                drop(books);
                return self.post(request);
            }
            (Method::Post, other) => panic!("no such call: {other}"),
        })
    }

    fn post(&self, request: &HttpRequest) -> Result<HttpResponse, GatewayError> {
        let key = request
            .headers
            .iter()
            .find(|(name, _)| name == "idempotency-key")
            .map(|(_, value)| value.clone())
            .expect("a refund call without a key");
        let now = self.clock.now();
        let mut books = self.books.lock().unwrap();
        let fault = books.faults.pop_front();
        if fault == Some(Fault::NotSent) {
            return Err(GatewayError::NotSent { account: account(), source: "refused".into() });
        }
        books.posts += 1;
        let bodies = books.bodies.entry(key.clone()).or_default();
        if !bodies.contains(&request.body) {
            bodies.push(request.body.clone());
        }
        let forgotten =
            |remembered: &Remembered| seconds_between(remembered.first_at, now) >= KEY_LIFETIME;
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

    /// Executes a refund, as strictly as the processor would.
    fn execute(
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
        if held(books) >= taken {
            return (400, error("charge_already_refunded", ""));
        }
        if held(books) + amount > taken {
            return (400, json!({"error": {"type": "invalid_request_error", "param": "amount"}}));
        }
        *books.executions.entry(key.to_owned()).or_default() += 1;
        let id = book(books, Some(key.to_owned()), amount, (status, at));
        let refund = books.refunds.iter().find(|refund| refund.id == id).unwrap();
        (200, self.object(refund))
    }

    fn charge(&self, books: &Books) -> Value {
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
    fn other(&self, books: &Books) -> Value {
        let mut other = self.charge(books);
        other["id"] = json!("ch_2");
        other["payment_intent"] = json!("pi_2");
        other["customer"] = json!("cus_2");
        other["amount_refunded"] = json!(self.captured);
        other
    }

    /// The payments of the card, on two pages.
    fn search(&self, books: &Books, rest: bool) -> Value {
        let other = self.other(books);
        let data = if rest { vec![other] } else { vec![self.charge(books), other] };
        let next_page = (!rest).then_some("more");
        json!({
            "object": "search_result", "url": "/v1/charges/search", "has_more": !rest,
            "next_page": next_page, "data": data,
        })
    }

    fn intent(&self, books: &Books) -> Value {
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

/// A refund call as it was sent.
#[derive(Clone, Copy)]
struct Form<'a> {
    key: &'a str,
    body: &'a str,
}

fn book(books: &mut Books, key: Option<String>, amount: i64, as_of: (&str, Timestamp)) -> String {
    let id = format!("re_{}", books.refunds.len() + 1);
    let (status, created) = (as_of.0.to_owned(), as_of.1);
    books.refunds.push(Booked { id: id.clone(), key, amount, status, created });
    id
}

/// What went back, or is on its way back.
fn held(books: &Books) -> i64 {
    let alive = |refund: &&Booked| refund.status != "failed" && refund.status != "canceled";
    let all: i64 = books.refunds.iter().filter(alive).map(|refund| refund.amount).sum();
    all - books.released
}

fn is_open(dispute: &Value) -> bool {
    !matches!(dispute["status"].as_str(), Some("won" | "warning_closed"))
}

fn list(data: &[Value]) -> Value {
    json!({"object": "list", "data": data, "has_more": false, "url": "/v1/x"})
}

fn error(code: &str, param: &str) -> Value {
    json!({"error": {"type": "invalid_request_error", "code": code, "param": param}})
}

fn error_of(kind: &str) -> Value {
    json!({"error": {"type": kind, "code": kind}})
}

fn respond(status: u16, body: &Value) -> HttpResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    HttpResponse { status, headers, body: serde_json::to_vec(body).unwrap() }
}

fn account() -> AccountName {
    AccountName::parse("stripe-eu").unwrap()
}

#[async_trait]
impl Gateway for FakeProcessor {
    async fn send(
        &self,
        _account: &AccountName,
        request: &HttpRequest,
    ) -> Result<HttpResponse, GatewayError> {
        self.answer(request)
    }
}
