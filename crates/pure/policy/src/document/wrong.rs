//! What is wrong with one value of a document, on its way from the value to the reader of it.

use std::fmt;
use std::ops::Range;

use serde::de::{Error, Expected, Unexpected};

/// Stands for the place in a message of a leaf, which does not know where it is.
pub(crate) const PLACE: &str = "{place}";

/// What is wrong with a value, without its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Nothing is there, and something must be.
    Missing,
    /// It is of another kind than this.
    Kind(String),
    /// What a leaf says of it. Without a remedy, the example of the key is one; without a place,
    /// its own is.
    Said { message: String, remedy: String, at: Option<Range<usize>> },
    /// It was reported already.
    Told,
}

impl Wrong {
    pub(crate) fn said(message: String, remedy: String) -> Self {
        Self::Said { message, remedy, at: None }
    }
}

impl Error for Wrong {
    /// Serde lets one text pass: message, remedy and place are its lines. Where it says nothing,
    /// all was said before.
    fn custom<T: fmt::Display>(said: T) -> Self {
        let said = said.to_string();
        let mut lines = said.split('\n').map(str::to_owned);
        let message = lines.next().filter(|message| !message.is_empty());
        let Some(message) = message else { return Self::Told };
        let remedy = lines.next().unwrap_or_default();
        let mut bounds = lines.map_while(|bound| bound.parse().ok());
        let at = bounds.next().zip(bounds.next()).map(|(start, end)| start..end);
        Self::Said { message, remedy, at }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Kind(match expected.to_string().as_str() {
            "a string" => "text".to_owned(),
            "a boolean" => "true or false".to_owned(),
            "a sequence" => "a list".to_owned(),
            "i64" => "a whole number".to_owned(),
            other => other.to_owned(),
        })
    }

    fn missing_field(_: &'static str) -> Self {
        Self::Missing
    }
}

impl std::error::Error for Wrong {}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("nothing is there"),
            Self::Kind(expected) => write!(f, "it must be {expected}"),
            Self::Said { message, remedy, .. } => write!(f, "{message}\n{remedy}"),
            Self::Told => f.write_str("it was reported"),
        }
    }
}

/// Why a leaf refuses what it was given, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Refusal(String);

impl Refusal {
    /// A refusal with a remedy of its own.
    pub(crate) fn new(message: impl fmt::Display, remedy: impl fmt::Display) -> Self {
        Self(format!("{message}\n{remedy}"))
    }

    /// A word that cannot stand in its place.
    pub(crate) fn of(word: &str, remedy: impl fmt::Display) -> Self {
        Self::new(format!("{PLACE} cannot be {word:?}"), remedy)
    }

    /// The refusal of a part, which was reported.
    pub(crate) fn told() -> Self {
        Self::default()
    }

    /// The same about a part of what was given.
    pub(crate) fn at(self, part: &Range<usize>) -> Self {
        Self(format!("{self}\n{}\n{}", part.start, part.end))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
