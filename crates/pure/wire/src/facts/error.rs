//! Why a document of facts cannot be used.

/// What is wrong, and in which field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct FactsError {
    /// The field, such as `payment.captured.minor`; `the document` where it is no field.
    pub place: String,
    /// What is wrong, with line and column.
    pub message: String,
}

impl FactsError {
    /// The same of one document of several.
    pub(super) fn in_document(self, number: u64) -> Self {
        Self { place: format!("document {number}, {}", self.place), ..self }
    }
}

impl From<serde_path_to_error::Error<serde_json::Error>> for FactsError {
    fn from(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = error.path().to_string();
        let place =
            if matches!(path.as_str(), "" | "." | "?") { "the document".to_owned() } else { path };
        Self { place, message: worded(&error.into_inner()) }
    }
}

impl From<serde_json::Error> for FactsError {
    fn from(error: serde_json::Error) -> Self {
        Self { place: "the document".to_owned(), message: worded(&error) }
    }
}

/// What the reader of JSON says, in words that are not those of a program.
fn worded(error: &serde_json::Error) -> String {
    error.to_string().replace("expected i64", "expected a whole number")
}
