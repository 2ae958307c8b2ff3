//! Every read and the order, answered with another object than the one that was asked for.

use serde_json::{Value, json};

use super::super::answer::{
    read_disputes, read_history, read_payment, read_payment_ref, read_refund, read_refunds,
};
use super::super::invoice::read_invoice;
use super::super::relatives::{payers_query, read_card, read_payers};
use super::*;
use crate::MetadataKeys;
use crate::order::{RefundOrder, UnclearAnswer};
use crate::question::ReadError;
use domain::http::HttpResponse;
use domain::ids::{CaseId, CustomerId};
use domain::key::{IdempotencyKey, Subject};
use domain::money::{Currency, Money};
use domain::outcome::CallOutcome;
use domain::processor::Processor;

/// When the lists were asked for.
const AT: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

fn ok(body: &Value) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }
}

fn page(entry: &Value) -> HttpResponse {
    ok(&json!({"object": "list", "has_more": false, "data": [entry]}))
}

fn of(id: &str) -> PaymentId {
    PaymentId::parse(id).unwrap()
}

fn with(object: &Value, edits: &[(&str, Value)]) -> Value {
    let mut object = object.clone();
    for (field, value) in edits {
        object[*field] = value.clone();
    }
    object
}

fn refund() -> Value {
    json!({"object": "refund", "id": "re_1", "amount": 1000, "currency": "eur", "created": 1,
        "status": "succeeded", "payment_intent": "pi_1", "charge": "ch_1", "metadata": {}})
}

fn dispute() -> Value {
    json!({"object": "dispute", "id": "du_1", "amount": 1000, "currency": "eur", "created": 1,
        "status": "needs_response", "payment_intent": "pi_1", "charge": "ch_1"})
}

fn charge() -> Value {
    json!({"object": "charge", "id": "ch_1", "amount": 1000, "currency": "eur", "created": 1,
        "amount_captured": 1000, "status": "succeeded", "paid": true, "captured": true,
        "payment_intent": "pi_1", "customer": "cus_1", "receipt_email": "a@example.test",
        "payment_method_details": {"type": "card", "card": {"fingerprint": "F1"}}})
}

fn intent() -> Value {
    json!({"object": "payment_intent", "id": "pi_1", "amount_received": 1000, "currency": "eur",
        "created": 1, "status": "succeeded", "latest_charge": charge()})
}

