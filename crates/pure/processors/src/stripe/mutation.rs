//! Documents changed in one place, for property tests.

use proptest::prelude::*;
use serde_json::{Value, json};

/// Replaces the value at one place of a document, counted over all of its nodes.
pub(super) fn replace(value: &mut Value, at: &mut usize, by: &Value) {
    if *at == 0 {
        *value = by.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, at, by)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, at, by)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Values that a field is not expected to have.
pub(super) fn strange_values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(json!("isk")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{"amount": i64::MIN, "currency": "usd"}])),
    ]
}
