//! What all payloads share: where the payment was made, money, and the text to be sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which payment an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OriginV1 {
    /// The account that took the payment, as configured.
    pub account: String,
    /// The processor's id of the payment.
    pub payment: String,
    /// The processor's name (`stripe`).
    pub processor: String,
}

/// A text ready to be sent: to the customer, or in events about disputes to the merchant's team. It
/// names nobody it is sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageV1 {
    /// The language of the text, as a tag (`de`).
    pub locale: String,
    /// The subject line, plain text.
    pub subject: String,
    /// The text, plain, paragraphs separated by an empty line.
    pub text: String,
    /// The same text as a whole HTML document, which loads nothing from anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}
