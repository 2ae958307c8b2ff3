//! The work queue, the published events and the shelves, in memory.
//!
//! The order is that of the embedded queue: by the time at which a message is due, then by arrival.

use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::Notify;

use domain::time;
use ports::clock::Clock;
use ports::inbox::{AckLost, Delivery, Inbox, Token};
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use ports::wake::{IsMeant, Wake, WakeError};

/// Inbox and outbox in one.
#[expect(missing_debug_implementations, reason = "a clock cannot be shown")]
pub struct MemoryQueue {
    clock: Arc<dyn Clock>,
    in_flight: usize,
    bell: Notify,
    state: Mutex<State>,
}

/// A message kept aside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shelved {
    pub shelf: Shelf,
    pub reason: String,
    pub message: Message,
}

/// Everything stored at one moment: what a broker still has after a crash.
#[derive(Debug, Clone, Hash)]
pub struct QueueSnapshot(Durable);

#[derive(Debug, Clone, Default, Hash)]
struct Durable {
    arrivals: u64,
    waiting: BTreeMap<Place, Waiting>,
    events: VecDeque<Event>,
    shelved: VecDeque<Shelved>,
}

#[derive(Debug, Clone, Hash)]
struct Waiting {
    message: Message,
    /// Whether somebody has taken it before.
    taken: bool,
}

/// A message's place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    due_at: Timestamp,
    arrival: u64,
}

#[derive(Debug, Default)]
struct State {
    durable: Durable,
    taken: BTreeMap<Token, Place>,
    connection: u64,
    tags: u64,
    closed: bool,
    down: bool,
}

/// The queue was switched off by its test.
#[derive(Debug, thiserror::Error)]
#[error("the queue is switched off")]
struct SwitchedOff;

impl MemoryQueue {
    /// An empty queue that hands out at most `in_flight` deliveries at a time.
    pub fn new(clock: Arc<dyn Clock>, in_flight: usize) -> Self {
        Self { clock, in_flight, bell: Notify::new(), state: Mutex::default() }
    }

    /// What is stored now. Deliveries not yet acknowledged are still in it.
    pub fn snapshot(&self) -> QueueSnapshot {
        QueueSnapshot(self.state().durable.clone())
    }

    /// Goes back to what was stored then; deliveries taken since cannot be acknowledged.
    pub fn restore(&self, snapshot: QueueSnapshot) {
        self.state().durable = snapshot.0;
        self.reopen();
    }

    /// Forgets everything.
    pub fn wipe(&self) {
        self.restore(QueueSnapshot(Durable::default()));
    }

    /// Begins a new connection, as after a crash or a lost one: what was taken and not acknowledged
    /// comes again.
    pub fn reopen(&self) {
        let mut state = self.state();
        state.connection = state.connection.saturating_add(1);
        state.taken.clear();
        state.closed = false;
        drop(state);
        self.wake();
    }

    /// While switched off, nothing can be published or acknowledged.
    pub fn switch_off(&self, off: bool) {
        self.state().down = off;
    }

    /// Makes those who wait look at the clock again; to be called after it was advanced.
    pub fn wake(&self) {
        self.bell.notify_waiters();
    }

    /// When the next message is due that nobody has taken, also if that is past.
    pub fn next_due_at(&self) -> Option<Timestamp> {
        let state = self.state();
        state.untaken().next().map(|place| place.due_at)
    }

    /// The next delivery, if there is one now.
    pub fn take(&self) -> Option<Delivery> {
        let now = self.clock.now();
        let mut state = self.state();
        if state.closed || state.taken.len() >= self.in_flight {
            return None;
        }
        let place = state.untaken().next().filter(|place| place.due_at <= now)?;
        let waiting = state.durable.waiting.get_mut(&place)?;
        let again = std::mem::replace(&mut waiting.taken, true);
        let message = waiting.message.clone();
        state.tags = state.tags.saturating_add(1);
        let token = Token { connection: state.connection, tag: state.tags };
        state.taken.insert(token, place);
        Some(Delivery { message, token, again })
    }

    /// Every event published, in order, repetitions included.
    pub fn events(&self) -> Vec<Event> {
        self.state().durable.events.iter().cloned().collect()
    }

