//! Messages as the outside world sends them: CloudEvents, and webhooks with their signature.

use std::collections::BTreeMap;

use domain::ids::{SenderName, StaffId};
use domain::reviewer::{Reviewer, Voice};
use domain::sender::{MessageKind, Rights, SenderKind};
use domain::time::after;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use ports::message::Message;
use processors::standard_webhooks;
use senders::{Known, Proof, Senders};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::world::start;

pub const SECRET: &str = "whsec_simulated_secret";

/// Publishes on the broker and cannot sign.
pub const CRM: &str = "crm";

/// Signs answers of reviewers.
pub const REVIEW_SECRET: &str = "whsec_c2ltdWxhdGVkIHJldmlld2VycywgYW5kIG5vIG1vcmU=";
/// Signs what is published.
pub const EVENT_SECRET: &str = "whsec_ZXZlbnRzIG9mIHRoZSBzaW11bGF0ZWQgd29ybGQu";

/// Signs refund requests, where they come over HTTP.
pub const REQUEST_SECRET: &str = "whsec_c2ltdWxhdGVkIGhlbHAgZGVzaywgYW5kIG5vIG1vcmU=";

/// What people say at an instant before `at` is sent at `at`: long enough before that no worker's clock
/// takes it for the future.
pub fn shortly_before(at: Timestamp) -> String {
    after(at, -900).to_string()
}

/// A refund request as a CRM would send it.
pub fn request(id: &str, reason: &str, amount: Option<i64>, commission: Option<i64>) -> Message {
    request_with(id, |data| {
        data["reason"] = json!(reason);
        if let Some(minor) = amount {
            data["amount"] = json!({"minor": minor, "currency": "USD"});
        }
        if let Some(minor) = commission {
            data["commission"] = commission_data(minor);
        }
    })
}

/// A refund request whose `data` was changed by `edit`.
pub fn request_with(id: &str, edit: impl FnOnce(&mut Value)) -> Message {
    let mut data = json!({
        "request_id": id, "account": "stripe-eu", "payment": "pi_1", "reason": "unused",
        "requested_at": shortly_before(start()),
    });
    edit(&mut data);
    cloud_event(id, "io.refundd.refund.requested.v1", &data)
}

/// A customer's answer to one question.
pub fn info(question: &str, at: Timestamp) -> Message {
    let data = json!({
        "request_id": "r1", "account": "stripe-eu", "payment": "pi_1",
        "answered_at": shortly_before(at), "answers": {question: true},
    });
    cloud_event("info-1", "io.refundd.refund.info_received.v1", &data)
}

/// A commission as an affiliate system would report it.
pub fn commission(minor: i64) -> Message {
    let data = json!({
        "account": "stripe-eu", "payment": "pi_1", "commission": commission_data(minor),
    });
    cloud_event("commission-1", "io.refundd.commission.earned.v1", &data)
}

fn commission_data(minor: i64) -> Value {
    json!({
        "id": "com_1", "partner": "partner_1", "paid": false,
        "earned": {"minor": minor, "currency": "USD"},
    })
}

pub fn cloud_event(id: &str, kind: &str, data: &Value) -> Message {
    let body = json!({
        "specversion": "1.0", "id": id, "source": "/crm", "type": kind,
        "time": start().to_string(), "datacontenttype": "application/json", "data": data,
    });
    Message {
        id: id.to_owned(),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: Some(CRM.to_owned()),
        headers: Vec::new(),
        body: serde_json::to_vec(&body).unwrap(),
        received_at: Some(start()),
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent: None,
    }
}

/// The message, signed by `secret` and received at `at`.
pub fn signed(message: Message, secret: &str, at: Timestamp) -> Message {
    let headers = standard_webhooks::headers(&secret.into(), &message.id, at, &message.body);
    let sender = if secret == REQUEST_SECRET { "help-desk" } else { "review-desk" };
    let sender = Some(sender.to_owned());
    Message { sender, headers: headers.unwrap(), received_at: Some(at), ..message }
}

/// Who may send what, and the roster.
pub fn senders(review_secrets: &[&str]) -> Senders {
    let secrets = |all: &[&str]| {
        Proof::Secrets(all.iter().map(|secret| (*secret).to_owned().into()).collect())
    };
    let rights = |may: &[MessageKind]| Rights {
        may: may.iter().copied().collect(),
        accounts: None,
        payment_max: None,
        day_max: None,
        per_hour_max: None,
        per_day_max: None,
    };
    let requests = [MessageKind::Request, MessageKind::Answer, MessageKind::Commission];
    let desk =
        |may: &[MessageKind], proof| Known { kind: SenderKind::Desk, rights: rights(may), proof };
    let name = |name: &str| SenderName::parse(name).unwrap();
    let reviewer = |id: &str| {
        let reviewer = Reviewer { approve_max: None, voice: Voice::Second };
        (StaffId::parse(id).unwrap(), reviewer)
    };
    Senders {
        senders: BTreeMap::from([
            (name(CRM), desk(&requests, Proof::Broker)),
            (name("help-desk"), desk(&requests, secrets(&[REQUEST_SECRET]))),
            (name("review-desk"), desk(&[MessageKind::Review], secrets(review_secrets))),
        ]),
        reviewers: ["agent-1", "agent-2", "jo", "maria"].map(reviewer).into(),
        ..Senders::default()
    }
}

/// An approval of 49.00 USD for the request `r1`.
pub fn approval(id: &str, reviewer: &str, binding: &str, at: Timestamp) -> Message {
    let data = json!({
        "answer_id": id, "request_id": "r1", "account": "stripe-eu", "payment": "pi_1",
        "reviewer": reviewer, "binding": binding, "decided_at": at.to_string(),
        "verdict": "approve", "amount": {"minor": 4900, "currency": "USD"},
    });
    cloud_event(id, "io.refundd.refund.review_decided.v1", &data)
}

/// A webhook signed and received at `at`.
pub fn webhook_at(at: Timestamp, kind: &str, object: &Value) -> Message {
    let body = json!({
        "id": format!("evt_{kind}_{}", at.as_second()), "object": "event", "type": kind,
        "api_version": "2026-08-26.dahlia", "created": at.as_second(),
        "data": {"object": object},
    });
    webhook_signed(at, SECRET, serde_json::to_vec(&body).unwrap())
}

/// Any body, signed with any secret and received at `at`.
pub fn webhook_signed(at: Timestamp, secret: &str, body: Vec<u8>) -> Message {
    let time = at.as_second();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.").as_bytes());
    mac.update(&body);
    let signature = hex::encode(mac.finalize().into_bytes());
    Message {
        id: format!("webhook-{time}"),
        content_type: "application/json".to_owned(),
        account: Some("stripe-eu".to_owned()),
        sender: None,
        headers: vec![("stripe-signature".to_owned(), format!("t={time},v1={signature}"))],
        body,
        received_at: Some(at),
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent: None,
    }
}
