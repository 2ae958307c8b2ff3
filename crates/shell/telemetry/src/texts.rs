//! The texts that are sent: read anew, or not to be written.

use std::error::Error;

use metrics::counter;

use super::events::chain;
use super::metrics as names;
use crate::level::{error, info};
use domain::ids::CaseId;

/// Changed texts of the merchant's were read, and taken or not.
#[derive(Debug)]
pub struct TextsReloaded<'a> {
    /// Why they are not used; the texts before them stay in use.
    pub refused: Option<&'a str>,
}

impl TextsReloaded<'_> {
    pub fn emit(&self) {
        match self.refused {
            None => {
                counter!(names::TEXTS_RELOADED, "result" => "taken").increment(1);
                info!("changed texts are in use");
            }
            Some(why) => {
                counter!(names::TEXTS_RELOADED, "result" => "refused").increment(1);
                error!(why, "changed texts are not used");
            }
        }
    }
}

/// A letter could not be written.
#[derive(Debug)]
pub struct LetterNotWritten<'a> {
    pub case: &'a CaseId,
    pub error: &'a dyn Error,
}

impl LetterNotWritten<'_> {
    pub fn emit(&self) {
        counter!(names::LETTERS_FAILED).increment(1);
        error!(case = %self.case, error = chain(self.error), "letter not written");
    }
}
