//! The queues under contract, each with the means to disturb it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use adapter_memory::MemoryQueue;
use adapter_rabbitmq::{RabbitInbox, RabbitMq, RabbitOutbox};
use adapter_sqlite::{Embedded, Options};
use lapin::message::BasicGetMessage;
use lapin::options::{BasicAckOptions, BasicGetOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Channel, Connection};
use ports::inbox::Inbox;
use ports::message::Message;
use ports::outbox::{Event, Outbox, Shelf};
use ports::shelves::Aside;
use ports::wake::Wake;

use tokio::sync::{Mutex, OnceCell};

use super::transport::Harness;
use super::{ManualClock, seal};
use crate::servers::{self, Chaos, SOON, Vhost, amqp, eventually, soon};

pub struct MemoryHarness {
    clock: Arc<ManualClock>,
    queue: MemoryQueue,
}

impl Harness for MemoryHarness {
    async fn start(in_flight: u16) -> Self {
        let clock = Arc::new(ManualClock::new());
        Self { queue: MemoryQueue::new(clock.clone(), in_flight.into()), clock }
    }

    fn inbox(&self) -> &dyn Inbox {
        &self.queue
    }

    fn outbox(&self) -> &dyn Outbox {
        &self.queue
    }

    async fn wake(&self, begins: &str) -> u64 {
        let is_meant = |message: &Message| message.id.starts_with(begins);
        Wake::wake(&self.queue, &is_meant).await.expect("all that waits can be looked at")
    }

    async fn reopen(&mut self) {
        // What a crash leaves: everything that was stored, whatever was taken.
        let left = self.queue.snapshot();
        self.queue.wipe();
        self.queue.restore(left);
    }

    async fn pass(&self, seconds: u32) {
        self.clock.advance(Duration::from_secs(seconds.into()));
        self.queue.wake();
    }

    async fn events(&self) -> Vec<Event> {
        self.queue.events()
    }

    async fn shelved(&self) -> Vec<(Shelf, String, Message)> {
        let shelved = self.queue.shelved().into_iter();
        shelved.map(|kept| (kept.shelf, kept.reason, kept.message)).collect()
    }
}

pub struct SqliteHarness {
    directory: tempfile::TempDir,
    clock: Arc<ManualClock>,
    in_flight: u16,
    /// `None` only between two workers.
    queue: Option<Embedded>,
}

impl SqliteHarness {
    fn open(&mut self) {
        self.queue = None;
        let path = self.directory.path().join("refundd.db");
        let options = Options { in_flight: self.in_flight.into(), ..Options::at(path) };
        let queue = Embedded::open(options, self.clock.clone(), seal());
        self.queue = Some(queue.expect("the file can be opened"));
    }

    fn queue(&self) -> &Embedded {
        self.queue.as_ref().expect("the file is open")
    }
}

impl Harness for SqliteHarness {
    async fn start(in_flight: u16) -> Self {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let clock = Arc::new(ManualClock::new());
        let mut harness = Self { directory, clock, in_flight, queue: None };
        harness.open();
        harness
    }

    fn inbox(&self) -> &dyn Inbox {
        self.queue()
    }

    fn outbox(&self) -> &dyn Outbox {
        self.queue()
    }

    async fn wake(&self, begins: &str) -> u64 {
        let is_meant = |message: &Message| message.id.starts_with(begins);
        Wake::wake(self.queue(), &is_meant).await.expect("all that waits can be looked at")
    }

    async fn reopen(&mut self) {
        self.open();
    }

    async fn pass(&self, seconds: u32) {
        self.clock.advance(Duration::from_secs(seconds.into()));
        self.queue().wake();
    }

    async fn events(&self) -> Vec<Event> {
        let events = self.queue().events_after(0, 100).await.expect("the file can be read");
        assert!(events.is_sorted_by(|a, b| a.number < b.number));
        events.into_iter().map(|logged| logged.event).collect()
    }

    async fn shelved(&self) -> Vec<(Shelf, String, Message)> {
        let shelved = self.queue().shelved_after(0, 100).await.expect("the file can be read");
        shelved.into_iter().map(|kept| (kept.shelf, kept.reason, kept.message)).collect()
    }
}

/// A broker cannot be told that time has passed, so here it passes.
pub struct RabbitHarness {
    proxy: Chaos,
    rabbit: RabbitMq,
    inbox: Arc<RabbitInbox>,
    outbox: Arc<RabbitOutbox>,
    /// A connection as a consumer of events has it, past the proxy.
    channel: Channel,
    _connection: Connection,
    events_queue: String,
    events: Mutex<Vec<Event>>,
}

