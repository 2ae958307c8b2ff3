//! Which field of a payload is not of the form that it should have: its name, and the type of what
//! stands there; never what stands there.

use serde::Deserialize;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Says what is wrong with `bytes`, which are JSON and cannot be read as a `T`. They are read once more
/// for it: to keep the place in mind takes time, and nearly every payload is as it should be.
pub(super) fn describe<'a, T: Deserialize<'a>>(what: &str, bytes: &'a [u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut reader) else {
        return format!("{what} goes on after its end");
    };
    let document = serde_json::from_slice(bytes).unwrap_or_default();
    let (field, found) = place(error.path(), &document);
    let inside = |name: &str| match field.as_str() {
        "" => name.to_owned(),
        _ => format!("{field}.{name}"),
    };
    // These words are serde's, and the names in them those of our own types.
    let said = error.inner().to_string();
    if let Some(name) = quoted(&said, "missing field `") {
        return format!("{what} has no {}", inside(name));
    }
    if let Some(name) = quoted(&said, "duplicate field `") {
        return format!("{what} has {} twice", inside(name));
    }
    let kind = kind(found);
    if field.is_empty() {
        return format!("{what} is {kind}");
    }
    format!("{what} has an unusable {field}: it is {kind}")
}

/// The name of a field, such as `data[0].amount`, and what stands there.
fn place<'v>(path: &Path, document: &'v Value) -> (String, &'v Value) {
    let (mut field, mut found) = (String::new(), document);
    for segment in path {
        let (name, inner) = match segment {
            Segment::Map { key } if field.is_empty() => (key.clone(), found.get(key)),
            Segment::Map { key } => (format!(".{key}"), found.get(key)),
            Segment::Seq { index } => (format!("[{index}]"), found.get(index)),
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        let Some(inner) = inner else { break };
        field.push_str(&name);
        found = inner;
    }
    (field, found)
}

fn quoted<'t>(said: &'t str, before: &str) -> Option<&'t str> {
    said.strip_prefix(before)?.split('`').next()
}

fn kind(found: &Value) -> &'static str {
    match found {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(number) if number.is_i64() => "a whole number",
        Value::Number(_) => "a number that is not whole, or too large",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
