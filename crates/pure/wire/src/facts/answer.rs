//! An answer of a customer, as a fact.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use domain::conversation::AnswerValue;

/// What stands for any text.
const GIVEN: &str = "given";

/// An answer: true, false, a whole number, a text, of which only is kept that it was given, or one of
/// the words that the question offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFactV1(pub AnswerValue);

/// A word that the question offers.
#[derive(serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceV1 {
    /// The word, as the policy has it.
    choice: String,
}

impl Serialize for AnswerFactV1 {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            AnswerValue::Given => to.serialize_str(GIVEN),
            AnswerValue::Flag(flag) => to.serialize_bool(*flag),
            AnswerValue::Number(number) => to.serialize_i64(*number),
            AnswerValue::Choice(choice) => ChoiceV1 { choice: choice.clone() }.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for AnswerFactV1 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = AnswerValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, a whole number, text, or { choice = \"…\" }")
            }

            fn visit_bool<E: Error>(self, flag: bool) -> Result<AnswerValue, E> {
                Ok(AnswerValue::Flag(flag))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<AnswerValue, E> {
                Ok(AnswerValue::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<AnswerValue, E> {
                i64::try_from(number).map(AnswerValue::Number).map_err(E::custom)
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<AnswerValue, E> {
                Ok(AnswerValue::Given)
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<AnswerValue, M::Error> {
                let read = ChoiceV1::deserialize(MapAccessDeserializer::new(map))?;
                Ok(AnswerValue::Choice(read.choice))
            }
        }

        from.deserialize_any(Read).map(Self)
    }
}

/// An answer.
#[derive(JsonSchema)]
#[schemars(untagged, rename = "AnswerFactV1")]
#[expect(dead_code, reason = "describes the form; an answer is read by hand")]
enum AnswerFormV1 {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Any text: that it was given. What it says is not here.
    Given(String),
    /// One of the words that the question offers.
    Choice(ChoiceV1),
}

impl JsonSchema for AnswerFactV1 {
    fn schema_name() -> Cow<'static, str> {
        AnswerFormV1::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        AnswerFormV1::json_schema(generator)
    }
}
