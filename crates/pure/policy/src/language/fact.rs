//! What a fact is: its name, type, unit, source, and when nobody knows it.
//!
//! The facts themselves are in `catalogue`; a policy declares more of them under `[facts]`, and
//! every question that it asks makes one.

use std::cmp::Ordering;

use crate::language::view::View;
pub use domain::facts::FactKind as Kind;

/// When a fact has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It always has one.
    Never,
    /// Only where request and payment contradict each other. Asking a person is right then, so
    /// that nobody needs to guard against it.
    Contradiction(&'static str),
    /// Often, because nobody need provide it. A rule that reads it says what it does then.
    NotProvided(&'static str),
}

/// Whose word a fact is: who would have to lie for it to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// Who sends the request, or the customer behind it.
    Sender,
    /// The merchant's own programs: the shop, which writes the metadata of a payment, and the
    /// system that is asked for facts.
    Shop,
    /// The processor.
    Processor,
    /// Ours: what this program has counted, compared or computed.
    Ours,
}

impl Word {
    /// The name on the page of facts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Shop => "shop",
            Self::Processor => "processor",
            Self::Ours => "ours",
        }
    }
}

/// How a value is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Read {
    Int(for<'a> fn(&View<'a>) -> Option<i64>),
    Bool(for<'a> fn(&View<'a>) -> Option<bool>),
    Text(for<'a> fn(&View<'a>) -> Option<&'a str>),
}

/// A fact that this build knows: a row of the reference table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// How conditions name it.
    pub name: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// Whose word it is.
    pub word: Word,
    /// What it says and where it comes from.
    pub source: &'static str,
    /// When it has no value.
    pub absence: Absence,
    pub(crate) read: Read,
}

impl Entry {
    /// Its type.
    pub fn kind(&self) -> Kind {
        match self.read {
            Read::Int(_) => Kind::Int,
            Read::Bool(_) => Kind::Bool,
            Read::Text(_) => Kind::Text,
        }
    }

    /// What stands before the full stop: whom the fact is about.
    pub fn group(&self) -> &'static str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// The group of the history that it is read from: its own, or that of the customer.
    pub(crate) fn history(&self) -> &'static str {
        match self.name {
            "findings.any" | "findings.no_second_charge" | "billing.any" | "billing.duplicate" => {
                "customer"
            }
            _ => self.group(),
        }
    }
}

// A name belongs to one fact, so that names are enough to tell facts apart and to order them.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

/// A fact as a condition names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// One of the catalogue.
    Known(&'static Entry),
    /// One that the policy declares, by its place there.
    Declared(u16),
    /// An amount that the policy names, in the currency of the payment, by its place there.
    Amount(u16),
    /// What was answered, by the question's place among all questions of the policy.
    Answer(u16),
}

impl Fact {
    /// Whose word it is.
    pub(crate) fn word(self) -> Word {
        match self {
            Self::Known(entry) => entry.word,
            Self::Declared(_) => Word::Shop,
            // A number of the policy: nobody need be believed.
            Self::Amount(_) => Word::Ours,
            Self::Answer(_) => Word::Sender,
        }
    }
}
