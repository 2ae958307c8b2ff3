//! Reads a statute as far as it can be read. It is written like a policy, but it can only grant
//! money or ask for a person: it has no denials and no questions.

use std::collections::BTreeMap;

use super::clause::{self, Clauses};
use super::example::write;
use super::field::{Field, Optional};
use super::outcome::Outcome;
use super::policy::PREFIX;
use super::reading::Reading;
use super::rule::{self, Draft};
use super::shape::{self, StatuteFile};
use crate::language::head::Head;
use crate::language::vocabulary::country_mistake;

/// One country of a statute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Whether the statute is applied there.
    pub on: bool,
    /// The national law, for readers.
    pub law: String,
}

/// A statute as far as it could be read; what is missing has been reported.
#[derive(Debug)]
pub(crate) struct StatuteDraft {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) countries: BTreeMap<String, Country>,
    pub(crate) rights: Vec<Draft>,
    pub(crate) clauses: Clauses,
}

/// Reads a statute.
pub(crate) fn read(reading: &mut Reading<'_>, file: &StatuteFile) -> StatuteDraft {
    let mut named = |key: &str, text: Option<&String>| {
        let text = text.cloned().unwrap_or_default();
        if text.trim().is_empty() {
            let message = format!("the statute has no `{key}`");
            reading.error(0..0, message, format!("add `{key} = \"…\"` to its head"));
        }
        text
    };
    let (name, version) =
        (named("name", file.name.stated()), named("version", file.version.stated()));
    let draft = StatuteDraft {
        name,
        version,
        countries: countries(reading, file.countries.as_ref()),
        clauses: clause::read(reading, file.clauses.as_ref()),
        rights: rights(reading, file.right.as_ref()),
    };
    for (id, (_, place)) in &draft.clauses {
        if !id.starts_with(PREFIX) {
            let message = format!("the clause `{id}` could be one of a policy");
            reading.error(place.clone(), message, format!("call it `{PREFIX}{id}`"));
        }
    }
    for (clause, place) in draft.rights.iter().filter_map(|right| right.clause.as_ref()) {
        if !draft.clauses.contains_key(clause) {
            let message = format!("the clause `{clause}` is not under `[clauses]`");
            reading.error(place.clone(), message, "add it there");
        }
    }
    draft
}

fn countries(
    reading: &mut Reading<'_>,
    stated: Option<&Field<shape::Countries>>,
) -> BTreeMap<String, Country> {
    let mut countries = BTreeMap::new();
    let Some(stated) = stated else {
        reading.error(0..0, "the statute names no country", write("countries"));
        return countries;
    };
    for (key, value) in stated.get().into_iter().flat_map(shape::Countries::iter) {
        let Some(code) = key.get() else { continue };
        if let Some((_, remedy)) = country_mistake(code) {
            reading.error(key.span.clone(), format!("{code:?} is not a country code"), remedy);
        }
        let Some(country) = value.get() else { continue };
        let on = country.on.get().copied().unwrap_or_default();
        countries.insert(
            code.clone(),
            Country { on, law: country.law.stated().cloned().unwrap_or_default() },
        );
    }
    countries
}

fn rights(
    reading: &mut Reading<'_>,
    stated: Option<&Field<Vec<Field<shape::Rule>>>>,
) -> Vec<Draft> {
    let Some(stated) = stated else {
        reading.error(0..0, "the statute grants nothing", write("right"));
        return Vec::new();
    };
    let rights = stated.get().map_or(&[][..], Vec::as_slice);
    let drafts = rule::drafts(reading, &Head::default(), "a right", rights);
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
