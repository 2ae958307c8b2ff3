//! The stored form of a frozen request to a processor. It has no host and no credentials.

use serde::{Deserialize, Serialize};

use crate::domain::http::{HttpRequest, Method};
use crate::wire::leaf::{Text, Word};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HttpRequestV1<'a> {
    method: Word<Method>,
    path: Text<'a>,
    /// Pairs of name and value; order matters to nobody but is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(Text<'a>, Text<'a>)>,
    body: Text<'a>,
}

impl<'a> From<&'a HttpRequest> for HttpRequestV1<'a> {
    fn from(request: &'a HttpRequest) -> Self {
        let headers = request.headers.iter();
        Self {
            method: Word(request.method),
            path: (&request.path).into(),
            headers: headers.map(|(name, value)| (name.into(), value.into())).collect(),
            body: (&request.body).into(),
        }
    }
}

impl From<HttpRequestV1<'_>> for HttpRequest {
    fn from(wire: HttpRequestV1<'_>) -> Self {
        let headers = wire.headers.into_iter();
        Self {
            method: wire.method.0,
            path: wire.path.into(),
            headers: headers.map(|(name, value)| (name.into(), value.into())).collect(),
            body: wire.body.into(),
        }
    }
}
