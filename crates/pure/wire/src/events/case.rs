//! What is published of a case that a person must look at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::origin::OriginV1;
use case::trouble::Trouble;

/// A person must look at a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseParkedV1 {
    /// Which payment.
    #[serde(flatten)]
    pub origin: OriginV1,
    /// Why, as a code: a heading of `docs/runbook.md`.
    pub trouble: String,
    /// The operation or refund that it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Whether no refund of the payment is made while this lasts.
    pub refunds_blocked: bool,
}

impl CaseParkedV1 {
    /// Gives a trouble its published form.
    pub(super) fn new(origin: OriginV1, trouble: &Trouble) -> Self {
        Self {
            origin,
            trouble: trouble.code().to_owned(),
            about: trouble.about().map(str::to_owned),
            refunds_blocked: trouble.freezes(),
        }
    }
}
