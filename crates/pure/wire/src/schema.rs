//! JSON Schemas (draft 2020-12), generated from the types that are written and read.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// The URI of a schema: `dataschema` of the events, `$id` of the schema. A name, not a place.
pub fn uri(kind: &str) -> String {
    format!("urn:refundd:schema:{kind}")
}

/// The schema of something that we write.
pub(super) fn outbound<T: JsonSchema>(kind: &str) -> Value {
    let open = RecursiveTransform(open);
    generate::<T>(SchemaSettings::draft2020_12().for_serialize().with_transform(open), kind)
}

/// The schema of something that we read.
pub(super) fn inbound<T: JsonSchema>(kind: &str) -> Value {
    generate::<T>(SchemaSettings::draft2020_12().for_deserialize(), kind)
}

/// A document that is read strictly may still get fields where it is written.
fn open(schema: &mut Schema) {
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        schema.remove("additionalProperties");
    }
}

fn generate<T: JsonSchema>(settings: SchemaSettings, kind: &str) -> Value {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), Value::String(uri(kind)));
    schema.insert("title".to_owned(), Value::String(kind.to_owned()));
    schema.to_value()
}
