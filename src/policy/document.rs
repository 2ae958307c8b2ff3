//! Reads values out of the TOML document and reports what is missing, unknown or of a wrong type,
//! each with its place in the text.
//!
//! What the values mean is the business of `rule`, `outcome` and `compile`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;
use super::suggestion::instead;
use super::vocabulary::{id_remedy, is_id};

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// A text out of the document: what it says and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    /// The bytes of the whole value, quotes included.
    pub(super) span: Range<usize>,
    /// Where the text begins, if what stands in the file is the text letter for letter.
    exact: Option<usize>,
}

impl Words {
    /// The place in the file of some bytes of the text: the whole value where escapes moved them.
    pub(super) fn place(&self, part: &Range<usize>) -> Range<usize> {
        match self.exact {
            Some(start) => start.saturating_add(part.start)..start.saturating_add(part.end),
            None => self.span.clone(),
        }
    }
}

/// A table of the document with its name for messages.
#[derive(Clone)]
pub(super) struct Section<'d, 't> {
    pub(super) name: &'static str,
    pub(super) table: &'d DeTable<'t>,
    pub(super) span: Range<usize>,
}

impl<'d, 't> Section<'d, 't> {
    pub(super) fn get(&self, key: &str) -> Option<&'d Value<'t>> {
        self.table.get(key)
    }
}

/// The text being read and what was found to be wrong with it.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'t> Reading<'t> {
    pub(super) fn error(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.mistakes.push(Mistake::error(span, message, remedy));
    }

    /// Reports every key that is not one of those allowed.
    pub(super) fn only(&mut self, section: &Section<'_, '_>, allowed: &[&str]) {
        for key in section.table.keys() {
            let name = key.get_ref().as_ref();
            if !allowed.contains(&name) {
                let message = format!("{} has no key `{name}`", section.name);
                self.error(key.span(), message, instead(name, allowed));
            }
        }
    }

    /// A value that must be a table.
    pub(super) fn section<'d>(
        &mut self,
        name: &'static str,
        value: &'d Value<'t>,
        remedy: &str,
    ) -> Option<Section<'d, 't>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.error(value.span(), format!("{name} must be a table"), remedy);
        }
        table.map(|table| Section { name, table, span: value.span() })
    }

    /// A value that must be text.
    pub(super) fn words(&mut self, what: &str, value: &Value<'t>, remedy: &str) -> Option<Words> {
        let Some(text) = value.get_ref().as_str() else {
            self.error(value.span(), format!("{what} must be text"), remedy);
            return None;
        };
        let exact = begins_at(self.text, &value.span(), text);
        Some(Words { text: text.to_owned(), span: value.span(), exact })
    }

    /// A text that may be left out.
    pub(super) fn optional_words(
        &mut self,
        section: &Section<'_, 't>,
        key: &'static str,
    ) -> Option<Words> {
        let value = section.get(key)?;
        self.words(&format!("`{key}`"), value, &format!("write `{key} = \"…\"`"))
    }

    /// A text that must be there and be usable as an id.
    pub(super) fn id(&mut self, section: &Section<'_, 't>, key: &'static str) -> Option<Words> {
        let Some(value) = section.get(key) else {
            let message = format!("{} has no `{key}`", section.name);
            self.error(section.span.clone(), message, format!("add `{key} = \"…\"`"));
            return None;
        };
        let words = self.words(&format!("`{key}`"), value, &format!("write `{key} = \"…\"`"))?;
        self.check_id(&format!("`{key}`"), &words.text, words.span.clone());
        Some(words)
    }

    /// Reports a word that cannot be an id.
    pub(super) fn check_id(&mut self, what: &str, word: &str, span: Range<usize>) {
        if !is_id(word) {
            self.error(span, format!("{what} cannot be {word:?}"), id_remedy(word));
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
