//! `Ok` means stored and routed; everything else is an error, whatever else is going on.

use std::sync::Arc;
use std::time::Duration;

use adapter_rabbitmq::{NotConfirmed, Options, RabbitMq as RabbitBus};
use lapin::ExchangeKind;
use lapin::options::{ExchangeDeclareOptions, ExchangeDeleteOptions, QueueBindOptions};
use lapin::types::{AMQPValue, FieldTable};
use ports::inbox::Inbox;
use ports::message::Message;
use ports::outbox::{Outbox, PublishError, Shelf};
use tokio::task::JoinSet;

use super::{A_MOMENT, Stand, connect, event, message, next, options, text};
use crate::servers::{Chaos, RabbitMq, SOON, eventually, rabbitmq};

fn why(error: PublishError) -> NotConfirmed {
    *error.source.downcast().expect("the adapter's own error")
}

#[tokio::test]
async fn a_message_that_reaches_no_queue_is_not_published() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    outbox.defer(&message("routed"), 600).await.expect("it is stored");
    assert!(stand.holds("refundd.later.10m", 1).await);

    stand.delete("refundd.later.10m").await;
    let error = outbox.defer(&message("unroutable"), 600).await.expect_err("there is no queue");
    assert!(error.to_string().contains("unroutable to refundd.later.10m"), "{error}");
    assert!(matches!(why(error), NotConfirmed::Returned { code: 312, .. }));
    assert_eq!(stand.rabbit.health().unconfirmed_total(), 1);
    assert!(outbox.is_ready());
}

#[tokio::test]
async fn what_comes_in_and_has_no_work_queue_is_kept_where_a_person_looks() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    outbox.accept(&message("routed")).await.expect("it is stored");
    assert!(stand.holds("refundd.work", 1).await);
    stand.delete("refundd.work").await;
    outbox.accept(&message("astray")).await.expect("it is stored");
    assert!(stand.holds("refundd.parked", 1).await);
}

/// Who does not declare the topology cannot see what the inbound exchange does with such a message; so
/// it tries, and leaves nothing behind.
#[tokio::test]
async fn whoever_accepts_makes_sure_that_nothing_that_comes_in_can_be_lost() {
    let stand = Stand::new().await;
    let there = Options { declare: false, ..options(stand.vhost.url()) };
    let rabbit = connect(&there).await;
    rabbit.may_publish(true, true).await.expect("it has a home");
    assert!(stand.holds("refundd.parked", 0).await, "the trial has expired");

    let gone = stand.channel.exchange_delete("refundd.in".into(), ExchangeDeleteOptions::default());
    gone.await.expect("the exchange is deleted");
    let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let bare = stand.channel.exchange_declare(
        "refundd.in".into(),
        ExchangeKind::Direct,
        durable,
        FieldTable::default(),
    );
    bare.await.expect("the exchange is declared");
    let error = rabbit.may_publish(true, true).await.expect_err("it has none");
    assert!(!error.may_pass() && error.to_string().contains("`refundd.in` loses"), "{error}");
}

/// What is published without asking for a return rests on it: who declares the topology is told of an
/// exchange that has no other one behind it.
#[tokio::test]
async fn whoever_declares_is_refused_an_exchange_that_loses_what_no_queue_is_bound_for() {
    for (exchange, kind) in
        [("refundd.in", ExchangeKind::Direct), ("refundd.events", ExchangeKind::Topic)]
    {
        let stand = Stand::new().await;
        let gone = stand.channel.exchange_delete(exchange.into(), ExchangeDeleteOptions::default());
        gone.await.expect("the exchange is deleted");
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        let table = FieldTable::default();
        let bare = stand.channel.exchange_declare(exchange.into(), kind, durable, table);
        bare.await.expect("the exchange is declared");
        let error = RabbitBus::connect(options(stand.vhost.url()), "test").await;
        let error = error.expect_err("it has none");
        let said = format!("the exchange `{exchange}` exists with other arguments");
        assert!(!error.may_pass() && error.to_string().contains(&said), "{error}");
    }
}

