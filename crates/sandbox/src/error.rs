//! Why the control of the sandbox refuses an operation.

use super::answer::Refusal;

/// Why a control operation was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// There is no such object.
    #[error("there is no `{0}`")]
    NotFound(String),
    /// The operation makes no sense in this state or with these values.
    #[error("{0}")]
    Invalid(String),
    /// The processor itself refuses it, with its error body.
    #[error("the processor refuses: {0}")]
    Refused(String),
}

impl ControlError {
    /// Passes on a refusal of the API.
    pub(super) fn refused(refusal: &Refusal) -> Self {
        let body = refusal.clone().into_reply().body;
        Self::Refused(String::from_utf8_lossy(&body).into_owned())
    }
}
