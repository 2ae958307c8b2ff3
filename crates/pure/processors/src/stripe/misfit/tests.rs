//! Every field that is read, taken away and given another type.

use serde_json::{Value, json};

use super::super::answer::{
    read_disputes, read_history, read_payment, read_payment_ref, read_refunds,
};
use super::super::event::decode;
use super::super::invoice::read_invoice;
use super::super::query;
use super::super::relatives::{payers_query, read_card, read_customer_email, read_payers};
use crate::event::Decoded;
use crate::question::ReadError;
use crate::{MetadataKeys, Setup};
use domain::http::HttpResponse;
use domain::ids::{CustomerId, PaymentId};

fn ok(body: &Value) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }
}

fn page(entry: &Value) -> Value {
    json!({"object": "list", "has_more": false, "data": [entry]})
}

fn of(id: &str) -> PaymentId {
    PaymentId::parse(id).unwrap()
}

fn charge() -> Value {
    json!({"object": "charge", "id": "ch_1", "amount": 1000, "amount_captured": 1000,
        "amount_refunded": 0, "captured": true, "paid": true, "refunded": false,
        "status": "succeeded", "currency": "eur", "created": 1, "customer": "cus_1",
        "disputed": false, "payment_intent": "pi_1", "metadata": {"product": "editor"},
        "payment_method_details": {"type": "card", "card": {"country": "DE", "fingerprint": "F1"}},
        "billing_details": {"address": {"country": "DE"}, "email": "a@example.test"},
        "receipt_email": "a@example.test", "application_fee_amount": 1,
        "presentment_details": {"presentment_amount": 1, "presentment_currency": "usd"}})
}

fn intent() -> Value {
    json!({"object": "payment_intent", "id": "pi_1", "status": "succeeded",
        "amount_received": 1000, "currency": "eur", "created": 1, "customer": "cus_1",
        "latest_charge": charge(), "metadata": {}, "application_fee_amount": 1,
        "receipt_email": "a@example.test",
        "presentment_details": {"presentment_amount": 1, "presentment_currency": "usd"}})
}

fn refund() -> Value {
    json!({"object": "refund", "id": "re_1", "amount": 1000, "currency": "eur",
        "status": "pending", "failure_reason": "unknown", "charge": "ch_1",
        "payment_intent": "pi_1", "metadata": {}, "created": 1,
        "next_action": {"display_details": {"expires_at": 1}}})
}

fn dispute() -> Value {
    json!({"object": "dispute", "id": "du_1", "amount": 1000, "currency": "eur",
        "status": "lost", "reason": "fraudulent", "charge": "ch_1", "payment_intent": "pi_1",
        "balance_transactions": [{"id": "txn_1", "amount": -1000, "currency": "eur",
            "created": 1, "reporting_category": "dispute"}],
        "evidence_details": {"due_by": 1}, "created": 1,
        "payment_method_details": {"card": {"case_type": "chargeback"}}})
}

fn invoice_payment() -> Value {
    json!({"object": "invoice_payment", "status": "paid",
        "payment": {"payment_intent": "pi_1"},
        "invoice": {"object": "invoice", "id": "in_1", "billing_reason": "subscription_cycle",
            "metadata": {}, "parent": {"subscription_details": {"metadata": {}}},
            "lines": {"has_more": false, "data": [{"period": {"start": 1, "end": 2},
                "parent": {"subscription_item_details": {"proration": false}}}]}}})
}

fn customer() -> Value {
    json!({"object": "customer", "id": "cus_1", "email": "a@example.test"})
}

fn event(kind: &str, object: &Value) -> Value {
    json!({"object": "event", "id": "evt_1", "type": kind, "created": 1, "livemode": false,
        "account": "acct_1", "data": {"object": object}})
}

fn warning() -> Value {
    json!({"object": "radar.early_fraud_warning", "id": "issfr_1", "actionable": true,
        "fraud_type": "misc", "charge": "ch_1", "payment_intent": "pi_1"})
}

