//! The CloudEvents 1.0 envelope, JSON in structured mode: one document, `data` in it.
//!
//! Read strictly: an event without a required attribute, or with a member twice, is refused with its
//! name and the remedy. What was sent is never repeated in an error. What `data` means is not known here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::repeated::{Repeated, repeated};
use domain::trace::is_traceparent;

/// The longest event that is read, bytes.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// The longest attribute that is read, bytes.
const ATTRIBUTE_BYTES_MAX: usize = 1024;

/// An event to be written.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a, D> {
    /// The same on every repetition.
    pub id: &'a str,
    /// The URI reference of this deployment.
    pub source: &'a str,
    /// The type, with prefix and version.
    pub kind: &'a str,
    /// The case: `account/payment`.
    pub subject: &'a str,
    /// When it happened.
    pub time: Timestamp,
    /// The URI of the schema of `data`.
    pub dataschema: &'a str,
    /// Its place among the events of its subject.
    pub sequence: u64,
    /// The W3C trace context.
    pub traceparent: Option<&'a str>,
    /// The payload.
    pub data: &'a D,
}

impl<D: Serialize> Outgoing<'_, D> {
    /// Writes the envelope.
    pub fn to_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Wire<'a, D> {
            specversion: &'static str,
            id: &'a str,
            source: &'a str,
            #[serde(rename = "type")]
            kind: &'a str,
            subject: &'a str,
            time: Timestamp,
            datacontenttype: &'static str,
            dataschema: &'a str,
            // Text of one length, so that it sorts as text and survives readers with 53 bits.
            sequence: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            traceparent: Option<&'a str>,
            data: &'a D,
        }
        let wire = Wire {
            specversion: "1.0",
            id: self.id,
            source: self.source,
            kind: self.kind,
            subject: self.subject,
            time: self.time,
            datacontenttype: "application/json",
            dataschema: self.dataschema,
            sequence: format!("{:020}", self.sequence),
            traceparent: self.traceparent,
            data: self.data,
        };
        serde_json::to_vec(&wire)
            .unwrap_or_else(|_| unreachable!("payloads hold nothing that JSON cannot"))
    }
}

/// An event as it was received.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// The sender's id.
    pub id: String,
    /// The sender.
    pub source: String,
    /// The type, as the sender writes it.
    pub kind: String,
    /// The W3C trace context; dropped where it is not one, as that standard asks.
    pub traceparent: Option<String>,
    /// The payload, not yet read.
    pub data: &'a RawValue,
}

/// Why a message is not an event that can be read. Names the attribute and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Longer than [`BODY_BYTES_MAX`].
    #[error("the event has {bytes} bytes, at most {BODY_BYTES_MAX} are read: send less")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not a JSON object.
    #[error(
        "the event is not a JSON object (line {line}, column {column}): send one CloudEvent in \
         structured mode, encoded in UTF-8"
    )]
    NotJson {
        /// Where reading ended, from 1.
        line: usize,
        /// Where reading ended, from 1.
        column: usize,
    },
    /// A member stands twice in one object, at any depth.
    #[error("{member} stands twice: send every member once")]
    Twice {
        /// Which one, as far as its name is one of ours.
        member: Repeated,
    },
    /// A required attribute is absent.
    #[error("the attribute `{attribute}` is missing: {remedy}")]
    Missing {
        attribute: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// An attribute has a value that it cannot have.
    #[error("the attribute `{attribute}` is not usable: {remedy}")]
    Unusable {
        attribute: &'static str,
        /// What to do.
        remedy: &'static str,
    },
}

impl<'a> Incoming<'a> {
    /// Reads an event.
    pub fn read(body: &'a [u8]) -> Result<Self, EnvelopeError> {
        if body.len() > BODY_BYTES_MAX {
            return Err(EnvelopeError::TooLong { bytes: body.len() });
        }
        let attributes: Attributes<'a> = serde_json::from_slice(body).map_err(|error| {
            EnvelopeError::NotJson { line: error.line(), column: error.column() }
        })?;
        // What was read is JSON, and so is text.
        let document = std::str::from_utf8(body).unwrap_or_default();
        if let Some(member) = repeated(document) {
            return Err(EnvelopeError::Twice { member });
        }
        let attributes = &attributes;
        let version = required(attributes, "specversion", "send the text \"1.0\"")?;
        if version != "1.0" {
            let remedy = "send the text \"1.0\"";
            return Err(EnvelopeError::Unusable { attribute: "specversion", remedy });
        }
        let id = required(attributes, "id", "send a text that is unique per source")?;
        let source = required(attributes, "source", "send the URI reference of the sender")?;
        let kind = required(attributes, "type", "send the type of the event as text")?;
        time(attributes)?;
        media_type(attributes)?;
        let remedy = "send the payload as a JSON object in `data`, not in `data_base64`";
        let data =
            *attributes.get("data").ok_or(EnvelopeError::Missing { attribute: "data", remedy })?;
        let trace = text(attributes, "traceparent").ok().flatten();
        let traceparent = trace.filter(|text| is_traceparent(text));
        Ok(Self { id, source, kind, traceparent, data })
    }
}

type Attributes<'a> = BTreeMap<String, &'a RawValue>;

/// The text of an attribute; `Err` if it is there and is something else.
fn text(attributes: &Attributes<'_>, name: &str) -> Result<Option<String>, ()> {
    let Some(raw) = attributes.get(name) else { return Ok(None) };
    if raw.get() == "null" {
        return Ok(None);
    }
    match serde_json::from_str::<String>(raw.get()) {
        Ok(text) if (1..=ATTRIBUTE_BYTES_MAX).contains(&text.len()) => Ok(Some(text)),
        Ok(_) | Err(_) => Err(()),
    }
}

