//! How bad a mistake is.

/// Whether a text can be used in spite of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The text is refused.
    Error,
    /// The text works, but perhaps not as its author thinks.
    Warning,
}
