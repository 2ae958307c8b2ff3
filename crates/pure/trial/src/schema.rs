//! JSON Schemas with which editors check what is written: of a policy, and of the tests beside it.
//!
//! Draft 7, because that is what editors of TOML read.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::age;
use super::expectation::ExpectedV1;
use super::suite::SECTIONS;
use policy::PolicyFile;
use wire::facts::FactsV1;

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a policy file: that of the types with which it is read.
pub fn policy_schema() -> Value {
    let mut definitions = Map::new();
    let mut schema = of::<PolicyFile>(&mut definitions);
    let head = json!({
        "$schema": DRAFT,
        "$id": "urn:refundd:schema:policy.v1",
        "title": "A refund policy",
        "description": "docs/policy.md describes policies. `refundd policy check` finds more than \
                        a schema can.",
        "definitions": definitions,
    });
    if let (Some(schema), Value::Object(head)) = (schema.as_object_mut(), head) {
        schema.extend(head);
    }
    without_null(&mut schema);
    schema
}

/// A key that may be left out has no null in TOML.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(without_null),
        Value::Object(fields) => {
            fields.values_mut().for_each(without_null);
            let null = json!("null");
            if let Some(Value::Array(kinds)) = fields.get_mut("type") {
                kinds.retain(|kind| *kind != null);
                if let [kind] = kinds.as_slice() {
                    let kind = kind.clone();
                    fields.insert("type".to_owned(), kind);
                }
            }
            if let Some(Value::Array(words)) = fields.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            if let Some(Value::Array(ways)) = fields.get_mut("anyOf") {
                ways.retain(|way| way.get("type") != Some(&null));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schema of a tests file. Facts may be anywhere in two parts, the base and the case, so that
/// none of their fields is required here.
pub fn tests_schema() -> Value {
    let mut definitions = Map::new();
    let mut facts = of::<FactsV1>(&mut definitions);
    let expected = of::<ExpectedV1>(&mut definitions);
    for definition in definitions.values_mut() {
        relax(definition);
    }
    let mut sections: Map<String, Value> = SECTIONS
        .into_iter()
        .filter_map(|name| {
            Some((name.to_owned(), facts.pointer_mut(&format!("/properties/{name}"))?.take()))
        })
        .collect();
    sections.insert(
        age::KEY.to_owned(),
        json!({
            "type": "integer",
            "minimum": 0,
            "maximum": age::DAYS_MAX,
            "description": "So many days before the request it was charged; in the place of \
                            payment.charged_at.",
        }),
    );
    let mut fields = sections.clone();
    for (name, value) in [
        (
            "name",
            json!({ "type": "string", "description": "A sentence that says what the case shows." }),
        ),
        ("notes", json!({ "type": "string", "description": "Not read." })),
        (
            "without",
            json!({
                "type": "array",
                "items": { "type": "string" },
                "description": "Fields of the base that the case is to be without: payment.plan.",
            }),
        ),
        ("expect", expected),
    ] {
        fields.insert(name.to_owned(), value);
    }
    json!({
        "$schema": DRAFT,
        "$id": "urn:refundd:schema:policy-tests.v1",
        "title": "The tests of a refund policy",
        "description": "docs/policy-tools.md describes them.",
        "type": "object",
        "additionalProperties": false,
        "required": ["case"],
        "properties": {
            "notes": { "type": "string", "description": "Not read." },
            "base": {
                "type": "object",
                "description": "Facts that every case begins with.",
                "additionalProperties": false,
                "properties": sections,
            },
            "case": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["name", "expect"],
                    "properties": fields,
                },
            },
        },
        "definitions": definitions,
    })
}

/// The schema of a wire type; what it refers to is put among the definitions.
fn of<T: JsonSchema>(definitions: &mut Map<String, Value>) -> Value {
    let generator = SchemaSettings::draft07().for_deserialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    if let Some(Value::Object(found)) =
        schema.as_object_mut().and_then(|schema| schema.remove("definitions"))
    {
        definitions.extend(found);
    }
    schema
}

/// Takes away what a part of facts need not have.
fn relax(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("required");
    }
}