/// What is wrong with a document, if anything is.
type Reader = fn(&Value) -> Option<String>;

fn why<T: std::fmt::Debug>(read: Result<T, ReadError>) -> Option<String> {
    match read {
        Ok(_) => None,
        Err(ReadError::Unreadable(why)) => Some(why),
        Err(other) => panic!("{other:?}"),
    }
}

fn not_understood(event: &Value) -> Option<String> {
    let body = event.to_string().into_bytes();
    let sellers = Setup { connected: Some("acct_1".to_owned()), ..Setup::default() };
    match decode(&body, &sellers, &MetadataKeys::default()) {
        Decoded::Undecodable { why, .. } => Some(why),
        Decoded::Relevant(_) | Decoded::Irrelevant { .. } | Decoded::Beside { .. } => None,
    }
}

/// Each document that is read, and who reads it.
fn readers() -> Vec<(&'static str, Value, Reader)> {
    vec![
        ("intent", intent(), |it| {
            why(read_payment(&of("pi_1"), (&ok(it), None), &MetadataKeys::default()))
        }),
        ("charge", charge(), |it| {
            why(read_payment(&of("ch_1"), (&ok(it), None), &MetadataKeys::default()))
        }),
        ("lookup", charge(), |it| why(read_payment_ref(&of("ch_1"), &ok(it)))),
        ("refunds", page(&refund()), |it| why(read_refunds(&of("pi_1"), &ok(it)))),
        ("disputes", page(&dispute()), |it| {
            why(read_disputes(&of("pi_1"), jiff::Timestamp::UNIX_EPOCH, &ok(it)))
        }),
        ("history", page(&charge()), |it| {
            let customer = CustomerId::parse("cus_1").unwrap();
            why(read_history(&customer, &ok(it), &MetadataKeys::default()))
        }),
        ("card", page(&charge()), |it| why(read_card("F1", &ok(it), &MetadataKeys::default()))),
        ("address", intent(), |it| why(payers_query(&of("pi_1"), &ok(it)))),
        ("payers", page(&customer()), |it| {
            why(read_payers(&query::customers_with("a@example.test"), &ok(it)))
        }),
        ("customer", customer(), |it| {
            why(read_customer_email(&CustomerId::parse("cus_1").unwrap(), &ok(it)))
        }),
        ("invoice", page(&invoice_payment()), |it| why(read_invoice(&of("pi_1"), &ok(it)))),
        ("event refund", event("refund.updated", &refund()), not_understood),
        ("event intent", event("payment_intent.succeeded", &intent()), not_understood),
        ("event charge", event("charge.updated", &charge()), not_understood),
        ("event dispute", event("charge.dispute.created", &dispute()), not_understood),
        ("event warning", event("radar.early_fraud_warning.created", &warning()), not_understood),
    ]
}

/// The fields of a document, as the messages name them, but for what is in the shop's metadata.
fn fields(value: &Value, before: &str, found: &mut Vec<String>) {
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            let name = |key: &String| match before {
                "" => key.clone(),
                _ => format!("{before}.{key}"),
            };
            fields.iter().map(|(key, inner)| (name(key), inner)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, inner)| (format!("{before}[{at}]"), inner)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, inner) in entries {
        if !name.ends_with(".product") {
            fields_below(&name, inner, found);
        }
    }
}

fn fields_below(name: &str, inner: &Value, found: &mut Vec<String>) {
    found.push(name.to_owned());
    fields(inner, name, found);
}

fn pointer(field: &str) -> String {
    format!("/{}", field.replace('[', ".").replace(']', "").replace('.', "/"))
}

