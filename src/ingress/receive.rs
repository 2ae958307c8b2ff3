//! From a body and its headers to a message whose signature was checked.
//!
//! Pure but for the clock. The worker checks a webhook's signature again, because the broker is no
//! boundary of trust; so the headers that carry it travel along.

use hyper::header::{CONTENT_TYPE, HeaderMap};
use sha2::{Digest, Sha256};

use super::Ingress;
use super::answer::{Answer, Unprocessable};
use crate::domain::ids::AccountName;
use crate::ports::message::Message;
use crate::processors::{self, RawWebhook, standard_webhooks};
use crate::telemetry::ingress::WebhookRejected;
use crate::wire::cloud_event::EnvelopeError;
use crate::wire::inbound::{self, Inbound, InboundError};

/// Hex digits of the body's hash that make a message's id: enough to find a body again.
const ID_DIGITS: usize = 32;
/// Longest content type that is passed on; AMQP has room for 255 bytes.
const CONTENT_TYPE_BYTES_MAX: usize = 127;

/// A webhook of an account.
pub(super) fn webhook(
    ingress: &Ingress,
    name: &AccountName,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Message, Answer> {
    let account = ingress.accounts.get(name).ok_or(Answer::Unauthorized)?;
    let received_at = ingress.clock.now();
    let signature = picked(headers, processors::signature_headers(account.processor));
    let raw = RawWebhook { headers: signature.clone(), body: body.clone(), received_at };
    processors::verify(account.processor, raw, &account.secrets).map_err(|rejection| {
        WebhookRejected { account: name, rejection }.emit();
        Answer::Unauthorized
    })?;
    let content_type = text(headers, CONTENT_TYPE.as_str()).filter(|kind| is_usable(kind));
    Ok(Message {
        id: id(&body),
        content_type: content_type.unwrap_or("application/json").to_owned(),
        account: Some(name.as_str().to_owned()),
        headers: signature,
        body,
        received_at: Some(received_at),
        attempt: 0,
        decision: None,
        traceparent: traceparent(headers),
    })
}

/// A refund request, or another CloudEvent that the worker takes. Nothing of the body is looked at
/// before its signature was.
pub(super) fn refund_request(
    ingress: &Ingress,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Message, Answer> {
    let received_at = ingress.clock.now();
    let signature = picked(headers, &standard_webhooks::SIGNATURE_HEADERS);
    standard_webhooks::verify(&signature, &body, &ingress.secrets, received_at)
        .map_err(|_rejection| Answer::Unauthorized)?;
    admit(ingress, &body).map_err(Answer::Unprocessable)?;
    Ok(Message {
        id: id(&body),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        headers: Vec::new(),
        body,
        received_at: Some(received_at),
        attempt: 0,
        decision: None,
        traceparent: traceparent(headers),
    })
}

/// Checks what the worker will check, so that the sender is told now.
fn admit(ingress: &Ingress, body: &[u8]) -> Result<(), Unprocessable> {
    let (account, payment) = match inbound::parse(body).map_err(|error| refused(&error))? {
        Inbound::Refund { account, payment, .. }
        | Inbound::Talk { account, payment, .. }
        | Inbound::Commission { account, payment, .. } => (account, payment),
    };
    let Some(account) = ingress.accounts.get(&account) else {
        return Err(unusable("account", "the name of an account that is configured here"));
    };
    processors::payment_ref(account.processor, &payment)
        .map(drop)
        .map_err(|_unfit| unusable("payment", "the processor's id of the payment"))
}

fn refused(error: &InboundError) -> Unprocessable {
    let (field, remedy) = match error {
        InboundError::Envelope(
            EnvelopeError::Missing { attribute, remedy }
            | EnvelopeError::Unusable { attribute, remedy },
        ) => (Some((*attribute).to_owned()), Some((*remedy).to_owned())),
        InboundError::Missing { field, remedy } | InboundError::Unusable { field, remedy } => {
            (Some(format!("data.{field}")), Some(format!("send {remedy}")))
        }
        InboundError::Type => (Some("type".to_owned()), None),
        InboundError::Data => (Some("data".to_owned()), None),
        InboundError::Envelope(EnvelopeError::TooLong { .. } | EnvelopeError::NotJson { .. }) => {
            (None, None)
        }
    };
    Unprocessable { detail: error.to_string(), field, remedy }
}

fn unusable(field: &str, remedy: &'static str) -> Unprocessable {
    refused(&InboundError::Unusable { field: field.to_owned(), remedy })
}

/// The headers of these names, repetitions included: the check refuses what is ambiguous.
fn picked(headers: &HeaderMap, names: &[&str]) -> Vec<(String, String)> {
    let values = names.iter().flat_map(|name| {
        let values = headers.get_all(*name).iter();
        values.filter_map(|value| Some(((*name).to_owned(), value.to_str().ok()?.to_owned())))
    });
    values.collect()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a webhook's content type may travel. It is not signed, so it must not make the webhook
/// pass for a CloudEvent, nor be longer than a broker's field.
fn is_usable(content_type: &str) -> bool {
    content_type.len() <= CONTENT_TYPE_BYTES_MAX
        && !content_type.to_ascii_lowercase().contains("cloudevents")
}

fn id(body: &[u8]) -> String {
    let mut id = hex::encode(Sha256::digest(body));
    id.truncate(ID_DIGITS);
    id
}

/// The sender's trace context, if it has the one form that version 00 allows.
fn traceparent(headers: &HeaderMap) -> Option<String> {
    let text = text(headers, "traceparent")?;
    let parts: Vec<_> = text.split('-').collect();
    let [version, trace, span, flags] = parts.as_slice() else { return None };
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let meant = |part: &str| part.bytes().any(|b| b != b'0');
    let fits = *version == "00"
        && digits(trace, 32)
        && digits(span, 16)
        && digits(flags, 2)
        && meant(trace)
        && meant(span);
    fits.then(|| text.to_owned())
}