/// The virtual host that all share; each has a prefix of its own.
async fn vhost() -> &'static Vhost {
    static SHARED: OnceCell<Vhost> = OnceCell::const_new();
    SHARED.get_or_init(async || servers::rabbitmq().await.new_vhost().await).await
}

impl RabbitHarness {
    /// A durable queue with all events.
    async fn subscribe(channel: &Channel, prefix: &str) -> String {
        let queue = format!("{prefix}.test.events");
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        let durable = QueueDeclareOptions::durable();
        let declared = channel.queue_declare(queue.as_str().into(), durable, arguments).await;
        declared.expect("the queue is declared");
        let exchange = format!("{prefix}.events");
        let bound = channel.queue_bind(
            queue.as_str().into(),
            exchange.as_str().into(),
            "#".into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        );
        bound.await.expect("the queue is bound");
        queue
    }

    fn is_ready(&self) -> bool {
        self.inbox.is_ready() && self.outbox.is_ready()
    }
}

impl Harness for RabbitHarness {
    async fn start(in_flight: u16) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let prefix = format!("c{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let url = vhost().await.url();
        let proxy = Chaos::before(url).await;
        let options = adapter_rabbitmq::Options {
            url: proxy.through(url).into(),
            prefix: prefix.clone(),
            prefetch: in_flight,
            ladder_seconds: [1, 5, 10].map(Duration::from_secs).to_vec(),
            ..adapter_rabbitmq::Options::default()
        };
        let rabbit = RabbitMq::connect(options, "test").await.expect("the broker is there");
        let connection = amqp(url).await;
        let channel = soon(connection.create_channel()).await.expect("a connection has a channel");
        let events_queue = Self::subscribe(&channel, &prefix).await;
        Self {
            proxy,
            inbox: rabbit.inbox().await.expect("the inbox opens"),
            outbox: rabbit.outbox(),
            rabbit,
            channel,
            _connection: connection,
            events_queue,
            events: Mutex::default(),
        }
    }

    fn inbox(&self) -> &dyn Inbox {
        self.inbox.as_ref()
    }

    fn outbox(&self) -> &dyn Outbox {
        self.outbox.as_ref()
    }

    async fn wake(&self, begins: &str) -> u64 {
        let is_meant = |message: &Message| message.id.starts_with(begins);
        let waiting = self.rabbit.waiting().await.expect("it opens");
        waiting.wake(&is_meant).await.expect("all that waits can be looked at")
    }

    /// Both connections are cut. The adapter rebuilds them by itself, unless the inbox was closed:
    /// then another worker opens one.
    async fn reopen(&mut self) {
        let closed = !self.inbox.is_ready();
        let health = self.rabbit.health();
        let (before, lost) = (health.lost_total(), if closed { 1 } else { 2 });
        // Nobody answers an acknowledgement, but those that were written have to arrive.
        self.proxy.cut_behind_what_was_sent();
        assert!(eventually(SOON, || async { health.lost_total() >= before + lost }).await);
        if closed {
            self.inbox = self.rabbit.inbox().await.expect("the inbox opens");
        }
        assert!(eventually(SOON, || async { self.is_ready() }).await);
    }

    async fn pass(&self, seconds: u32) {
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
    }

    async fn events(&self) -> Vec<Event> {
        let mut events = self.events.lock().await;
        let queue = || self.events_queue.as_str().into();
        loop {
            let got = self.channel.basic_get(queue(), BasicGetOptions::default()).await;
            let Some(BasicGetMessage { delivery, .. }) = got.expect("the broker answers") else {
                return events.clone();
            };
            delivery.ack(BasicAckOptions::default()).await.expect("the channel is open");
            let headers = delivery.properties.headers().as_ref();
            let traceparent = headers.and_then(|headers| headers.inner().get("traceparent"));
            let id = delivery.properties.message_id().as_ref().expect("an event has an id");
            events.push(Event {
                id: id.to_string(),
                routing_key: delivery.routing_key.to_string(),
                body: delivery.data.clone(),
                traceparent: traceparent.map(|value| {
                    let AMQPValue::LongString(text) = value else {
                        unreachable!("a trace context is text, not {value:?}")
                    };
                    text.to_string()
                }),
                signature: Vec::new(),
            });
        }
    }

    async fn shelved(&self) -> Vec<(Shelf, String, Message)> {
        let shelves = self.rabbit.shelves().await.expect("they open");
        let mut kept = Vec::new();
        for shelf in [Shelf::Quarantine, Shelf::Parked] {
            let shown = shelves.peek(Aside::Shelf(shelf), 100).await.expect("the broker answers");
            kept.extend(shown.into_iter().map(|shelved| {
                (shelf, shelved.reason.expect("a worker gives a reason"), shelved.message)
            }));
        }
        kept
    }
}
