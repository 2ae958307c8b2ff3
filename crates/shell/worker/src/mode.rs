//! How a CloudEvent comes: in structured mode, in binary mode, or under a wrong content type. From here on
//! it is in structured mode, as the ingress makes it.

use jiff::Timestamp;

use super::account::WorkerSettings;
use super::intake::refused;
use super::settlement::Settlement;
use ports::message::Message;
use processors::standard_webhooks::SIGNATURE_HEADERS;
use senders::Way;
use wire::binary;
use wire::inbound::InboundError;

/// The message in structured mode, where it is a CloudEvent that comes in another way, and has no account
/// of a webhook. What is refused later stays as it came.
pub(super) fn structured(
    message: &Message,
    settings: &WorkerSettings,
    now: Timestamp,
) -> Result<Option<Message>, Settlement> {
    if message.is_cloud_event() || message.account.is_some() {
        return Ok(None);
    }
    let read = binary::structured(&message.headers, &message.content_type, &message.body);
    let (headers, body) = match read {
        Some(Ok(body)) => (signed_again(message, &body, settings, now), body),
        Some(Err(error)) => return Err(refused(&InboundError::Envelope(error))),
        None if binary::is_structured(&message.body) => {
            (message.headers.clone(), message.body.clone())
        }
        None if message.content_type.to_ascii_lowercase().contains("cloudevents") => {
            return Err(Settlement::quarantine("content_type: send application/cloudevents+json"));
        }
        None => return Ok(None),
    };
    let content_type = Message::CLOUD_EVENT.to_owned();
    Ok(Some(Message { content_type, headers, body, ..message.clone() }))
}

/// The headers that sign the event as it is now, where its sender has signed the data. What nobody has
/// signed rightly keeps what it came with, and is refused for that where senders are.
fn signed_again(
    message: &Message,
    body: &[u8],
    settings: &WorkerSettings,
    now: Timestamp,
) -> Vec<(String, String)> {
    let own = |(name, _): &&(String, String)| SIGNATURE_HEADERS.contains(&name.as_str());
    let signature: Vec<_> = message.headers.iter().filter(own).cloned().collect();
    let signed = (signature.as_slice(), message.body.as_slice());
    let received_at = message.received_at.unwrap_or(now);
    let proven =
        settings.senders.prove(message.sender.as_deref(), Way::Broker, signed, received_at);
    let again =
        proven.ok().and_then(|sender| settings.senders.sign_again(&sender.name, signed.0, body));
    again.unwrap_or(signature)
}
