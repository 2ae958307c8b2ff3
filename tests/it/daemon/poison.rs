//! Messages that are made to stop a worker: each ends, and those behind them are handled in time.

use std::collections::BTreeSet;
use std::time::Duration;

use adapter_rabbitmq::{Options, RabbitMq};
use ports::outbox::Shelf;
use ports::shelves::{Aside, Shelves as _};
use serde_json::{Value, json};

use super::client::{Publisher, get, refund_requested};
use super::consumer::Consumer;
use super::deployment::{Deployment, TRUSTED};
use super::payment;
use super::process::Daemon;
use crate::servers::stranger::{Bytes, Stranger, arrays, tables, text};
use crate::servers::{self, SOON, eventually};

const POISONED: usize = 64;

type Header = (Vec<u8>, Vec<u8>);

fn header(name: &[u8], value: Vec<u8>) -> Header {
    (name.to_vec(), value)
}

/// Headers that no honest sender writes, of eleven kinds.
fn poison(n: usize) -> Vec<Header> {
    let long = |length: usize| text(&vec![b'x'; length]);
    match n % 11 {
        0 => vec![header(b"traceparent", long(100_000))],
        1 => vec![header(b"anything", long(130_000))],
        2 => (0..5_000).map(|n| header(format!("h{n}").as_bytes(), long(10))).collect(),
        3 => {
            (0..60).map(|n| header(format!("webhook-header-{n}").as_bytes(), long(2_000))).collect()
        }
        4 => vec![header(b"deep", arrays(5_000))],
        5 => vec![header(b"deep", tables(5_000)), header(b"refundd-account", tables(40))],
        6 => vec![header(&[0xff, 0xfe], long(1)), header(b"name", text(&[0xff; 300]))],
        7 => ["traceparent", "refundd-account", "refundd-received-at", "refundd-attempt"]
            .map(|name| header(name.as_bytes(), text(&[0xff, 0, 0x80])))
            .to_vec(),
        8 => vec![header(b"refundd-decision", long(120_000))],
        9 => vec![header(b"refundd-attempt", [b"l".as_slice(), &i64::MAX.to_be_bytes()].concat())],
        _ => vec![header(b"refundd-reason", long(60_000)), header(b"x-death", arrays(3))],
    }
}

/// What waits comes back with everything that it carries; garbage is kept aside with it.
fn body(n: usize) -> Vec<u8> {
    let waits = refund_requested(&format!("poisoned-{n}"), &format!("pi_unknown_{n}"), "unused");
    match n {
        7 => json!({"specversion": "1.0", "id": "i".repeat(16 << 20)}).to_string().into_bytes(),
        _ if n.is_multiple_of(2) => waits.to_string().into_bytes(),
        _ => format!("garbage {n}").into_bytes(),
    }
}

async fn poisoned(deployment: &Deployment, numbers: impl Iterator<Item = usize>) {
    let mut stranger = Stranger::new(&deployment.rabbitmq).await;
    for n in numbers {
        let message = Bytes {
            content_type: b"application/cloudevents+json".to_vec(),
            id: if n % 5 == 3 { vec![0xff; 255] } else { format!("m{n}").into_bytes() },
            headers: [poison(n), vec![header(b"refundd-sender", text(TRUSTED.as_bytes()))]]
                .concat(),
            body: body(n),
        };
        stranger.put(&deployment.named("work"), &message).await;
    }
}

async fn bus(deployment: &Deployment) -> RabbitMq {
    let options = Options {
        url: deployment.rabbitmq.clone().into(),
        prefix: deployment.prefix.clone(),
        ladder_seconds: [1, 2, 5, 3_600].map(Duration::from_secs).to_vec(),
        ..Options::default()
    };
    RabbitMq::connect(options, "test").await.expect("the broker is there")
}

