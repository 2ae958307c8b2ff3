//! A text being read, and what was found to be wrong with it.

use std::cell::RefCell;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::Reader;
use diagnostics::{Mistake, Severity, not_toml};

/// The longest text, in bytes.
const BYTES_MAX: usize = 1 << 20;

/// The text being read and what was found to be wrong with it.
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'t> Reading<'t> {
    /// Reads a text as a document of this type; every mistake in it is put down.
    pub(crate) fn new<T: DeserializeOwned>(text: &'t str) -> (Self, Option<T>) {
        let mut reading = Self { text, mistakes: Vec::new() };
        if text.len() > BYTES_MAX {
            let message = format!("the text has more than {BYTES_MAX} bytes");
            reading.error(0..0, message, "shorten it");
            return (reading, None);
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let told = errors.iter().map(|error| {
                (error.span().unwrap_or(text.len()..text.len()), error.message().to_owned())
            });
            reading.mistakes = not_toml(text, told);
            // What was recovered from a broken document would only give wrong advice.
            return (reading, None);
        }
        let told = RefCell::new(Vec::new());
        let document = Spanned::new(0..0, DeValue::Table(document.into_inner()));
        let root = Reader::new(&document, &told);
        let read = T::deserialize(root.clone()).map_err(|wrong| root.report(wrong)).ok();
        reading.mistakes = told.into_inner();
        (reading, read)
    }

    pub(crate) fn error(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.mistakes.push(Mistake::error(span, message, remedy));
    }

    pub(crate) fn warning(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.mistakes.push(Mistake::warning(span, message, remedy));
    }

    /// The mistakes in the order of the text, and whether it can be used in spite of them.
    pub(crate) fn finish(self) -> (Vec<Mistake>, bool) {
        let mut mistakes = self.mistakes;
        mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
        let usable = mistakes.iter().all(|mistake| mistake.severity == Severity::Warning);
        (mistakes, usable)
    }

    /// The place in the file of some bytes of a text that stands at `span`: the whole value where
    /// escapes moved them.
    pub(crate) fn place(
        &self,
        span: &Range<usize>,
        text: &str,
        part: &Range<usize>,
    ) -> Range<usize> {
        match begins_at(self.text, span, text) {
            Some(start) => start.saturating_add(part.start)..start.saturating_add(part.end),
            None => span.clone(),
        }
    }
}

/// Where the decoded text begins in the file, if the file has it letter for letter.
fn begins_at(file: &str, span: &Range<usize>, text: &str) -> Option<usize> {
    let raw = file.get(span.clone())?;
    let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| raw.starts_with(quotes))?;
    let inner = raw.strip_prefix(quotes)?.strip_suffix(quotes)?;
    // TOML drops a line break that follows the opening of a multi-line text.
    let kept = if quotes.len() == 3 {
        inner.strip_prefix("\r\n").or_else(|| inner.strip_prefix('\n')).unwrap_or(inner)
    } else {
        inner
    };
    let dropped = inner.len().saturating_sub(kept.len());
    (kept == text).then(|| span.start.saturating_add(quotes.len()).saturating_add(dropped))
}
