//! Many publishes outstanding on one channel: each caller hears what became of its own, whatever else
//! is going on. The experiment of ADR 39, kept.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use adapter_rabbitmq::{NotConfirmed, Options};
use lapin::options::QueueBindOptions;
use lapin::types::{AMQPValue, FieldTable};
use ports::outbox::{Outbox, PublishError};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Stand, connect, event, message, open, options, text};
use crate::servers::{RabbitMq, SOON, eventually};

const PUBLISHES: usize = 24_000;
/// More than the window, so that it is full.
const CALLERS: usize = 600;

/// Where each of four goes, and what has to become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// To a queue.
    Stored,
    /// To a queue that takes nothing.
    Rejected,
    /// To nobody: the alternate exchange takes it.
    Unbound,
    /// With another one, to a queue.
    Together,
}

fn kind(n: usize) -> Kind {
    match n % 4 {
        0 => Kind::Stored,
        1 => Kind::Rejected,
        2 => Kind::Unbound,
        _ => Kind::Together,
    }
}

fn is_in_doubt(error: &PublishError) -> bool {
    let error = error.source.downcast_ref().expect("the adapter's own error");
    matches!(error, NotConfirmed::Broken(_) | NotConfirmed::TimeLimit(_) | NotConfirmed::Down)
}

fn is_refused(error: &PublishError) -> bool {
    matches!(error.source.downcast_ref(), Some(NotConfirmed::Refused))
}

/// Publishes until the broker has spoken; says whether it was stored.
async fn settled(outbox: &dyn Outbox, n: usize) -> bool {
    let id = n.to_string();
    let events = match kind(n) {
        Kind::Stored => vec![event(&id, "stored")],
        Kind::Rejected => vec![event(&id, "rejected")],
        Kind::Unbound => vec![event(&id, "unbound")],
        Kind::Together => vec![event(&id, "stored"), event(&format!("{id}+"), "stored")],
    };
    loop {
        match outbox.publish(&events).await {
            Ok(()) => return true,
            Err(error) if is_refused(&error) => return false,
            Err(error) => assert!(is_in_doubt(&error), "{error:?}"),
        }
    }
}

async fn bind(stand: &Stand, queue: &str) {
    let bound = stand.channel.queue_bind(
        queue.into(),
        "refundd.events".into(),
        queue.into(),
        QueueBindOptions::default(),
        FieldTable::default(),
    );
    bound.await.expect("it is bound");
}

/// Two queues: one that stores, one that rejects.
async fn queues(stand: &Stand) {
    let quorum = [("x-queue-type", text("quorum"))];
    let full =
        [("x-max-length", AMQPValue::LongLongInt(0)), ("x-overflow", text("reject-publish"))];
    stand.declare("stored", &quorum).await;
    stand.declare("rejected", &full).await;
    bind(stand, "stored").await;
    bind(stand, "rejected").await;
}

/// Everything in a queue, each id once.
async fn all(stand: &Stand, queue: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    while let Some(id) = stand.get(queue).await {
        ids.insert(id);
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_24_000_publishes_none_is_taken_for_another_and_none_is_lost() {
    let mut broker = RabbitMq::start().await;
    let vhost = broker.new_vhost().await;
    broker.largest_message(100_000).await;
    // Whoever waits for a place is not to be told that there is none, however slow the machine is.
    let patient =
        Options { publish_timeout_seconds: Duration::from_secs(60), ..options(vhost.url()) };
    let rabbit = connect(&patient).await;
    let (connection, channel) = open(vhost.url()).await;
    let stand = Stand { vhost, rabbit, channel, _connection: connection };
    queues(&stand).await;

    let next = Arc::new(AtomicUsize::new(0));
    let (half, pause) = watch::channel(());
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let outbox = stand.rabbit.outbox();
        let next = Arc::clone(&next);
        let mut pause = pause.clone();
        callers.spawn(async move {
            let mut wrong = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= PUBLISHES {
                    return wrong;
                }
                // The broker tells only who publishes while it has the alarm, and raising it takes
                // longer than the other half would.
                if n >= PUBLISHES / 2 {
                    assert!(pause.changed().await.is_err(), "its sender is dropped");
                }
                let stored = settled(outbox.as_ref(), n).await;
                if stored == (kind(n) == Kind::Rejected) {
                    wrong.push(n);
                }
            }
        });
    }
    let reached = |share: usize| {
        let next = Arc::clone(&next);
        eventually(SOON * 4, move || {
            let count = next.load(Ordering::Relaxed);
            async move { count >= PUBLISHES * share / 8 }
        })
    };
    // A message that the broker finds too large closes the channel under all that are outstanding.
    for share in 1..=3 {
        assert!(reached(share).await, "they go on");
        let mut large = message("large");
        large.body = vec![b'x'; 200_000];
        let refused = stand.rabbit.outbox().accept(&large).await.expect_err("it is too large");
        assert!(refused.in_vain, "it, and nothing else: {refused:?}");
    }
    assert!(reached(4).await, "they go on");
    broker.memory_alarm(true).await;
    drop(half);
    let health = stand.rabbit.health();
    assert!(eventually(SOON, || async { health.is_blocked() }).await, "they are held up");
    broker.memory_alarm(false).await;
    assert!(reached(6).await, "they go on");

    let mut wrong = Vec::new();
    while let Some(ended) = callers.join_next().await {
        wrong.extend(ended.expect("no task panics"));
    }
    assert_eq!(wrong, Vec::<usize>::new());
    let told = |wanted: &[Kind]| (0..PUBLISHES).filter(|n| wanted.contains(&kind(*n))).count();
    // Each rejected one, and the large ones in the window and alone.
    let answered = told(&[Kind::Rejected]) + 3 * 2;
    let unconfirmed = stand.rabbit.health().unconfirmed_total();
    assert!(
        unconfirmed > u64::try_from(answered).expect("a small number"),
        "the channel was closed under others: {unconfirmed}"
    );
    let stored = all(&stand, "stored").await;
    assert_eq!(stored.len(), told(&[Kind::Stored, Kind::Together]) + told(&[Kind::Together]));
    assert_eq!(all(&stand, "refundd.unrouted").await.len(), told(&[Kind::Unbound]));
    assert_eq!(stand.depth("rejected").await, 0);
}
