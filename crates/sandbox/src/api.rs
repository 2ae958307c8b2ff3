//! The routes of the processor's API.
//!
//! Deliberately not here: the control routes (`control`), faults (`exchange`), and what the calls
//! do (`reads`, `refunds`).

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderMap, Method, Response, Uri, header};
use axum::routing::{MethodRouter, get, post};

use super::answer::{Refusal, Reply};
use super::exchange::{Call, Ticket, answer};
use super::faults::Target;
use super::handle::Sandbox;
use super::idempotency::LONGEST_KEY;
use super::order::Arrival;
use super::state::{Moment, State as Records};

/// The largest body: far beyond any refund, small enough to be harmless.
const LARGEST_BODY: usize = 64 * 1024;

/// The API and the control routes.
pub(super) fn router(sandbox: Sandbox) -> Router {
    use Target::{Customers, Invoices, List, Read, Search};
    let notes = asked(Invoices, |state, it| state.list_credit_notes(it.query));
    let refunds = asked(List, |state, it| state.list_refunds(it.query, it.at));
    Router::new()
        .route(
            "/v1/payment_intents/{id}",
            asked(Read, |s, it| s.read_payment_intent(it.id, it.query)),
        )
        .route("/v1/charges", asked(List, |s, it| s.list_charges(it.query)))
        .route("/v1/charges/search", asked(Search, |s, it| s.search_charges(it.query)))
        .route("/v1/charges/{id}", asked(Read, |s, it| s.read_charge(it.id, it.query)))
        .route("/v1/customers", asked(Customers, |s, it| s.list_customers(it.query)))
        .route("/v1/customers/{id}", asked(Customers, |s, it| s.read_customer(it.id, it.query)))
        .route("/v1/invoice_payments", asked(Invoices, |s, it| s.list_invoice_payments(it.query)))
        .route("/v1/credit_notes", notes.post(post_credit_note))
        .route("/v1/credit_notes/{id}/void", post(void_credit_note))
        .route("/v1/refunds", refunds.post(post_refund))
        .route("/v1/refunds/{id}", asked(Read, |s, it| s.read_refund(it.id, it.query)))
        .route("/v1/disputes", asked(List, |s, it| s.list_disputes(it.query, it.at)))
        .route("/v1/disputes/{id}", asked(Read, |s, it| s.read_dispute(it.id, it.query, it.at)))
        .merge(super::control::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(sandbox)
}

/// A question: about which object, where it is about one, in what words, and when.
struct Question<'q> {
    id: &'q str,
    query: &'q str,
    at: Moment,
}

/// The route of a question.
fn asked(
    target: Target,
    work: impl Fn(&mut Records, Question<'_>) -> Result<Reply, Refusal> + Clone + Send + Sync + 'static,
) -> MethodRouter<Sandbox> {
    let ask = async move |State(sandbox): State<Sandbox>,
                          id: Option<Path<String>>,
                          RawQuery(query): RawQuery,
                          headers: HeaderMap| {
        let id = id.map(|Path(id)| id).unwrap_or_default();
        let query = query.unwrap_or_default();
        let work = |state: &mut Records, at| work(state, Question { id: &id, query: &query, at });
        read(sandbox, headers, target, work).await
    };
    get(ask)
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

async fn post_refund(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    ordered(&sandbox, (Target::RefundPost, &headers), (query, &body), Records::post_refund).await
}

async fn post_credit_note(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    let work = Records::post_credit_note;
    ordered(&sandbox, (Target::CreditNotePost, &headers), (query, &body), work).await
}

async fn void_credit_note(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let work = |state: &mut Records, _| Err(state.void_credit_note(&id));
    read(sandbox, headers, Target::CreditNotePost, work).await
}

/// An order: keyed, and form-encoded.
async fn ordered(
    sandbox: &Sandbox,
    (target, headers): (Target, &HeaderMap),
    (query, body): (Option<String>, &str),
    work: impl FnOnce(&mut Records, Arrival<'_>, Moment) -> Reply,
) -> Response<Body> {
    let key = key_of(headers);
    let keyed = key.as_ref().ok().copied().flatten().map(|key| (key, body));
    let call = Call { target, headers, keyed };
    answer(sandbox, call, |state, moment, ticket| {
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
        let arrival = Arrival { key, body, request: &ticket.request, busy_until };
        work(state, arrival, moment)
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
