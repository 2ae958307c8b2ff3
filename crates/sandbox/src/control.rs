//! The control routes under `/_sandbox/`: JSON in, JSON out, no authentication, thin over the
//! handle.
//!
//! | call | body |
//! |---|---|
//! | `POST payments` | `{"amount": 4900, "currency": "usd"}` and the rest of [`NewPayment`] |
//! | `GET payments/{id}` | – |
//! | `POST payments/{id}` | `{"to": "succeeded"}`, `{"to": "captured", "amount": 20300}` |
//! | `POST payments/{id}/refunds` | `{"amount": 100}` |
//! | `POST payments/{id}/disputes` | `{"kind": "chargeback", "reason": "fraudulent"}` |
//! | `POST payments/{id}/fraud_warnings` | `{"fraud_type": "made_with_stolen_card"}` |
//! | `POST refunds/{id}` | `{"to": "failed", "reason": "lost_or_stolen_card"}` |
//! | `POST release_pending` | – |
//! | `POST disputes/{id}` | `{"to": "funds_withdrawn"}`, `{"to": {"close": "lost"}}`, `{"to": "overturn"}`, `{"to": {"booked": {"amount": -35, "currency": "eur"}}}` |
//! | `POST cash_balance_refunds` | `{"amount": 100, "currency": "usd"}`; about no payment |
//! | `GET clock`, `POST clock` | `{"advance_ms": 1000}` |
//! | `GET`, `POST`, `DELETE faults` | `{"on": "refund_post", "fault": {"kind": "latency", "ms": 50}, "when": "always"}` |
//! | `GET books`, `totals`, `violations`, `deliveries` | – |
//! | `GET webhooks?after=0&limit=100` | – |
//! | `PUT webhook_target` | `{"url": "http://127.0.0.1:8080/hook"}`; null ends deliveries |
//!
//! Deliberately not here: any rule of its own. What is refused, the handle refuses.

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::books::{Books, Totals, Violation};
use super::error::ControlError;
use super::faults::FaultRule;
use super::handle::Sandbox;
use super::ledger::NewPayment;
use super::payments::PaymentMove;
use super::refunds::{DashboardRefund, RefundMove};
use super::webhooks::Deliveries;
use super::{DisputeMove, OpenDispute};

/// Webhooks per answer where nothing else is asked for.
const WEBHOOKS: usize = 100;

#[derive(Serialize)]
struct Problem {
    error: String,
}

