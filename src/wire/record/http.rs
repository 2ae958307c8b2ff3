//! The stored form of a frozen request to a processor. It has no host and no credentials.

use serde::{Deserialize, Serialize};

use super::text::Text;
use crate::domain::http::{HttpRequest, Method};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HttpRequestV1<'a> {
    method: MethodV1,
    #[serde(borrow)]
    path: Text<'a>,
    /// Pairs of name and value; order matters to nobody but is kept.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(Text<'a>, Text<'a>)>,
    #[serde(borrow)]
    body: Text<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum MethodV1 {
    Get,
    Post,
}

impl<'a> From<&'a HttpRequest> for HttpRequestV1<'a> {
    fn from(request: &'a HttpRequest) -> Self {
        let headers = request.headers.iter();
        Self {
            method: match request.method {
                Method::Get => MethodV1::Get,
                Method::Post => MethodV1::Post,
            },
            path: (&request.path).into(),
            headers: headers.map(|(name, value)| (name.into(), value.into())).collect(),
            body: (&request.body).into(),
        }
    }
}

impl From<HttpRequestV1<'_>> for HttpRequest {
    fn from(twin: HttpRequestV1<'_>) -> Self {
        let headers = twin.headers.into_iter();
        Self {
            method: match twin.method {
                MethodV1::Get => Method::Get,
                MethodV1::Post => Method::Post,
            },
            path: twin.path.into(),
            headers: headers.map(|(name, value)| (name.into(), value.into())).collect(),
            body: twin.body.into(),
        }
    }
}
