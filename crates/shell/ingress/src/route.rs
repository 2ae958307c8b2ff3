//! Which path is for whom, and in which order a request is checked.

use hyper::body::Incoming;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use hyper::{Method, Request};

use super::answer::{Answer, Asker};
use super::places::Places;
use super::{Ingress, body, receive};
use domain::ids::{AccountName, SenderName};
use ports::message::Message;
use telemetry::ingress::{MessageAnswered, WebhookAnswered};

/// Where webhooks go, followed by the account's name as it is, without percent encoding.
const WEBHOOKS: &str = "/webhooks/";

/// Where messages of senders go, followed by the sender's name in the same way.
const MESSAGES: &str = "/v1/messages/";

/// Answers one request.
pub(super) async fn answer(
    ingress: &Ingress,
    places: &Places,
    request: Request<Incoming>,
) -> (Answer, Asker) {
    let path = request.uri().path();
    if let Some(sender) = path.strip_prefix(MESSAGES).and_then(|name| SenderName::parse(name).ok())
    {
        let answer = cloud_event((ingress, places), &sender, request).await;
        // A stranger's name would be a label without bound.
        let known = ingress.senders.of(&sender).map(|_| &sender);
        MessageAnswered { sender: known, answer: answer.as_str() }.emit();
        return (answer, Asker::Sender);
    }
    let Some(account) = path.strip_prefix(WEBHOOKS).and_then(|name| AccountName::parse(name).ok())
    else {
        return (Answer::NotFound, Asker::Sender);
    };
    let answer = webhook((ingress, places), &account, request).await;
    // A stranger's name would be a label without bound.
    let known = ingress.accounts.contains_key(&account).then_some(&account);
    WebhookAnswered { account: known, answer: answer.as_str() }.emit();
    (answer, Asker::Processor)
}

async fn webhook(
    (ingress, places): (&Ingress, &Places),
    account: &AccountName,
    request: Request<Incoming>,
) -> Answer {
    if request.method() != Method::POST {
        return Answer::MethodNotAllowed;
    }
    let (head, body) = request.into_parts();
    if !receive::is_worth_reading(ingress, account, &head.headers) {
        return Answer::Unauthorized;
    }
    match body::read(body, ingress, places).await {
        Ok(mut read) => {
            // Its share of the budget is held until the message was taken, or not.
            let body = std::mem::take(&mut read.bytes);
            forward(ingress, receive::webhook(ingress, account, &head.headers, body)).await
        }
        Err(answer) => answer,
    }
}

async fn cloud_event(
    (ingress, places): (&Ingress, &Places),
    sender: &SenderName,
    request: Request<Incoming>,
) -> Answer {
    if request.method() != Method::POST {
        return Answer::MethodNotAllowed;
    }
    let (head, body) = request.into_parts();
    if !is_plain_json(&head.headers) {
        return Answer::UnsupportedMediaType;
    }
    if ingress.senders.of(sender).is_none() || !receive::is_signed(&head.headers) {
        return Answer::Unauthorized;
    }
    match body::read(body, ingress, places).await {
        Ok(mut read) => {
            let body = std::mem::take(&mut read.bytes);
            let received = receive::cloud_event(ingress, sender, &head.headers, body);
            forward(ingress, received).await
        }
        Err(answer) => answer,
    }
}

async fn forward(ingress: &Ingress, received: Result<Message, Answer>) -> Answer {
    match received {
        Ok(message) => ingress.forward.send(message).await,
        Err(answer) => answer,
    }
}

/// Whether the body is a single CloudEvent or may be one, and not compressed.
fn is_plain_json(headers: &HeaderMap) -> bool {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = text.split(';').next().unwrap_or_default().trim();
    !headers.contains_key(CONTENT_ENCODING)
        && [Message::CLOUD_EVENT, "application/json"]
            .iter()
            .any(|known| media_type.eq_ignore_ascii_case(known))
}
