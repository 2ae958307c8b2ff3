//! What Stripe's payloads have in common: reading JSON without repeating it, references, lists.
//!
//! The wire types in this folder name only the fields that are needed and take every one of them as
//! optional, because Stripe's versions differ in what they leave out; what is indispensable is
//! asked for by name when one is turned into our words. Names and e-mail addresses are never
//! decoded.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::amount::{self, AmountError, Reading};
use super::misfit;
use domain::ids::IdError;
use domain::money::Money;

/// Why a payload cannot be used, in words that repeat nothing of it but numbers and currencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw(pub(super) String);

impl Flaw {
    pub(super) fn missing(what: &str, field: &str) -> Self {
        Self(format!("{what} has no {field}"))
    }

    pub(super) fn id(error: &IdError) -> Self {
        Self(error.to_string())
    }

    fn amount(what: &str, field: &str, error: &AmountError) -> Self {
        Self(format!("{what} has an unusable {field}: {error}"))
    }
}

/// Reads JSON. Of the parser's own words only the place is kept: the rest may quote the payload.
pub(super) fn json<'a, T: Deserialize<'a>>(what: &str, bytes: &'a [u8]) -> Result<T, Flaw> {
    serde_json::from_slice(bytes).map_err(|error| {
        let kind = match error.classify() {
            Category::Data => return Flaw(misfit::describe::<T>(what, bytes)),
            Category::Io | Category::Syntax => "is no JSON",
            Category::Eof => "is cut off",
        };
        Flaw(format!("{what} {kind} at line {} column {}", error.line(), error.column()))
    })
}

/// Checks that an object is what it is taken for.
pub(super) fn is_object(found: Option<&str>, expected: &'static str) -> Result<(), Flaw> {
    if found == Some(expected) { Ok(()) } else { Err(Flaw(format!("it is no {expected}"))) }
}

/// Another object: its id, or the object itself where it was expanded. Not `untagged`, which forgets
/// what it was that did not fit.
pub(super) enum Expandable<T> {
    Id(String),
    Object(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Expandable<T> {
    fn deserialize<D: Deserializer<'de>>(field: D) -> Result<Self, D::Error> {
        field.deserialize_any(Either(PhantomData))
    }
}

struct Either<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
    type Value = Expandable<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id or an object")
    }

    fn visit_str<E>(self, id: &str) -> Result<Self::Value, E> {
        Ok(Expandable::Id(id.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Expandable::Object)
    }
}

/// Another object, of which nothing but its id is of use.
pub(super) type Reference = Expandable<Identified>;

#[derive(Deserialize)]
pub(super) struct Identified {
    id: String,
}

impl Reference {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Object(Identified { id }) => id,
        }
    }
}

/// A page of a list.
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(super) struct List<T> {
    pub(super) data: Option<Vec<T>>,
    pub(super) has_more: Option<bool>,
}

/// Metadata as it comes: always text to text by Stripe's own rules, so anything else is skipped.
#[derive(Deserialize, Default)]
#[serde(transparent)]
pub(super) struct RawMetadata(BTreeMap<String, serde_json::Value>);

impl RawMetadata {
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(serde_json::Value::as_str)
    }

    pub(super) fn into_texts(self) -> BTreeMap<String, String> {
        let text =
            |(key, value): (String, serde_json::Value)| Some((key, value.as_str()?.to_owned()));
        self.0.into_iter().filter_map(text).collect()
    }
}

/// An amount that was taken, from the field of that name, with its currency.
pub(super) fn taken(
    what: &str,
    field: (&str, Option<i64>),
    currency: Option<&str>,
) -> Result<Money, Flaw> {
    money(what, field, currency, Reading::Taken)
}

/// An amount that is gone or claimed, from the field of that name, with its currency.
pub(super) fn claim(
    what: &str,
    field: (&str, Option<i64>),
    currency: Option<&str>,
) -> Result<Money, Flaw> {
    money(what, field, currency, Reading::Gone)
}

fn money(
    what: &str,
    (field, minor): (&str, Option<i64>),
    currency: Option<&str>,
    reading: Reading,
) -> Result<Money, Flaw> {
    let minor = minor.ok_or_else(|| Flaw::missing(what, field))?;
    let currency = currency.ok_or_else(|| Flaw::missing(what, "currency"))?;
    amount::read(minor, currency, reading).map_err(|error| Flaw::amount(what, field, &error))
}

/// The time at which an object was made.
pub(super) fn created(what: &str, seconds: Option<i64>) -> Result<Timestamp, Flaw> {
    let seconds = seconds.ok_or_else(|| Flaw::missing(what, "created"))?;
    Timestamp::from_second(seconds)
        .map_err(|error| Flaw(format!("{what} has an unusable created: {error}")))
}

/// One word of Stripe's vocabulary. What looks like no word is not passed on: such words end up in
/// metrics and logs.
pub(super) fn word(text: &str) -> String {
    let plain = !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    if plain { text.to_owned() } else { "unreadable".to_owned() }
}
