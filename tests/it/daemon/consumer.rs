//! A consumer of the events, with a durable queue and books of its own.
//!
//! It does what `docs/events.md` asks of a consumer and nothing else: repeats are dropped by `id`,
//! and of a commission's clawbacks the one with the greatest `sequence` is the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicQosOptions, QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection};
use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use super::deployment::Deployment;
use crate::servers::{SOON, eventually, soon, try_amqp};

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(200);
/// For one answer of the broker, or for a handful of them.
const ANSWER: Duration = Duration::from_secs(20);
/// After this long without an event the connection is built anew.
const SILENCE: Duration = Duration::from_secs(30);

/// A consumer at work. Its queue outlives its connections.
pub struct Consumer {
    shared: Arc<Shared>,
    _task: AbortOnDropHandle<()>,
}

struct Shared {
    url: String,
    exchange: String,
    queue: String,
    books: Mutex<Books>,
    bound: Notify,
}

/// What it knows.
#[derive(Debug, Default)]
pub struct Books {
    /// By `id`; the first arrival counts.
    pub events: BTreeMap<String, Value>,
    /// Every arrival, repeats included.
    pub arrivals: usize,
    /// Requests that were approved, denied or passed to a person.
    pub decided: BTreeSet<String>,
    /// By commission: the greatest sequence and its total.
    pub clawed: BTreeMap<String, (String, i64)>,
}

impl Consumer {
    /// Binds a queue to all events of the installation, whose exchange must exist, and begins to
    /// consume.
    pub async fn of(deployment: &Deployment) -> Self {
        let shared = Arc::new(Shared {
            url: deployment.rabbitmq.clone(),
            exchange: deployment.named("events"),
            queue: deployment.named("test.books"),
            books: Mutex::default(),
            bound: Notify::new(),
        });
        let task = AbortOnDropHandle::new(tokio::spawn(keep(Arc::clone(&shared))));
        soon(shared.bound.notified()).await;
        Self { shared, _task: task }
    }

    /// The books as they are now.
    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.shared.books.lock().expect("no test panics with the lock")
    }

    /// Waits for an event of this type about this payment.
    pub async fn sees(&self, kind: &str, payment: &str) -> bool {
        self.sees_within(SOON, kind, payment).await
    }

    /// Waits for an event of this type about this payment.
    pub async fn sees_within(&self, limit: Duration, kind: &str, payment: &str) -> bool {
        let seen = || async { self.books().about(kind, payment) > 0 };
        eventually(limit, seen).await
    }
}

impl Books {
    /// All events of a type, such as `refund.succeeded.v1`.
    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let events = self.events.iter().filter(move |(_, event)| type_of(event) == kind);
        events.map(|(id, event)| (id.as_str(), &event["data"]))
    }

    /// How many events of a type there are about a payment.
    pub fn about(&self, kind: &str, payment: &str) -> usize {
        self.of_type(kind).filter(|(_, data)| data["payment"] == payment).count()
    }

    /// The data of an event of a type about a payment.
    pub fn data(&self, kind: &str, payment: &str) -> Value {
        let found = self.of_type(kind).find(|(_, data)| data["payment"] == payment);
        found.map(|(_, data)| data.clone()).unwrap_or_default()
    }

    fn enter(&mut self, event: Value) {
        self.arrivals += 1;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let id = text(&event["id"]);
        if self.events.contains_key(&id) {
            return;
        }
        let data = &event["data"];
        match type_of(&event) {
            "refund.approved.v1" | "refund.denied.v1" | "refund.review_requested.v1" => {
                self.decided.insert(text(&data["request"]));
            }
            "commission.clawback.v1" => {
                let sequence = text(&event["sequence"]);
                let total = data["clawed_total"]["minor"].as_i64().expect("a total");
                let applied = self.clawed.entry(text(&data["commission"])).or_default();
                if sequence > applied.0 {
                    *applied = (sequence, total);
                }
            }
            _ => {}
        }
        self.events.insert(id, event);
    }
}

fn type_of(event: &Value) -> &str {
    event["type"].as_str().and_then(|kind| kind.strip_prefix("io.refundd.")).unwrap_or_default()
}

/// What the broker answers, if it does.
async fn within<T>(answer: impl Future<Output = lapin::Result<T>>) -> lapin::Result<T> {
    timeout(ANSWER, answer).await.map_err(io::Error::from)?
}

async fn keep(shared: Arc<Shared>) {
    loop {
        // Whatever ended it: the queue keeps what comes meanwhile.
        drop(shared.consume().await);
        tokio::time::sleep(PAUSE).await;
    }
}

impl Shared {
    async fn consume(&self) -> lapin::Result<()> {
        // A broker that ends in the middle of it answers nothing any more.
        let (_connection, mut consumer) = within(self.subscribe()).await?;
        // Silence may be that of a connection that nobody has closed.
        while let Ok(Some(delivery)) = timeout(SILENCE, consumer.next()).await {
            let delivery = delivery?;
            let event = serde_json::from_slice(&delivery.data).expect("events are JSON");
            self.books.lock().expect("no test panics with the lock").enter(event);
            within(delivery.ack(BasicAckOptions::default())).await?;
        }
        Ok(())
    }

    async fn subscribe(&self) -> lapin::Result<(Connection, lapin::Consumer)> {
        let connection = try_amqp(&self.url).await?;
        let channel = connection.create_channel().await?;
        self.bind(&channel).await?;
        self.bound.notify_one();
        channel.basic_qos(100, BasicQosOptions::default()).await?;
        let options = BasicConsumeOptions::default();
        let queue = self.queue.as_str().into();
        let consumer =
            channel.basic_consume(queue, "books".into(), options, FieldTable::default()).await?;
        Ok((connection, consumer))
    }

    async fn bind(&self, channel: &Channel) -> lapin::Result<()> {
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        let queue = || self.queue.as_str().into();
        channel.queue_declare(queue(), QueueDeclareOptions::durable(), arguments).await?;
        let (exchange, options) = (self.exchange.as_str().into(), QueueBindOptions::default());
        channel.queue_bind(queue(), exchange, "#".into(), options, FieldTable::default()).await
    }
}
