//! Why a stored document cannot be read. None of this passes by itself: a person must look.

use case::invariants::Violation;
use domain::ids::IdError;

/// Why a stored document cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not the JSON that is expected, or a word that this build does not know.
    #[error("the record is not one that this build can read")]
    Syntax {
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// Another version of the document.
    #[error("the record has version {found}, this build reads version 1")]
    Version {
        /// Its version.
        found: u32,
    },
    /// An identifier that could not have been written.
    #[error("the record has an identifier that is not one")]
    Identifier(#[from] IdError),
    /// A word of ours that this build does not know.
    #[error("the record has a {what} that this build does not know: `{found}`")]
    Word {
        /// Which kind of word.
        what: &'static str,
        /// The word, cut to 80 characters.
        found: String,
    },
}

impl RecordError {
    /// An unknown word of the kind `what`.
    pub(super) fn word(what: &'static str, found: &str) -> Self {
        Self::Word { what, found: found.chars().take(80).collect() }
    }
}

/// Why what is stored under the id of a case cannot be used as that case.
#[derive(Debug, thiserror::Error)]
pub enum UnusableRecord {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] RecordError),
    /// It is the record of another case.
    #[error("the record is about another case")]
    OtherCase,
    /// It contradicts itself.
    #[error(transparent)]
    Contradictory(#[from] Violation),
}
