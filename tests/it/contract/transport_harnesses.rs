//! The queues under contract, each with the means to disturb it.

use std::sync::Arc;
use std::time::Duration;

use refundd::adapters::memory::MemoryQueue;
use refundd::adapters::sqlite::{Embedded, Options};
use refundd::ports::inbox::Inbox;
use refundd::ports::message::Message;
use refundd::ports::outbox::{Event, Outbox, Shelf};

use super::ManualClock;
use super::transport::Harness;

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
        let queue = Embedded::open(options, self.clock.clone());
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
