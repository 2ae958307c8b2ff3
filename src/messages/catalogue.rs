//! The catalogue: all languages that have texts, and the rendering of a letter.
//!
//! Which languages there are is known when the daemon starts; a letter for any other is written in
//! English, and says so. What can be sent was tried at load (`check`), so an error here means that
//! the letter itself is wrong: a key without a text, an amount of nothing.

use std::collections::BTreeMap;

use fluent_bundle::FluentArgs;
use jiff::Timestamp;

use super::check::{self, CatalogueError};
use super::edition::Edition;
use super::letter::{Letter, Message, Recipient};
use super::text::{ALTERNATIVE, BUSINESS_DAYS, CLAUSE};
use super::{amount, day, plain};
use crate::domain::locale::Locale;
use crate::domain::money::Money;

/// The languages beside English that have texts. A language is added here, with its whole file.
const TRANSLATIONS: &[(Locale, &str)] = &[];

/// Names longer than this are cut.
const NAME_CHARACTERS_MAX: usize = 80;
/// Clause texts longer than this are cut.
const CLAUSE_CHARACTERS_MAX: usize = 600;

/// Why a letter could not be written. None of these says who the customer is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The clause has neither a text in the catalogue nor one of the merchant's.
    #[error("the clause `{0}` has no text")]
    NoClause(String),
    /// An alternative has no text in the catalogue.
    #[error("the alternative `{0}` has no text")]
    NoAlternative(String),
    /// The merchant's name has nothing to be seen, so nobody would sign.
    #[error("the merchant has no name")]
    NoMerchant,
    /// The amount is zero or less.
    #[error("a letter cannot be about {0}")]
    NothingToPay(Money),
    /// The formatter does not write this amount as it is.
    #[error("{money} cannot be written in {locale}")]
    Unwritable {
        /// The amount.
        money: Money,
        /// The language.
        locale: Locale,
    },
    /// The formatter does not write this day.
    #[error("the day of {at} cannot be written in {locale}")]
    UnwritableDay {
        /// The time.
        at: Timestamp,
        /// The language.
        locale: Locale,
    },
    /// A text is not there. The check at load excludes it.
    #[error("the {locale} text `{id}` is missing")]
    NoText {
        /// The language.
        locale: Locale,
        /// The text.
        id: String,
    },
    /// A text asks for what is not inserted. The check at load excludes it.
    #[error("the {locale} text `{id}` cannot be written: {error}")]
    Unresolved {
        /// The language.
        locale: Locale,
        /// The text.
        id: String,
        /// What could not be resolved.
        error: String,
    },
}

/// All texts in all languages that have them. Cheap to share, safe between threads.
#[derive(Debug)]
pub struct Catalogue {
    english: Edition,
    translations: BTreeMap<Locale, Edition>,
}

impl Catalogue {
    /// Loads and checks the texts that the program carries; returns all mistakes at once.
    pub fn builtin() -> Result<Self, Vec<CatalogueError>> {
        Self::load(include_str!("en.ftl"), TRANSLATIONS)
    }

    pub(super) fn load(
        english: &str,
        translations: &[(Locale, &str)],
    ) -> Result<Self, Vec<CatalogueError>> {
        let mut errors = Vec::new();
        let english = checked(Locale::En, english, None, &mut errors);
        let mut complete = BTreeMap::new();
        for (locale, source) in translations {
            if let Some(edition) = checked(*locale, source, english.as_ref(), &mut errors) {
                complete.insert(*locale, edition);
            }
        }
        match english {
            Some(english) if errors.is_empty() => Ok(Self { english, translations: complete }),
            Some(_) | None => Err(errors),
        }
    }

    /// The languages that are complete; in any other, English is used.
    pub fn languages(&self) -> Vec<Locale> {
        let mut languages: Vec<_> = self.translations.keys().copied().collect();
        languages.insert(0, Locale::En);
        languages
    }

    /// Whether a denial can rest on this clause without words of the merchant's own. A policy is
    /// checked with it before it decides anything.
    pub fn knows_clause(&self, key: &str) -> bool {
        self.english.has(&format!("{CLAUSE}{key}"))
    }

