//! CloudEvents in binary mode: the attributes stand in headers, and the body is `data`.
//!
//! Each transport has its own prefix; RabbitMQ's clients use that of AMQP 1.0. What comes in binary mode
//! is put into structured mode where it comes in, so that one form travels on.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::cloud_event::EnvelopeError;

/// Of HTTP and Kafka-like headers, of AMQP, and of AMQP where a colon may not be.
const PREFIXES: [&str; 3] = ["ce-", "cloudevents:", "cloudevents_"];

/// Members of structured mode that are no attributes, or have a header of their own.
const NO_ATTRIBUTES: [&str; 3] = ["data", "data_base64", "datacontenttype"];

/// The event in structured mode, if these headers are those of one in binary mode. Names are in lower
/// case.
pub fn structured(
    headers: &[(String, String)],
    content_type: &str,
    body: &[u8],
) -> Option<Result<Vec<u8>, EnvelopeError>> {
    let attributes: BTreeMap<&str, &str> = headers
        .iter()
        .filter_map(|(name, value)| {
            let attribute = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix))?;
            (!NO_ATTRIBUTES.contains(&attribute)).then_some((attribute, value.as_str()))
        })
        .collect();
    attributes.contains_key("specversion").then(|| put_together(&attributes, content_type, body))
}

fn put_together(
    attributes: &BTreeMap<&str, &str>,
    content_type: &str,
    body: &[u8],
) -> Result<Vec<u8>, EnvelopeError> {
    let data: &RawValue = serde_json::from_slice(body)
        .map_err(|error| EnvelopeError::NotJson { line: error.line(), column: error.column() })?;
    let mut members: BTreeMap<&str, Box<RawValue>> = BTreeMap::new();
    for (name, value) in attributes.iter().chain([(&"datacontenttype", &content_type)]) {
        let text = serde_json::value::to_raw_value(value);
        members.insert(name, text.unwrap_or_else(|_| unreachable!("a text is JSON")));
    }
    members.insert("data", data.to_owned());
    Ok(serde_json::to_vec(&members).unwrap_or_else(|_| unreachable!("texts and JSON are JSON")))
}

/// Whether the body says of itself that it is an event in structured mode, whatever its content type.
pub fn is_structured(body: &[u8]) -> bool {
    let members: Result<BTreeMap<String, &RawValue>, _> = serde_json::from_slice(body);
    members.is_ok_and(|members| members.contains_key("specversion"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud_event::Incoming;

    const DATA: &[u8] = br#"{"request_id":"r1","amount":{"minor":1}}"#;

    fn headers(prefix: &str) -> Vec<(String, String)> {
        [
            ("specversion", "1.0"),
            ("id", "1\"2"),
            ("source", "/shop"),
            ("type", "a.b"),
            ("data", "x"),
        ]
        .map(|(name, value)| (format!("{prefix}{name}"), value.to_owned()))
        .to_vec()
    }

    #[test]
    fn o10_binary_mode_of_every_binding_becomes_structured_mode() {
        for prefix in PREFIXES {
            let body = structured(&headers(prefix), "application/json", DATA).unwrap().unwrap();
            let event = Incoming::read(&body).unwrap();
            assert_eq!((event.id.as_str(), event.source.as_str()), ("1\"2", "/shop"));
            assert_eq!(event.data.get().as_bytes(), DATA, "the data are as they came");
            assert!(is_structured(&body));
        }
    }

    #[test]
    fn o10_what_is_no_event_in_binary_mode_is_none_and_data_must_be_json() {
        assert!(structured(&[], "application/json", DATA).is_none());
        assert!(structured(&[("ce-id".to_owned(), "1".to_owned())], "", DATA).is_none());
        for data in [&b""[..], b"{", b"\xff", b"not json"] {
            let read = structured(&headers("ce-"), "application/json", data).unwrap();
            assert!(matches!(read, Err(EnvelopeError::NotJson { .. })), "{data:?}");
        }
        // What must be there is asked for in structured mode, as always.
        let incomplete = [("ce-specversion".to_owned(), "1.0".to_owned())];
        let body = structured(&incomplete, "application/json", DATA).unwrap().unwrap();
        let missing = Incoming::read(&body).err().map(|error| error.to_string());
        assert!(missing.is_some_and(|error| error.contains("`id` is missing")));
        for text in [&b"{}"[..], b"[]", b"1", b"\xff"] {
            assert!(!is_structured(text));
        }
    }
}