#[tokio::test]
async fn events_of_one_case_arrive_in_their_order_however_many() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    let ids: Vec<String> = (0..100).map(|n| format!("e{n}")).collect();
    let events: Vec<_> = ids.iter().map(|id| event(id, "refund.succeeded.v1")).collect();
    outbox.publish(&events).await.expect("they are kept");
    let mut seen = Vec::new();
    while let Some(message) = stand.get("refundd.unrouted").await {
        seen.push(message);
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn an_event_that_nobody_binds_is_kept_and_holds_up_nothing() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    outbox.publish(&[event("e1", "refund.succeeded.v1")]).await.expect("it is kept");
    assert!(stand.holds("refundd.unrouted", 1).await);

    stand.declare("crm", &[]).await;
    let bound = stand.channel.queue_bind(
        "crm".into(),
        "refundd.events".into(),
        "refund.#".into(),
        QueueBindOptions::default(),
        FieldTable::default(),
    );
    bound.await.expect("the consumer binds its queue");
    outbox.publish(&[event("e2", "refund.succeeded.v1")]).await.expect("it is routed");
    assert!(stand.holds("crm", 1).await);
    assert_eq!(stand.depth("refundd.unrouted").await, 1);
}

/// Stored, refused and unroutable publishes at once: each caller hears what happened to its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_concurrent_publishes_are_all_accounted_for() {
    const EACH: usize = 400;
    // Whoever waits for a channel is not to be told "busy", however slow the machine is.
    let patient = |options| Options { publish_timeout_seconds: Duration::from_secs(60), ..options };
    let stand = Stand::with(patient).await;
    let full =
        [("x-max-length", AMQPValue::LongLongInt(0)), ("x-overflow", text("reject-publish"))];
    stand.declare("full", &full).await;
    let bound = stand.channel.queue_bind(
        "full".into(),
        "refundd.events".into(),
        "full".into(),
        QueueBindOptions::default(),
        FieldTable::default(),
    );
    bound.await.expect("the full queue is bound");
    stand.delete("refundd.later.10m").await;

    let outbox = stand.rabbit.outbox();
    let mut publishes = JoinSet::new();
    for n in 0..EACH * 3 {
        let outbox = Arc::clone(&outbox);
        publishes.spawn(async move {
            let id = n.to_string();
            match n % 3 {
                0 => (0, outbox.publish(&[event(&id, "unbound")]).await.map_err(why)),
                1 => (1, outbox.publish(&[event(&id, "full")]).await.map_err(why)),
                _ => (2, outbox.defer(&message(&id), 600).await.map_err(why)),
            }
        });
    }
    let mut right = [0; 3];
    while let Some(published) = publishes.join_next().await {
        match published.expect("no task panics") {
            (0, Ok(())) => right[0] += 1,
            (1, Err(NotConfirmed::Refused)) => right[1] += 1,
            (2, Err(NotConfirmed::Returned { .. })) => right[2] += 1,
            wrong => unreachable!("{wrong:?}"),
        }
    }
    assert_eq!(right, [EACH; 3]);
    assert!(stand.holds("refundd.unrouted", EACH.try_into().expect("a small number")).await);
    assert_eq!(stand.depth("full").await, 0);
}

#[tokio::test]
async fn headers_that_no_frame_holds_are_refused_and_cost_nothing() {
    let stand = Stand::new().await;
    let outbox = stand.rabbit.outbox();
    let mut large = message("large");
    large.decision = Some("x".repeat(200_000));
    let error = outbox.accept(&large).await.expect_err("it does not fit");
    assert!(matches!(why(error), NotConfirmed::Unfit(_)));
    large.decision = Some("x".repeat(90_000));
    outbox.accept(&large).await.expect("this fits");
    assert_eq!(stand.rabbit.health().lost_total(), 0);
}

/// The confirm is held back, so the caller must not take the message for published, although it
/// arrives; and the answer that comes late must not be taken for that of a later publish.
#[tokio::test]
async fn a_publish_without_an_answer_is_ambiguous_and_spoils_no_other() {
    let vhost = rabbitmq().await.new_vhost().await;
    let chaos = Chaos::before(vhost.url()).await;
    let url = chaos.through(vhost.url());
    let rabbit = connect(&Options {
        publish_timeout_seconds: Duration::from_secs(1),
        channels: 1,
        ..options(&url)
    })
    .await;
    let outbox = rabbit.outbox();
    outbox.accept(&message("first")).await.expect("it is stored");

    chaos.hold_answers();
    let error = outbox.accept(&message("second")).await.expect_err("no answer");
    assert!(
        matches!(why(error), NotConfirmed::TimeLimit(limit) if limit == Duration::from_secs(1))
    );
    let dropped = tokio::time::timeout(A_MOMENT, outbox.accept(&message("third"))).await;
    assert!(dropped.is_err(), "the caller gave up");
    chaos.resume();

    outbox.accept(&message("fourth")).await.expect("it is stored");
    let depth = || async { vhost.queue_depth("refundd.work").await };
    // The third found no channel that was free of doubt, so it was not sent.
    assert!(eventually(SOON, || async { depth().await == Some(3) }).await, "{:?}", depth().await);
}

