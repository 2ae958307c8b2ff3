//! The routes of the processor's API.
//!
//! Deliberately not here: the control routes (`control`), faults (`exchange`), and what the calls
//! do (`reads`, `refunds`).

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderMap, Method, Response, Uri, header};
use axum::routing::get;

use super::answer::{Refusal, Reply};
use super::exchange::{Call, Ticket, answer};
use super::faults::Target;
use super::handle::Sandbox;
use super::idempotency::LONGEST_KEY;
use super::refunds::Arrival;
use super::state::{Moment, State as Records};

/// The largest body: far beyond any refund, small enough to be harmless.
const LARGEST_BODY: usize = 64 * 1024;

/// The API and the control routes.
pub(super) fn router(sandbox: Sandbox) -> Router {
    Router::new()
        .route("/v1/payment_intents/{id}", get(payment_intent))
        .route("/v1/charges", get(charges))
        .route("/v1/charges/search", get(search_charges))
        .route("/v1/charges/{id}", get(charge))
        .route("/v1/customers", get(customers))
        .route("/v1/customers/{id}", get(customer))
        .route("/v1/invoice_payments", get(invoice_payments))
        .route("/v1/refunds", get(refunds).post(post_refund))
        .route("/v1/refunds/{id}", get(refund))
        .route("/v1/disputes", get(disputes))
        .route("/v1/disputes/{id}", get(dispute))
        .merge(super::control::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(sandbox)
}

async fn read(
    sandbox: Sandbox,
    headers: HeaderMap,
    target: Target,
    work: impl FnOnce(&mut Records, Moment) -> Result<Reply, Refusal>,
) -> Response<Body> {
    let call = Call { target, headers: &headers, keyed: None };
    let work = |state: &mut Records, moment: Moment, _: &Ticket| {
        work(state, moment).unwrap_or_else(Refusal::into_reply)
    };
    answer(&sandbox, call, work).await
}

async fn payment_intent(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Read, |state, _| state.read_payment_intent(&id, &query)).await
}

async fn charge(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Read, |state, _| state.read_charge(&id, &query)).await
}

async fn refund(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Read, |state, _| state.read_refund(&id, &query)).await
}

async fn dispute(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Read, |state, at| state.read_dispute(&id, &query, at)).await
}

async fn charges(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::List, |state, _| state.list_charges(&query)).await
}

async fn search_charges(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Search, |state, _| state.search_charges(&query)).await
}

async fn customers(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Customers, |state, _| state.list_customers(&query)).await
}

async fn customer(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Customers, |state, _| state.read_customer(&id, &query)).await
}

async fn invoice_payments(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::Invoices, |state, _| state.list_invoice_payments(&query)).await
}

async fn refunds(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::List, |state, at| state.list_refunds(&query, at)).await
}

async fn disputes(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    read(sandbox, headers, Target::List, |state, at| state.list_disputes(&query, at)).await
}

async fn post_refund(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    let key = key_of(&headers);
    let keyed = key.as_ref().ok().copied().flatten().map(|key| (key, body.as_str()));
    let call = Call { target: Target::RefundPost, headers: &headers, keyed };
    answer(&sandbox, call, |state, moment, ticket| {
        let key = match key {
            Ok(key) => key,
            Err(refusal) => return refusal.into_reply(),
        };
        if query.is_some_and(|query| !query.is_empty()) {
            return Refusal::invalid(None, "Parameters belong into the body.").into_reply();
        }
        let content = headers.get(header::CONTENT_TYPE).and_then(|text| text.to_str().ok());
        if !content.is_some_and(|text| text.starts_with("application/x-www-form-urlencoded")) {
            return Refusal::invalid(None, "Requests must be form-encoded.").into_reply();
        }
        let busy_until = moment.instant + ticket.latency;
        let arrival = Arrival { key, body: &body, request: &ticket.request, busy_until };
        state.post_refund(arrival, moment)
    })
    .await
}

fn key_of(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key)),
        Ok(_) => {
            let message = "Idempotency keys have between 1 and 255 characters.";
            Err(Refusal::new(400, "idempotency_error", None, message))
        }
        Err(_) => {
            let message = "Idempotency keys are made of visible ASCII characters.";
            Err(Refusal::new(400, "idempotency_error", None, message))
        }
    }
}

async fn unknown(
    State(sandbox): State<Sandbox>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let message = format!("Unrecognized request URL ({method}: {}).", uri.path());
    read(sandbox, headers, Target::Read, |_, _| {
        Err(Refusal::new(404, "invalid_request_error", None, message))
    })
    .await
}
