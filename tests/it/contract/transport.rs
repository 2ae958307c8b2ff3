//! The contract of an inbox and an outbox on one work queue.

use jiff::Timestamp;
use ports::inbox::{Delivery, Inbox};
use ports::message::Message;
use ports::outbox::{Event, Outbox, Shelf};

use super::A_MOMENT;
use super::transport_harnesses::{MemoryHarness, RabbitHarness, SqliteHarness};
use crate::servers::soon;

/// One implementation, with the means to disturb it.
pub trait Harness: Sized {
    /// An empty queue that hands out at most `in_flight` deliveries at a time.
    async fn start(in_flight: u16) -> Self;
    fn inbox(&self) -> &dyn Inbox;
    fn outbox(&self) -> &dyn Outbox;
    /// Lets what waits come now, where its id begins with this; says how many did.
    async fn wake(&self, begins: &str) -> u64;
    /// Ends the worker without a word and starts another one.
    async fn reopen(&mut self);
    /// Returns when this many seconds have passed for the queue.
    async fn pass(&self, seconds: u32);
    /// Every event published, in order.
    async fn events(&self) -> Vec<Event>;
    /// Every message kept aside, in order.
    async fn shelved(&self) -> Vec<(Shelf, String, Message)>;
}

macro_rules! contract {
    ($($sentence:ident),+ $(,)?) => {
        contract!(@ memory, MemoryHarness, $($sentence),+);
        contract!(@ sqlite, SqliteHarness, $($sentence),+);
        contract!(@ rabbitmq, RabbitHarness, $($sentence),+);
    };
    (@ $name:ident, $harness:ident, $($sentence:ident),+) => {
        mod $name {
            use super::Harness;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $sentence() {
                    super::$sentence(&mut <super::$harness>::start(super::IN_FLIGHT).await).await;
                }
            )+
        }
    };
}

contract!(
    what_was_accepted_is_delivered_once_and_acknowledged,
    every_field_of_a_message_survives,
    only_a_deferral_carries_a_permit,
    what_was_delivered_before_says_so,
    messages_come_in_the_order_of_their_arrival,
    what_was_not_acknowledged_comes_again_to_the_next_worker,
    an_acknowledgement_of_an_earlier_worker_is_lost,
    a_second_acknowledgement_is_lost,
    deferred_messages_come_when_they_are_due,
    a_deferred_message_survives_a_restart,
    o9_what_waits_comes_now_where_it_is_meant_and_the_rest_in_its_time,
    no_more_than_the_agreed_number_is_under_way,
    one_who_waits_is_woken_by_a_message,
    one_who_gave_up_waiting_has_taken_nothing,
    a_closed_inbox_ends_and_what_was_taken_can_be_acknowledged,
    events_are_kept_in_order_with_their_repetitions,
    a_shelf_keeps_message_and_reason,
);

const IN_FLIGHT: u16 = 3;

fn message(id: &str) -> Message {
    Message {
        id: id.to_owned(),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: None,
        headers: Vec::new(),
        body: b"{}".to_vec(),
        received_at: None,
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent: None,
    }
}

fn full_message() -> Message {
    let at: Timestamp = "2026-01-31T23:59:59.123456789Z".parse().expect("a timestamp");
    Message {
        id: "evt_1".to_owned(),
        content_type: "application/json; charset=utf-8".to_owned(),
        account: Some("stripe-eu".to_owned()),
        sender: None,
        headers: vec![
            ("stripe-signature".to_owned(), "t=1,v1=ab\"'\\".to_owned()),
            ("x-two".to_owned(), String::new()),
        ],
        body: (0..=255).collect(),
        received_at: Some(at),
        receipt: Some("5ea1.2026-01-31T23:59:59Z 2026-02-01T00:00:00Z".to_owned()),
        attempt: 7,
        decision: Some("{\"approve\":\"ü\"}".to_owned()),
        permit: None,
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    }
}

fn event(number: u32) -> Event {
    Event {
        id: format!("event-{number}"),
        routing_key: "refund.succeeded.v1".to_owned(),
        body: format!("{{\"number\":{number}}}").into_bytes(),
        traceparent: number.is_multiple_of(2).then(|| format!("00-{number}")),
        signature: Vec::new(),
    }
}

async fn next(harness: &impl Harness) -> Delivery {
    soon(harness.inbox().next()).await.expect("the inbox is open")
}

