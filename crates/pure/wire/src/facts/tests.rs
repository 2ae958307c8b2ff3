//! Holds the document of facts to its word.

use serde_json::{Value, json};

use super::super::sample;
use super::*;

const GOLDEN: &str = "tests/golden/facts/v1";

fn no_step(_: Processor, _: Currency) -> i64 {
    1
}

const SMALLEST: &str = r#"{
  "request": { "reason": "unused", "requested_at": "2026-03-02T10:00:00Z" },
  "payment": { "captured": { "minor": 4900, "currency": "EUR" }, "charged_at": "2026-02-21T09:30:00Z" }
}"#;

#[test]
fn four_fields_make_a_request() {
    let facts = FactsV1::read(SMALLEST).unwrap().facts(no_step);
    assert_eq!(facts.ledger.left_minor, 4900);
    assert_eq!((facts.payment.step, facts.payment.processor), (1, Processor::Stripe));
    assert_eq!((facts.customer, facts.card), (None, None));
    let dinar = SMALLEST.replace("EUR", "KWD");
    let facts = FactsV1::read(&dinar).unwrap().facts(
        |_, currency| {
            if currency.exponent() == 3 { 10 } else { 1 }
        },
    );
    assert_eq!(
        facts.payment.step, 10,
        "what the document does not say, the processor's table does"
    );
    let partly = SMALLEST.replace("\"request\"", "\"ledger\":{\"refunded_minor\":900},\"request\"");
    assert_eq!(FactsV1::read(&partly).unwrap().facts(no_step).ledger.left_minor, 4000);
}

#[test]
fn facts_survive_being_written() {
    let (plain, rich) = (FactsV1::read(SMALLEST).unwrap().facts(no_step), sample::facts::rich());
    for (name, facts) in [("plain", plain), ("rich", rich)] {
        let document = FactsV1::from(&facts);
        let read = FactsV1::read(&document.line()).unwrap();
        assert_eq!(read.facts(|_, _| unreachable!("it is written")), facts, "{name}");
        let text = serde_json::to_string_pretty(&document).unwrap();
        golden::hold(&format!("{GOLDEN}/{name}.json"), &format!("{text}\n"));
    }
    assert_eq!(golden::names(GOLDEN, ".json").len(), 2);
}

#[test]
fn a_mistake_is_told_with_its_field() {
    let with = |pointer: &str, value: Value| {
        let mut document: Value = serde_json::from_str(SMALLEST).unwrap();
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[field] = value;
        FactsV1::read(&document.to_string()).unwrap_err().to_string()
    };
    let told: Vec<String> = [
        ("/request/reason", json!("duplicat")),
        ("/payment/captured/currency", json!("EURO")),
        ("/payment/captured/minor", json!(49.5)),
        ("/payment/charged_at", json!("yesterday")),
        ("/payment/processor", json!("paddle")),
        ("/payment/plam", json!("pro")),
        ("/customer", json!({ "all": { "payments": "many" } })),
        ("/merchant", json!({ "used": [1] })),
        ("/earlier", json!({ "denied": 1 })),
    ]
    .into_iter()
    .map(|(pointer, value)| with(pointer, value))
    .chain(["{", "{}", "7"].map(|text| FactsV1::read(text).unwrap_err().to_string()))
    .collect();
    assert_eq!(told.len(), 12);
    insta::assert_snapshot!("wrong_facts", told.join("\n"));
}

/// Whatever stands in the place of an object, nobody is told the name of a type of ours.
#[test]
fn w19_no_mistake_names_a_type() {
    let facts = sample::facts::rich();
    let whole = serde_json::to_value(FactsV1::from(&facts)).unwrap();
    let mut pointers = vec![String::new()];
    let mut wrong = 0;
    while let Some(pointer) = pointers.pop() {
        let value = whole.pointer(&pointer).unwrap();
        let inner: Vec<String> = match value {
            Value::Object(fields) => fields.keys().cloned().collect(),
            Value::Array(items) => (0..items.len()).map(|place| place.to_string()).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        pointers.extend(inner.into_iter().map(|key| format!("{pointer}/{key}")));
        let mut broken = whole.clone();
        *broken.pointer_mut(&pointer).unwrap() = json!([[3]]);
        if let Err(error) = FactsV1::read(&broken.to_string()) {
            let said = error.to_string();
            assert!(!said.contains("struct") && !said.contains("V1"), "{pointer}: {said}");
            wrong += 1;
        }
    }
    assert!(wrong > 20, "{wrong}");
}