fn answer<T: Serialize>(result: Result<T, ControlError>) -> Response<Body> {
    let (status, body) = match result {
        Ok(value) => (StatusCode::OK, serde_json::to_vec(&value)),
        Err(error) => {
            let status = match error {
                ControlError::NotFound(_) => StatusCode::NOT_FOUND,
                ControlError::Invalid(_) => StatusCode::BAD_REQUEST,
                ControlError::Refused(_) => StatusCode::CONFLICT,
            };
            (status, serde_json::to_vec(&Problem { error: error.to_string() }))
        }
    };
    let mut response = Response::new(Body::from(body.unwrap_or_default()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    serde_json::from_slice(body).map_err(|error| ControlError::Invalid(error.to_string()))
}

/// The control routes.
pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/payments", post(create_payment))
        .route("/_sandbox/payments/{id}", get(read_payment).post(move_payment))
        .route("/_sandbox/payments/{id}/refunds", post(dashboard_refund))
        .route("/_sandbox/payments/{id}/disputes", post(open_dispute))
        .route("/_sandbox/payments/{id}/fraud_warnings", post(warn_of_fraud))
        .route("/_sandbox/refunds/{id}", post(move_refund))
        .route("/_sandbox/release_pending", post(release_pending))
        .route("/_sandbox/disputes/{id}", post(move_dispute))
        .route("/_sandbox/cash_balance_refunds", post(refund_cash_balance))
        .route("/_sandbox/clock", get(read_clock).post(advance))
        .route("/_sandbox/faults", get(read_faults).post(add_fault).delete(clear_faults))
        .route("/_sandbox/books", get(books))
        .route("/_sandbox/totals", get(totals))
        .route("/_sandbox/violations", get(violations))
        .route("/_sandbox/webhooks", get(webhooks))
        .route("/_sandbox/webhook_target", put(aim))
        .route("/_sandbox/deliveries", get(deliveries))
}

async fn create_payment(State(sandbox): State<Sandbox>, body: Bytes) -> Response<Body> {
    answer(parse::<NewPayment>(&body).and_then(|new| sandbox.create_payment(new)))
}

async fn read_payment(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Response<Body> {
    answer(sandbox.payment(&id).ok_or(ControlError::NotFound(id)))
}

async fn move_payment(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    answer(parse::<PaymentMove>(&body).and_then(|to| sandbox.move_payment(&id, to)))
}

async fn dashboard_refund(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    let wanted = parse::<DashboardRefund>(&body);
    answer(wanted.and_then(|wanted| sandbox.create_dashboard_refund(&id, wanted)))
}

async fn open_dispute(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    answer(parse::<OpenDispute>(&body).and_then(|wanted| sandbox.open_dispute(&id, wanted)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WarningBody {
    fraud_type: String,
}

#[derive(Serialize)]
struct Made {
    id: String,
}

async fn warn_of_fraud(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    let made = parse::<WarningBody>(&body)
        .and_then(|warning| sandbox.warn_of_fraud(&id, &warning.fraud_type));
    answer(made.map(|id| Made { id }))
}

async fn move_refund(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    answer(parse::<RefundMove>(&body).and_then(|to| sandbox.move_refund(&id, to)))
}

#[derive(Serialize)]
struct Released {
    released: usize,
}

async fn release_pending(State(sandbox): State<Sandbox>) -> Response<Body> {
    answer(sandbox.release_pending().map(|released| Released { released }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveBody {
    to: DisputeMove,
}

async fn move_dispute(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    answer(parse::<MoveBody>(&body).and_then(|wanted| sandbox.move_dispute(&id, wanted.to)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BalanceBody {
    amount: i64,
    currency: String,
}

async fn refund_cash_balance(State(sandbox): State<Sandbox>, body: Bytes) -> Response<Body> {
    answer(parse::<BalanceBody>(&body).map(|wanted| {
        sandbox.refund_cash_balance(wanted.amount, &wanted.currency);
    }))
}

#[derive(Serialize)]
struct ClockBody {
    now: Timestamp,
}

async fn read_clock(State(sandbox): State<Sandbox>) -> Json<ClockBody> {
    Json(ClockBody { now: sandbox.now() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceBody {
    advance_ms: i64,
}

async fn advance(State(sandbox): State<Sandbox>, body: Bytes) -> Response<Body> {
    let moved = parse::<AdvanceBody>(&body)
        .and_then(|wanted| sandbox.advance(SignedDuration::from_millis(wanted.advance_ms)));
    answer(moved.map(|now| ClockBody { now }))
}

async fn read_faults(State(sandbox): State<Sandbox>) -> Json<Vec<FaultRule>> {
    Json(sandbox.faults())
}

async fn add_fault(State(sandbox): State<Sandbox>, body: Bytes) -> Response<Body> {
    let added = parse::<FaultRule>(&body).and_then(|rule| sandbox.add_fault(rule));
    answer(added.map(|()| sandbox.faults()))
}

async fn clear_faults(State(sandbox): State<Sandbox>) -> Json<Vec<FaultRule>> {
    sandbox.clear_faults();
    Json(sandbox.faults())
}

async fn books(State(sandbox): State<Sandbox>) -> Json<Books> {
    Json(sandbox.books())
}

async fn totals(State(sandbox): State<Sandbox>) -> Json<Totals> {
    Json(sandbox.totals())
}

async fn violations(State(sandbox): State<Sandbox>) -> Json<Vec<Violation>> {
    Json(sandbox.violations())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookQuery {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct SignedWebhook {
    sequence: u64,
    id: String,
    kind: String,
    /// Made for this answer, so that the receiver's tolerance begins here.
    signature: String,
    body: String,
}

async fn webhooks(State(sandbox): State<Sandbox>, RawQuery(query): RawQuery) -> Response<Body> {
    let query = serde_urlencoded::from_str::<WebhookQuery>(&query.unwrap_or_default())
        .map_err(|error| ControlError::Invalid(error.to_string()));
    answer(query.map(|query| {
        let found = sandbox.webhooks(query.after, query.limit.unwrap_or(WEBHOOKS));
        let sign = |webhook: &super::RecordedWebhook| SignedWebhook {
            sequence: webhook.sequence,
            id: webhook.id.clone(),
            kind: webhook.kind.clone(),
            signature: sandbox.sign(&webhook.body),
            body: webhook.body.clone(),
        };
        found.iter().map(|webhook| sign(webhook)).collect::<Vec<_>>()
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetBody {
    url: Option<String>,
}

async fn aim(State(sandbox): State<Sandbox>, body: Bytes) -> Response<Body> {
    let wanted = parse::<TargetBody>(&body);
    answer(wanted.map(|target| {
        sandbox.set_webhook_target(target.url);
        sandbox.deliveries()
    }))
}

async fn deliveries(State(sandbox): State<Sandbox>) -> Json<Deliveries> {
    Json(sandbox.deliveries())
}
