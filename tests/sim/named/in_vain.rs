//! A transport that cannot carry something, however often it is tried: the delivery ends all the
//! same, and what it was about is kept for a person.

use std::sync::Arc;

use async_trait::async_trait;
use ports::Ports;
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use worker::Settlement;

use crate::inbound::{request, request_with};
use crate::named::{half, letters_of_success, quiet};
use crate::processor::Fault;
use crate::scenario::Scenario;
use crate::world::{Tamper, World};

/// What cannot be carried.
#[derive(Clone, Copy)]
struct Narrow {
    event: fn(&Event) -> bool,
    deferred: fn(&Message) -> bool,
    shelved: fn(&Message) -> bool,
}

const WIDE: Narrow = Narrow { event: |_| false, deferred: |_| false, shelved: |_| false };

struct NarrowOutbox {
    inner: Arc<dyn Outbox>,
    narrow: Narrow,
}

fn narrow(narrow: Narrow) -> Tamper {
    Arc::new(move |ports: Ports| {
        let inner = Arc::clone(&ports.outbox);
        Ports { outbox: Arc::new(NarrowOutbox { inner, narrow }), ..ports }
    })
}

fn carried(is_too_much: bool) -> Result<(), PublishError> {
    if is_too_much {
        let (what, source) = ("a test".to_owned(), "too much".into());
        return Err(PublishError { what, in_vain: true, source });
    }
    Ok(())
}

#[async_trait]
impl Outbox for NarrowOutbox {
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        carried(events.iter().any(self.narrow.event))?;
        self.inner.publish(events).await
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.inner.accept(message).await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        carried((self.narrow.deferred)(message))?;
        self.inner.defer(message, seconds).await
    }

    async fn shelve(&self, message: &Message, on: Shelf, why: &str) -> Result<(), PublishError> {
        carried((self.narrow.shelved)(message))?;
        self.inner.shelve(message, on, why).await
    }

    fn is_ready(&self) -> bool {
        true
    }
}

fn has_headers(message: &Message) -> bool {
    !message.headers.is_empty()
}

/// A request that no account is configured for, with headers of its sender.
fn stranger() -> Message {
    let message = request_with("r1", |data| data["account"] = "stripe-us".into());
    Message { headers: vec![("x-anything".to_owned(), "x".repeat(9000))], ..message }
}

#[tokio::test(start_paused = true)]
async fn s3_a_message_that_cannot_be_deferred_is_parked_and_can_be_replayed() {
    let busy = Scenario { faults: vec![Fault::RateLimited], ..half() };
    let mut world = World::with(&busy, narrow(Narrow { deferred: |_| true, ..WIDE }));
    world.live(0).await;
    assert_eq!(world.shelved(), ["cannot_be_deferred"]);
    assert_eq!(world.queue.depth(), 0, "the delivery has ended");
    world.fix();
    let kept = world.queue.shelved().remove(0);
    world.send(&kept.message).await;
    world.rest().await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1]);
}

#[tokio::test(start_paused = true)]
async fn s3_a_message_that_cannot_be_shelved_as_it_is_is_shelved_in_its_smallest_form() {
    let world = World::with(&quiet(), narrow(Narrow { shelved: has_headers, ..WIDE }));
    world.send(&stranger()).await;
    let settlements = world.handle_due().await;
    assert!(matches!(&settlements[..], [Settlement::Shelved(Shelf::Quarantine, _)]));
    let kept = world.queue.shelved().remove(0);
    assert_eq!((kept.reason.as_str(), &kept.message), ("unknown_account", &stranger().bare()));
    assert_eq!(kept.message.body, stranger().body);
    assert_eq!(world.queue.depth(), 0);
}

#[tokio::test(start_paused = true)]
async fn s3_a_message_that_cannot_be_shelved_at_all_is_given_up_to_the_transport() {
    let world = World::with(&quiet(), narrow(Narrow { shelved: |_| true, ..WIDE }));
    world.send(&stranger()).await;
    world.send(&request("r2", "unused", None, None)).await;
    assert_eq!(world.handle_due().await.len(), 2);
    let kept = world.queue.shelved().remove(0);
    assert_eq!((kept.reason.as_str(), &kept.message), ("given_up", &stranger()), "as it came");
    assert_eq!(world.processor.posts(), 1, "the one behind it was handled");
    assert_eq!(world.queue.depth(), 1, "and is the only one that comes back");
}

#[tokio::test(start_paused = true)]
async fn s3_an_event_that_cannot_be_published_parks_its_message_and_stays_owed() {
    let approved = |event: &Event| event.routing_key == "refund.approved.v1";
    let mut world = World::with(&quiet(), narrow(Narrow { event: approved, ..WIDE }));
    world.send(&request("r1", "unused", None, None)).await;
    world.handle_due().await;
    assert_eq!(world.shelved(), ["event_not_publishable"]);
    assert_eq!((world.queue.depth(), world.processor.posts()), (0, 0), "told first, then done");
    let owed = world.case().await.expect("it was saved").told.owed;
    assert!(!owed.is_empty());

    world.fix();
    let kept = world.queue.shelved().remove(0);
    world.send(&kept.message).await;
    world.rest().await;
    assert_eq!(letters_of_success(&world), 1);
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn s3_an_event_that_cannot_carry_its_trace_goes_out_without_it() {
    let traced = |event: &Event| event.traceparent.is_some();
    let world = World::with(&quiet(), narrow(Narrow { event: traced, ..WIDE }));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let message = request("r1", "unused", None, None);
    world.send(&Message { traceparent: Some(trace.to_owned()), ..message }).await;
    world.handle_due().await;
    let events = world.queue.events();
    assert!(!events.is_empty() && events.iter().all(|event| event.traceparent.is_none()));
    assert_eq!(world.processor.posts(), 1);
}
