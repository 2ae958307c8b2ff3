//! Reads a statute as far as it can be read. It is written like a policy, but it can only grant
//! money or ask for a person: it has no denials and no questions.

use std::collections::BTreeMap;

use super::clause::{self, Wording};
use super::example::write;
use super::field::Optional;
use super::outcome::Outcome;
use super::policy::PREFIX;
use super::reading::Reading;
use super::rule::{self, Draft};
use super::shape::{self, Applies, StatuteFile};
use crate::language::head::Head;
use crate::language::vocabulary::country_mistake;

/// One country of a statute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Whether the statute is applied there; `None` where a person finds out.
    pub applies: Option<bool>,
    /// The national law, for readers.
    pub law: String,
}

/// A text that a statute must have in its head.
pub(crate) fn named(reading: &mut Reading<'_>, key: &str, text: Option<&String>) -> String {
    let text = text.cloned().unwrap_or_default();
    if text.trim().is_empty() {
        let message = format!("the statute has no `{key}`");
        reading.error(0..0, message, format!("add `{key} = \"…\"` to its head"));
    }
    text
}

/// Reads the clauses that its rights rest on.
pub(crate) fn clauses(
    reading: &mut Reading<'_>,
    file: &StatuteFile,
    rights: &[Draft],
) -> BTreeMap<String, Wording> {
    let clauses = clause::read(reading, file.clauses.as_ref());
    for (id, (_, place)) in &clauses {
        if !id.starts_with(PREFIX) {
            let message = format!("the clause `{id}` could be one of a policy");
            reading.error(place.clone(), message, format!("call it `{PREFIX}{id}`"));
        }
    }
    for (clause, place) in rights.iter().filter_map(|right| right.clause.as_ref()) {
        if !clauses.contains_key(clause) {
            let message = format!("the clause `{clause}` is not under `[clauses]`");
            reading.error(place.clone(), message, "add it there");
        }
    }
    clauses.into_iter().map(|(id, (wording, _))| (id, wording)).collect()
}

/// Reads the countries.
pub(crate) fn countries(
    reading: &mut Reading<'_>,
    file: &StatuteFile,
) -> BTreeMap<String, Country> {
    let mut countries = BTreeMap::new();
    let Some(stated) = &file.countries else {
        reading.error(0..0, "the statute names no country", write("countries"));
        return countries;
    };
    for (key, value) in stated.get().into_iter().flat_map(shape::Countries::iter) {
        let Some(code) = key.get() else { continue };
        if let Some((_, remedy)) = country_mistake(code) {
            reading.error(key.span.clone(), format!("{code:?} is not a country code"), remedy);
        }
        let Some(country) = value.get() else { continue };
        let applies = match country.applies.get() {
            Some(Applies::Yes) => Some(true),
            Some(Applies::No) => Some(false),
            Some(Applies::Person) | None => None,
        };
        countries.insert(
            code.clone(),
            Country { applies, law: country.law.stated().cloned().unwrap_or_default() },
        );
    }
    countries
}

/// Reads the rights.
pub(crate) fn rights(reading: &mut Reading<'_>, file: &StatuteFile) -> Vec<Draft> {
    let Some(stated) = &file.right else {
        reading.error(0..0, "the statute grants nothing", write("right"));
        return Vec::new();
    };
    let rights = stated.get().map_or(&[][..], Vec::as_slice);
    let drafts =
        rule::drafts(reading, &Head::default(), rights.iter().map(|right| ("a right", right)));
    for draft in &drafts {
        if matches!(draft.outcome, Some(Outcome::Deny { .. } | Outcome::Ask(_))) || draft.shadow {
            let message =
                "a statute only grants: it denies nothing, asks nothing, rehearses nothing";
            let remedy = "write `approve`, or `review` for a person";
            reading.error(draft.span.clone(), message, remedy);
        }
    }
    drafts
}