    /// Whether this alternative can be offered. A policy is checked with it too.
    pub fn knows_alternative(&self, key: &str) -> bool {
        self.english.has(&format!("{ALTERNATIVE}{key}"))
    }

    /// Writes a letter.
    pub fn render(&self, letter: &Letter<'_>, to: &Recipient<'_>) -> Result<Message, MessageError> {
        let edition = self.translations.get(&to.locale).unwrap_or(&self.english);
        let mut args = inserts(edition, letter)?;
        let merchant = plain::line(to.merchant, NAME_CHARACTERS_MAX);
        args.set("merchant", merchant.ok_or(MessageError::NoMerchant)?);
        let product = to.product.and_then(|name| plain::line(name, NAME_CHARACTERS_MAX));
        args.set("has-product", answer(product.is_some()));
        if let Some(product) = product {
            args.set("product", product);
        }
        let stem = letter.stem();
        Ok(Message {
            locale: edition.locale,
            subject: edition.write(&format!("{stem}-subject"), &args)?,
            text: edition.write(&format!("{stem}-text"), &args)?,
        })
    }
}

fn checked(
    locale: Locale,
    source: &str,
    reference: Option<&Edition>,
    errors: &mut Vec<CatalogueError>,
) -> Option<Edition> {
    let (edition, mistakes) = match Edition::parse(locale, source) {
        Ok(edition) => {
            let mistakes = check::mistakes(&edition, reference);
            (Some(edition), mistakes)
        }
        Err(mistakes) => (None, mistakes),
    };
    errors.extend(mistakes.into_iter().map(|mistake| CatalogueError { locale, mistake }));
    edition
}

/// What the letter itself tells.
fn inserts(edition: &Edition, letter: &Letter<'_>) -> Result<FluentArgs<'static>, MessageError> {
    let mut args = FluentArgs::with_capacity(6);
    match letter {
        Letter::Acknowledged { answer_by } => {
            args.set("answer-by", day::write(edition.locale, *answer_by)?);
        }
        Letter::Approved { amount, full, business_days } => {
            args.set("amount", amount::write(edition.locale, *amount)?);
            args.set("full", answer(*full));
            args.set("days", days(edition, *business_days)?);
        }
        Letter::Denied { clause, clause_text, alternatives } => {
            args.set("clause", clause_words(edition, clause, *clause_text)?);
            args.set("has-alternatives", answer(!alternatives.is_empty()));
            if !alternatives.is_empty() {
                args.set("alternatives", list(edition, alternatives)?);
            }
        }
        Letter::Refunded { amount }
        | Letter::Correction { amount }
        | Letter::Feedback { amount } => {
            args.set("amount", amount::write(edition.locale, *amount)?);
        }
    }
    Ok(args)
}

fn answer(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn days(edition: &Edition, (a, b): (u8, u8)) -> Result<String, MessageError> {
    let mut args = FluentArgs::with_capacity(3);
    args.set("from", a.min(b));
    args.set("to", a.max(b));
    args.set("same", answer(a == b));
    edition.write(BUSINESS_DAYS, &args)
}

fn clause_words(edition: &Edition, key: &str, own: Option<&str>) -> Result<String, MessageError> {
    if let Some(text) = own.and_then(|text| plain::line(text, CLAUSE_CHARACTERS_MAX)) {
        return Ok(text);
    }
    let id = format!("{CLAUSE}{key}");
    if edition.has(&id) {
        edition.write(&id, &FluentArgs::new())
    } else {
        Err(MessageError::NoClause(key.to_owned()))
    }
}

fn list(edition: &Edition, keys: &[String]) -> Result<String, MessageError> {
    let mut lines = Vec::with_capacity(keys.len());
    for key in keys {
        let id = format!("{ALTERNATIVE}{key}");
        if !edition.has(&id) {
            return Err(MessageError::NoAlternative(key.clone()));
        }
        lines.push(format!("- {}", edition.write(&id, &FluentArgs::new())?));
    }
    Ok(lines.join("\n"))
}
