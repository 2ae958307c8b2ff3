//! The complete list of what we answer, and why.
//!
//! Three more come from the HTTP library, before a request exists: 400 for a head that is no HTTP,
//! 414 and 431 for one that is too large.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::{Map, Value};

/// Who is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// A processor with a webhook. Some take nothing but 200 for an answer, and some show what we say
    /// to their customer: 200, and never a text of ours.
    Processor,
    /// Anybody else.
    Sender,
}

/// What a request is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The broker has confirmed the message; the sender may forget it.
    Accepted,
    /// The body is no HTTP body: broken off, or wrongly chunked.
    Broken,
    /// The signature is not accepted, or there is no such account or sender. One answer for all and
    /// without a reason, so that nobody gets nearer to a signature by trying.
    Unauthorized,
    /// There is nothing at this path.
    NotFound,
    /// The path takes POST only.
    MethodNotAllowed,
    /// The sender was too slow. Standing for the head as well, which is cut off in
    /// `connection.rs`.
    TooSlow,
    /// The body is larger than we take. Not read to its end.
    TooLarge,
    /// A CloudEvent that is not JSON, or that is compressed.
    UnsupportedMediaType,
    /// A signed CloudEvent that cannot be processed. Its sender is a known one, so it is told
    /// everything.
    Unprocessable(Unprocessable),
    /// More is under way than we take: send again.
    Overloaded,
    /// The broker has not confirmed the message; it may have been stored all the same. Send again:
    /// a duplicate changes nothing.
    Unconfirmed,
}

/// What is wrong with a CloudEvent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unprocessable {
    /// All of it in one sentence. Repeats nothing of what was sent.
    pub(super) detail: String,
    /// The attribute or field, where it is one.
    pub(super) field: Option<String>,
    /// What to do, where that is not the whole sentence.
    pub(super) remedy: Option<String>,
}

/// Seconds after which the sender may try again.
const RETRY_AFTER_SECONDS: &str = "5";

impl Answer {
    /// A short code for metrics.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Broken => "broken",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Unprocessable(_) => "unprocessable",
            Self::Overloaded => "overloaded",
            Self::Unconfirmed => "unconfirmed",
        }
    }

    fn status(&self, asker: Asker) -> StatusCode {
        match self {
            Self::Accepted => match asker {
                Asker::Processor => StatusCode::OK,
                Asker::Sender => StatusCode::ACCEPTED,
            },
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Overloaded | Self::Unconfirmed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The response: empty on success and to a processor, else a problem after RFC 9457.
    pub(super) fn into_response(self, asker: Asker) -> Response<Full<Bytes>> {
        let status = self.status(asker);
        let mut headers = self.headers();
        let body = if status.is_success() || asker == Asker::Processor {
            Bytes::new()
        } else {
            headers.push((CONTENT_TYPE, "application/problem+json"));
            self.problem(status)
        };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = status;
        for (name, value) in headers {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }

    fn headers(&self) -> Vec<(hyper::header::HeaderName, &'static str)> {
        match self {
            // What is left of the body is not read, so the connection cannot go on.
            Self::Broken | Self::TooSlow | Self::TooLarge => vec![(CONNECTION, "close")],
            Self::MethodNotAllowed => vec![(ALLOW, "POST")],
            Self::Overloaded | Self::Unconfirmed => vec![(RETRY_AFTER, RETRY_AFTER_SECONDS)],
            Self::Accepted
            | Self::Unauthorized
            | Self::NotFound
            | Self::UnsupportedMediaType
            | Self::Unprocessable(_) => Vec::new(),
        }
    }

    /// Without a `type`, the title is that of the status code.
    fn problem(self, status: StatusCode) -> Bytes {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("title", status.canonical_reason().unwrap_or_default().into());
        put("status", status.as_u16().into());
        if let Self::Unprocessable(problem) = self {
            put("detail", problem.detail.into());
            if let Some(field) = problem.field {
                put("field", field.into());
            }
            if let Some(remedy) = problem.remedy {
                put("remedy", remedy.into());
            }
        }
        Bytes::from(Value::Object(members).to_string())
    }
}