#[tokio::test]
async fn while_the_broker_blocks_nothing_is_sent_and_afterwards_everything_is() {
    let mut broker = RabbitMq::start().await;
    let rabbit = connect(&Options {
        publish_timeout_seconds: Duration::from_secs(1),
        ..options(&broker.amqp_url())
    })
    .await;
    let (outbox, health) = (rabbit.outbox(), rabbit.health());

    broker.memory_alarm(true).await;
    // The broker tells only a connection that tries to publish.
    let error = outbox.accept(&message("first")).await.expect_err("blocked");
    assert!(matches!(why(error), NotConfirmed::TimeLimit(_)));
    assert!(eventually(SOON, || async { !outbox.is_ready() && health.is_blocked() }).await);
    let error = outbox.accept(&message("second")).await.expect_err("blocked");
    assert!(matches!(why(error), NotConfirmed::Down));

    broker.memory_alarm(false).await;
    assert!(eventually(SOON, || async { outbox.is_ready() }).await);
    outbox.accept(&message("third")).await.expect("it is stored");
    assert_eq!((health.blocked_total(), health.is_blocked(), health.lost_total()), (1, false, 0));
}

#[tokio::test]
async fn publishing_resumes_after_the_connection_was_cut() {
    let mut broker = RabbitMq::start().await;
    let rabbit = connect(&options(&broker.amqp_url())).await;
    let outbox = rabbit.outbox();
    outbox.accept(&message("before")).await.expect("it is stored");
    broker.close_all_connections().await;
    let stored = eventually(SOON, || async { outbox.accept(&message("after")).await.is_ok() });
    assert!(stored.await);
    assert!(outbox.is_ready() && rabbit.health().is_publishing());
    assert_eq!(rabbit.health().lost_total(), 1);
    assert!(rabbit.health().last_trouble().is_some());

    outbox.close().await;
    assert!(!outbox.is_ready());
    let error = outbox.accept(&message("closed")).await.expect_err("it is closed");
    assert!(matches!(why(error), NotConfirmed::Down));
}

/// It would be refused forever: the worker is told so, and keeps it aside in another way.
#[tokio::test]
async fn s3_what_the_broker_finds_too_large_is_in_vain_and_the_next_is_not() {
    let mut broker = RabbitMq::start().await;
    broker.largest_message(10_000).await;
    let bus = connect(&options(&broker.amqp_url())).await;
    let outbox = bus.outbox();
    let large = Message { body: vec![b'x'; 20_000], ..message("large") };
    for error in [
        outbox.accept(&large).await.expect_err("too large"),
        outbox.defer(&large, 1).await.expect_err("too large"),
        outbox.shelve(&large, Shelf::Parked, "reason").await.expect_err("too large"),
    ] {
        assert!(error.in_vain, "{error:?}");
    }
    outbox.accept(&message("small")).await.expect("it is stored");
    broker.kill();
    let error = outbox.accept(&message("small")).await.expect_err("there is no broker");
    assert!(!error.in_vain, "{error:?}");
}

/// Given up, a delivery is among the dead at once, where an operator finds it.
#[tokio::test]
async fn s3_a_delivery_that_is_given_up_is_among_the_dead_and_does_not_come_again() {
    let stand = Stand::new().await;
    let inbox = stand.inbox().await;
    stand.rabbit.outbox().accept(&message("hopeless")).await.expect("it is stored");
    let delivery = next(&inbox).await;
    inbox.give_up(delivery.token).await.expect("the connection stands");
    assert!(stand.holds("refundd.dead", 1).await);
    assert!(tokio::time::timeout(A_MOMENT, inbox.next()).await.is_err());
    inbox.give_up(delivery.token).await.expect_err("it was used");
}
