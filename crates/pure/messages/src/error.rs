//! Why a letter cannot be written.

use jiff::Timestamp;

use domain::locale::Locale;
use domain::money::Money;

/// Why a letter could not be written. None of these says who the customer is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The clause has neither a text in the catalogue nor one of the merchant's.
    #[error("the clause `{0}` has no text")]
    NoClause(String),
    /// An alternative has no text in the catalogue.
    #[error("the alternative `{0}` has no text")]
    NoAlternative(String),
    /// A question has no text in the catalogue.
    #[error("the question `{0}` has no text")]
    NoQuestion(String),
    /// A letter that asks has no question.
    #[error("there is nothing to ask")]
    NothingToAsk,
    /// The catalogue was made without this language.
    #[error("there are no {0} texts")]
    NoLanguage(Locale),
    /// The merchant's name has nothing to be seen, so nobody would sign.
    #[error("the merchant has no name")]
    NoMerchant,
    /// The amount is zero or less.
    #[error("a letter cannot be about {0}")]
    NothingToPay(Money),
    /// The formatter does not write this amount as it is.
    #[error("{money} cannot be written in {locale}")]
    Unwritable { money: Money, locale: Locale },
    /// The formatter does not write this day.
    #[error("the day of {at} cannot be written in {locale}")]
    UnwritableDay {
        /// The time.
        at: Timestamp,
        locale: Locale,
    },
    /// A text is not there. The check at load excludes it.
    #[error("the {locale} text `{id}` is missing")]
    NoText { locale: Locale, id: String },
    /// A text asks for what is not inserted. The check at load excludes it.
    #[error("the {locale} text `{id}` cannot be written: {error}")]
    Unresolved {
        locale: Locale,
        id: String,
        /// What could not be resolved.
        error: String,
    },
}
