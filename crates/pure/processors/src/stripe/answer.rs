//! Stripe's answers, read. The table of errors is from docs.stripe.com/error-low-level and
//! docs.stripe.com/error-codes.

use jiff::Timestamp;
use serde::Deserialize;

use super::about;
use super::dispute::WireDispute;
use super::page::{ListPage, entries, following};
use super::payload::{self, Flaw};
use super::payment::{WireCharge, WireIntent};
use super::query;
use super::refund::WireRefund;
use crate::Invoice;
use crate::MetadataKeys;
use crate::order::{RefundOrder, UnclearAnswer};
use crate::question::ReadError;
use domain::dispute::Dispute;
use domain::http::HttpResponse;
use domain::ids::{CustomerId, PaymentId};
use domain::outcome::{CallOutcome, Refusal};
use domain::payment::{PastPayment, Payment};
use domain::refund::Refund;

#[derive(Deserialize)]
struct ErrorEnvelope {
    error: WireError,
}

/// The message is not decoded: it may name what the customer wrote.
#[derive(Deserialize)]
struct WireError {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    param: Option<String>,
}

impl WireError {
    /// `None` where the answer is not Stripe's: some proxy in between wrote it.
    fn of(response: &HttpResponse) -> Option<Self> {
        payload::json::<ErrorEnvelope>("the error", &response.body).ok().map(|it| it.error)
    }

    fn code(&self) -> &str {
        self.code.as_deref().unwrap_or_default()
    }

    /// Stripe serves no one right now; nothing was executed.
    fn is_contention(&self) -> bool {
        matches!(self.code(), "idempotency_key_in_use" | "lock_timeout" | "rate_limit")
            || self.kind.as_deref() == Some("rate_limit_error")
    }

    /// A fault of Stripe's own, under whatever status.
    fn is_fault(&self) -> bool {
        self.kind.as_deref() == Some("api_error")
    }

    fn is_idempotency_conflict(&self) -> bool {
        self.kind.as_deref() == Some("idempotency_error")
    }
}

/// Reads the answer to a refund order. A definitive no needs an error that Stripe itself wrote;
/// everything that is neither that nor the refund that was ordered leaves it unknown what was
/// executed.
pub(super) fn read_refund(
    order: &RefundOrder<'_>,
    response: &HttpResponse,
) -> Result<CallOutcome, UnclearAnswer> {
    if !matches!(response.status, 200..=299) {
        return Ok(not_done(response));
    }
    let wire = payload::json::<WireRefund>("the refund", &response.body);
    let refund = wire.and_then(|wire| wire.ordered(order));
    refund.map(CallOutcome::Done).map_err(|Flaw(why)| UnclearAnswer(why))
}

pub(super) fn not_done<Made>(response: &HttpResponse) -> CallOutcome<Made> {
    match response.status {
        401 | 403 => CallOutcome::Misconfigured,
        409 | 429 => CallOutcome::Busy { retry_after: retry_after(response) },
        400 | 402 | 404 => {
            WireError::of(response).map_or(CallOutcome::Unknown, |error| refused(response, &error))
        }
        // A redirect, a time limit, a fault of Stripe's or of one of its partners. Stripe stores a
        // 500 under its key and replays it, whatever really happened.
        _ => CallOutcome::Unknown,
    }
}

fn refused<Made>(response: &HttpResponse, error: &WireError) -> CallOutcome<Made> {
    if error.is_contention() {
        return CallOutcome::Busy { retry_after: retry_after(response) };
    }
    if error.is_idempotency_conflict() {
        return CallOutcome::KeyConflict;
    }
    if error.is_fault() {
        return CallOutcome::Unknown;
    }
    if response.header("stripe-should-retry") == Some("true") {
        return CallOutcome::Busy { retry_after: retry_after(response) };
    }
    CallOutcome::Refused(refusal(response.status, error))
}

fn refusal(status: u16, error: &WireError) -> Refusal {
    match error.code() {
        "charge_already_refunded" => Refusal::AlreadyRefunded,
        "charge_disputed" | "refund_disputed_payment" => Refusal::Disputed,
        "charge_not_refundable" => Refusal::NotRefundable,
        "balance_insufficient" => Refusal::InsufficientBalance,
        "amount_too_large" => Refusal::AmountTooLarge,
        "resource_missing" => Refusal::PaymentUnknown,
        _ if status == 404 => Refusal::PaymentUnknown,
        // More than what is left has no code of its own.
        "" if error.param.as_deref() == Some("amount") => Refusal::AmountTooLarge,
        "" => Refusal::Other(payload::word(error.kind.as_deref().unwrap_or("absent"))),
        other => Refusal::Other(payload::word(other)),
    }
}

/// Stripe does not document the header; where it is there it is honoured. Seconds only.
fn retry_after(response: &HttpResponse) -> Option<u32> {
    response.header("retry-after").and_then(|text| text.trim().parse().ok())
}

