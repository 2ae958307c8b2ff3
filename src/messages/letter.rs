//! What can be said to a customer, to whom, and what comes out.
//!
//! Whether a letter is due, and that it is due once, is decided outside.

use jiff::Timestamp;

use crate::domain::locale::Locale;
use crate::domain::money::Money;

/// One letter with what it tells. Each variant is bound to one thing that has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter<'a> {
    /// The request has arrived.
    Acknowledged {
        /// Until when the customer is promised an answer; told as a day in UTC.
        answer_by: Timestamp,
    },
    /// The request was granted; the money has not moved yet.
    Approved {
        /// What will be given back.
        amount: Money,
        /// Whether that is all that was paid.
        full: bool,
        /// How many business days it usually takes, from and to.
        business_days: (u8, u8),
    },
    /// The request was not granted.
    Denied {
        /// The clause of the refund terms that the decision rests on, as a key of the catalogue.
        clause: &'a str,
        /// The merchant's own words for that clause, in the recipient's language; the catalogue's
        /// are used where there are none.
        clause_text: Option<&'a str>,
        /// What is offered instead, in order, as keys of the catalogue.
        alternatives: &'a [String],
    },
    /// The processor has carried the refund out. The only letter that says "refunded".
    Refunded {
        /// What was given back.
        amount: Money,
    },
    /// A refund that the customer was told of did not arrive after all.
    Correction {
        /// What did not arrive.
        amount: Money,
    },
    /// Some days after a refund: did it arrive, and what could have been better?
    Feedback {
        /// What was given back.
        amount: Money,
    },
}

impl Letter<'_> {
    /// The first part of the ids of its texts.
    pub(super) fn stem(&self) -> &'static str {
        match self {
            Self::Acknowledged { .. } => "acknowledged",
            Self::Approved { .. } => "approved",
            Self::Denied { .. } => "denied",
            Self::Refunded { .. } => "refunded",
            Self::Correction { .. } => "correction",
            Self::Feedback { .. } => "feedback",
        }
    }
}

/// Who is written to, and in whose name. Names are plain text from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// The language that the customer should get.
    pub locale: Locale,
    /// The merchant's display name, as it signs the letter.
    pub merchant: &'a str,
    /// The product's display name, where it is known.
    pub product: Option<&'a str>,
}

/// A rendered letter: plain text, paragraphs apart by an empty line, no trailing line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The language that was really used; English where the catalogue lacks the wanted one.
    pub locale: Locale,
    /// One line.
    pub subject: String,
    /// The body, from greeting to signature.
    pub text: String,
}
