//! A statute: what the law of some countries grants a customer, whatever the merchant's policy
//! says. A data file with a version, switched per country.
//!
//! A statute is written like a policy, but it can only grant money or ask for a person: it has no
//! denials and no questions. What it makes of a merchant's decision is in `floor`. Neither the
//! files nor this code are legal advice.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeTable;

use super::compile::{MAX_TEXT, broken_toml, read_clauses, unique_ids};
use super::document::{Reading, Section};
use super::head::Head;
use super::outcome::Outcome;
use super::rule::{Draft, Rule};
use super::vocabulary::country_mistake;
use super::wording::{self, Wording};
use crate::diagnostics::{Mistake, Severity};
use crate::domain::languages::Languages;

/// The clauses of statutes begin so, and those of policies never do.
pub(super) const PREFIX: &str = "statute-";

/// A checked statute. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statute(pub(super) Arc<Law>);

/// What a statute says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Law {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) countries: BTreeMap<String, Country>,
    pub(super) rights: Vec<Rule>,
    pub(super) clauses: BTreeMap<String, Wording>,
    pub(super) warnings: Vec<Mistake>,
}

/// One country of a statute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Whether the statute is applied there.
    pub on: bool,
    /// The national law, for readers.
    pub law: String,
}

const COUNTRIES_REMEDY: &str =
    "write `[countries]`, and below it `DE = { on = true, law = \"§§ 312g, 355 BGB\" }`";
const RIGHT_REMEDY: &str = "write `[[right]]`, and below it `id`, `when`, `approve` and `clause`";

impl Statute {
    /// Reads and checks a statute. All mistakes are reported at once, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        if text.len() > MAX_TEXT {
            let message = format!("the statute has more than {MAX_TEXT} bytes");
            return Err(vec![Mistake::error(0..0, message, "shorten it")]);
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors.iter().map(|error| broken_toml(text, error)).collect());
        }
        let mut reading = Reading { text, mistakes: Vec::new() };
        let root = Section { name: "the statute", table: document.get_ref(), span: 0..0 };
        let law = law(&mut reading, &root);
        let mut mistakes = reading.mistakes;
        mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
        match law {
            Some(law) if mistakes.iter().all(|found| found.severity == Severity::Warning) => {
                Ok(Self(Arc::new(Law { warnings: mistakes, ..law })))
            }
            Some(_) | None => Err(mistakes),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Its countries, as ISO 3166 has them.
    pub fn countries(&self) -> impl Iterator<Item = (&str, &Country)> {
        self.0.countries.iter().map(|(code, country)| (code.as_str(), country))
    }

    /// The ids of its clauses.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.0.clauses.keys().map(String::as_str)
    }

    /// What is missing in its clauses where customers are written to in these languages.
    pub fn lacking(&self, languages: &Languages) -> Vec<Mistake> {
        wording::lacking(&self.0.clauses, languages)
    }

    /// What is correct and yet hardly meant.
    pub fn warnings(&self) -> &[Mistake] {
        &self.0.warnings
    }
}

fn law<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Option<Law> {
    reading.only(root, &["name", "version", "law", "notes", "countries", "right", "clauses"]);
    for key in ["law", "notes"] {
        reading.optional_words(root, key);
    }
    let mut named = |key: &'static str| {
        let words = reading.optional_words(root, key);
        if words.as_ref().is_none_or(|words| words.text.trim().is_empty()) {
            let message = format!("the statute has no `{key}`");
            reading.error(0..0, message, format!("add `{key} = \"…\"` to its head"));
        }
        words.map(|words| words.text)
    };
    let (name, version) = (named("name"), named("version"));
    let countries = countries(reading, root);
    let clauses = read_clauses(reading, root);
    let drafts = rights(reading, root);
    for (id, (_, place)) in &clauses {
        if !id.starts_with(PREFIX) {
            let message = format!("the clause `{id}` could be one of a policy");
            let remedy = format!("call it `{PREFIX}{id}`");
            reading.error(place.clone(), message, remedy);
        }
    }
    for words in drafts.iter().filter_map(|draft| draft.clause.as_ref()) {
        if !clauses.contains_key(&words.text) {
            let message = format!("the clause `{}` is not under `[clauses]`", words.text);
            reading.error(words.span.clone(), message, "add it there");
        }
    }
    unique_ids(reading, &drafts);
    let rights: Option<Vec<Rule>> = drafts.into_iter().map(Draft::finish).collect();
    Some(Law {
        name: name?,
        version: version?,
        countries,
        rights: rights?,
        clauses: clauses.into_iter().map(|(id, (wording, _))| (id, wording)).collect(),
        warnings: Vec::new(),
    })
}

fn countries<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> BTreeMap<String, Country> {
    let mut countries = BTreeMap::new();
    let Some(value) = root.get("countries") else {
        reading.error(0..0, "the statute names no country", COUNTRIES_REMEDY);
        return countries;
    };
    let Some(section) = reading.section("`[countries]`", value, COUNTRIES_REMEDY) else {
        return countries;
    };
    for (key, value) in section.table {
        let code = key.get_ref().as_ref();
        if let Some((_, remedy)) = country_mistake(code) {
            reading.error(key.span(), format!("{code:?} is not a country code"), remedy);
        }
        let Some(country) = reading.section("a country", value, COUNTRIES_REMEDY) else {
            continue;
        };
        reading.only(&country, &["on", "law"]);
        if country.get("on").is_none() {
            let message = format!("it is not said whether the statute is on in {code}");
            reading.error(value.span(), message, "add `on = true`, or `on = false`");
        }
        let on = reading.flag(&country, "on");
        let law = reading.optional_words(&country, "law").map(|words| words.text);
        countries.insert(code.to_owned(), Country { on, law: law.unwrap_or_default() });
    }
    countries
}

fn rights<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Vec<Draft> {
    let head = Head::default();
    let elements = root.get("right").and_then(|value| value.get_ref().as_array());
    let Some(elements) = elements else {
        reading.error(0..0, "the statute grants nothing", RIGHT_REMEDY);
        return Vec::new();
    };
    let mut drafts = Vec::new();
    for element in elements {
        let Some(section) = reading.section("a right", element, RIGHT_REMEDY) else { continue };
        let draft = Draft::read(reading, &head, &section);
        if matches!(draft.outcome, Some(Outcome::Deny { .. } | Outcome::Ask(_))) || draft.shadow {
            let message =
                "a statute only grants: it denies nothing, asks nothing, rehearses nothing";
            reading.error(
                section.span.clone(),
                message,
                "write `approve`, or `review` for a person",
            );
        }
        drafts.push(draft);
    }
    drafts
}