async fn assert_nothing_comes(harness: &impl Harness) {
    let nothing = tokio::time::timeout(A_MOMENT, harness.inbox().next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

async fn accept(harness: &impl Harness, ids: &[&str]) {
    for id in ids {
        harness.outbox().accept(&message(id)).await.expect("it is accepted");
    }
}

async fn take_and_acknowledge(harness: &impl Harness) -> String {
    let delivery = next(harness).await;
    harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    delivery.message.id
}

async fn what_was_accepted_is_delivered_once_and_acknowledged(harness: &mut impl Harness) {
    accept(harness, &["a"]).await;
    let delivery = next(harness).await;
    assert_eq!(delivery.message, message("a"));
    assert_nothing_comes(harness).await;
    harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    harness.reopen().await;
    assert_nothing_comes(harness).await;
    assert!(harness.inbox().is_ready() && harness.outbox().is_ready());
}

async fn every_field_of_a_message_survives(harness: &mut impl Harness) {
    let full = full_message();
    harness.outbox().accept(&full).await.expect("it is accepted");
    assert_eq!(next(harness).await.message, full);
    harness.outbox().defer(&full, 1).await.expect("it is deferred");
    harness.pass(2).await;
    assert_eq!(next(harness).await.message, full);
    harness.outbox().shelve(&full, Shelf::Parked, "x").await.expect("it is kept aside");
    assert_eq!(harness.shelved().await, [(Shelf::Parked, "x".to_owned(), full)]);
}

/// What may be used once travels one way: an accepted message and one on a shelf may be copies.
async fn only_a_deferral_carries_a_permit(harness: &mut impl Harness) {
    let permitted = Message { permit: Some("5ea1.c1a1".to_owned()), ..full_message() };
    harness.outbox().defer(&permitted, 1).await.expect("it is deferred");
    harness.pass(2).await;
    let delivery = next(harness).await;
    assert_eq!((&delivery.message, delivery.again), (&permitted, false));
    harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    harness.outbox().accept(&permitted).await.expect("it is accepted");
    assert_eq!(next(harness).await.message, full_message());
    harness.outbox().shelve(&permitted, Shelf::Parked, "x").await.expect("it is kept aside");
    assert_eq!(harness.shelved().await, [(Shelf::Parked, "x".to_owned(), full_message())]);
}

async fn what_was_delivered_before_says_so(harness: &mut impl Harness) {
    let permitted = Message { permit: Some("5ea1.c1a1".to_owned()), ..message("a") };
    harness.outbox().defer(&permitted, 1).await.expect("it is deferred");
    harness.pass(2).await;
    assert!(!next(harness).await.again);
    harness.reopen().await;
    let delivery = next(harness).await;
    assert_eq!((&delivery.message, delivery.again), (&permitted, true));
    // Put back by its worker, it is another message.
    harness.outbox().defer(&delivery.message, 1).await.expect("it is deferred");
    harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    harness.pass(2).await;
    assert!(!next(harness).await.again);
}

async fn messages_come_in_the_order_of_their_arrival(harness: &mut impl Harness) {
    accept(harness, &["a", "b", "c", "d"]).await;
    for id in ["a", "b", "c", "d"] {
        assert_eq!(take_and_acknowledge(harness).await, id);
    }
}

async fn what_was_not_acknowledged_comes_again_to_the_next_worker(harness: &mut impl Harness) {
    accept(harness, &["a", "b", "c"]).await;
    assert_eq!(next(harness).await.message.id, "a");
    assert_eq!(take_and_acknowledge(harness).await, "b");
    harness.reopen().await;
    let mut again = [take_and_acknowledge(harness).await, take_and_acknowledge(harness).await];
    again.sort();
    assert_eq!(again, ["a", "c"]);
    assert_nothing_comes(harness).await;
}

async fn an_acknowledgement_of_an_earlier_worker_is_lost(harness: &mut impl Harness) {
    accept(harness, &["a", "b"]).await;
    let stale = [next(harness).await.token, next(harness).await.token];
    harness.reopen().await;
    let fresh = [next(harness).await, next(harness).await];
    for token in stale {
        assert!(harness.inbox().ack(token).await.is_err(), "{token:?} is of another worker");
    }
    for delivery in fresh {
        harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    }
}

async fn a_second_acknowledgement_is_lost(harness: &mut impl Harness) {
    accept(harness, &["a", "b"]).await;
    let delivery = next(harness).await;
    harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    assert!(harness.inbox().ack(delivery.token).await.is_err());
    assert_eq!(next(harness).await.message.id, "b");
}

async fn deferred_messages_come_when_they_are_due(harness: &mut impl Harness) {
    harness.outbox().defer(&message("late"), 10).await.expect("it is deferred");
    harness.outbox().defer(&message("early"), 5).await.expect("it is deferred");
    accept(harness, &["now"]).await;
    assert_eq!(take_and_acknowledge(harness).await, "now");
    assert_nothing_comes(harness).await;
    harness.pass(5).await;
    assert_eq!(take_and_acknowledge(harness).await, "early");
    assert_nothing_comes(harness).await;
    harness.pass(5).await;
    assert_eq!(take_and_acknowledge(harness).await, "late");
}

async fn a_deferred_message_survives_a_restart(harness: &mut impl Harness) {
    harness.outbox().defer(&message("a"), 5).await.expect("it is deferred");
    harness.reopen().await;
    assert_nothing_comes(harness).await;
    harness.pass(5).await;
    assert_eq!(take_and_acknowledge(harness).await, "a");
}

async fn o9_what_waits_comes_now_where_it_is_meant_and_the_rest_in_its_time(
    harness: &mut impl Harness,
) {
    // More than are put back at a time, on two rungs, and one between them that is not meant.
    for number in 0..20 {
        let tried = Message { attempt: 7, ..message(&format!("meant{number}")) };
        harness.outbox().defer(&tried, 10).await.expect("it is deferred");
    }
    harness.outbox().defer(&message("other"), 5).await.expect("it is deferred");
    harness.outbox().defer(&message("meant20"), 5).await.expect("it is deferred");
    assert_eq!(harness.wake("nobody").await, 0);
    assert_eq!(harness.wake("meant").await, 21);
    let mut come = std::collections::BTreeSet::new();
    for _ in 0..21 {
        let delivery = next(harness).await;
        harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
        let tries = if delivery.message.id == "meant20" { 0 } else { 7 };
        assert_eq!(delivery.message.attempt, tries, "{}", delivery.message.id);
        come.insert(delivery.message.id);
    }
    assert!(come.len() == 21 && !come.contains("other"), "{come:?}");
    harness.pass(5).await;
    assert_eq!(take_and_acknowledge(harness).await, "other");
    assert_eq!(harness.wake("").await, 0, "nothing waits any more");
    assert_nothing_comes(harness).await;
}

async fn no_more_than_the_agreed_number_is_under_way(harness: &mut impl Harness) {
    accept(harness, &["a", "b", "c", "d"]).await;
    let mut under_way = Vec::new();
    for _ in 0..IN_FLIGHT {
        under_way.push(next(harness).await.token);
    }
    assert_nothing_comes(harness).await;
    harness.inbox().ack(under_way.remove(0)).await.expect("it is acknowledged");
    assert_eq!(next(harness).await.message.id, "d");
}

async fn one_who_waits_is_woken_by_a_message(harness: &mut impl Harness) {
    let accepted = async {
        tokio::time::sleep(A_MOMENT).await;
        accept(harness, &["a"]).await;
    };
    let (delivery, ()) = futures_util::join!(next(harness), accepted);
    assert_eq!(delivery.message.id, "a");
}

async fn one_who_gave_up_waiting_has_taken_nothing(harness: &mut impl Harness) {
    const GIVEN_UP: u32 = 50;
    accept(harness, &["a"]).await;
    let mut came = 0;
    for _ in 0..GIVEN_UP {
        // Polled once and dropped: what was begun may still be under way.
        match futures_util::poll!(std::pin::pin!(harness.inbox().next())) {
            std::task::Poll::Pending => {}
            std::task::Poll::Ready(delivery) => {
                came += 1;
                let token = delivery.expect("the inbox is open").token;
                harness.inbox().ack(token).await.expect("it is acknowledged");
            }
        }
    }
    if came == 0 {
        assert_eq!(take_and_acknowledge(harness).await, "a");
    }
    assert_nothing_comes(harness).await;
    assert!(came <= 1);
}

async fn a_closed_inbox_ends_and_what_was_taken_can_be_acknowledged(harness: &mut impl Harness) {
    accept(harness, &["a"]).await;
    let delivery = next(harness).await;
    let closing = async {
        tokio::time::sleep(A_MOMENT).await;
        harness.inbox().close().await;
    };
    let (waited, ()) = futures_util::join!(soon(harness.inbox().next()), closing);
    assert!(waited.is_none(), "the one who waits is told");
    assert!(!harness.inbox().is_ready());
    accept(harness, &["b"]).await;
    assert!(harness.inbox().next().await.is_none());
    harness.inbox().ack(delivery.token).await.expect("it is acknowledged");
    harness.reopen().await;
    assert_eq!(take_and_acknowledge(harness).await, "b");
    assert_nothing_comes(harness).await;
}

async fn events_are_kept_in_order_with_their_repetitions(harness: &mut impl Harness) {
    let published = [event(1), event(2), event(1), event(3)];
    for events in published.chunks(3) {
        harness.outbox().publish(events).await.expect("they are published");
    }
    assert_eq!(harness.events().await, published);
    harness.reopen().await;
    assert_eq!(harness.events().await, published);
    assert_nothing_comes(harness).await;
}

async fn a_shelf_keeps_message_and_reason(harness: &mut impl Harness) {
    let kept = [(Shelf::Quarantine, "bad signature"), (Shelf::Parked, "tries used up")];
    for (shelf, reason) in kept {
        harness.outbox().shelve(&message(reason), shelf, reason).await.expect("it is kept aside");
    }
    harness.reopen().await;
    let expected = kept.map(|(shelf, reason)| (shelf, reason.to_owned(), message(reason)));
    assert_eq!(harness.shelved().await, expected);
    assert_nothing_comes(harness).await;
}
