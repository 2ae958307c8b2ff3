//! The words of a clause: a text for each language, or one text for everybody.
//!
//! Which languages have to be there depends on who uses the policy: `lacking`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::example::write;
use super::field::Field;
use super::reading::Reading;
use super::shape;
use crate::language::vocabulary::{id_remedy, is_id};
use diagnostics::Mistake;
use domain::clause::{CLAUSE_CHARACTERS_MAX, characters_on_a_line};
use domain::languages::Languages;
use domain::locale::Locale;

/// What a clause says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wording {
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

/// Every clause by id: its words and the place of its id.
pub(crate) type Clauses = BTreeMap<String, (Wording, Range<usize>)>;

/// Reads `[clauses]`.
pub(crate) fn read(reading: &mut Reading<'_>, stated: Option<&Field<shape::Clauses>>) -> Clauses {
    let mut clauses = BTreeMap::new();
    let Some(stated) = stated else {
        let remedy = "write `[clauses]` and below it `window = \"Within 30 days of purchase.\"`";
        reading.error(0..0, "there is no `[clauses]`", remedy);
        return clauses;
    };
    for (key, value) in stated.get().into_iter().flat_map(shape::Clauses::iter) {
        let Some(id) = key.get() else { continue };
        if !is_id(id) {
            let message = format!("a clause cannot be called {id:?}");
            reading.error(key.span.clone(), message, id_remedy(id));
        }
        // A clause with wrong words is there all the same: rules that name it are not wrong.
        let wording = wording(reading, id, value).unwrap_or(Wording::Same(String::new()));
        clauses.insert(id.clone(), (wording, key.span.clone()));
    }
    clauses
}

fn wording(reading: &mut Reading<'_>, id: &str, stated: &Field<shape::Clause>) -> Option<Wording> {
    let table = match stated.get()? {
        shape::Clause::Same(text) => {
            refuse_long(reading, id, None, &text.0, &stated.span);
            return Some(Wording::Same(text.0.clone()));
        }
        shape::Clause::Each(table) => table,
    };
    for (locale, field) in table.iter() {
        if let Some((locale, text)) = locale.get().zip(field.get()) {
            refuse_long(reading, id, Some(locale.0), &text.0, &field.span);
        }
    }
    if table.len() == 0 {
        let message = format!("the clause `{id}` has no text");
        reading.error(stated.span.clone(), message, write("clauses"));
    }
    let texts = table.iter().filter_map(|(locale, text)| Some((locale.get()?.0, text.get()?)));
    let texts = texts.map(|(locale, text)| (locale, text.0.clone())).collect();
    Some(Wording::Each { texts, span: stated.span.clone() })
}

/// A clause that is too long for a letter, which would have to cut it.
fn refuse_long(
    reading: &mut Reading<'_>,
    id: &str,
    locale: Option<Locale>,
    text: &str,
    span: &Range<usize>,
) {
    let characters = characters_on_a_line(text);
    let Some(above) = characters.checked_sub(CLAUSE_CHARACTERS_MAX).filter(|above| *above > 0)
    else {
        return;
    };
    let language = locale.map(|locale| format!(" in {locale}")).unwrap_or_default();
    let message = format!(
        "the clause `{id}` has {characters} characters{language}; a letter has room for \
         {CLAUSE_CHARACTERS_MAX}"
    );
    let remedy = format!(
        "shorten it by {above}: say what this decision rests on, and name the place where the whole \
         terms stand"
    );
    reading.error(span.clone(), message, remedy);
}

impl Wording {
    /// The text for this language.
    pub(crate) fn text(&self, locale: Locale) -> Option<&str> {
        match self {
            Self::Same(text) => Some(text),
            Self::Each { texts, .. } => texts.get(&locale).map(String::as_str),
        }
    }

    /// What is missing where customers are written to in these languages.
    fn lacking(&self, id: &str, languages: &Languages) -> Option<Mistake> {
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
pub(crate) fn lacking(clauses: &BTreeMap<String, Wording>, languages: &Languages) -> Vec<Mistake> {
    let lacking = clauses.iter().filter_map(|(id, wording)| wording.lacking(id, languages));
    let mut lacking: Vec<Mistake> = lacking.collect();
    lacking.sort_by_key(|mistake| mistake.span.start);
    lacking
}
