//! One call of the API from the bearer check to the answer, with the faults that act on it.
//!
//! A call takes effect when it arrives, not when its answer leaves: a caller that hangs up during
//! the latency cannot undo it. Deliberately not here: what the calls do.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::answer::{Refusal, Reply};
use super::faults::{Barrier, Departure, Gate, Target};
use super::handle::Sandbox;
use super::idempotency::in_use;
use super::state::{Moment, State};

/// Marks a response in whose place the connection is reset.
#[derive(Debug, Clone, Copy)]
pub(super) struct ResetConnection;

/// A call as far as every kind of call has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    /// For which fault rules it counts.
    pub(super) target: Target,
    pub(super) headers: &'a HeaderMap,
    /// Key and body, where there is a key; remembered whatever comes of the call.
    pub(super) keyed: Option<(&'a str, &'a str)>,
}

/// The id and the latency that a call was given.
#[derive(Debug, Clone)]
pub(super) struct Ticket {
    pub(super) request: String,
    pub(super) latency: Duration,
}

/// Answers a call.
pub(super) async fn answer(
    sandbox: &Sandbox,
    call: Call<'_>,
    work: impl FnOnce(&mut State, Moment, &Ticket) -> Reply,
) -> Response<Body> {
    let mut ticket = Ticket { request: sandbox.next_request(), latency: Duration::ZERO };
    let authorization = call.headers.get(header::AUTHORIZATION).and_then(|text| text.to_str().ok());
    if !sandbox.accepts(authorization) {
        let refusal = Refusal::new(401, "invalid_request_error", None, "Invalid API Key provided.");
        return response(refusal.into_reply(), &ticket.request);
    }
    let account = call.headers.get("stripe-account").and_then(|text| text.to_str().ok());
    let (reply, departure) = sandbox.with(|state, moment| {
        state.acting_for = account.map(str::to_owned);
        if let Some((key, body)) = call.keyed {
            state.keys.saw(key, body);
        }
        let Gate { latency, barrier } = state.faults.gate(call.target);
        ticket.latency = latency;
        match barrier {
            Some(Barrier::Reset) => (Reply::server_error(), Departure::Reset),
            Some(Barrier::Fail) => (Reply::server_error(), Departure::Send),
            Some(Barrier::RateLimited(after)) => (Reply::rate_limited(after), Departure::Send),
            Some(Barrier::Refuse(status)) => (Reply::refused(status), Departure::Send),
            Some(Barrier::Conflict) => {
                (in_use(call.keyed.map_or("", |(key, _)| key)), Departure::Send)
            }
            None => {
                let reply = work(state, moment, &ticket);
                (reply, state.faults.departure(call.target))
            }
        }
    });
    if !ticket.latency.is_zero() {
        tokio::time::sleep(ticket.latency).await;
    }
    match departure {
        Departure::Send => response(reply, &ticket.request),
        Departure::Reset => reset(),
        Departure::Hold(time) => {
            tokio::time::sleep(time).await;
            reset()
        }
    }
}

fn reset() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(ResetConnection);
    response
}

fn response(reply: Reply, request: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(value) = HeaderValue::from_str(request) {
        headers.insert("request-id", value);
    }
    if reply.replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    if let Some(seconds) = reply.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if reply.status == 429 {
        let reason = HeaderValue::from_static("endpoint-rate");
        headers.insert("stripe-rate-limited-reason", reason);
    }
    response
}
