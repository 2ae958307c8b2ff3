//! From a body and its headers to a message whose signature was checked.
//!
//! Pure but for the clock. The worker checks every signature again, because the broker is no boundary
//! of trust; so the headers that carry them travel along.

use hyper::header::{CONTENT_TYPE, HeaderMap};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::Ingress;
use super::answer::{Answer, Unprocessable};
use domain::ids::{AccountName, SenderName};
use domain::receipt::Receipt;
use domain::sender::Sender;
use domain::trace::is_traceparent;
use ports::message::Message;
use processors::{RawWebhook, standard_webhooks};
use senders::{Overreach, Way};
use telemetry::ingress::WebhookRejected;
use wire::binary;
use wire::cloud_event::EnvelopeError;
use wire::inbound::{self, Inbound, InboundError};

/// Hex digits of the body's hash that make a message's id: enough to find a body again.
const ID_DIGITS: usize = 32;
/// Longest content type that is passed on; AMQP has room for 255 bytes.
const CONTENT_TYPE_BYTES_MAX: usize = 127;

/// Whether a webhook's body is worth reading: a stranger's, and one without a signature, would be
/// refused whatever it says.
pub(super) fn is_worth_reading(ingress: &Ingress, name: &AccountName, headers: &HeaderMap) -> bool {
    ingress.accounts.get(name).is_some_and(|account| {
        let names = processors::profile(account.processor).signature_headers;
        names.iter().any(|name| headers.contains_key(*name))
    })
}

/// Whether a CloudEvent's body is worth reading, by the same measure.
pub(super) fn is_signed(headers: &HeaderMap) -> bool {
    standard_webhooks::SIGNATURE_HEADERS.iter().any(|name| headers.contains_key(*name))
}

/// A webhook of an account.
pub(super) fn webhook(
    ingress: &Ingress,
    name: &AccountName,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Message, Answer> {
    let account = ingress.accounts.get(name).ok_or(Answer::Unauthorized)?;
    let received_at = ingress.clock.now();
    let signature = picked(headers, processors::profile(account.processor).signature_headers);
    let raw = RawWebhook { headers: &signature, body: &body, received_at };
    processors::verify(account.processor, raw, &account.setup).map_err(|rejection| {
        WebhookRejected { account: name, rejection }.emit();
        Answer::Unauthorized
    })?;
    let content_type = text(headers, CONTENT_TYPE.as_str()).filter(|kind| is_usable(kind));
    Ok(Message {
        id: id(&body),
        content_type: content_type.unwrap_or("application/json").to_owned(),
        account: Some(name.as_str().to_owned()),
        sender: None,
        headers: signature,
        body,
        received_at: Some(received_at),
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent: traceparent(headers),
    })
}

/// A CloudEvent that the worker takes. Nothing of the body is looked at before its signature was.
pub(super) fn cloud_event(
    ingress: &Ingress,
    name: &SenderName,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Message, Answer> {
    let received_at = ingress.clock.now();
    let signature = picked(headers, &standard_webhooks::SIGNATURE_HEADERS);
    let signed = (signature.as_slice(), body.as_slice());
    let sender = ingress
        .senders
        .prove(Some(name.as_str()), Way::Http, signed, received_at)
        .map_err(|_unproven| Answer::Unauthorized)?;
    let (signature, body) = structured(ingress, name, headers, (signature, body))?;
    admit(ingress, &sender, &body, received_at).map_err(Answer::Unprocessable)?;
    // What is dropped at the boundary does not come as far as the broker.
    let traceparent = traceparent(headers);
    let trimmed = ingress.senders.trimmed(name, (&signature, &body));
    let (headers, body) = trimmed.unwrap_or((signature, body));
    Ok(Message {
        id: id(&body),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: Some(name.as_str().to_owned()),
        headers,
        body,
        received_at: Some(received_at),
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent,
    })
}

/// The headers that sign a body, and the body.
type Signed = (Vec<(String, String)>, Vec<u8>);

/// The event in structured mode, and what signs that: in binary mode its sender has signed the data.
fn structured(
    ingress: &Ingress,
    name: &SenderName,
    headers: &HeaderMap,
    (signature, body): Signed,
) -> Result<Signed, Answer> {
    let named = headers.iter().filter_map(|(name, value)| {
        let value = decoded(value.to_str().ok()?)?;
        name.as_str().starts_with("ce-").then(|| (name.as_str().to_owned(), value))
    });
    let content_type = text(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let Some(read) = binary::structured(&named.collect::<Vec<_>>(), content_type, &body) else {
        return Ok((signature, body));
    };
    let body = read.map_err(|error| Answer::Unprocessable(refused(&error.into())))?;
    let signed = ingress.senders.sign_again(name, &signature, &body);
    Ok((signed.ok_or(Answer::Unauthorized)?, body))
}

/// A header's value as the binding of CloudEvents writes it: with what is not plain in percents. `None`
/// where that is no text.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits.and_then(|digits| hex::decode(digits).ok());
        if let Some([byte]) = byte.as_deref() {
            bytes.push(*byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Checks what the worker will check, so that the sender is told now.
fn admit(
    ingress: &Ingress,
    sender: &Sender,
    body: &[u8],
    received_at: Timestamp,
) -> Result<(), Unprocessable> {
    let read = inbound::parse(body).and_then(|read| read.received(Receipt::of(received_at)));
    let read = read.map_err(|error| refused(&error))?;
    let admitted = ingress.senders.admit(sender, read).map_err(overreaching)?;
    let (Inbound::Talk { account, payment, .. }
    | Inbound::Refund { account, payment, .. }
    | Inbound::Commission { account, payment, .. }) = admitted;
    let Some(account) = ingress.accounts.get(&account) else {
        return Err(unusable("account", "the name of an account that is configured here"));
    };
    processors::payment_ref(account.processor, &payment)
        .map(drop)
        .map_err(|_unfit| unusable("payment", "the processor's id of the payment"))
}

/// What is signed and in order, and is not its sender's to say.
fn overreaching(why: Overreach) -> Unprocessable {
    let right = "ask the operator of this service for the right, or send it as another sender";
    let (field, remedy) = match why {
        Overreach::Kind(_) | Overreach::Unsigned => ("type", right),
        Overreach::Account => ("data.account", right),
        Overreach::OtherPerson => ("data", right),
        Overreach::UnknownReason => {
            ("data.because", "send one that is, or ask the operator of this service to add it")
        }
    };
    Unprocessable {
        detail: format!("{why}: {remedy}"),
        field: Some(field.to_owned()),
        remedy: Some(remedy.to_owned()),
    }
}

fn refused(error: &InboundError) -> Unprocessable {
    let (field, remedy) = match error {
        InboundError::Envelope(
            EnvelopeError::Missing { attribute, remedy }
            | EnvelopeError::Unusable { attribute, remedy },
        ) => (Some((*attribute).to_owned()), Some((*remedy).to_owned())),
        InboundError::Envelope(EnvelopeError::Twice { member }) => (
            Some(member.path.clone()).filter(|path| !path.is_empty()),
            Some("send every member once".to_owned()),
        ),
        InboundError::Missing { field, remedy } | InboundError::Unusable { field, remedy } => {
            (Some(format!("data.{field}")), Some(format!("send {remedy}")))
        }
        InboundError::Ahead { field, remedy } => {
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

/// The sender's trace context, if it is one.
fn traceparent(headers: &HeaderMap) -> Option<String> {
    text(headers, "traceparent").filter(|text| is_traceparent(text)).map(str::to_owned)
}
