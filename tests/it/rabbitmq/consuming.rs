//! A delivery comes until it is acknowledged, whatever happens to the connection.

use std::collections::BTreeSet;

use adapter_rabbitmq::{Options, RabbitMq as Bus};
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldArray, FieldTable};
use ports::inbox::Inbox;
use ports::outbox::Outbox;
use ports::shelves::{Aside, Shelves as _};

use super::{A_MOMENT, Stand, connect, message, next, options, replay, table, text};
use crate::servers::{RabbitMq, SOON, eventually, soon};

async fn accept(bus: &Bus, id: &str) {
    let accepted =
        eventually(SOON, || async { bus.outbox().accept(&message(id)).await.is_ok() }).await;
    assert!(accepted, "{id} is accepted");
}

#[tokio::test]
async fn an_acknowledged_delivery_does_not_come_again() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    accept(&stand.rabbit, "m1").await;
    let delivery = next(&inbox).await;
    assert_eq!(delivery.message, message("m1"));
    inbox.ack(delivery.token).await.expect("the connection stands");

    // The broker closes the whole channel for a tag it does not know.
    inbox.ack(delivery.token).await.expect_err("it was used");
    accept(&stand.rabbit, "m2").await;
    let second = next(&inbox).await;
    assert_eq!(second.message.id, "m2");
    inbox.ack(second.token).await.expect("the channel stands");
    drop(inbox);
    assert!(stand.holds("refundd.work", 0).await);
    assert_eq!(stand.rabbit.health().acks_lost_total(), 1);
}

#[tokio::test]
async fn no_more_than_the_prefetch_is_taken() {
    let stand = Stand::new().await;
    let bus = connect(&Options { prefetch: 2, ..options(stand.vhost.url()) }).await;
    for id in ["m1", "m2", "m3"] {
        accept(&bus, id).await;
    }
    let inbox = bus.inbox().await.expect("the inbox opens");
    let first = next(&inbox).await;
    next(&inbox).await;
    assert!(tokio::time::timeout(A_MOMENT, inbox.next()).await.is_err());
    inbox.ack(first.token).await.expect("the connection stands");
    assert_eq!(next(&inbox).await.message.id, "m3");
}

#[tokio::test]
async fn an_ack_after_the_connection_was_lost_says_so_and_the_message_comes_again() {
    let mut broker = RabbitMq::start().await;
    let bus = connect(&options(&broker.amqp_url())).await;
    let inbox = bus.inbox().await.expect("the inbox opens");
    accept(&bus, "m1").await;
    let first = next(&inbox).await;

    broker.close_all_connections().await;
    let again = next(&inbox).await;
    assert_eq!(again.message, first.message);
    assert_ne!(again.token.connection, first.token.connection);
    inbox.ack(first.token).await.expect_err("the first connection is gone");
    inbox.ack(again.token).await.expect("the second stands");
    assert!(inbox.is_ready() && bus.health().is_consuming());
    drop(inbox);
    assert_eq!(bus.shelves().await.expect("they open").count(Aside::Dead).await.ok(), Some(0));
}

#[tokio::test]
async fn everything_resumes_after_the_broker_was_killed() {
    let mut broker = RabbitMq::start().await;
    let bus = connect(&options(&broker.amqp_url())).await;
    let inbox = bus.inbox().await.expect("the inbox opens");
    accept(&bus, "m1").await;
    let first = next(&inbox).await;

    broker.kill();
    let gone = || async { !inbox.is_ready() && !bus.outbox().is_ready() };
    assert!(eventually(SOON, gone).await);
    inbox.ack(first.token).await.expect_err("there is no broker");
    broker.restart().await;

    let again = next(&inbox).await;
    assert_eq!(again.message.id, "m1");
    inbox.ack(again.token).await.expect("the connection stands");
    accept(&bus, "m2").await;
    assert_eq!(next(&inbox).await.message.id, "m2");
}

#[tokio::test]
async fn the_consumer_is_rebuilt_after_its_queue_was_deleted() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    stand.delete("refundd.work").await;
    let health = stand.rabbit.health();
    let back = || async { health.lost_total() >= 1 && health.is_consuming() };
    assert!(eventually(SOON, back).await);
    accept(&stand.rabbit, "m1").await;
    assert_eq!(next(&inbox).await.message.id, "m1");
}