/// Of each type one; another than the one of a field is what it should not be.
fn types() -> [(Value, &'static str); 6] {
    [
        (json!(true), "a truth value"),
        (json!(7), "a whole number"),
        (json!(7.5), "a number that is not whole, or too large"),
        (json!("jenny@example.test"), "a text"),
        (json!(["jenny@example.test"]), "a list"),
        (json!({"jenny@example.test": 1}), "an object"),
    ]
}

/// The name of a field from the object of an event on: there the object is what is spoken of.
fn said(name: &str, field: &str) -> String {
    let of_object =
        if name.starts_with("event") { field.strip_prefix("data.object.") } else { None };
    of_object.unwrap_or(field).to_owned()
}

#[test]
fn o15_a_field_of_another_type_is_named_with_what_it_is_and_never_with_its_value() {
    let (mut tried, mut read_fields) = (0, 0);
    for (name, document, read) in readers() {
        assert_eq!(read(&document), None, "{name}");
        let mut all = Vec::new();
        fields(&document, "", &mut all);
        for field in all {
            let (mut named, mut whys) = (0, Vec::new());
            for (value, kind) in types() {
                let mut changed = document.clone();
                *changed.pointer_mut(&pointer(&field)).unwrap() = value;
                let Some(why) = read(&changed) else { continue };
                assert!(!why.contains("jenny"), "{why}");
                let misfit = format!(" has an unusable {}: it is {kind}", said(name, &field));
                // The object of an event is what is spoken of, and no field of it.
                let whole = field == "data.object" && why.ends_with(&format!(" is {kind}"));
                named += u32::from(whole || why.ends_with(&misfit));
                whys.push(why);
            }
            // Of six types a field takes one, and whole numbers may stand where others do; one that
            // this reader has no use for takes all.
            assert!(whys.is_empty() || named >= 4, "{name} {field}: {whys:?}");
            tried += whys.len();
            read_fields += u32::from(!whys.is_empty());
        }
    }
    assert_eq!((tried, read_fields), (1921, 372));
}

#[test]
fn o15_a_field_that_is_missing_is_the_one_that_is_named() {
    let mut needed = Vec::new();
    for (name, document, read) in readers() {
        let mut all = Vec::new();
        fields(&document, "", &mut all);
        for field in all.iter().filter(|field| !field.ends_with(']')) {
            let (above, last) = field.rsplit_once('.').unwrap_or(("", field));
            let above = if above.is_empty() { String::new() } else { pointer(above) };
            let mut without = document.clone();
            without.pointer_mut(&above).unwrap().as_object_mut().unwrap().remove(last);
            let mut null = document.clone();
            *null.pointer_mut(&pointer(field)).unwrap() = Value::Null;
            let whys = (read(&without), read(&null));
            if let Some(why) = &whys.0 {
                needed.push(format!("{name} {field}: {why}"));
            }
            if whys.0 != whys.1 {
                needed.push(format!("{name} {field}: null: {:?}", whys.1));
            }
        }
    }
    insta::assert_snapshot!(needed.join("\n"));
}

#[test]
fn o15_a_field_that_stands_there_twice_and_an_object_without_id_are_named() {
    let read = |body: &str| {
        let answer = HttpResponse { status: 200, headers: Vec::new(), body: body.into() };
        why(read_refunds(&of("pi_1"), &answer)).unwrap()
    };
    assert_eq!(
        read(r#"{"has_more": false, "data": [{"amount": 1, "amount": 2}]}"#),
        "the list has data[0].amount twice"
    );
    assert_eq!(
        read(r#"{"has_more": false, "data": [{"payment_intent": {"object": "payment_intent"}}]}"#),
        "the list has no data[0].payment_intent.id"
    );
    assert_eq!(read(r#"{"has_more": false, "has_more": true}"#), "the list has has_more twice");
    assert_eq!(
        read(r#"{"has_more": 99999999999999999999}"#),
        "the list has an unusable has_more: it is a number that is not whole, or too large"
    );
    assert_eq!(read("7"), "the list is a whole number");
    assert_eq!(read(r#"{"has_more": false} x"#), "the list is no JSON at line 1 column 21");
}
