//! The stored form of a frozen request to a processor. It has no host and no credentials.

use super::field::record;
use domain::http::{HttpRequest, Method};

record! {
    HttpRequestV1 stores HttpRequest {
        method: Method,
        path: String,
        /// Pairs of name and value; order matters to nobody but is kept.
        [default] headers: Vec<(String, String)>,
        body: String,
    }
}