#[tokio::test]
async fn closing_gives_back_what_was_not_handed_out() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    for id in ["m1", "m2", "m3"] {
        accept(&stand.rabbit, id).await;
    }
    let taken = next(&inbox).await;
    assert!(stand.holds("refundd.work", 0).await, "the others are prefetched");

    let waiting = soon(async { tokio::join!(inbox.close(), inbox.next()) });
    let ((), nothing) = waiting.await;
    assert!(nothing.is_none() && inbox.next().await.is_none());
    assert!(!inbox.is_ready());
    assert!(stand.holds("refundd.work", 2).await, "before the inbox is dropped");
    inbox.ack(taken.token).await.expect("what was taken can still be acknowledged");
    drop(inbox);

    let second = stand.inbox().await;
    let mut ids = BTreeSet::new();
    for _ in 0..2 {
        ids.insert(next(&second).await.message.id);
    }
    assert_eq!(
        ids,
        BTreeSet::from(["m1", "m2", "m3"].map(str::to_owned))
            .into_iter()
            .filter(|id| *id != taken.message.id)
            .collect()
    );
}

#[tokio::test]
async fn a_message_that_no_worker_survives_ends_among_the_dead() {
    let stand = Stand::new().await;
    stand.delete("refundd.work").await;
    let limited = Options { delivery_limit: 2, ..options(stand.vhost.url()) };
    let bus = connect(&limited).await;
    accept(&bus, "deadly").await;
    let mut deliveries = 0;
    loop {
        let inbox = bus.inbox().await.expect("the inbox opens");
        let delivery = tokio::select! {
            delivery = inbox.next() => delivery.expect("the inbox is open"),
            dead = stand.holds("refundd.dead", 1) => { assert!(dead); break }
        };
        assert_eq!(delivery.message.id, "deadly");
        deliveries += 1;
        // The worker dies here.
    }
    assert_eq!(deliveries, 3, "the first and two more");

    let shelves = bus.shelves().await.expect("they open");
    let dead = shelves.peek(Aside::Dead, 10).await.expect("the broker answers");
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].message.id.as_str(), dead[0].reason.as_deref()), ("deadly", None));
    drop(shelves);
    assert_eq!(replay(&bus, Aside::Dead).await, 1);
    let inbox = bus.inbox().await.expect("the inbox opens");
    assert_eq!(next(&inbox).await.message.body, message("deadly").body);
}

#[tokio::test]
async fn a_strangers_message_is_read_for_what_it_is() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    let headers = table(&[
        ("Stripe-Signature", text("t=1,v1=ab")),
        ("refundd-account", text("stripe-eu")),
        ("count", AMQPValue::LongLongInt(1)),
    ]);
    let properties = BasicProperties::default().with_headers(headers).with_timestamp(1_700_000_000);
    stand.put("refundd.work", properties, b"{}").await;
    let read = next(&inbox).await.message;
    assert_eq!(read.headers, [("stripe-signature".to_owned(), "t=1,v1=ab".to_owned())]);
    assert_eq!(read.account.as_deref(), Some("stripe-eu"));
    assert_eq!(read.received_at.map(jiff::Timestamp::as_second), Some(1_700_000_000));
    assert_eq!((read.id.as_str(), read.attempt, read.body.as_slice()), ("", 0, b"{}".as_slice()));
}

#[tokio::test]
async fn absurd_headers_do_not_end_the_consumer() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    let mut deep = AMQPValue::Void;
    for _ in 0..200 {
        deep = AMQPValue::FieldArray(FieldArray::from(vec![deep]));
    }
    let mut headers = FieldTable::default();
    headers.insert("deep".into(), deep);
    headers.insert("binary".into(), AMQPValue::LongString(vec![0xff, 0xfe].into()));
    headers.insert("large".into(), AMQPValue::LongString(vec![b'x'; 60_000].into()));
    headers.insert("refundd-attempt".into(), AMQPValue::Double(-1.5));
    for n in 0..500 {
        headers.insert(format!("h{n}").as_str().into(), text("v"));
    }
    let properties = BasicProperties::default().with_headers(headers).with_timestamp(u64::MAX);
    stand.put("refundd.work", properties, b"absurd").await;
    stand.put("refundd.work", BasicProperties::default(), b"plain").await;
    let bodies = [next(&inbox).await.message.body, next(&inbox).await.message.body];
    assert_eq!(bodies, [b"absurd".to_vec(), b"plain".to_vec()]);
    assert_eq!(stand.rabbit.health().lost_total(), 0);
}
