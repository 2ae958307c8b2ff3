//! Bad input over the real ingress and the real broker: refused with the right status, or kept
//! aside with the reason.

use std::collections::BTreeMap;
use std::time::Duration;

use adapter_rabbitmq::{Options, PeekedMessage, RabbitMq};
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};
use ports::outbox::Shelf;
use ports::shelves::{Aside, Shelves as _};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::client::{Publisher, get, post, refund_requested, signed};
use super::consumer::Consumer;
use super::deployment::Deployment;
use crate::servers::{SOON, eventually, soon};

const REQUESTS: &str = super::client::REQUESTS;
const WEBHOOKS: &str = "/webhooks/stripe-eu";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_requests_get_the_status_that_says_what_is_wrong() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("ingress").await;
    let good = refund_requested("r1", "pi_unknown", "unused");
    let without = |field: &str| {
        let mut event = good.clone();
        event["data"].as_object_mut().expect("data is an object").remove(field);
        event.to_string()
    };
    let elsewhere = good.to_string().replace("stripe-eu", "stripe-us");
    let huge = format!("{{\"x\":\"{}\"}}", "x".repeat(300 * 1024));
    let mut answers: Vec<(&str, u16, String)> = Vec::new();
    for (what, status, body) in [
        ("garbage", 422, "\u{0}not json".to_owned()),
        ("no CloudEvent", 422, "{}".to_owned()),
        ("another type", 422, good.to_string().replace("refund.requested", "refund.wanted")),
        ("a field is missing", 422, without("payment")),
        ("no time", 422, without("requested_at")),
        ("an account of somebody else", 422, elsewhere),
        ("longer than an event may be", 413, huge),
        ("a good one", 202, good.to_string()),
    ] {
        let headers = signed(body.as_bytes());
        let (found, problem) = post(daemon.http, REQUESTS, &headers, body.into_bytes()).await;
        assert_eq!(found, status, "{what}: {problem}");
        answers.push((what, status, problem));
    }
    let problem: Value = serde_json::from_str(&answers[3].2).expect("a problem is JSON");
    assert_eq!(problem["field"], "data.payment");
    assert!(problem["remedy"].is_string() && problem["detail"].is_string(), "{problem}");

    let body = good.to_string().into_bytes();
    let mut forged = signed(&body);
    forged[3].1 = format!("v1,{}", "A".repeat(44));
    let mut xml = signed(&body);
    xml[0].1 = "application/xml".to_owned();
    for (what, status, path, headers) in [
        ("an unsigned request", 401, REQUESTS, vec![("content-type", "application/json".into())]),
        ("a forged request", 401, REQUESTS, forged),
        ("another content type", 415, REQUESTS, xml),
        ("an unsigned webhook", 401, WEBHOOKS, Vec::new()),
        ("a wrong signature", 401, WEBHOOKS, vec![("stripe-signature", "t=1,v1=00".into())]),
        ("an unknown account", 401, "/webhooks/stripe-us", Vec::new()),
        ("an unknown path", 404, "/v1/refund-requests", Vec::new()),
    ] {
        assert_eq!(post(daemon.http, path, &headers, body.clone()).await.0, status, "{what}");
    }
    assert_eq!(get(daemon.http, REQUESTS).await.0, 405);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_mebibytes_are_refused_before_they_are_read() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("ingress").await;
    for head in ["content-length: 10485760", "transfer-encoding: chunked"] {
        let stream = soon(TcpStream::connect(("127.0.0.1", daemon.http))).await;
        let (mut from, mut to) = stream.expect("the ingress listens").into_split();
        let sending = tokio::spawn(async move {
            // What has no signature is not read at all.
            let signed = "stripe-signature: t=1,v1=00";
            let head =
                format!("POST {WEBHOOKS} HTTP/1.1\r\nhost: refundd\r\n{signed}\r\n{head}\r\n\r\n");
            to.write_all(head.as_bytes()).await.expect("a head is taken");
            let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
            for _ in 0..160 {
                if to.write_all(chunk.as_bytes()).await.is_err() {
                    break;
                }
            }
        });
        let mut answer = [0; 12];
        soon(from.read_exact(&mut answer)).await.expect("the answer is whole");
        assert_eq!(&answer, b"HTTP/1.1 413");
        drop(from);
        sending.await.expect("no panic");
    }
    assert_eq!(get(daemon.admin, "/readyz").await.0, 200);
}

fn headers(entries: &[(&str, &str)]) -> BasicProperties {
    let mut table = FieldTable::default();
    for (name, value) in entries {
        table.insert((*name).into(), AMQPValue::LongString((*value).into()));
    }
    BasicProperties::default().with_headers(table)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stranger_puts_on_the_queue_is_kept_aside_with_the_reason() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("worker").await;
    let consumer = Consumer::of(&deployment).await;
    let stranger = Publisher::new(&deployment);
    let event =
        || BasicProperties::default().with_content_type("application/cloudevents+json".into());
    let mut unpaid = refund_requested("r1", "pi_1", "unused");
    unpaid["data"]["payment"] = Value::Null;
    let unpaid = unpaid.to_string();
    let elsewhere = refund_requested("r1", "pi_1", "unused").to_string();
    let elsewhere = elsewhere.replace("stripe-eu", "stripe-us");
    let to_us = ("refundd-account", "stripe-eu");
    let at = ("refundd-received-at", "2026-01-02T03:04:05Z");
    let signature = ("stripe-signature", "t=1767323045,v1=00");
    let put: [(&[u8], BasicProperties, &str); 8] = [
        (b"garbage-1", event(), "not_a_request: "),
        (b"{\"specversion\":\"1.0\"}", event(), "not_a_request: "),
        (unpaid.as_bytes(), event(), "not_a_request: "),
        (elsewhere.as_bytes(), event(), "unknown_account"),
        (b"garbage-2", BasicProperties::default(), "no_account"),
        (b"garbage-3", headers(&[("refundd-account", "stripe-us")]), "unknown_account"),
        (b"garbage-4", headers(&[to_us]), "no_time_of_receipt"),
        (b"garbage-5", headers(&[to_us, at, signature]), "signature:"),
    ];
    let mut expected = BTreeMap::new();
    for (body, properties, reason) in put {
        stranger.put(properties, body).await;
        expected.insert(body.to_vec(), reason);
    }

    let options = Options {
        url: deployment.rabbitmq.clone().into(),
        prefix: deployment.prefix.clone(),
        ladder_seconds: [1, 2, 5, 3_600].map(Duration::from_secs).to_vec(),
        ..Options::default()
    };
    let bus = RabbitMq::connect(options, "test").await.expect("the broker is there");
    let shelves = bus.shelves().await.expect("they open");
    let quarantine = Aside::Shelf(Shelf::Quarantine);
    let all = || async { shelves.count(quarantine).await.ok() == Some(8) };
    assert!(eventually(SOON, all).await, "{}", daemon.tail());
    let shown = shelves.peek(quarantine, 100).await.expect("the broker answers");
    assert_eq!(shown.len(), 8);
    for PeekedMessage { message, reason } in shown {
        let reason = reason.expect("a worker gives a reason");
        let begins = expected.remove(&message.body).expect("each is there as it came");
        assert!(reason.starts_with(begins), "{reason} for {begins}");
        assert!(!reason.contains("garbage"), "{reason}");
    }
    assert_eq!(expected.len(), 0);
    assert_eq!(consumer.books().arrivals, 0);
    assert_eq!(get(daemon.admin, "/readyz").await.0, 200);
}
