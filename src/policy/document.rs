//! Reads values out of the TOML document and reports what is missing, unknown or of a wrong type,
//! each with its place in the text.
//!
//! What the values mean is the business of `rule`, `outcome` and `compile`.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::vocabulary::{id_remedy, is_id};
use crate::diagnostics::{Mistake, instead};
use crate::domain::money::Currency;

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

    pub(super) fn warning(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.mistakes.push(Mistake::warning(span, message, remedy));
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

    /// A whole number within bounds.
    pub(super) fn whole(
        &mut self,
        what: &str,
        value: &Value<'t>,
        bounds: RangeInclusive<i64>,
        remedy: &str,
    ) -> Option<i64> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|literal| i64::from_str_radix(literal.as_str(), literal.radix()).ok());
        if let Some(number) = number.filter(|number| bounds.contains(number)) {
            return Some(number);
        }
        let (least, most) = (bounds.start(), bounds.end());
        let bounds = match (*least, *most) {
            (least, i64::MAX) => format!("{least} or more"),
            (least, most) => format!("{least} to {most}"),
        };
        self.error(value.span(), format!("{what} must be a whole number, {bounds}"), remedy);
        None
    }

    /// True or false; false where it is left out.
    pub(super) fn flag(&mut self, section: &Section<'_, 't>, key: &str) -> bool {
        let Some(value) = section.get(key) else { return false };
        let Some(truth) = value.get_ref().as_bool() else {
            let message = format!("`{key}` must be true or false");
            self.error(value.span(), message, format!("write `{key} = true`, or leave it out"));
            return false;
        };
        truth
    }

    /// A share as `50%` or `1250bp`, in hundredths of a per cent.
    pub(super) fn share(&mut self, what: &str, value: &Value<'t>) -> Option<i64> {
        const REMEDY: &str =
            "write \"50%\" or, in hundredths of a per cent, \"1250bp\"; at most 100%";
        let Words { text, span, .. } = self.words(what, value, REMEDY)?;
        let (digits, unit) = match text.strip_suffix('%') {
            Some(digits) => (digits, 100),
            None => (text.strip_suffix("bp").unwrap_or_default(), 1),
        };
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let basis_points = digits.parse().ok().and_then(|number: i64| number.checked_mul(unit));
        let found = basis_points.filter(|share| plain && (1..=10_000).contains(share));
        if found.is_none() {
            self.error(span, format!("{what} cannot be {text:?}"), REMEDY);
        }
        found
    }

    /// The currency of a code.
    pub(super) fn currency(&mut self, code: &str, span: Range<usize>) -> Option<Currency> {
        match Currency::parse(code) {
            Ok(currency) => Some(currency),
            Err(error) => {
                self.error(span, error.to_string(), "use a code of ISO 4217, such as EUR");
                None
            }
        }
    }

    /// Amounts per currency: `{ EUR = 5000, JPY = 800 }`, minor units, above 0.
    pub(super) fn amounts(
        &mut self,
        what: &'static str,
        value: &Value<'t>,
    ) -> Option<BTreeMap<Currency, i64>> {
        const REMEDY: &str =
            "write `{ EUR = 5000, JPY = 800 }`, whole minor units: 50.00 EUR, 800 JPY";
        let section = self.section(what, value, REMEDY)?;
        if section.table.is_empty() {
            self.error(value.span(), format!("{what} names no currency"), REMEDY);
            return None;
        }
        let mut amounts = BTreeMap::new();
        let mut whole = true;
        for (key, value) in section.table {
            let currency = self.currency(key.get_ref().as_ref(), key.span());
            let minor = self.whole(what, value, 1..=i64::MAX, REMEDY);
            match (currency, minor) {
                (Some(currency), Some(minor)) => {
                    if amounts.insert(currency, minor).is_some() {
                        let message = format!("{what} has {currency} twice");
                        self.error(key.span(), message, "keep one of them");
                    }
                }
                (Some(_) | None, Some(_) | None) => whole = false,
            }
        }
        whole.then_some(amounts)
    }

    /// The texts of a list.
    pub(super) fn list(
        &mut self,
        what: &str,
        value: &Value<'t>,
        remedy: &str,
    ) -> Option<Vec<Words>> {
        let Some(elements) = value.get_ref().as_array() else {
            self.error(value.span(), format!("{what} must be a list"), remedy);
            return None;
        };
        let name = format!("an element of {what}");
        let read: Vec<_> =
            elements.iter().map(|element| self.words(&name, element, remedy)).collect();
        read.into_iter().collect()
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
