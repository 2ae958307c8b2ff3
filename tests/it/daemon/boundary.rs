//! What a customer wrote lies in no queue of ours, but where a person must see the message.

use std::fmt::Write as _;

use lapin::BasicProperties;
use lapin::options::BasicGetOptions;
use lapin::types::{AMQPValue, FieldTable};
use serde_json::Value;

use super::client::{Publisher, refund_requested, request};
use super::consumer::Consumer;
use super::deployment::{Deployment, TRUSTED, vhost};
use super::payment;
use crate::servers::{SOON, amqp, eventually, soon};

const WRITTEN: &str = "I am Ada Lovelace of ada@example.com";

/// A request in which the customer has written wherever it can be written.
fn wordy(id: &str, payment: &str, reason: &str) -> Value {
    let mut asked = refund_requested(id, payment, reason);
    for field in ["comment", "proof_of_purchase", "note"] {
        asked["data"][field] = WRITTEN.into();
    }
    asked["subject"] = WRITTEN.into();
    asked
}

/// Everything that lies in a queue, headers and bodies; it stays there.
async fn contents(deployment: &Deployment, queue: &str) -> Vec<String> {
    let connection = amqp(&deployment.rabbitmq).await;
    let channel = soon(connection.create_channel()).await.expect("a connection has a channel");
    let queue = deployment.named(queue);
    let mut found = Vec::new();
    loop {
        let got = channel.basic_get(queue.as_str().into(), BasicGetOptions::default());
        let Some(got) = soon(got).await.expect("the broker answers") else { return found };
        let headers = got.delivery.properties.headers().clone().unwrap_or_default();
        let mut told = String::from_utf8_lossy(&got.delivery.data).into_owned();
        for (name, value) in headers.inner() {
            let text = if let AMQPValue::LongString(text) = value { text.as_bytes() } else { &[] };
            let text = String::from_utf8_lossy(text);
            write!(told, "\n{name}: {text}").expect("a string can be written");
        }
        found.push(told);
    }
}

async fn holds(deployment: &Deployment, queue: &str, messages: u32) -> bool {
    let queue = deployment.named(queue);
    let depth = || async { vhost().await.queue_depth(&queue).await == Some(messages) };
    eventually(SOON, depth).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o1_the_broker_never_sees_what_a_customer_wrote_over_http() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("ingress").await;
    let asked = wordy("r1", "pi_1", "technical_problem");
    assert_eq!(request(&daemon, &asked).await.0, 202);
    assert!(holds(&deployment, "work", 1).await);
    let [message] = contents(&deployment, "work").await.try_into().expect("one message");
    assert!(message.contains("\"request_id\":\"r1\""), "{message}");
    assert!(!message.contains("Ada") && !message.contains("ada@"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn o1_rungs_and_shelves_have_nothing_of_what_a_customer_wrote() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("all").await;
    let consumer = Consumer::of(&deployment).await;
    let payment = payment(&deployment.sandbox, "wordy");
    let publisher = Publisher::new(&deployment);
    let mut headers = FieldTable::default();
    headers.insert("x-from".into(), AMQPValue::LongString(WRITTEN.into()));
    headers.insert("refundd-sender".into(), AMQPValue::LongString(TRUSTED.into()));
    let properties = || {
        BasicProperties::default()
            .with_content_type("application/cloudevents+json".into())
            .with_headers(headers.clone())
    };
    let mut stranger = wordy("r2", &payment, "technical_problem");
    stranger["data"]["account"] = "stripe-us".into();
    let unusable = wordy("r3", &payment, "boredom");
    for asked in [wordy("r1", &payment, "technical_problem"), stranger, unusable] {
        publisher.put(properties(), asked.to_string().as_bytes()).await;
    }
    assert!(consumer.sees("refund.succeeded.v1", &payment).await, "{}", daemon.tail());

    // It rests until the customer is asked for feedback.
    assert!(holds(&deployment, "later.1h", 1).await, "{}", daemon.tail());
    let [rung] = contents(&deployment, "later.1h").await.try_into().expect("one message");
    assert!(rung.contains("\"request_id\":\"r1\""), "{rung}");
    assert!(!rung.contains("Ada") && !rung.contains("ada@"), "{rung}");

    assert!(holds(&deployment, "quarantine", 2).await, "{}", daemon.tail());
    for kept in contents(&deployment, "quarantine").await {
        // What is not understood has to be seen.
        assert_eq!(kept.contains("Ada"), kept.contains("not_a_request"), "{kept}");
    }
}
