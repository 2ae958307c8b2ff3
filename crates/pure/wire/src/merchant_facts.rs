//! The two documents of the facts endpoint: the inquiry that we send, and the reply that we read.
//!
//! The inquiry has ids and names only. Of the reply only what was wanted is taken, and only with a
//! value of the type that the policy declares; nothing of it is ever repeated in an error.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use domain::facts::{FactKind, FactValue};
use domain::inquiry::{FactsReply, Inquiry};

/// The type of the inquiry's document.
pub const INQUIRY: &str = "facts.inquiry.v1";
/// The type of the reply's document.
pub const REPLY: &str = "facts.reply.v1";

/// The version of both documents.
const VERSION: u32 = 1;

/// A longer text is no value that a rule compares: it is unknown.
const TEXT_BYTES_MAX: usize = 256;

/// What is asked for: facts about one refund request. Has no personal data beyond the ids.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FactsInquiryV1<'a> {
    /// The version of this document: 1.
    version: u32,
    /// The account that took the payment, as configured.
    account: &'a str,
    /// The processor of the account (`stripe`).
    processor: &'a str,
    /// The processor's id of the payment.
    payment: &'a str,
    /// The id of the refund request.
    request_id: &'a str,
    /// When the customer asked. Facts are wanted as they were then, where that is known.
    #[schemars(with = "String", extend("format" = "date-time"))]
    requested_at: Timestamp,
    /// The names of the facts that are wanted, as the policy declares them, sorted.
    facts: Vec<&'a str>,
}

/// What is answered.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct FactsReplyV1 {
    /// The version of this document: 1.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// Values by the name of their fact. What is left out, or `null`, is unknown; what was not
    /// asked for is ignored.
    #[schemars(with = "BTreeMap<String, FactsValueV1>")]
    facts: Values,
}

/// The value of one fact.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the form; values are read by the type that was declared")]
enum FactsValueV1 {
    /// A whole number, within 64 bits, without a decimal point.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Text of at most 256 bytes, or an instant as RFC 3339 writes it.
    Text(#[schemars(length(max = 256))] String),
    /// Nobody knows it.
    Unknown(()),
}

/// Why a reply cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    #[error("the reply is not JSON")]
    NotJson,
    /// JSON of another form or version, or a fact that is said twice.
    #[error("the reply is another document")]
    OtherDocument,
}

/// Writes an inquiry. The same inquiry always has the same bytes.
pub fn inquiry(inquiry: &Inquiry) -> Vec<u8> {
    let document = FactsInquiryV1 {
        version: VERSION,
        account: inquiry.case.account.as_str(),
        processor: inquiry.processor.as_str(),
        payment: inquiry.case.payment.as_str(),
        request_id: inquiry.request.as_str(),
        requested_at: inquiry.requested_at,
        facts: inquiry.wanted.keys().map(String::as_str).collect(),
    };
    // Writing plain data to memory does not fail.
    serde_json::to_vec(&document).unwrap_or_default()
}

/// Reads a reply: the wanted facts that have a value of their type.
pub fn reply(body: &[u8], wanted: &BTreeMap<String, FactKind>) -> Result<FactsReply, ReplyError> {
    let document: FactsReplyV1 = serde_json::from_slice(body).map_err(|error| {
        // A body that is no JSON may have begun like the document.
        let is_json = !error.is_data() && serde_json::from_slice::<IgnoredAny>(body).is_ok();
        if error.is_data() || is_json { ReplyError::OtherDocument } else { ReplyError::NotJson }
    })?;
    if document.version != VERSION {
        return Err(ReplyError::OtherDocument);
    }
    let mut said = FactsReply::default();
    for (name, value) in document.facts.0 {
        let Some((name, kind)) = wanted.get_key_value(&name) else {
            said.ignored = said.ignored.saturating_add(1);
            continue;
        };
        match (value_of(*kind, &value), value.is_null()) {
            (Some(value), _) => {
                said.facts.insert(name.clone(), value);
            }
            (None, true) => {}
            (None, false) => {
                said.unfit.insert(name.clone());
            }
        }
    }
    Ok(said)
}

fn value_of(kind: FactKind, value: &Value) -> Option<FactValue> {
    match kind {
        FactKind::Int => value.as_i64().map(FactValue::Int),
        FactKind::Bool => value.as_bool().map(FactValue::Bool),
        FactKind::Text => value
            .as_str()
            .filter(|text| text.len() <= TEXT_BYTES_MAX)
            .map(|text| FactValue::Text(text.to_owned())),
        FactKind::Moment => value
            .as_str()
            .filter(|text| text.len() <= TEXT_BYTES_MAX && text.parse::<Timestamp>().is_ok())
            .map(|text| FactValue::Text(text.to_owned())),
    }
}

/// Values by name, each name once: of two values of one fact neither would be the right one.
#[derive(Debug)]
struct Values(BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct ByName;

        impl<'de> Visitor<'de> for ByName {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values by name")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut values = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if values.insert(name, value).is_some() {
                        return Err(de::Error::custom("a fact is said twice"));
                    }
                }
                Ok(Values(values))
            }
        }

        from.deserialize_map(ByName)
    }
}

