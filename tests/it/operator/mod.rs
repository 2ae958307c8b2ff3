//! What an operator does with the built program: shelves and store, by command, with exit codes.
//!
//! The daemon runs as a process before and after; in between a person removes the cause.

#![expect(clippy::indexing_slicing, reason = "an absent field of JSON is null, and fails the test")]

mod boundary;
mod forgery;
mod installation;
mod marking;
mod monday;
mod pausing;
mod reports;
mod reviews;
mod shelves;
mod waking;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use adapter_sqlite::{Embedded, Options as FileOptions};
use ports::message::Message;
use ports::record_seal::RecordSeal;
use processors::standard_webhooks;
use seal::SealingKeys;
use serde_json::json;

use self::installation::Installation;
use crate::contract::RealClock;
use crate::daemon::deployment::REQUEST_SECRET;
use crate::servers;

const API_KEY: &str = "sk_test_of_the_operator";
const REVIEW_SECRET: &str = "whsec_cmV2aWV3ZXJzIG9mIHRoZSBvcGVyYXRvciB0ZXN0cy4=";
/// A reviewer's own, with which they answer at the command line.
const OWN_SECRET: &str = "whsec_YWdlbnQtNyBvZiB0aGUgb3BlcmF0b3IgdGVzdHMuLi4=";
const OTHER_SECRET: &str = "whsec_YWdlbnQtMSBvZiB0aGUgb3BlcmF0b3IgdGVzdHMuLi4=";
const SEALING_KEY: &str = "whsec_c2VhbHMgb2YgdGhlIG9wZXJhdG9yIHRlc3RzLCBubyBtb3Jl";
const DATABASE: &str = "refundd.db";
/// Stands in the request, and nowhere else.
const COMMENT: &str = "I am Ada Lovelace";

/// A help desk, a desk of reviewers, and two reviewers who sign for themselves.
fn senders() -> String {
    let sender = |(name, kind, may, secret): (&str, &str, &str, &str)| {
        format!("[senders.{name}]\nkind = \"{kind}\"\nmay = [{may}]\nsecrets = [\"{secret}\"]\n\n")
    };
    let senders = [
        ("help-desk", "desk", "\"request\", \"answer\"", REQUEST_SECRET),
        ("review-desk", "desk", "\"review\"", REVIEW_SECRET),
        ("agent-7", "person", "\"review\"", OWN_SECRET),
        ("agent-1", "person", "\"review\"", OTHER_SECRET),
    ];
    let roster = "[review]\nreasons = [\"press\"]\n\n[reviewers.agent-1]\n[reviewers.agent-7]\n[reviewers.agent-9]\n\n";
    senders.map(sender).concat() + roster
}

/// As a publisher on the broker signs it.
fn signed(message: Message, (sender, secret): (&str, &str)) -> Message {
    let at = jiff::Timestamp::now();
    let headers = standard_webhooks::headers(&secret.into(), &message.id, at, &message.body);
    let headers = headers.expect("the secret is a good one");
    Message { sender: Some(sender.to_owned()), headers, received_at: Some(at), ..message }
}

async fn get(port: u16, path: &str) -> Option<String> {
    let client = servers::http().build().expect("a client can be built");
    let answer = client.get(format!("http://127.0.0.1:{port}{path}")).send().await.ok()?;
    answer.error_for_status().ok()?.text().await.ok()
}

async fn is_ready(admin: u16) -> bool {
    get(admin, "/readyz").await.is_some()
}

/// A request as a help desk publishes it.
fn request(payment: &str) -> Message {
    let body = json!({
        "specversion": "1.0",
        "id": "ce-1",
        "source": "/helpdesk",
        "type": "com.example.refund.requested.v1",
        "datacontenttype": "application/json",
        "data": {
            "request_id": "r-1",
            "account": "stripe-eu",
            "payment": payment,
            "reason": "technical_problem",
            "comment": COMMENT,
            "requested_at": jiff::Timestamp::now().to_string(),
        },
    });
    let message = Message {
        id: "ce-1".to_owned(),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: None,
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
        received_at: None,
        receipt: None,
        attempt: 5,
        decision: None,
        permit: None,
        traceparent: None,
    };
    signed(message, ("help-desk", REQUEST_SECRET))
}

fn file(path: PathBuf) -> Embedded {
    let clock = Arc::new(RealClock(Instant::now()));
    let key = standard_webhooks::key(&SEALING_KEY.into()).expect("it is a secret");
    let seal = RecordSeal::Under(SealingKeys::of([key]).expect("one key"));
    Embedded::open(FileOptions::at(path), clock, seal).expect("the file can be opened")
}