    /// Every message kept aside, in order.
    pub fn shelved(&self) -> Vec<Shelved> {
        self.state().durable.shelved.iter().cloned().collect()
    }

    /// How many messages wait or are being worked on.
    pub fn depth(&self) -> usize {
        self.state().durable.waiting.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, what: &str, change: impl FnOnce(&mut Durable)) -> Result<(), PublishError> {
        let mut state = self.state();
        if state.down {
            let source = SwitchedOff.into();
            return Err(PublishError { what: what.to_owned(), in_vain: false, source });
        }
        change(&mut state.durable);
        drop(state);
        self.wake();
        Ok(())
    }

    fn put(&self, message: &Message, due_at: Timestamp) -> Result<(), PublishError> {
        self.change(&format!("message {}", message.id), |durable| {
            durable.arrivals = durable.arrivals.saturating_add(1);
            let place = Place { due_at, arrival: durable.arrivals };
            durable.waiting.insert(place, Waiting { message: message.clone(), taken: false });
        })
    }
}

impl State {
    /// The places of messages that nobody has taken, in order.
    fn untaken(&self) -> impl Iterator<Item = Place> {
        let free = |place: &&Place| !self.taken.values().any(|taken| taken == *place);
        self.durable.waiting.keys().filter(free).copied()
    }
}

#[async_trait]
impl Inbox for MemoryQueue {
    async fn next(&self) -> Option<Delivery> {
        loop {
            let mut rung = pin!(self.bell.notified());
            // Listening begins before looking, or a bell between the two would not be heard.
            rung.as_mut().enable();
            if self.state().closed {
                return None;
            }
            if let Some(delivery) = self.take() {
                return Some(delivery);
            }
            rung.await;
        }
    }

    async fn ack(&self, token: Token) -> Result<(), AckLost> {
        let mut state = self.state();
        if state.down {
            return Err(AckLost { source: Some(SwitchedOff.into()) });
        }
        let place = state.taken.remove(&token).ok_or(AckLost { source: None })?;
        state.durable.waiting.remove(&place);
        drop(state);
        self.wake();
        Ok(())
    }

    async fn give_up(&self, token: Token) -> Result<(), AckLost> {
        let mut state = self.state();
        let place = state.taken.remove(&token).ok_or(AckLost { source: None })?;
        if let Some(Waiting { message, .. }) = state.durable.waiting.remove(&place) {
            let message = message.unpermitted().into_owned();
            let reason = "given_up".to_owned();
            state.durable.shelved.push_back(Shelved { shelf: Shelf::Parked, reason, message });
        }
        drop(state);
        self.wake();
        Ok(())
    }

    async fn close(&self) {
        self.state().closed = true;
        self.wake();
    }

    fn is_ready(&self) -> bool {
        let state = self.state();
        !state.closed && !state.down
    }
}

#[async_trait]
impl Outbox for MemoryQueue {
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        self.change(&Event::names(events), |durable| durable.events.extend(events.iter().cloned()))
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.put(&message.unpermitted(), self.clock.now())
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        self.put(message, time::after(self.clock.now(), seconds.max(0)))
    }

    async fn shelve(
        &self,
        message: &Message,
        place: Shelf,
        reason: &str,
    ) -> Result<(), PublishError> {
        let message = message.unpermitted().into_owned();
        let shelved = Shelved { shelf: place, reason: reason.to_owned(), message };
        self.change(&format!("message {}", shelved.message.id.clone()), |durable| {
            durable.shelved.push_back(shelved);
        })
    }

    fn is_ready(&self) -> bool {
        !self.state().down
    }
}

#[async_trait]
impl Wake for MemoryQueue {
    async fn wake(&self, is_meant: &IsMeant<'_>) -> Result<u64, WakeError> {
        let now = self.clock.now();
        let mut state = self.state();
        let later: Vec<Place> = state.untaken().filter(|place| place.due_at > now).collect();
        let mut woken = 0_u64;
        for place in later {
            let waiting = &mut state.durable.waiting;
            if waiting.get(&place).is_some_and(|it| is_meant(&it.message))
                && let Some(message) = waiting.remove(&place)
            {
                waiting.insert(Place { due_at: now, ..place }, message);
                woken = woken.saturating_add(1);
            }
        }
        drop(state);
        self.bell.notify_waiters();
        Ok(woken)
    }
}
