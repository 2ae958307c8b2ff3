//! Credit notes: the order byte by byte, and answers about anything but what was ordered.

use serde_json::{Value, json};

use super::*;
use crate::order::OrderError;
use domain::ids::{CaseId, InvoiceId, RefundId};
use domain::key::{IdempotencyKey, Subject};
use domain::money::{Currency, Money};
use domain::processor::Processor;
use domain::refund::{Refund, RefundStatus};

struct Made {
    invoice: InvoiceId,
    refund: Refund,
    key: IdempotencyKey,
}

impl Made {
    fn of(minor: i64, code: &str) -> Self {
        let case = CaseId::parse("eu/pi_1").unwrap();
        let currency = Currency::parse(code).unwrap();
        let key = IdempotencyKey::derive(Processor::Stripe, &case, &Subject::Full, currency);
        let refund = Refund {
            id: RefundId::parse("re_1").unwrap(),
            amount: Money::new(minor, currency),
            status: RefundStatus::Succeeded,
            key: Some(key.clone()),
            failure: None,
            act_by: None,
            created_at: jiff::Timestamp::UNIX_EPOCH,
        };
        Self { invoice: InvoiceId::parse("in_1").unwrap(), refund, key }
    }

    fn order(&self) -> CreditOrder<'_> {
        CreditOrder { invoice: &self.invoice, refund: &self.refund, key: &self.key }
    }

    fn note(&self) -> Value {
        json!({"object": "credit_note", "id": "cn_1", "amount": self.refund.amount.minor,
            "currency": "eur", "invoice": "in_1", "status": "issued",
            "metadata": {"refundd_key": self.key.as_str()}})
    }
}

fn with(object: &Value, field: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[field] = value;
    object
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_string().into_bytes() }
}

fn page(notes: &[Value], more: bool) -> HttpResponse {
    answer(200, &json!({"object": "list", "has_more": more, "data": notes}))
}

/// What an answer, and a list, may say in the place of what was ordered.
fn others(made: &Made) -> Vec<(Value, &'static str)> {
    let note = made.note();
    vec![
        (with(&note, "invoice", json!("in_2")), "the credit note is of another invoice"),
        (with(&note, "invoice", Value::Null), "the credit note has no invoice"),
        (with(&note, "object", json!("refund")), "it is no credit_note"),
        (with(&note, "id", Value::Null), "the credit note has no id"),
        (
            with(&note, "amount", json!(999)),
            "the credit note is of 9.99 EUR, refunded were 10.00 EUR",
        ),
        (
            with(&note, "currency", json!("usd")),
            "the credit note is of 10.00 USD, refunded were 10.00 EUR",
        ),
        (
            with(&note, "amount", json!("10")),
            "the credit note has an unusable amount: it is a text",
        ),
    ]
}

#[test]
fn a_credit_note_is_ordered_in_the_same_bytes_and_makes_no_refund() {
    let made = Made::of(1000, "eur");
    let request = query::credit_order(&made.order()).unwrap();
    let key = made.key.as_str();
    assert_eq!(request.path, "/v1/credit_notes");
    assert_eq!(
        request.body,
        format!(
            "invoice=in_1&amount=1000&refunds%5B0%5D%5Brefund%5D=re_1\
             &refunds%5B0%5D%5Bamount_refunded%5D=1000&metadata%5Brefundd_key%5D={key}"
        )
    );
    assert!(!request.body.contains("refund_amount"), "which would move money");
    let sent = request.headers.iter().find(|(name, _)| name == "idempotency-key");
    assert_eq!(sent.map(|(_, value)| value.clone()), Some(format!("cn-{key}")));
    assert_eq!(query::credit_order(&made.order()).unwrap(), request);

    let request = query::credit_order(&Made::of(5, "isk").order()).unwrap();
    assert!(request.body.contains("amount=500&"), "{}", request.body);
    let nothing = query::credit_order(&Made::of(0, "eur").order());
    assert!(matches!(nothing, Err(OrderError::NotPositive(_))));
}

#[test]
fn a_list_shows_the_credit_note_of_the_refund_and_passes_over_those_of_others() {
    let made = Made::of(1000, "eur");
    let order = made.order();
    let by_hand = with(&made.note(), "metadata", json!({}));
    let other = with(&made.note(), "metadata", json!({"refundd_key": "rf1-other"}));
    let read = read_credit_notes(&order, &page(&[by_hand.clone(), made.note(), other], false));
    let read = read.unwrap();
    assert_eq!((read.items.len(), read.items[0].id.as_str()), (1, "cn_1"));
    let linked = |refund: &str| {
        let links = json!([{"type": "refund", "refund": refund, "amount_refunded": 400}]);
        let note = with(&by_hand, "refunds", links);
        read_credit_notes(&order, &page(&[note], false)).unwrap().items
    };
    assert_eq!(linked("re_2"), []);
    let found = linked("re_1");
    assert_eq!((found.len(), found[0].amount.minor), (1, 400), "credited by hand");
    let first = read_credit_notes(&order, &page(&[by_hand], true)).unwrap();
    assert_eq!(first.items, []);
    let next = first.next.unwrap().path;
    assert_eq!(next, "/v1/credit_notes?invoice=in_1&limit=100&starting_after=cn_1");
    // A list that may hide one is not taken for whole.
    assert!(read_credit_notes(&order, &answer(200, &json!({"data": []}))).is_err());
    for (other, why) in others(&made).into_iter().filter(|(_, why)| !why.contains("unusable")) {
        let read = read_credit_notes(&order, &page(&[other], false));
        assert_eq!(read.unwrap_err(), ReadError::Unreadable(why.to_owned()));
    }
}

#[test]
fn s19_an_answer_about_another_credit_note_is_no_success() {
    let made = Made::of(1000, "eur");
    let order = made.order();
    let done = read_credit_note(&order, &answer(200, &made.note()));
    assert!(matches!(done, Ok(CallOutcome::Done(note)) if note.amount == made.refund.amount));
    let another = with(&made.note(), "metadata", json!({}));
    let another = (another, "the credit note has the key of another order");
    for (other, why) in others(&made).into_iter().chain([another]) {
        let read = read_credit_note(&order, &answer(200, &other));
        assert_eq!(read, Err(UnclearAnswer(why.to_owned())));
    }
    let refused = json!({"error": {"type": "invalid_request_error", "code": "invoice_void"}});
    for (status, body, outcome) in [
        (400, refused.clone(), "refused"),
        (403, refused.clone(), "misconfigured"),
        (409, refused.clone(), "busy"),
        (429, refused, "busy"),
        (400, json!("<html>"), "unknown"),
        (400, json!({"error": {"type": "idempotency_error"}}), "key_conflict"),
        (500, json!({}), "unknown"),
    ] {
        let read = read_credit_note(&order, &answer(status, &body)).unwrap();
        assert_eq!(read.as_str(), outcome, "{status}");
    }
}