/// The schemas of both documents, by type.
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        (INQUIRY, super::schema::outbound::<FactsInquiryV1<'static>>(INQUIRY)),
        (REPLY, super::schema::inbound::<FactsReplyV1>(REPLY)),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use domain::ids::{CaseId, RequestId};
    use domain::processor::Processor;

    const GOLDEN: &str = "tests/golden/facts";

    fn wanted() -> BTreeMap<String, FactKind> {
        let names = ["credits_used", "has_logged_in", "plan_name", "trial_ended"];
        names.map(str::to_owned).into_iter().zip(FactKind::ALL.map(|(kind, _)| kind)).collect()
    }

    fn read(body: &str) -> Result<FactsReply, ReplyError> {
        reply(body.as_bytes(), &wanted())
    }

    #[test]
    fn the_documents_are_as_they_were_and_valid_by_their_schemas() {
        let asked = Inquiry {
            case: CaseId::parse("stripe-eu/pi_3PqLx2").unwrap(),
            processor: Processor::Stripe,
            request: RequestId::parse("req-1").unwrap(),
            requested_at: "2026-03-02T10:00:00Z".parse().unwrap(),
            wanted: wanted(),
        };
        let said = json!({
            "version": 1,
            "facts": {"credits_used": 412, "has_logged_in": true, "plan_name": null},
        });
        let documents = [serde_json::from_slice::<Value>(&inquiry(&asked)).unwrap(), said];
        let mut held = 0;
        for ((kind, schema), document) in schemas().into_iter().zip(documents) {
            let text = serde_json::to_string_pretty(&document).unwrap();
            golden::hold(&format!("{GOLDEN}/{kind}.json"), &format!("{text}\n"));
            let validator = jsonschema::validator_for(&schema).unwrap();
            assert!(validator.is_valid(&document), "{kind}: {document}");
            for required in schema["required"].as_array().unwrap() {
                let mut less = document.clone();
                less.as_object_mut().unwrap().remove(required.as_str().unwrap());
                assert!(!validator.is_valid(&less), "{kind} without {required}");
                held += 1;
            }
        }
        assert_eq!(held, 7 + 2);
        assert_eq!(inquiry(&asked), inquiry(&asked.clone()), "the same bytes");
    }

    #[test]
    fn what_was_wanted_is_taken_with_its_type_and_the_rest_is_counted() {
        let said = read(
            r#"{"version": 1, "more": [], "facts": {"credits_used": -3, "has_logged_in": false,
               "plan_name": "pr\u00f6", "trial_ended": "2026-03-01T10:00:00+01:00", "e-mail": "a@example.com", "seats": 4}}"#,
        );
        let said = said.unwrap();
        let expected = [
            ("credits_used", FactValue::Int(-3)),
            ("has_logged_in", FactValue::Bool(false)),
            ("plan_name", FactValue::Text("prö".to_owned())),
            ("trial_ended", FactValue::Text("2026-03-01T10:00:00+01:00".to_owned())),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value)).into();
        assert_eq!(said, FactsReply { facts: expected, unfit: [].into(), ignored: 2 });
    }

    #[test]
    fn a_value_of_another_type_is_unknown_and_named() {
        let long = format!("\"{}\"", "x".repeat(257));
        let mut tried = 0;
        for (name, values) in [
            ("credits_used", &["\"3\"", "3.0", "3e2", "9223372036854775808", "true", "[3]"][..]),
            ("has_logged_in", &["1", "\"true\"", "{}"]),
            ("plan_name", &["3", "false", "[\"pro\"]", &long]),
            (
                "trial_ended",
                &["1750000000", "\"2026-03-01\"", "\"soon\"", "\"2026-03-01T10:00:00\""],
            ),
        ] {
            for value in values {
                let said = read(&format!(r#"{{"version": 1, "facts": {{"{name}": {value}}}}}"#));
                let said = said.unwrap_or_else(|error| panic!("{value}: {error}"));
                assert_eq!(said.facts, BTreeMap::new(), "{value}");
                assert_eq!(said.unfit.into_iter().collect::<Vec<_>>(), [name], "{value}");
                tried += 1;
            }
        }
        assert_eq!(tried, 17);
    }

    #[test]
    fn what_is_null_or_left_out_is_unknown_and_nothing_is_wrong() {
        for facts in [r#"{"credits_used": null}"#, "{}"] {
            let said = read(&format!(r#"{{"version": 1, "facts": {facts}}}"#));
            assert_eq!(said, Ok(FactsReply::default()), "{facts}");
        }
    }

    #[test]
    fn another_document_is_told_from_what_is_not_json() {
        for (body, error) in [
            ("", ReplyError::NotJson),
            ("<html>", ReplyError::NotJson),
            (r#"{"version": 1, "facts": {"#, ReplyError::NotJson),
            (r#"{"version": 1, "facts": {}} x"#, ReplyError::NotJson),
            ("{}", ReplyError::OtherDocument),
            ("[]", ReplyError::OtherDocument),
            (r#"{"version": 1}"#, ReplyError::OtherDocument),
            (r#"{"facts": {}}"#, ReplyError::OtherDocument),
            (r#"{"version": 2, "facts": {}}"#, ReplyError::OtherDocument),
            (r#"{"version": "1", "facts": {}}"#, ReplyError::OtherDocument),
            (r#"{"version": 1, "facts": []}"#, ReplyError::OtherDocument),
            (r#"{"version": 1, "facts": {"a": 1, "a": 1}}"#, ReplyError::OtherDocument),
            (r#"{"version": 1, "version": 1, "facts": {}}"#, ReplyError::OtherDocument),
        ] {
            assert_eq!(read(body), Err(error), "{body}");
        }
        let deep = format!("{{\"version\": 1, \"facts\": {}", "{\"a\":".repeat(20_000));
        assert_eq!(read(&deep), Err(ReplyError::NotJson));
    }
}
