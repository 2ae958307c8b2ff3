//! What is shown of one letter.

use messages::Letter;

/// One letter in the languages that were asked for.
pub(super) struct Shown {
    /// The kind of letter.
    pub(super) letter: &'static str,
    /// Which of its shapes; empty for the ordinary one.
    pub(super) shape: &'static str,
    /// The letter in each language.
    pub(super) messages: Vec<Letter>,
}
