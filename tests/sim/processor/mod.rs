//! A strict fake processor in the shape of Stripe: the judge of whether money moved twice.

mod notes;
mod objects;
mod orders;
mod replies;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::http::{HttpRequest, HttpResponse, Method};
use domain::ids::AccountName;
use domain::legs::{Legs, Sight};
use domain::time::seconds_between;
use jiff::Timestamp;
use ports::clock::Clock;
use ports::gateway::{Gateway, GatewayError};
use serde_json::{Value, json};

pub use self::notes::Note;
use self::orders::{Form, book, held};
use self::replies::{error, list, respond};
use crate::scenario::KEY_AND_NAMES;
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
    notes: Vec<Note>,
    /// What goes wrong with the next calls for credit notes.
    note_faults: VecDeque<Fault>,
    /// The address of the customer's account.
    account_email: Option<&'static str>,
    /// What is on the charge beside what it always has.
    more: BTreeMap<&'static str, Value>,
    posts: u32,
    /// The permits that were delivered for the first time, and whether a call was made under them.
    permits: BTreeMap<String, bool>,
    /// What was ordered although nothing showed that it would not be made twice.
    unfounded: Vec<String>,
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
    pub legs: Legs,
    books: Mutex<Books>,
}

impl FakeProcessor {
    pub fn new(clock: Arc<VirtualClock>, captured: i64, commission: Option<i64>, lag: i64) -> Self {
        let (books, legs) = (Mutex::default(), KEY_AND_NAMES);
        Self { clock, captured, currency: "usd", commission, locale: None, lag, legs, books }
    }

    /// Another processor with the same books, which goes its own way from here.
    pub fn fork(&self, clock: Arc<VirtualClock>) -> Self {
        let books = Mutex::new(self.books.lock().unwrap().clone());
        let Self { captured, currency, commission, locale, lag, legs, .. } = *self;
        Self { clock, captured, currency, commission, locale, lag, legs, books }
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

    pub fn fail_next_notes(&self, faults: &[Fault]) {
        self.books.lock().unwrap().note_faults.extend(faults);
    }

    pub fn notes(&self) -> Vec<Note> {
        self.books.lock().unwrap().notes.clone()
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

    /// A worker was given this permit, and not before.
    pub fn permit(&self, permit: &str) {
        self.books.lock().unwrap().permits.entry(permit.to_owned()).or_default();
    }

    /// What was ordered although nothing showed that it would not be made twice.
    pub fn unfounded(&self) -> Vec<String> {
        self.books.lock().unwrap().unfounded.clone()
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
                let seen = books.refunds.iter().filter(|refund| match self.legs.list {
                    Sight::Named => {
                        refund.key.is_none() || seconds_between(refund.created, now) >= self.lag
                    }
                    Sight::Blind => false,
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
            (Method::Get, "/v1/credit_notes") => {
                assert!(request.path.contains("invoice=in_1"), "{}", request.path);
                let seen =
                    books.notes.iter().filter(|it| seconds_between(it.created, now) >= self.lag);
                let data: Vec<Value> = seen.rev().map(|note| self.note(note)).collect();
                respond(200, &list(&data))
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
                let customer =
                    |id: &str| json!({"id": id, "object": "customer", "email": "jane@example.com"});
                respond(200, &list(&[customer("cus_1"), customer("cus_2")]))
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
            (Method::Post, "/v1/credit_notes") => {
                drop(books);
                return self.post_note(request);
            }
            (Method::Post, other) => panic!("no such call: {other}"),
        })
    }
}

fn account() -> AccountName {
    AccountName::parse("stripe-eu").unwrap()
}

#[async_trait]
impl Gateway for FakeProcessor {
    async fn send(
        &self,
        account: &AccountName,
        request: &HttpRequest,
        written_by: Option<Duration>,
    ) -> Result<HttpResponse, GatewayError> {
        if written_by.is_some_and(|by| self.clock.elapsed() > by) {
            let source = "too late".into();
            return Err(GatewayError::NotSent { account: account.clone(), source });
        }
        self.answer(request)
    }
}