fn required(
    attributes: &Attributes<'_>,
    attribute: &'static str,
    remedy: &'static str,
) -> Result<String, EnvelopeError> {
    match text(attributes, attribute) {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Err(EnvelopeError::Missing { attribute, remedy }),
        Err(()) => Err(EnvelopeError::Unusable { attribute, remedy }),
    }
}

fn time(attributes: &Attributes<'_>) -> Result<(), EnvelopeError> {
    let error = EnvelopeError::Unusable {
        attribute: "time",
        remedy: "send an instant of RFC 3339, such as 2026-03-02T10:00:00Z, or leave it out",
    };
    match text(attributes, "time") {
        Ok(Some(text)) => text.parse::<Timestamp>().map(|_| ()).or(Err(error)),
        Ok(None) => Ok(()),
        Err(()) => Err(error),
    }
}

fn media_type(attributes: &Attributes<'_>) -> Result<(), EnvelopeError> {
    let error = EnvelopeError::Unusable {
        attribute: "datacontenttype",
        remedy: "send `application/json`, or leave it out",
    };
    match text(attributes, "datacontenttype") {
        Ok(Some(text)) => {
            let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            let json = essence == "application/json" || essence.ends_with("+json");
            if json { Ok(()) } else { Err(error) }
        }
        Ok(None) => Ok(()),
        Err(()) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn event() -> Value {
        json!({
            "specversion": "1.0", "id": "1", "source": "/shop", "type": "refund.requested.v1",
            "time": "2026-03-02T10:00:00Z", "datacontenttype": "application/json",
            "traceparent": TRACE, "data": {"a": 1}, "extra": 7,
        })
    }

    fn read(value: &Value) -> Result<String, EnvelopeError> {
        Incoming::read(value.to_string().as_bytes()).map(|event| event.data.get().to_owned())
    }

    #[test]
    fn an_event_is_read_with_its_trace() {
        let body = event().to_string();
        let event = Incoming::read(body.as_bytes()).unwrap();
        assert_eq!((&*event.id, &*event.source), ("1", "/shop"));
        assert_eq!(event.kind, "refund.requested.v1");
        assert_eq!(event.traceparent.as_deref(), Some(TRACE));
        assert_eq!(event.data.get(), r#"{"a":1}"#);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let body = Outgoing {
            id: "e-1",
            source: "/refundd",
            kind: "io.refundd.case.parked.v1",
            subject: "eu/pi_1",
            time: "2026-03-02T10:00:00Z".parse().unwrap(),
            dataschema: "urn:x",
            sequence: 17,
            traceparent: None,
            data: &json!({"a": 1}),
        }
        .to_json();
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(value["sequence"], "00000000000000000017");
        assert!(value.get("traceparent").is_none());
        assert_eq!(Incoming::read(&body).unwrap().kind, "io.refundd.case.parked.v1");
    }

    #[test]
    fn each_required_attribute_is_missed_by_its_name() {
        for attribute in ["specversion", "id", "source", "type", "data"] {
            let mut value = event();
            value.as_object_mut().unwrap().remove(attribute);
            let error = read(&value).unwrap_err();
            let named =
                matches!(&error, EnvelopeError::Missing { attribute: a, .. } if *a == attribute);
            assert!(named, "{attribute}: {error}");
            assert!(error.to_string().contains(": send "), "{error}");
        }
        for attribute in ["time", "datacontenttype", "traceparent"] {
            let mut value = event();
            value.as_object_mut().unwrap().remove(attribute);
            assert!(read(&value).is_ok(), "{attribute}");
        }
    }

    #[test]
    fn an_unusable_attribute_is_named_and_not_repeated() {
        let long = "x".repeat(1025);
        for (attribute, bad) in [
            ("specversion", json!("0.3")),
            ("id", json!("")),
            ("id", json!(4242)),
            ("source", json!(long)),
            ("type", json!(["jane@example.com"])),
            ("time", json!("yesterday, jane@example.com")),
            ("datacontenttype", json!("text/xml")),
        ] {
            let mut value = event();
            value[attribute] = bad.clone();
            let error = read(&value).unwrap_err();
            let named =
                matches!(&error, EnvelopeError::Unusable { attribute: a, .. } if *a == attribute);
            assert!(named, "{attribute}: {error}");
            assert!(!error.to_string().contains("jane"), "{error}");
        }
    }

    #[test]
    fn what_is_not_an_object_or_too_long_is_refused() {
        for bad in ["", "[]", "{", "\"text\"", "{\"id\":}"] {
            let error = Incoming::read(bad.as_bytes()).unwrap_err();
            assert!(matches!(error, EnvelopeError::NotJson { .. }), "{bad}: {error}");
        }
        let long = vec![b' '; BODY_BYTES_MAX + 1];
        assert!(matches!(Incoming::read(&long), Err(EnvelopeError::TooLong { .. })));
    }

    #[test]
    fn a_broken_trace_is_dropped_and_breaks_nothing() {
        for bad in ["", "00-x-y-01", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"] {
            let mut value = event();
            value["traceparent"] = bad.into();
            let body = value.to_string();
            assert_eq!(Incoming::read(body.as_bytes()).unwrap().traceparent, None, "{bad}");
        }
    }
}
