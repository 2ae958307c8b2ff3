//! The catalogue: the texts of all languages, and the rendering of a letter.
//!
//! Every language is complete, or there is no catalogue. What can be sent was tried at load
//! (`check`), so an error here means that the letter itself is wrong: a key without a text, an
//! amount of nothing.

use std::collections::BTreeSet;

use fluent_bundle::FluentArgs;

use super::body::{Body, Insert, Look, mark};
use super::edition::{Edition, Override};
use super::error::MessageError;
use super::insert::{ID_CHARACTERS_MAX, Inserts};
use super::letter::{Letter, LetterContent, Recipient};
use super::mistake::CatalogueError;
use super::text::{ALTERNATIVE, CLAUSE, QUESTION, SUBJECT_WITH_REFERENCE, is_of_family};
use super::{check, html, plain};
use domain::languages::Languages;
use domain::locale::Locale;

/// All texts in all languages. Cheap to share, safe between threads.
#[derive(Debug)]
pub struct Catalogue {
    editions: Vec<Edition>,
    languages: Languages,
}

impl Catalogue {
    /// Loads and checks the texts that the program carries; returns all mistakes at once.
    pub fn builtin() -> Result<Self, Vec<CatalogueError>> {
        Self::with(&[], &Languages::default())
    }

    /// The same with texts of the merchant's in the place of single ones, and beside them. What is
    /// added has to be there in every one of these languages.
    pub fn with(own: &[Override], languages: &Languages) -> Result<Self, Vec<CatalogueError>> {
        let sources: Vec<_> =
            Locale::ALL.into_iter().map(|locale| (locale, source(locale))).collect();
        Self::load(&sources, own, languages)
    }

    /// The first source is what the families are taken from.
    pub(super) fn load(
        sources: &[(Locale, &str)],
        own: &[Override],
        languages: &Languages,
    ) -> Result<Self, Vec<CatalogueError>> {
        let mut errors = Vec::new();
        let mut editions = Vec::with_capacity(sources.len());
        for (locale, source) in sources {
            let own = own.iter().find(|own| own.locale == *locale);
            editions.extend(Edition::parse(*locale, source, own, &mut errors));
        }
        let families = families(&editions);
        for edition in &editions {
            errors.extend(check::mistakes(edition, &families));
        }
        errors.extend(check::alone(&editions, &families, languages));
        errors.sort();
        let languages = languages.clone();
        if errors.is_empty() { Ok(Self { editions, languages }) } else { Err(errors) }
    }

    /// The languages that are complete, what the merchant added included.
    pub fn languages(&self) -> &Languages {
        &self.languages
    }

    /// How many texts each language has, and how many of them are the merchant's.
    pub fn counts(&self) -> Vec<(Locale, usize, usize)> {
        let counts = |edition: &Edition| (edition.locale, edition.ids().count(), edition.own());
        self.editions.iter().map(counts).collect()
    }

    /// Whether a denial can rest on this clause without words of the merchant's own. A policy is
    /// checked with it before it decides anything.
    pub fn knows_clause(&self, key: &str) -> bool {
        self.knows(CLAUSE, key)
    }

    /// The clauses that can be said in every language that is written.
    pub fn clauses(&self) -> Vec<&str> {
        let ids = self.complete().next().into_iter().flat_map(Edition::ids);
        ids.filter_map(|id| id.strip_prefix(CLAUSE)).filter(|key| self.knows_clause(key)).collect()
    }

    /// Whether this alternative can be offered. A policy is checked with it too.
    pub fn knows_alternative(&self, key: &str) -> bool {
        self.knows(ALTERNATIVE, key)
    }

    /// Whether this can be asked. A policy is checked with it too.
    pub fn knows_question(&self, key: &str) -> bool {
        self.knows(QUESTION, key)
    }

    /// The ids of clauses, alternatives and questions that `other` has and this one lacks. A policy
    /// that was checked against the other may use them.
    pub fn lacks(&self, other: &Self) -> Vec<String> {
        let Some(edition) = other.complete().next() else { return Vec::new() };
        let gone = |id: &&str| is_of_family(id) && other.knows_id(id) && !self.knows_id(id);
        edition.ids().filter(gone).map(str::to_owned).collect()
    }

    fn knows(&self, family: &str, key: &str) -> bool {
        let id = format!("{family}{key}");
        is_of_family(&id) && self.knows_id(&id)
    }

    fn knows_id(&self, id: &str) -> bool {
        self.complete().all(|edition| edition.has(id))
    }

    fn complete(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(|edition| self.languages.has(edition.locale))
    }

    /// Writes a letter.
    pub fn render(
        &self,
        content: &LetterContent<'_>,
        to: &Recipient<'_>,
    ) -> Result<Letter, MessageError> {
        let edition = self
            .editions
            .iter()
            .find(|edition| edition.locale == to.locale)
            .ok_or(MessageError::NoLanguage(to.locale))?;
        let inserts = Inserts::of(edition, content, to)?;
        let read = |part: &str| {
            let text = edition.write(&format!("{}-{part}", content.kind()), &inserts.args)?;
            Ok::<_, MessageError>(Body::read(&text, &inserts.marked))
        };
        let (subject, body) = (read("subject")?.plain(), read("text")?);
        let subject = match to.reference.filter(|_| content.is_about_a_request()) {
            Some(reference) => referenced(edition, subject, reference)?,
            None => subject,
        };
        let html = html::page(edition.locale, &subject, &body);
        Ok(Letter { locale: edition.locale, text: body.plain(), subject, html })
    }
}

/// The subject with the id of the request.
fn referenced(edition: &Edition, subject: String, reference: &str) -> Result<String, MessageError> {
    let Some(reference) = plain::line(reference, ID_CHARACTERS_MAX) else { return Ok(subject) };
    let mut args = FluentArgs::with_capacity(2);
    args.set("subject", mark(0));
    args.set("reference", mark(1));
    let text = edition.write(SUBJECT_WITH_REFERENCE, &args)?;
    let inserted = [subject, reference].map(|text| Insert::Words { text, look: Look::Name });
    Ok(Body::read(&text, &inserted).plain())
}

/// The texts that the program carries.
pub(super) fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("en.ftl"),
        Locale::De => include_str!("de.ftl"),
        Locale::Fr => include_str!("fr.ftl"),
        Locale::Nl => include_str!("nl.ftl"),
        Locale::Ja => include_str!("ja.ftl"),
        Locale::Zh => include_str!("zh.ftl"),
        Locale::ZhHant => include_str!("zh-Hant.ftl"),
    }
}

/// The ids of the built-in families.
fn families(editions: &[Edition]) -> BTreeSet<String> {
    let Some(first) = editions.first() else { return BTreeSet::new() };
    first.built_in().filter(|id| is_of_family(id)).map(str::to_owned).collect()
}
