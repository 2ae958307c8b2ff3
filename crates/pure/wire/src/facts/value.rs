//! The value of a fact that a policy declares.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

use domain::facts::FactValue;

/// The value of a fact that the policy declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ValueV1 {
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Text.
    Text(String),
}

impl<'de> Deserialize<'de> for ValueV1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl Visitor<'_> for Read {
            type Value = ValueV1;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, true or false, or text")
            }

            fn visit_bool<E: Error>(self, truth: bool) -> Result<ValueV1, E> {
                Ok(ValueV1::Bool(truth))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<ValueV1, E> {
                Ok(ValueV1::Int(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<ValueV1, E> {
                i64::try_from(number)
                    .map(ValueV1::Int)
                    .or(Err(E::invalid_value(Unexpected::Unsigned(number), &self)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ValueV1, E> {
                Ok(ValueV1::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Read)
    }
}

impl From<ValueV1> for FactValue {
    fn from(value: ValueV1) -> Self {
        match value {
            ValueV1::Int(number) => Self::Int(number),
            ValueV1::Bool(truth) => Self::Bool(truth),
            ValueV1::Text(text) => Self::Text(text),
        }
    }
}

impl From<&FactValue> for ValueV1 {
    fn from(value: &FactValue) -> Self {
        match value {
            FactValue::Int(number) => Self::Int(*number),
            FactValue::Bool(truth) => Self::Bool(*truth),
            FactValue::Text(text) => Self::Text(text.clone()),
        }
    }
}
