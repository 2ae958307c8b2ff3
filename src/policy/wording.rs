//! The words of a clause: in every language, or one text for everybody.

use std::collections::BTreeMap;

use super::document::{Reading, Section, Value};
use crate::diagnostics::instead;
use crate::domain::locale::Locale;

const REMEDY: &str = "write `[clauses.window]`, and below it `en = \"Within 30 days of \
                      purchase.\"` and the same for de, fr, nl, ja and zh; or `window = \"…\"` \
                      below `[clauses]` where everybody reads the same text";
const EMPTY: &str = "say in a sentence what the refund terms grant or exclude";

/// What a clause says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wording {
    /// The same text in every language, because the terms are in one.
    Same(String),
    /// A text in every language of [`Locale::ALL`].
    Each(BTreeMap<Locale, String>),
}

impl Wording {
    /// The text for this language.
    pub(super) fn text(&self, locale: Locale) -> Option<&str> {
        match self {
            Self::Same(text) => Some(text),
            Self::Each(texts) => texts.get(&locale).map(String::as_str),
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
        let missing: Vec<&str> = Locale::ALL
            .into_iter()
            .filter(|locale| !texts.contains_key(locale))
            .map(Locale::as_str)
            .collect();
        if complete && !missing.is_empty() {
            let message = format!("the clause `{id}` has no text in {}", missing.join(", "));
            reading.error(
                value.span(),
                message,
                format!("add `{} = \"…\"`", missing.join(" = \"…\"`, `")),
            );
        }
        (complete && missing.is_empty()).then_some(Self::Each(texts))
    }
}

fn said<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<String> {
    let words = reading.words("the text of a clause", value, REMEDY)?;
    if words.text.trim().is_empty() {
        reading.error(words.span, "the clause says nothing", EMPTY);
        return None;
    }
    Some(words.text)
}
