//! Hands a TOML document to the types that describe it, and finds all of its mistakes at once.
//!
//! Serde ends with the first mistake. This reader does not: a [`Field`](super::field::Field) keeps
//! what could be read of a value, and what could not is reported here, where its place is known. A
//! key that no type has is reported and passed over; a key that is missing is read as missing.

use std::cell::RefCell;
use std::iter::once;
use std::ops::Range;

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeSeed, Error, Expected, IntoDeserializer, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::example::{of_inclusion, of_two, write};
use super::field::{DAY, FIELD, INSTANT, MONEY, TEXT, WORD, WORD_OR_FACT};
use super::wrong::{PLACE, Wrong};
use diagnostics::{Mistake, closest, instead};

/// One value of a document, with its place and with what was found to be wrong so far.
#[derive(Clone)]
pub(crate) struct Reader<'d, 't> {
    node: Node<'d, 't>,
    span: Range<usize>,
    /// The nearest key that a type has: what to write there is known by it.
    key: &'d str,
    /// How the place is called.
    place: String,
    told: &'d RefCell<Vec<Mistake>>,
}

#[derive(Clone)]
enum Node<'d, 't> {
    Value(&'d DeValue<'t>),
    Key(&'d str),
    /// Nothing, in a table of this name.
    Missing(String),
}

impl<'d, 't> Reader<'d, 't> {
    /// The reader of a whole document.
    pub(crate) fn new(document: &'d Spanned<DeValue<'t>>, told: &'d RefCell<Vec<Mistake>>) -> Self {
        let (node, place) = (Node::Value(document.get_ref()), "the file".to_owned());
        Self { node, span: 0..0, key: "", place, told }
    }

    fn under(&self, value: &'d Spanned<DeValue<'t>>, key: &'d str, place: String) -> Self {
        let node = Node::Value(value.get_ref());
        Self { node, span: value.span(), key, place, told: self.told }
    }

    /// Puts down what is wrong here.
    pub(crate) fn report(&self, wrong: Wrong) {
        let (message, remedy, at) = match (wrong, &self.node) {
            (Wrong::Told, _) => return,
            (Wrong::Missing, Node::Missing(table)) => {
                (format!("{table} has no `{}`", self.key), String::new(), None)
            }
            (Wrong::Missing, Node::Value(_) | Node::Key(_)) => {
                (format!("{} says nothing", self.place), String::new(), None)
            }
            (Wrong::Kind(expected), _) => {
                (format!("{} must be {expected}", self.place), String::new(), None)
            }
            (Wrong::Said { message, remedy, at }, _) => {
                (message.replacen(PLACE, &self.place, 1), remedy, at)
            }
        };
        let remedy = match (&self.node, remedy) {
            (_, said) if !said.is_empty() => said,
            (Node::Value(DeValue::String(text)), _) => {
                of_two(text).map_or_else(|| write(self.key), str::to_owned)
            }
            (Node::Value(_) | Node::Key(_) | Node::Missing(_), _) => write(self.key),
        };
        let span = at.unwrap_or_else(|| self.span.clone());
        self.told.borrow_mut().push(Mistake::error(span, message, remedy));
    }

    /// Its elements; of a list of tables, each is called after the key.
    fn elements(&self, list: &'d [Spanned<DeValue<'t>>]) -> impl Iterator<Item = Self> {
        let article = if self.key.starts_with('o') { "an" } else { "a" };
        list.iter().map(move |value| {
            let place = if value.get_ref().is_table() {
                format!("{article} {}", self.key)
            } else {
                format!("an element of `{}`", self.key)
            };
            self.under(value, self.key, place)
        })
    }