/// What was wrong; the test fails where nothing was.
fn why<T: std::fmt::Debug>(read: Result<T, ReadError>) -> String {
    match read {
        Err(ReadError::Unreadable(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn s19_a_refund_of_another_payment_amount_currency_or_key_is_no_success() {
    let currency = Currency::parse("eur").unwrap();
    let derive =
        |case: &CaseId| IdempotencyKey::derive(Processor::Stripe, case, &Subject::Full, currency);
    let answer = |payment: &str, object: &Value| {
        let case = CaseId::parse(&format!("eu/{payment}")).unwrap();
        let key = derive(&case);
        let order = RefundOrder {
            case: &case,
            amount: Money::new(1000, currency),
            key: &key,
            split: domain::split::SplitOrder::default(),
        };
        read_refund(&order, &ok(object))
    };
    let ours = derive(&CaseId::parse("eu/pi_1").unwrap());
    let theirs = derive(&CaseId::parse("eu/pi_2").unwrap());
    for (payment, edits) in [
        ("pi_1", vec![]),
        ("pi_1", vec![("payment_intent", json!({"object": "payment_intent", "id": "pi_1"}))]),
        ("pi_1", vec![("metadata", json!({"refundd_key": ours.as_str()}))]),
        ("pi_1", vec![("currency", json!("EUR")), ("charge", Value::Null)]),
        ("ch_1", vec![("payment_intent", Value::Null)]),
    ] {
        let done = answer(payment, &with(&refund(), &edits));
        assert!(matches!(done, Ok(CallOutcome::Done(_))), "{edits:?}: {done:?}");
    }
    for (payment, field, value, expected) in [
        (
            "pi_1",
            "payment_intent",
            json!("pi_2"),
            "the refund is of another payment_intent than pi_1",
        ),
        (
            "pi_1",
            "payment_intent",
            json!({"id": "pi_2"}),
            "the refund is of another payment_intent than pi_1",
        ),
        ("pi_1", "payment_intent", Value::Null, "the refund has no payment_intent"),
        ("ch_1", "charge", json!("ch_2"), "the refund is of another charge than ch_1"),
        ("py_1", "charge", Value::Null, "the refund has no charge"),
        ("pi_1", "currency", json!("usd"), "the refund is of 10.00 USD, ordered were 10.00 EUR"),
        ("pi_1", "amount", json!(999), "the refund is of 9.99 EUR, ordered were 10.00 EUR"),
        (
            "pi_1",
            "metadata",
            json!({"refundd_key": theirs.as_str()}),
            "the refund has the key of another order",
        ),
        ("pi_1", "object", json!("charge"), "it is no refund"),
    ] {
        let read = answer(payment, &with(&refund(), &[(field, value)]));
        assert_eq!(read, Err(UnclearAnswer(expected.to_owned())), "{field}");
    }
}

#[test]
fn s19_a_list_with_an_entry_of_another_payment_is_unreadable() {
    assert_eq!(read_refunds(&of("pi_1"), &page(&refund())).unwrap().items.len(), 1);
    assert_eq!(read_disputes(&of("ch_1"), AT, &page(&dispute())).unwrap().items.len(), 1);
    for (payment, field) in [("pi_1", "payment_intent"), ("ch_1", "charge"), ("py_1", "charge")] {
        for (owner, expected) in [
            (json!("xx_2"), format!("is of another {field} than {payment}")),
            (json!({"id": "xx_2"}), format!("is of another {field} than {payment}")),
            (Value::Null, format!("has no {field}")),
        ] {
            let edit = [(field, owner)];
            let (of, other) = (of(payment), with(&refund(), &edit));
            let mine = with(&refund(), &[(field, json!(payment))]);
            let mixed = ok(&json!({"has_more": false, "data": [mine, other]}));
            assert_eq!(why(read_refunds(&of, &mixed)), format!("the refund {expected}"));
            let read = read_disputes(&of, AT, &page(&with(&dispute(), &edit)));
            assert_eq!(why(read), format!("the dispute {expected}"));
        }
    }
}

#[test]
fn s19_another_payment_than_the_one_that_was_asked_for_is_unreadable() {
    let keys = MetadataKeys::default();
    let read = |id: &str, object: &Value| read_payment(&of(id), (&ok(object), None), &keys);
    assert!(read("pi_1", &intent()).is_ok());
    assert!(read("ch_1", &charge()).is_ok());
    let latest = |field: &str, value: Value| {
        with(&intent(), &[("latest_charge", with(&charge(), &[(field, value)]))])
    };
    for (asked, object, expected) in [
        ("pi_2", intent(), "the payment intent is another one than pi_2"),
        ("ch_2", charge(), "the charge is another one than ch_2"),
        ("pi_1", charge(), "the payment intent is another one than pi_1"),
        ("ch_1", intent(), "the charge is another one than ch_1"),
        ("pi_1", with(&intent(), &[("id", Value::Null)]), "the payment intent has no id"),
        (
            "pi_1",
            latest("payment_intent", json!("pi_2")),
            "the latest charge is of another payment_intent",
        ),
        ("pi_1", latest("currency", json!("jpy")), "the latest charge is of another currency"),
    ] {
        assert_eq!(why(read(asked, &object)), expected);
    }

    assert_eq!(read_payment_ref(&of("ch_1"), &ok(&charge())), Ok(Some(of("pi_1"))));
    let read = read_payment_ref(&of("ch_2"), &ok(&charge()));
    assert_eq!(why(read), "the charge is another one than ch_2");
}

#[test]
fn s19_a_history_of_somebody_else_is_unreadable() {
    let keys = MetadataKeys::default();
    let customer = CustomerId::parse("cus_1").unwrap();
    let history = |object: &Value| read_history(&customer, &page(object), &keys);
    assert_eq!(history(&charge()).unwrap().items.len(), 1);
    let other = with(&charge(), &[("customer", json!({"id": "cus_2"}))]);
    assert_eq!(why(history(&other)), "a charge is of another customer");
    assert_eq!(why(history(&refund())), "it is no charge");

    let card = |object: &Value| read_card("F1", &page(object), &keys);
    assert_eq!(card(&charge()).unwrap().items.len(), 1);
    let paid = json!({"type": "card", "card": {"fingerprint": "F2"}});
    let other = with(&charge(), &[("payment_method_details", paid)]);
    assert_eq!(why(card(&other)), "a charge is of another card");
}

#[test]
fn s19_the_payers_of_another_payment_or_address_are_unreadable() {
    let asked = payers_query(&of("pi_1"), &ok(&intent())).unwrap().unwrap();
    let read = payers_query(&of("pi_2"), &ok(&intent()));
    assert_eq!(why(read), "the payment is another one than pi_2");
    let payers = |email: Value| {
        read_payers(&asked, &page(&json!({"object": "customer", "id": "cus_1", "email": email})))
    };
    for email in [json!("a@example.test"), json!("A@example.test")] {
        assert_eq!(payers(email).unwrap().map(|found| found.len()), Some(1));
    }
    let read = payers(json!("b@example.test"));
    assert_eq!(why(read), "a customer has another e-mail address");
}

/// Whose an entry is, as its list goes by it.
type Entry = (&'static str, fn(&Value) -> Option<String>, Value, &'static str);

fn flaw<T: std::fmt::Debug>(read: Result<T, ReadError>) -> Option<String> {
    read.is_err().then(|| why(read))
}

fn lists() -> Vec<Entry> {
    let customer = json!({"object": "customer", "id": "cus_1", "email": "a@example.test"});
    let invoice = json!({"object": "invoice_payment", "status": "paid",
        "payment": {"payment_intent": "pi_1"}, "invoice": {"object": "invoice", "id": "in_1"}});
    vec![
        ("refund", |it| flaw(read_refunds(&of("pi_1"), &ok(it))), refund(), "/payment_intent"),
        ("refund", |it| flaw(read_refunds(&of("ch_1"), &ok(it))), refund(), "/charge"),
        (
            "dispute",
            |it| flaw(read_disputes(&of("pi_1"), AT, &ok(it))),
            dispute(),
            "/payment_intent",
        ),
        ("dispute", |it| flaw(read_disputes(&of("ch_1"), AT, &ok(it))), dispute(), "/charge"),
        (
            "history",
            |it| {
                let customer = CustomerId::parse("cus_1").unwrap();
                flaw(read_history(&customer, &ok(it), &MetadataKeys::default()))
            },
            charge(),
            "/customer",
        ),
        (
            "card",
            |it| flaw(read_card("F1", &ok(it), &MetadataKeys::default())),
            charge(),
            "/payment_method_details/card/fingerprint",
        ),
        (
            "payers",
            |it| flaw(read_payers(&query::customers_with("a@example.test"), &ok(it))),
            customer,
            "/email",
        ),
        (
            "invoice",
            |it| flaw(read_invoice(&of("pi_1"), &ok(it))),
            invoice,
            "/payment/payment_intent",
        ),
    ]
}

#[test]
fn o8_an_entry_of_another_owner_or_of_none_makes_its_whole_list_unreadable() {
    let mut tried = 0;
    for (name, read, mine, owner) in lists() {
        let listed = |entries: &[&Value]| json!({"has_more": false, "data": entries});
        assert_eq!(read(&listed(&[&mine])), None, "{name}");
        let mut others = Vec::new();
        for found in [json!("xx_2"), json!("b@example.test"), Value::Null, json!("")] {
            let mut other = mine.clone();
            *other.pointer_mut(owner).unwrap() = found;
            others.push(other);
        }
        // Each object above the owner, taken away.
        for (at, _) in owner.match_indices('/') {
            let (above, rest) = owner.split_at(at);
            let field = rest.trim_start_matches('/').split('/').next().unwrap();
            let mut nobodys = mine.clone();
            nobodys.pointer_mut(above).unwrap().as_object_mut().unwrap().remove(field);
            others.push(nobodys);
        }
        // What the list is not about at all.
        if name != "payers" {
            let field = if name == "invoice" { "/invoice/object" } else { "/object" };
            for kind in [json!("source"), Value::Null] {
                let mut foreign = mine.clone();
                *foreign.pointer_mut(field).unwrap() = kind;
                others.push(foreign);
            }
        }
        for other in others {
            for entries in [vec![&other], vec![&mine, &other], vec![&other, &mine]] {
                let why = read(&listed(&entries));
                assert!(why.is_some(), "{name}: {other}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 171, "how many lists were tried");
}

#[test]
fn o8_a_history_counts_no_payment_of_nobody_even_where_it_was_declined() {
    let customer = CustomerId::parse("cus_1").unwrap();
    let keys = MetadataKeys::default();
    let declined = with(
        &charge(),
        &[("customer", Value::Null), ("status", json!("failed")), ("paid", json!(false))],
    );
    assert_eq!(why(read_history(&customer, &page(&declined), &keys)), "a charge has no customer");
    let nobody = json!({"object": "customer", "id": "cus_2", "email": null});
    let asked = query::customers_with("a@example.test");
    assert_eq!(why(read_payers(&asked, &page(&nobody))), "a customer has no email");
    let cash = json!({"type": "customer_balance"});
    let other = with(&charge(), &[("payment_method_details", cash)]);
    assert_eq!(why(read_card("F1", &page(&other), &keys)), "a charge has no card");
}
