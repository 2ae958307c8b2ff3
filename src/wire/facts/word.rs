//! Words of ours, amounts and values in a document of facts: checked as they are read, so that an
//! error has the place of what is wrong.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::{Serialize, Serializer};

use crate::domain::facts::FactValue;
use crate::domain::money::{Currency, Money};
use crate::domain::processor::Processor;
use crate::domain::request::Reason;

/// Something that is written as one word.
pub trait Spelled: Sized + Copy {
    /// What it is, for people.
    const WHAT: &'static str;
    /// Every word, where there are few.
    fn words() -> Vec<&'static str>;
    /// The word.
    fn spell(self) -> &'static str;
    /// Reads the word.
    fn read(word: &str) -> Option<Self>;
}

impl Spelled for Reason {
    const WHAT: &'static str = "reason";

    fn words() -> Vec<&'static str> {
        Self::ALL.map(|(_, name)| name).to_vec()
    }

    fn spell(self) -> &'static str {
        self.as_str()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

impl Spelled for Processor {
    const WHAT: &'static str = "processor";

    fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::as_str).to_vec()
    }

    fn spell(self) -> &'static str {
        self.as_str()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

impl Spelled for Currency {
    const WHAT: &'static str = "currency";

    fn words() -> Vec<&'static str> {
        Vec::new()
    }

    fn spell(self) -> &'static str {
        self.code()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word).ok()
    }
}

/// A word of ours in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Spelled> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.spell())
    }
}

impl<'de, T: Spelled> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(std::marker::PhantomData<T>);

        impl<T: Spelled> Visitor<'_> for Read<T> {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match T::words().as_slice() {
                    [] => write!(f, "a {} of ISO 4217, such as EUR", T::WHAT),
                    [only] => write!(f, "the {} `{only}`", T::WHAT),
                    words => write!(f, "a {}: {}", T::WHAT, words.join(", ")),
                }
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Word<T>, E> {
                T::read(word)
                    .map(Word)
                    .ok_or_else(|| E::invalid_value(Unexpected::Str(word), &self))
            }
        }

        deserializer.deserialize_str(Read(std::marker::PhantomData))
    }
}

impl<T: Spelled> JsonSchema for Word<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::WHAT.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        match T::words().as_slice() {
            [] => json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
            words => json_schema!({ "type": "string", "enum": words }),
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountV1 {
    /// Minor units of ISO 4217: cents for USD, yen for JPY, fils for KWD.
    pub minor: i64,
    /// The ISO 4217 code, in capitals.
    pub currency: Word<Currency>,
}

impl AmountV1 {
    /// The amount.
    pub fn money(self) -> Money {
        Money::new(self.minor, self.currency.0)
    }
}

impl From<Money> for AmountV1 {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: Word(money.currency) }
    }
}

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
