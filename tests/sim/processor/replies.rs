//! The form of answers: objects, lists, errors.

use domain::http::HttpResponse;
use serde_json::{Value, json};

pub fn list(data: &[Value]) -> Value {
    json!({"object": "list", "data": data, "has_more": false, "url": "/v1/x"})
}

pub fn error(code: &str, param: &str) -> Value {
    json!({"error": {"type": "invalid_request_error", "code": code, "param": param}})
}

pub fn error_of(kind: &str) -> Value {
    json!({"error": {"type": kind, "code": kind}})
}

pub fn respond(status: u16, body: &Value) -> HttpResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    HttpResponse { status, headers, body: serde_json::to_vec(body).unwrap() }
}
