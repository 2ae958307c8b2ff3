//! What has to stand on the broker does, or the start is refused with a text that helps.

use std::net::Ipv4Addr;
use std::time::Duration;

use adapter_rabbitmq::{BrokerError, ConnectError, Options, RabbitMq, TopologyError};
use lapin::types::{AMQPValue, FieldTable};
use ports::outbox::Outbox;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::{Stand, connect, event, message, options};
use crate::servers::{RabbitMq as Broker, rabbitmq, soon};

async fn refusal(options: &Options) -> BrokerError {
    RabbitMq::connect(options.clone(), "test").await.expect_err("the start is refused")
}

#[tokio::test]
async fn starting_again_changes_nothing() {
    let stand = Stand::new().await;
    stand.rabbit.outbox().accept(&message("m1")).await.expect("it is stored");
    let second = connect(&options(stand.vhost.url())).await;
    assert!(second.outbox().is_ready());
    assert!(stand.holds("refundd.work", 1).await);
}

#[tokio::test]
async fn a_queue_with_other_arguments_is_named_with_what_the_broker_says() {
    let stand = Stand::new().await;
    let changed = Options { delivery_limit: 7, ..options(stand.vhost.url()) };
    let error = refusal(&changed).await;
    assert!(!error.may_pass());
    let text = error.to_string();
    for part in ["`refundd.work`", "PRECONDITION_FAILED", "x-delivery-limit", "rabbitmq.prefix"] {
        assert!(text.contains(part), "{part} in: {text}");
    }
    assert!(matches!(error, BrokerError::Topology(TopologyError::Differs { what: "queue", .. })));

    let elsewhere = Options { prefix: "other".to_owned(), ..changed };
    connect(&elsewhere).await;
    assert_eq!(stand.vhost.queue_depth("other.work").await, Some(0));
}

#[tokio::test]
async fn without_declaring_what_is_missing_is_named_and_what_is_there_is_used() {
    let vhost = rabbitmq().await.new_vhost().await;
    let passive = Options { declare: false, ..options(vhost.url()) };
    let error = refusal(&passive).await;
    assert!(!error.may_pass());
    assert!(matches!(
        error,
        BrokerError::Topology(TopologyError::Missing { what: "exchange", ref name, .. })
            if name == "refundd.dead"
    ));
    assert_eq!(vhost.queue_depth("refundd.work").await, None, "nothing was declared");

    connect(&options(vhost.url())).await;
    let bus = connect(&Options { delivery_limit: 7, ..passive }).await;
    bus.outbox().publish(&[event("e1", "refund.succeeded.v1")]).await.expect("it is stored");
}

/// Every queue of ours is redeclared with a different type: each is noticed under its own name.
#[tokio::test]
async fn each_queue_is_checked() {
    let vhost = rabbitmq().await.new_vhost().await;
    let (_connection, channel) = super::open(vhost.url()).await;
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("classic".into()));
    let queues =
        ["work", "dead", "parked", "quarantine", "unrouted", "later.1s", "later.2s", "later.10m"];
    for (n, queue) in queues.iter().enumerate() {
        let name = format!("p{n}.{queue}");
        let durable = lapin::options::QueueDeclareOptions::durable();
        let declared = channel.queue_declare(name.as_str().into(), durable, arguments.clone());
        declared.await.expect("the queue is declared");
        let error = refusal(&Options { prefix: format!("p{n}"), ..options(vhost.url()) }).await;
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
}

#[tokio::test]
async fn a_broker_that_is_not_there_may_come_later() {
    let mut broker = Broker::start().await;
    let url = broker.amqp_url();
    broker.kill();
    assert!(refusal(&options(&url)).await.may_pass());
    broker.restart().await;
    connect(&options(&url)).await;
}

#[tokio::test]
async fn a_peer_that_accepts_and_says_nothing_is_given_up() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("a bound listener has an address");
    let silent = tokio::spawn(async move {
        let (mut accepted, _) = listener.accept().await.expect("a client comes");
        let mut said = Vec::new();
        accepted.read_to_end(&mut said).await.map(|_| said)
    });
    let url = format!("amqp://u:hush@{address}/%2f");
    let error =
        refusal(&Options { connect_timeout_seconds: Duration::from_secs(1), ..options(&url) })
            .await;
    assert!(matches!(error, BrokerError::Connect(ConnectError::TimeLimit(_))), "{error}");
    assert!(error.may_pass() && !format!("{error:?}").contains("hush"));
    // Its thread ends with its socket; otherwise every try would leave one behind.
    let said = soon(silent).await;
    assert_eq!(said.expect("no panic").expect("a clean end"), b"AMQP\0\0\x09\x01");
}
