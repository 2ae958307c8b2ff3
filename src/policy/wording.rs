//! The words of a clause: a text for each language, or one text for everybody.
//!
//! Which languages have to be there depends on who uses the policy: `lacking`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Reading, Section, Value};
use crate::diagnostics::{Mistake, instead};
use crate::domain::languages::Languages;
use crate::domain::locale::Locale;

const REMEDY: &str = "write `[clauses.window]`, and below it `en = \"Within 30 days of \
                      purchase.\"` and the same for every other language that you write in; or \
                      `window = \"…\"` below `[clauses]` where everybody reads the same text";
const EMPTY: &str = "say in a sentence what the refund terms grant or exclude";

/// What a clause says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wording {
    /// The same text in every language, because the terms are in one.
    Same(String),
    /// A text for each language, at least one.
    Each {
        /// The texts.
        texts: BTreeMap<Locale, String>,
        /// Where they stand, in bytes of the document.
        span: Range<usize>,
    },
}

impl Wording {
    /// The text for this language.
    pub(super) fn text(&self, locale: Locale) -> Option<&str> {
        match self {
            Self::Same(text) => Some(text),
            Self::Each { texts, .. } => texts.get(&locale).map(String::as_str),
        }
    }

    /// Reads the value of the clause `id`. All of its mistakes are reported at once.
    pub(super) fn read<'t>(reading: &mut Reading<'t>, id: &str, value: &Value<'t>) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            if value.get_ref().as_str().is_none() {
                let message = "a clause must be text, or a table with a text for each language";
                reading.error(value.span(), message, REMEDY);
                return None;
            }
            return said(reading, value).map(Self::Same);
        };
        let section = Section { name: "a clause", table, span: value.span() };
        let mut texts = BTreeMap::new();
        let mut complete = true;
        for (key, value) in section.table {
            let name = key.get_ref().as_ref();
            let locale = Locale::ALL.into_iter().find(|locale| locale.as_str() == name);
            let Some(locale) = locale else {
                let names = Locale::ALL.map(Locale::as_str);
                let message = format!("`{name}` is none of the languages of the letters");
                reading.error(key.span(), message, instead(name, &names));
                complete = false;
                continue;
            };
            match said(reading, value) {
                Some(text) => {
                    texts.insert(locale, text);
                }
                None => complete = false,
            }
        }
        if complete && texts.is_empty() {
            reading.error(value.span(), format!("the clause `{id}` has no text"), REMEDY);
            complete = false;
        }
        complete.then_some(Self::Each { texts, span: value.span() })
    }

    /// What is missing where customers are written to in these languages.
    pub(super) fn lacking(&self, id: &str, languages: &Languages) -> Option<Mistake> {
        let Self::Each { texts, span } = self else { return None };
        let missing = languages.iter().filter(|locale| !texts.contains_key(locale));
        let missing: Vec<&str> = missing.map(Locale::as_str).collect();
        if missing.is_empty() {
            return None;
        }
        let message = format!("the clause `{id}` has no text in {}", missing.join(", "));
        let remedy = format!(
            "add `{} = \"…\"`; or name the languages that the account writes in (`languages`)",
            missing.join(" = \"…\"`, `")
        );
        Some(Mistake::error(span.clone(), message, remedy))
    }
}

/// What is missing in all of them, in the order of the document.
pub(super) fn lacking(clauses: &BTreeMap<String, Wording>, languages: &Languages) -> Vec<Mistake> {
    let lacking = clauses.iter().filter_map(|(id, wording)| wording.lacking(id, languages));
    let mut lacking: Vec<Mistake> = lacking.collect();
    lacking.sort_by_key(|mistake| mistake.span.start);
    lacking
}

fn said<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<String> {
    let words = reading.words("the text of a clause", value, REMEDY)?;
    if words.text.trim().is_empty() {
        reading.error(words.span, "the clause says nothing", EMPTY);
        return None;
    }
    Some(words.text)
}