/// The body of a good answer. That there is no such object is an answer too; what it means is for
/// whoever has asked.
pub(super) fn found(response: &HttpResponse) -> Result<&[u8], ReadError> {
    match response.status {
        200..=299 => Ok(&response.body),
        // Stripe itself says 403 to a restricted key that lacks the right; a firewall says it too.
        403 if WireError::of(response).is_some() => Err(ReadError::Forbidden),
        401 | 403 => Err(ReadError::Misconfigured),
        409 | 429 => Err(ReadError::Busy { retry_after: retry_after(response) }),
        408 | 424 | 500..=599 => Err(ReadError::Unavailable),
        status => match WireError::of(response) {
            Some(error) if status == 404 || error.code() == "resource_missing" => {
                Err(ReadError::Missing)
            }
            Some(error) if error.is_contention() => {
                Err(ReadError::Busy { retry_after: retry_after(response) })
            }
            Some(error) if error.is_fault() => Err(ReadError::Unavailable),
            Some(error) => {
                let code = payload::word(error.code());
                Err(ReadError::Refused(format!("status {status}, code {code}")))
            }
            None => Err(ReadError::Unreadable(format!("status {status}, not by Stripe"))),
        },
    }
}

/// Of one object, that it does not exist is no error.
pub(super) fn known<T>(read: Result<T, ReadError>) -> Result<Option<T>, ReadError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(ReadError::Missing) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn unreadable(Flaw(why): Flaw) -> ReadError {
    ReadError::Unreadable(why)
}

pub(super) fn read_payment_ref(
    given: &PaymentId,
    response: &HttpResponse,
) -> Result<Option<PaymentId>, ReadError> {
    let Some(body) = known(found(response))? else { return Ok(None) };
    let charge: WireCharge = payload::json("the charge", body).map_err(unreadable)?;
    let id = charge.payment_id().map_err(unreadable)?;
    about::same("the charge", charge.id.as_deref(), given.as_str()).map_err(unreadable)?;
    Ok(Some(id))
}

/// Which of the two objects it has to be was settled by the question.
pub(super) fn read_payment(
    asked: &PaymentId,
    (response, invoice): (&HttpResponse, Option<&Invoice>),
    keys: &MetadataKeys,
) -> Result<Option<Payment>, ReadError> {
    let Some(body) = known(found(response))? else { return Ok(None) };
    let payment = if query::is_charge(asked.as_str()) {
        payload::json::<WireCharge>("the charge", body).and_then(|wire| {
            about::same("the charge", wire.id.as_deref(), asked.as_str())?;
            wire.sold(keys, invoice)
        })
    } else {
        payload::json::<WireIntent>("the payment intent", body).and_then(|wire| {
            about::same("the payment intent", wire.id.as_deref(), asked.as_str())?;
            wire.sold(keys, invoice)
        })
    };
    payment.map(Some).map_err(unreadable)
}

pub(super) fn read_refunds(
    payment: &PaymentId,
    response: &HttpResponse,
) -> Result<ListPage<Refund>, ReadError> {
    let (listed, more) = entries::<WireRefund>(response)?;
    let items = listed.iter().map(|wire| wire.refund_of(payment)).collect::<Result<_, _>>();
    let next = following(more, listed.last().and_then(|wire| wire.id.as_deref()), |last| {
        query::refunds_after(payment, Some(last))
    })?;
    Ok(ListPage { items: items.map_err(unreadable)?, next })
}

pub(super) fn read_disputes(
    payment: &PaymentId,
    asked_at: Timestamp,
    response: &HttpResponse,
) -> Result<ListPage<Dispute>, ReadError> {
    let (listed, more) = entries::<WireDispute>(response)?;
    let items = listed.iter().map(|wire| wire.listed(payment, asked_at));
    let items = items.collect::<Result<_, _>>().map_err(unreadable)?;
    let next = following(more, listed.last().and_then(|wire| wire.id.as_deref()), |last| {
        query::disputes_after(payment, Some(last))
    })?;
    Ok(ListPage { items, next })
}

pub(super) fn read_history(
    customer: &CustomerId,
    response: &HttpResponse,
    keys: &MetadataKeys,
) -> Result<ListPage<PastPayment>, ReadError> {
    let (listed, more) = entries::<WireCharge>(response)?;
    listed.iter().try_for_each(|wire| wire.by_customer(customer)).map_err(unreadable)?;
    let next = following(more, listed.last().and_then(|wire| wire.id.as_deref()), |last| {
        query::charges_after(customer, Some(last))
    })?;
    Ok(ListPage { items: past(listed, keys)?, next })
}

/// The charges with which money was taken.
pub(super) fn past(
    charges: Vec<WireCharge>,
    keys: &MetadataKeys,
) -> Result<Vec<PastPayment>, ReadError> {
    let taken = charges.into_iter().filter(WireCharge::is_taken);
    taken.map(|charge| charge.past(keys)).collect::<Result<_, _>>().map_err(unreadable)
}

#[cfg(test)]
mod final_tests;
#[cfg(test)]
mod money_tests;
#[cfg(test)]
mod tests;
