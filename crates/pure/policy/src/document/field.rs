//! What the types of a document are made of: a field that keeps its place, a value that is text or
//! something else, a table whose keys people choose.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// By these names the reader knows what serde has no words for: a value with its place,
pub(crate) const FIELD: &str = "$field";
/// a day or an instant,
pub(crate) const INSTANT: &str = "$instant";
/// a day, with or without quotes,
pub(crate) const DAY: &str = "$day";
/// one of some words, or the last way of the type, which is none,
pub(crate) const WORD: &str = "$word";
/// the same, or a fact, which is the way before the last,
pub(crate) const WORD_OR_FACT: &str = "$word_or_fact";
/// a text, or the last way of the type, which is none,
pub(crate) const TEXT: &str = "$text";
/// and an amount in one currency, or one per currency.
pub(crate) const MONEY: &str = "$money";

/// A value with its place; without the value where it was wrong, which was reported then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<T> {
    pub(crate) span: Range<usize>,
    value: Option<T>,
}

impl<T> Field<T> {
    /// What was read.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The same, without the place.
    pub(crate) fn into_value(self) -> Option<T> {
        self.value
    }
}

/// What stands at a key that may be left out.
pub(crate) trait Optional<T> {
    /// What was read.
    fn stated(&self) -> Option<&T>;

    /// The same, or what holds where it is left out; nothing where it was wrong.
    fn stated_or(&self, left_out: T) -> Option<T>
    where
        T: Clone;

    /// Where it stands.
    fn place(&self) -> Option<Range<usize>>;
}

impl<T> Optional<T> for Option<Field<T>> {
    fn stated(&self) -> Option<&T> {
        self.as_ref().and_then(Field::get)
    }

    fn stated_or(&self, left_out: T) -> Option<T>
    where
        T: Clone,
    {
        self.as_ref().map_or(Some(left_out), |field| field.get().cloned())
    }

    fn place(&self) -> Option<Range<usize>> {
        self.as_ref().map(|field| field.span.clone())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple_struct(FIELD, 3, FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Field<T>, A::Error> {
        let none = || A::Error::custom("only a reader of documents knows places");
        let start = parts.next_element()?.ok_or_else(none)?;
        let end = parts.next_element()?.ok_or_else(none)?;
        // The reader has reported why there is none.
        let value = parts.next_element().ok().flatten();
        Ok(Field { span: start..end, value })
    }
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A table whose keys people choose, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table<K, V>(Vec<(Field<K>, Field<V>)>);

impl<K, V> Table<K, V> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Field<K>, Field<V>)> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Table<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor(PhantomData))
    }
}

struct TableVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for TableVisitor<K, V> {
    type Value = Table<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table<K, V>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Table(entries))
    }
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Table<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}_by_{}", V::schema_name(), K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": K::json_schema(generator),
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }
}
