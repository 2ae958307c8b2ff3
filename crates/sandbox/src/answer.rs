//! Answers as data: status, body, the few headers that matter, and Stripe's error body.
//!
//! Deliberately not here: when they are sent (`exchange`) and what they say of objects (`objects`).

use axum::body::Bytes;
use serde::Serialize;

/// One answer of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// The JSON body.
    pub(super) body: Bytes,
    /// Whether this is a stored outcome (`Idempotent-Replayed: true`).
    pub(super) replayed: bool,
    /// `Retry-After` in seconds.
    pub(super) retry_after: Option<u32>,
}

impl Reply {
    /// An answer with a JSON body.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        // A fake must not invent an empty success: what cannot be written is a server error.
        match serde_json::to_vec(body) {
            Ok(bytes) => Self::bytes(status, bytes.into()),
            Err(_) => Self::bytes(500, Bytes::from_static(b"{\"error\":{\"type\":\"api_error\"}}")),
        }
    }

    fn bytes(status: u16, body: Bytes) -> Self {
        Self { status, body, replayed: false, retry_after: None }
    }

    /// The answer of a server that broke.
    pub(super) fn server_error() -> Self {
        Refusal::new(500, "api_error", None, "An unknown error occurred.").into_reply()
    }

    /// A definitive no, whatever was asked.
    pub(super) fn refused(status: u16) -> Self {
        let kind = "invalid_request_error";
        let refusal = Refusal::new(status, kind, None, "This is not available to you.");
        match status {
            403 => refusal.code("more_permissions_required").into_reply(),
            404 => refusal.code("resource_missing").into_reply(),
            _ => refusal.into_reply(),
        }
    }

    /// The answer of a server that is asked too often.
    pub(super) fn rate_limited(retry_after: Option<u32>) -> Self {
        let refusal = Refusal::new(429, "invalid_request_error", None, "Too many requests.");
        Self { retry_after, ..refusal.code("rate_limit").into_reply() }
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: ErrorFields<'a>,
}

#[derive(Serialize)]
struct ErrorFields<'a> {
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    message: &'a str,
}

/// A "no" with Stripe's error body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    param: Option<String>,
    message: String,
}

impl Refusal {
    /// A refusal without a code.
    pub(super) fn new(
        status: u16,
        kind: &'static str,
        param: Option<&str>,
        message: impl Into<String>,
    ) -> Self {
        Self { status, kind, code: None, param: param.map(str::to_owned), message: message.into() }
    }

    /// A request that is wrong.
    pub(super) fn invalid(param: Option<&str>, message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", param, message)
    }

    /// An object that does not exist.
    pub(super) fn missing(param: &str, noun: &str, id: &str) -> Self {
        let message = format!("No such {noun}: '{id}'");
        Self::new(404, "invalid_request_error", Some(param), message).code("resource_missing")
    }

    /// The same refusal with a code.
    pub(super) fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// Writes it.
    pub(super) fn into_reply(self) -> Reply {
        let error = ErrorFields {
            r#type: self.kind,
            code: self.code,
            param: self.param.as_deref(),
            message: &self.message,
        };
        Reply::json(self.status, &ErrorBody { error })
    }
}