/// The process lives and is ready, has nothing in its hands, and has lost no connection.
async fn assert_well(daemon: &Daemon) {
    assert!(daemon.is_alive(), "{}", daemon.tail());
    assert_eq!(
        get(daemon.admin, "/readyz").await,
        (200, "ready\n".to_owned()),
        "{}",
        daemon.tail()
    );
    let metrics = get(daemon.admin, "/metrics").await.1;
    assert!(metrics.contains("refundd_oldest_delivery_seconds"), "{metrics}");
    for name in ["refundd_defects_total", "refundd_publishes_in_vain_total"] {
        let mut counted = metrics.lines().filter(|line| line.starts_with(name));
        assert!(counted.all(|line| line.ends_with(" 0")), "{metrics}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_poisoned_messages_hold_no_place_and_a_good_one_behind_them_is_refunded() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("worker").await;
    let consumer = Consumer::of(&deployment).await;
    poisoned(&deployment, 0..POISONED).await;
    let good = payment(&deployment.sandbox, "good");
    Publisher::new(&deployment).event(&refund_requested("good", &good, "technical_problem")).await;
    assert!(consumer.sees("refund.succeeded.v1", &good).await, "{}", daemon.tail());

    let bus = bus(&deployment).await;
    let shelves = bus.shelves().await.expect("they open");
    let quarantine = Aside::Shelf(Shelf::Quarantine);
    let garbage = u64::try_from((0..POISONED).filter(|n| !n.is_multiple_of(2)).count()).unwrap();
    let all = || async { shelves.count(quarantine).await.ok() == Some(garbage) };
    assert!(eventually(SOON, all).await, "{}", daemon.tail());
    // The others were decided, and wait for a person with their headers dropped.
    let asked: BTreeSet<String> =
        (0..POISONED).filter(|n| n.is_multiple_of(2)).map(|n| format!("poisoned-{n}")).collect();
    let reviewed = || async {
        let books = consumer.books();
        let reviews = books.events.values().filter(|event| is_review(event));
        let of: BTreeSet<String> = reviews
            .filter_map(|event| event["data"]["request"].as_str().map(str::to_owned))
            .collect();
        of.is_superset(&asked)
    };
    assert!(eventually(SOON, reviewed).await, "{}", daemon.tail());
    for aside in [Aside::Dead, Aside::Shelf(Shelf::Parked)] {
        assert_eq!(shelves.count(aside).await.ok(), Some(0), "{aside:?}");
    }
    assert_well(&daemon).await;
}

fn is_review(event: &Value) -> bool {
    event["type"].as_str().is_some_and(|kind| kind.ends_with("refund.review_requested.v1"))
}

/// The environment of the daemon has nothing in it but its addresses and its key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s15_headers_nested_thousands_deep_end_no_process_however_it_was_started() {
    let deployment = Deployment::new().await;
    let daemon = deployment.start("worker").await;
    let consumer = Consumer::of(&deployment).await;
    let mut stranger = Stranger::new(&deployment.rabbitmq).await;
    for (n, deep) in
        [arrays(5_000), tables(5_000), arrays(25_000), tables(17_000)].into_iter().enumerate()
    {
        let message = Bytes {
            content_type: b"application/cloudevents+json".to_vec(),
            id: format!("deep-{n}").into_bytes(),
            headers: vec![header(b"deep", deep)],
            body: b"garbage".to_vec(),
        };
        stranger.put(&deployment.named("work"), &message).await;
    }
    let good = payment(&deployment.sandbox, "behind");
    Publisher::new(&deployment)
        .event(&refund_requested("behind", &good, "technical_problem"))
        .await;
    assert!(consumer.sees("refund.succeeded.v1", &good).await, "{}", daemon.tail());
    let bus = bus(&deployment).await;
    let shelves = bus.shelves().await.expect("they open");
    let quarantine = Aside::Shelf(Shelf::Quarantine);
    let all = || async { shelves.count(quarantine).await.ok() == Some(4) };
    assert!(eventually(SOON, all).await, "{}", daemon.tail());
    let kept = shelves.peek(quarantine, 10).await.expect("the broker answers");
    assert!(kept.iter().all(|kept| kept.message.body == b"garbage"), "as they came");
    assert_well(&daemon).await;
}

/// What is too large is kept aside unread, and needs no more memory than was promised: that of what the
/// broker may hand out at once, and twice one more while it is kept aside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s14_many_large_messages_need_no_more_memory_than_those_under_way() {
    const MIB: usize = 1 << 20;
    const LARGE: usize = 15 * MIB;
    const MESSAGES: u64 = 16;
    /// Few, so that what is promised is less than one copy more of each.
    const UNDER_WAY: usize = 8;

    let mut broker = servers::RabbitMq::start().await;
    let vhost = broker.new_vhost().await;
    let redis = servers::redis().await.new_database();
    let deployment = Deployment::on(vhost.url(), &redis, |_| {}).await;
    let deployment = deployment.with("TRANSPORT__RABBITMQ__PREFETCH", &UNDER_WAY.to_string());
    // So that each waits for its turn to publish, and none pauses between two tries.
    let patience = ["TRANSPORT__RABBITMQ__PUBLISH_TIMEOUT_SECONDS", "HTTP__PUBLISH_SECONDS_MAX"];
    let deployment = patience.iter().fold(deployment, |with, name| with.with(name, "60"));
    let bus = bus(&deployment).await;
    let mut stranger = Stranger::new(&deployment.rabbitmq).await;
    // A document of CloudEvents as long as that would be read with a multiple of its memory.
    let data = vec!["x"; LARGE / 4];
    let body = json!({"specversion": "1.0", "data": data}).to_string().into_bytes();
    assert!(body.len() >= LARGE);
    let work = deployment.named("work");
    for n in 0..MESSAGES {
        let message = Bytes {
            content_type: b"application/cloudevents+json".to_vec(),
            id: format!("large-{n}").into_bytes(),
            headers: Vec::new(),
            body: body.clone(),
        };
        stranger.put(&work, &message).await;
    }
    // While nothing can be kept aside the worker has as many as it may, and then all go at once.
    broker.memory_alarm(true).await;
    let daemon = deployment.spawn("worker");
    let all_held = || async { daemon.is_alive() && daemon.peak_bytes() > UNDER_WAY * LARGE };
    assert!(eventually(SOON, all_held).await, "{}", daemon.tail());
    broker.memory_alarm(false).await;
    let shelves = bus.shelves().await.expect("they open");
    let quarantine = Aside::Shelf(Shelf::Quarantine);
    let all = || async { shelves.count(quarantine).await.ok() == Some(MESSAGES) };
    assert!(eventually(SOON * 4, all).await, "{}", daemon.tail());
    let peak = daemon.peak_bytes();
    // With what a worker takes by itself.
    let promised = (UNDER_WAY + 2) * LARGE + 72 * MIB;
    assert!(peak <= promised, "{} MiB, and {} were promised", peak / MIB, promised / MIB);
    let kept = shelves.peek(quarantine, 1).await.expect("the broker answers");
    assert_eq!(kept[0].reason.as_deref(), Some("too_large"));
    assert_eq!(kept[0].message.body.len(), body.len(), "as it came");
    assert_well(&daemon).await;
}
