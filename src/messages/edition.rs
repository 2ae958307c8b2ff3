//! The texts of one language, parsed.
//!
//! Whether they are complete is `check`'s question; what is inserted is `catalogue`'s.

use std::collections::BTreeSet;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use icu_locale_core::Locale as Tag;
use unic_langid::LanguageIdentifier;

use super::catalogue::MessageError;
use super::check::Mistake;
use crate::domain::locale::Locale;

/// The texts of one language.
pub(super) struct Edition {
    /// The language.
    pub(super) locale: Locale,
    bundle: FluentBundle<FluentResource>,
    ids: BTreeSet<String>,
}

impl Edition {
    /// Parses the texts; returns all mistakes of form at once.
    pub(super) fn parse(locale: Locale, source: &str) -> Result<Self, Vec<Mistake>> {
        let Ok(language) = locale.as_str().parse::<LanguageIdentifier>() else {
            return Err(vec![Mistake::NoSuchLanguage]);
        };
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
            errors
                .into_iter()
                .map(|error| Mistake::Syntax {
                    line: line_at(source, error.pos.start),
                    error: error.to_string(),
                })
                .collect::<Vec<_>>()
        })?;
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks that keep mixed directions apart would be visible in some mail programs; none
        // of our languages needs them, and direction marks in inserted text are dropped.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|errors| {
            errors.iter().map(|error| Mistake::Twice { id: overridden(error) }).collect::<Vec<_>>()
        })?;
        Ok(Self { locale, bundle, ids: ids(source) })
    }

    /// The ids of all texts.
    pub(super) fn ids(&self) -> &BTreeSet<String> {
        &self.ids
    }

    /// Whether there is a text of that id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Writes one text. A text that asks for what is not inserted is an error, never a gap.
    pub(super) fn write(&self, id: &str, args: &FluentArgs<'_>) -> Result<String, MessageError> {
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| MessageError::NoText { locale: self.locale, id: id.to_owned() })?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(MessageError::Unresolved {
                locale: self.locale,
                id: id.to_owned(),
                error: error.to_string(),
            }),
        }
    }
}

impl fmt::Debug for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edition").field("locale", &self.locale).finish_non_exhaustive()
    }
}

/// The language tag as the CLDR formatters want it.
pub(super) fn tag(locale: Locale) -> Option<Tag> {
    Tag::try_from_str(locale.as_str()).ok()
}

/// The ids in a text without syntax errors: only a message starts a line with a letter.
fn ids(source: &str) -> BTreeSet<String> {
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(id, _)| id.trim_end().to_owned())
        .collect()
}

fn line_at(source: &str, position: usize) -> usize {
    source.bytes().take(position).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

fn overridden(error: &FluentError) -> String {
    match error {
        FluentError::Overriding { id, .. } => id.clone(),
        FluentError::ParserError(_) | FluentError::ResolverError(_) => error.to_string(),
    }
}
