//! The texts of one language, parsed: those that the program carries, and in their place those of
//! the merchant.
//!
//! Whether they are complete is `check`'s question; what is inserted is `catalogue`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::ast::Entry;
use unic_langid::LanguageIdentifier;

use super::error::MessageError;
use super::form::Form;
use super::mistake::{CatalogueError, TextMistake, TextPlace};
use domain::locale::Locale;

/// A merchant's own texts of one language. Each takes the place of the built-in text of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub locale: Locale,
    /// The name of the file, for mistakes.
    pub file: String,
    /// What stands in it.
    pub text: String,
}

/// The texts of one language.
pub(super) struct Edition {
    pub(super) locale: Locale,
    bundle: FluentBundle<FluentResource>,
    texts: BTreeMap<String, Entered>,
    built_in: BTreeSet<String>,
}

/// Where a text stands, and its syntax.
pub(super) struct Entered {
    pub(super) place: TextPlace,
    pub(super) form: Form,
    /// Whether it is the merchant's.
    pub(super) own: bool,
}

impl Edition {
    /// Parses the texts, and adds all mistakes of form to `errors`. `None` where nothing can be
    /// made of the built-in ones.
    pub(super) fn parse(
        locale: Locale,
        source: &str,
        own: Option<&Override>,
        errors: &mut Vec<CatalogueError>,
    ) -> Option<Self> {
        let Ok(language) = locale.as_str().parse::<LanguageIdentifier>() else {
            errors.push(CatalogueError {
                locale,
                place: None,
                mistake: TextMistake::NoSuchLanguage,
            });
            return None;
        };
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks that keep mixed directions apart would be visible in some mail programs; none
        // of our languages needs them, and direction marks in inserted text are dropped.
        bundle.set_use_isolating(false);
        let mut texts = BTreeMap::new();
        let before = errors.len();
        let built_in = File { locale, name: format!("{locale}.ftl (built in)"), own: false };
        let resource = built_in.read(source, &mut texts, errors);
        if errors.len() > before {
            return None;
        }
        bundle.add_resource_overriding(resource);
        let built_in = texts.keys().cloned().collect();
        if let Some(own) = own {
            let file = File { locale, name: own.file.clone(), own: true };
            bundle.add_resource_overriding(file.read(&own.text, &mut texts, errors));
        }
        Some(Self { locale, bundle, texts, built_in })
    }

    /// The ids of all texts.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The ids of the texts that the program carries.
    pub(super) fn built_in(&self) -> impl Iterator<Item = &str> {
        self.built_in.iter().map(String::as_str)
    }

    /// Whether there is a text of that id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.texts.contains_key(id)
    }

    /// Where a text stands, and its syntax.
    pub(super) fn entered(&self, id: &str) -> Option<&Entered> {
        self.texts.get(id)
    }

    /// How many texts are the merchant's.
    pub(super) fn own(&self) -> usize {
        self.texts.values().filter(|text| text.own).count()
    }

    /// Writes one text. A text that asks for what is not inserted is an error, never a gap.
    pub(super) fn write(&self, id: &str, args: &FluentArgs<'_>) -> Result<String, MessageError> {
        self.attempt(id, args)
            .ok_or_else(|| MessageError::NoText { locale: self.locale, id: id.to_owned() })?
            .map_err(|error| MessageError::Unresolved {
                locale: self.locale,
                id: id.to_owned(),
                error: error.to_string(),
            })
    }

    /// The same with the parser's error; `None` where there is no text.
    pub(super) fn attempt(
        &self,
        id: &str,
        args: &FluentArgs<'_>,
    ) -> Option<Result<String, FluentError>> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        Some(match errors.into_iter().next() {
            None => Ok(text),
            Some(error) => Err(error),
        })
    }
}

impl fmt::Debug for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edition").field("locale", &self.locale).finish_non_exhaustive()
    }
}

/// A file while it is read.
struct File {
    locale: Locale,
    name: String,
    own: bool,
}

impl File {
    /// Parses what can be parsed; what cannot is a mistake.
    fn read(
        &self,
        source: &str,
        texts: &mut BTreeMap<String, Entered>,
        errors: &mut Vec<CatalogueError>,
    ) -> FluentResource {
        let (resource, wrong) = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, wrong)) => (resource, wrong),
        };
        for error in wrong {
            let line = line_at(source, error.pos.start);
            errors.push(self.mistake(line, TextMistake::Syntax(error.to_string())));
        }
        let mut seen = BTreeSet::new();
        let mut lines = lines(source);
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            let line = lines.get_mut(&id).and_then(Vec::pop).unwrap_or(1);
            if !seen.insert(id.clone()) {
                errors.push(self.mistake(line, TextMistake::Twice(id.clone())));
            }
            let place = TextPlace { file: self.name.clone(), line };
            texts.insert(id, Entered { place, form: Form::of(message), own: self.own });
        }
        resource
    }

    fn mistake(&self, line: usize, mistake: TextMistake) -> CatalogueError {
        let place = Some(TextPlace { file: self.name.clone(), line });
        CatalogueError { locale: self.locale, place, mistake }
    }
}

/// The lines on which the texts begin, the last one first: only a message starts a line with a
/// letter.
fn lines(source: &str) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, line) in (1..).zip(source.lines()) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some((id, _)) = line.split_once('=')
        {
            found.entry(id.trim_end().to_owned()).or_default().insert(0, number);
        }
    }
    found
}

/// The line of the last thing that was read before a position: what is missing at the end of a
/// text is missing there, and not on the blank line after it.
fn line_at(source: &str, position: usize) -> usize {
    let before = source.get(..position).unwrap_or(source).trim_end();
    before.matches('\n').count().saturating_add(1)
}