    /// Its entries in the order of the text, so that what is said has that order.
    fn entries(&self, table: &'d DeTable<'t>) -> impl Iterator<Item = (Self, Self)> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().map(|(key, value)| {
            let name = key.get_ref().as_ref();
            let value = self.under(value, self.key, format!("`{}`", name.escape_debug()));
            (Self { node: Node::Key(name), span: key.span(), ..value.clone() }, value)
        })
    }

    /// The values of all keys that a type has, in a table of this name.
    fn fields(
        &self,
        name: &str,
        table: &'d DeTable<'t>,
        keys: &'static [&'static str],
    ) -> impl Iterator<Item = (&'static str, Self)> {
        keys.iter().map(move |key| {
            let place = format!("`{key}`");
            let node = Node::Missing(name.to_owned());
            let missing = Self { node, key, place: place.clone(), ..self.clone() };
            (*key, table.get(*key).map_or(missing, |value| self.under(value, key, place)))
        })
    }

    /// Reports every key that is not one of those allowed.
    fn only(&self, name: &str, table: &DeTable<'t>, allowed: &[&str]) {
        for key in table.keys() {
            let found = key.get_ref().as_ref();
            if !allowed.contains(&found) {
                let message = format!("{name} has no key `{}`", found.escape_debug());
                let included = of_inclusion(found).filter(|_| name == "the policy");
                let remedy = included.map_or_else(|| instead(found, allowed), str::to_owned);
                self.told.borrow_mut().push(Mistake::error(key.span(), message, remedy));
            }
        }
    }

    /// A text that must be one of these words. `remedy` is for one that is like none of them.
    fn word(&self, words: &[&'static str], remedy: String) -> Result<&'static str, Wrong> {
        let word = match &self.node {
            Node::Key(word) => word,
            Node::Value(DeValue::String(word)) => word.as_ref(),
            Node::Missing(_) => return Err(Wrong::Missing),
            Node::Value(_) => return Err(Wrong::said(format!("{PLACE} must be text"), remedy)),
        };
        if let Some(known) = words.iter().find(|known| **known == word) {
            return Ok(known);
        }
        let known = closest(word, words.iter().copied());
        let remedy = known.map_or(remedy, |known| format!("did you mean `{known}`?"));
        Err(Wrong::said(format!("{PLACE} cannot be {word:?}"), remedy))
    }

    /// Which of the ways to write a value was taken, and whether it is a word that says all.
    fn way(&self, name: &str, ways: &[&'static str]) -> Result<(&'static str, bool), Wrong> {
        let (Some(first), Some((last, words))) = (ways.first(), ways.split_last()) else {
            return Err(Wrong::Missing);
        };
        match (name, &self.node) {
            (WORD_OR_FACT, Node::Value(DeValue::String(text))) => {
                let (fact, words) = words.split_last().ok_or(Wrong::Missing)?;
                if text.contains('.') {
                    return Ok((fact, false));
                }
                Ok((self.word(words, String::new())?, true))
            }
            (WORD, Node::Value(DeValue::String(_))) => Ok((self.word(words, String::new())?, true)),
            (TEXT, Node::Value(DeValue::String(_))) => Ok((first, false)),
            (MONEY, Node::Value(DeValue::Table(table)))
                if table.contains_key("minor") || table.contains_key("currency") =>
            {
                Ok((first, false))
            }
            (WORD | WORD_OR_FACT | TEXT | MONEY, _) => Ok((last, false)),
            _ => Ok((self.word(ways, format!("use one of: {}", ways.join(", ")))?, true)),
        }
    }
}

impl IntoDeserializer<'_, Wrong> for Reader<'_, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader<'_, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let value = match &self.node {
            Node::Value(value) => *value,
            Node::Key(key) => return visitor.visit_str(key),
            Node::Missing(_) => return Err(Wrong::Missing),
        };
        match value {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Boolean(truth) => visitor.visit_bool(*truth),
            DeValue::Integer(literal) => {
                match i64::from_str_radix(literal.as_str(), literal.radix()) {
                    Ok(number) => visitor.visit_i64(number),
                    Err(_) => Err(Wrong::invalid_type(Unexpected::Other("number"), &visitor)),
                }
            }
            DeValue::Float(_) | DeValue::Datetime(_) => {
                Err(Wrong::invalid_type(Unexpected::Other("number or date"), &visitor))
            }
            DeValue::Array(list) => visitor.visit_seq(SeqDeserializer::new(self.elements(list))),
            DeValue::Table(table) => visitor.visit_map(MapDeserializer::new(self.entries(table))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.node {
            Node::Missing(_) => visitor.visit_none(),
            Node::Value(_) | Node::Key(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let table = match &self.node {
            Node::Value(DeValue::Table(table)) => table,
            Node::Missing(_) => return Err(Wrong::Missing),
            Node::Value(_) | Node::Key(_) => return Err(Wrong::Kind("a table".to_owned())),
        };
        let expected: &dyn Expected = &visitor;
        let expected = expected.to_string();
        let unnamed = expected.starts_with("struct ");
        let name = if unnamed { &self.place } else { &expected };
        self.only(name, table, keys);
        visitor.visit_map(MapDeserializer::new(self.fields(name, table, keys)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        ways: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let (way, says_all) = self.way(name, ways)?;
        if says_all {
            return visitor.visit_enum(way.into_deserializer());
        }
        let more = MapDeserializer::new(once((way, self)));
        let read = visitor.visit_enum(MapAccessDeserializer::new(more));
        if let (Err(Wrong::Kind(expected)), WORD | WORD_OR_FACT | TEXT) = (&read, name) {
            return Err(Wrong::Kind(format!("text or {expected}")));
        }
        read
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match (name, &self.node) {
            (INSTANT | DAY, Node::Value(DeValue::Datetime(instant))) => {
                visitor.visit_newtype_struct(instant.to_string().into_deserializer())
            }
            (INSTANT, _) => Err(Wrong::Kind("a day or an instant, without quotes".to_owned())),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if name == FIELD {
            let bounds = [self.span.start, self.span.end].into_iter();
            return visitor.visit_seq(Parts { bounds, value: Some(self) });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple map identifier
    }
}

/// The parts of a field: where it begins, where it ends, and its value.
struct Parts<'d, 't> {
    bounds: std::array::IntoIter<usize, 2>,
    value: Option<Reader<'d, 't>>,
}

impl<'de> SeqAccess<'de> for Parts<'_, '_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        if let Some(bound) = self.bounds.next() {
            return seed.deserialize(bound.into_deserializer()).map(Some);
        }
        let Some(value) = self.value.take() else { return Ok(None) };
        let read = seed.deserialize(value.clone());
        read.map(Some).inspect_err(|wrong| value.report(wrong.clone()))
    }
}
