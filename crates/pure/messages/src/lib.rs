//! The texts that customers and the merchant's team are sent: one catalogue, seven languages, rendered
//! from a letter and its recipient as plain text and as HTML.
//!
//! Pure: no clock, no IO, no decision about who is written to and when. The texts are in `*.ftl`
//! beside this file, and a merchant can put others in their place; money, dates and plural forms
//! are those of CLDR. Sending is the merchant's business: what leaves here stands in a published
//! event.

mod addressing;
mod amount;
mod body;
mod catalogue;
mod check;
mod claim;
mod day;
mod edition;
mod error;
mod form;
pub mod html;
mod insert;
mod letter;
mod link;
mod mistake;
mod plain;
mod plural;
pub mod sample;
mod share;
mod sum;
mod tag;
mod text;

pub use addressing::{Addressing, Placeholder};
pub use catalogue::Catalogue;
pub use edition::Override;
pub use error::MessageError;
pub use letter::{Answered, Because, Covered, Extent, Letter, LetterContent, Recipient};
pub use mistake::{CatalogueError, TextMistake, TextPlace};

#[cfg(test)]
mod tests;
