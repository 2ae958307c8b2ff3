//! The texts that customers are sent: one catalogue, six languages, rendered from a letter and its
//! recipient.
//!
//! Pure: no clock, no IO, no decision about who is written to and when. The texts are in `*.ftl`
//! beside this file; money and dates are written by CLDR data. Sending is the merchant's business:
//! what leaves here is plain text in a published event.

mod amount;
mod catalogue;
mod check;
mod day;
mod edition;
mod letter;
mod plain;
mod text;

pub use catalogue::{Catalogue, MessageError};
pub use check::{CatalogueError, Mistake};
pub use letter::{Letter, Message, Recipient};

#[cfg(test)]
mod tests;
