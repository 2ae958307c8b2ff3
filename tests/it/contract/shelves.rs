//! The contract of what an operator does with messages kept aside, against every transport that
//! outlives a process.

use std::sync::Arc;

use adapter_rabbitmq::{Options as BrokerOptions, RabbitMq};
use adapter_sqlite::{Embedded, Options};
use async_trait::async_trait;
use ports::inbox::Inbox;
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use ports::shelves::{Aside, Kept, Shelves, ShelvesError, Walk};
use refundd::app::shelf::{Pick, ShelfDesk, ShelfId};
use tokio::sync::Notify;

use super::{ManualClock, seal};
use crate::servers::{self, SOON, eventually, soon};

const QUARANTINE: Aside = Aside::Shelf(Shelf::Quarantine);
const PARKED: Aside = Aside::Shelf(Shelf::Parked);

/// One transport.
trait Harness: Sized {
    async fn start() -> Self;
    fn outbox(&self) -> Arc<dyn Outbox>;
    async fn inbox(&self) -> Arc<dyn Inbox>;
    /// The shelves as a new process opens them.
    async fn shelves(&self) -> Arc<dyn Shelves>;
}

struct SqliteHarness {
    file: Arc<Embedded>,
    _directory: tempfile::TempDir,
}

impl Harness for SqliteHarness {
    async fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let options = Options::at(directory.path().join("refundd.db"));
        let file = Embedded::open(options, Arc::new(ManualClock::new()), seal());
        Self { file: Arc::new(file.expect("the file can be opened")), _directory: directory }
    }

    fn outbox(&self) -> Arc<dyn Outbox> {
        self.file.clone()
    }

    async fn inbox(&self) -> Arc<dyn Inbox> {
        self.file.clone()
    }

    async fn shelves(&self) -> Arc<dyn Shelves> {
        self.file.clone()
    }
}

struct RabbitHarness {
    rabbit: RabbitMq,
}

impl Harness for RabbitHarness {
    async fn start() -> Self {
        let vhost = servers::rabbitmq().await.new_vhost().await;
        let options = BrokerOptions { url: vhost.url().to_owned().into(), ..Default::default() };
        Self { rabbit: RabbitMq::connect(options, "test").await.expect("the broker is there") }
    }

    fn outbox(&self) -> Arc<dyn Outbox> {
        self.rabbit.outbox()
    }

    async fn inbox(&self) -> Arc<dyn Inbox> {
        self.rabbit.inbox().await.expect("the inbox opens")
    }

    async fn shelves(&self) -> Arc<dyn Shelves> {
        Arc::new(self.rabbit.shelves().await.expect("they open"))
    }
}

macro_rules! contract {
    ($($sentence:ident),+ $(,)?) => {
        contract!(@ sqlite, SqliteHarness, $($sentence),+);
        contract!(@ rabbitmq, RabbitHarness, $($sentence),+);
    };
    (@ $name:ident, $harness:ident, $($sentence:ident),+) => {
        mod $name {
            use super::Harness;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $sentence() {
                    super::$sentence(&<super::$harness>::start().await).await;
                }
            )+
        }
    };
}

contract!(
    what_is_kept_aside_is_counted_by_reason_and_stays,
    one_message_is_put_back_and_its_tries_begin_anew,
    all_of_a_reason_are_put_back_in_order_and_no_other,
    a_crash_between_publishing_and_taking_off_repeats_and_loses_nothing,
    what_cannot_be_published_stays,
    one_message_is_dropped_and_the_others_stay,
);

fn message(id: &str) -> Message {
    Message {
        id: id.to_owned(),
        content_type: "application/json".to_owned(),
        account: Some("stripe-eu".to_owned()),
        sender: None,
        headers: vec![("stripe-signature".to_owned(), "t=1,v1=00".to_owned())],
        body: b"{\"type\":\"charge.refunded\"}".to_vec(),
        received_at: "2026-02-03T04:05:06.789Z".parse().ok(),
        receipt: Some("5ea1.2026-01-31T23:59:59Z 2026-02-01T00:00:00Z".to_owned()),
        attempt: 7,
        decision: Some("frozen".to_owned()),
        permit: None,
        traceparent: None,
    }
}

async fn holds(harness: &impl Harness, aside: Aside, count: u64) {
    let shelves = harness.shelves().await;
    let held = eventually(SOON, || async { shelves.count(aside).await.ok() == Some(count) }).await;
    assert!(held, "{} holds {count}", aside.as_str());
}

/// Two unknown accounts and a stale signature in quarantine, one parked.
async fn fill(harness: &impl Harness) {
    let outbox = harness.outbox();
    for (id, shelf, reason) in [
        ("q1", Shelf::Quarantine, "unknown_account"),
        ("q2", Shelf::Quarantine, "signature:stale"),
        ("q3", Shelf::Quarantine, "unknown_account"),
        ("p1", Shelf::Parked, "tries_used_up"),
    ] {
        outbox.shelve(&message(id), shelf, reason).await.expect("it is kept");
    }
    holds(harness, QUARANTINE, 3).await;
    holds(harness, PARKED, 1).await;
}

async fn desk(harness: &impl Harness) -> ShelfDesk {
    ShelfDesk::new(harness.shelves().await, harness.outbox())
}

async fn next(inbox: &dyn Inbox) -> Message {
    let delivery = soon(inbox.next()).await;
    let delivery = delivery.expect("the inbox is open");
    inbox.ack(delivery.token).await.expect("it is acknowledged");
    delivery.message
}

async fn what_is_kept_aside_is_counted_by_reason_and_stays(harness: &impl Harness) {
    fill(harness).await;
    for _ in 0..2 {
        let listed = desk(harness).await.list(&Aside::ALL, &Pick::All, 100).await;
        let listed = listed.expect("the transport answers");
        let counts: Vec<_> = listed
            .reasons
            .iter()
            .map(|((shelf, reason), count)| (*shelf, reason.as_deref().unwrap_or("-"), *count))
            .collect();
        let expected = [
            ("parked", "tries_used_up", 1),
            ("quarantine", "signature:stale", 1),
            ("quarantine", "unknown_account", 2),
        ];
        assert_eq!(counts, expected);
        let entries: Vec<_> = listed.entries.iter().map(|e| e.message_id.as_str()).collect();
        assert_eq!(entries, ["q1", "q2", "q3", "p1"]);
        let first = listed.entries.first().expect("four are listed");
        assert_eq!(first.id, ShelfId::of(&message("q1")));
        assert_eq!((first.attempts, first.bytes, first.decided), (7, 26, true));
        assert_eq!(first.kind.as_deref(), Some("charge.refunded"));
        assert_eq!(listed.left_out, 0);
        holds(harness, QUARANTINE, 3).await;
        holds(harness, PARKED, 1).await;
    }
    let bounded = desk(harness).await.list(&[QUARANTINE], &Pick::All, 2).await;
    let bounded = bounded.expect("the transport answers");
    assert_eq!((bounded.entries.len(), bounded.left_out), (2, 1));
}

async fn one_message_is_put_back_and_its_tries_begin_anew(harness: &impl Harness) {
    fill(harness).await;
    let id = ShelfId::of(&message("q3"));
    let desk = desk(harness).await;
    let (entry, found) =
        desk.find(&Aside::ALL, &id).await.expect("the transport answers").expect("it is there");
    assert_eq!((entry.shelf, found), ("quarantine", message("q3")));
    holds(harness, QUARANTINE, 3).await;
    let pick = Pick::One(id.clone());
    assert_eq!(desk.replay(&Aside::ALL, &pick).await.expect("it is put back"), 1);
    holds(harness, QUARANTINE, 2).await;
    assert_eq!(desk.replay(&Aside::ALL, &pick).await.expect("it is not there any more"), 0);
    assert_eq!(desk.find(&Aside::ALL, &id).await.expect("the transport answers"), None);
    let back = next(harness.inbox().await.as_ref()).await;
    assert_eq!(back, Message { attempt: 0, ..message("q3") });
}

async fn all_of_a_reason_are_put_back_in_order_and_no_other(harness: &impl Harness) {
    fill(harness).await;
    let desk = desk(harness).await;
    for (reason, replayed) in [("unknown", 0), ("unknown_account", 2), ("signature", 1)] {
        let pick = Pick::Reason(reason.to_owned());
        let done = desk.replay(&Aside::ALL, &pick).await.expect("the transport answers");
        assert_eq!(done, replayed, "{reason}");
        holds(harness, PARKED, 1).await;
    }
    holds(harness, QUARANTINE, 0).await;
    let inbox = harness.inbox().await;
    for id in ["q1", "q3", "q2"] {
        assert_eq!(next(inbox.as_ref()).await.id, id);
    }
}

/// Shelves before which the process ends at the moment when a message is to be taken off.
struct Mortal {
    shelves: Arc<dyn Shelves>,
    reached: Arc<Notify>,
}

struct MortalWalk {
    walk: Box<dyn Walk>,
    reached: Arc<Notify>,
}

#[async_trait]
impl Shelves for Mortal {
    async fn count(&self, aside: Aside) -> Result<u64, ShelvesError> {
        self.shelves.count(aside).await
    }

    async fn walk(&self, aside: Aside) -> Result<Box<dyn Walk>, ShelvesError> {
        let walk = self.shelves.walk(aside).await?;
        Ok(Box::new(MortalWalk { walk, reached: Arc::clone(&self.reached) }))
    }
}

#[async_trait]
impl Walk for MortalWalk {
    async fn next(&mut self) -> Result<Option<Kept>, ShelvesError> {
        self.walk.next().await
    }

    async fn remove(&mut self) -> Result<(), ShelvesError> {
        self.reached.notify_one();
        std::future::pending().await
    }

    async fn end(self: Box<Self>) -> Result<(), ShelvesError> {
        self.walk.end().await
    }
}

async fn a_crash_between_publishing_and_taking_off_repeats_and_loses_nothing(
    harness: &impl Harness,
) {
    fill(harness).await;
    let reached = Arc::new(Notify::new());
    let mortal = Mortal { shelves: harness.shelves().await, reached: Arc::clone(&reached) };
    let desk_of_mortal = ShelfDesk::new(Arc::new(mortal), harness.outbox());
    let pick = Pick::One(ShelfId::of(&message("p1")));
    tokio::select! {
        done = desk_of_mortal.replay(&[PARKED], &pick) => unreachable!("it ended: {done:?}"),
        () = reached.notified() => {}
    }
    drop(desk_of_mortal);
    holds(harness, PARKED, 1).await;
    assert_eq!(desk(harness).await.replay(&[PARKED], &pick).await.expect("once more"), 1);
    holds(harness, PARKED, 0).await;
    let inbox = harness.inbox().await;
    for _ in 0..2 {
        assert_eq!(next(inbox.as_ref()).await.id, "p1");
    }
}

/// Confirms nothing.
struct Silent;

#[async_trait]
impl Outbox for Silent {
    async fn publish(&self, _: &[Event]) -> Result<(), PublishError> {
        Err(silence())
    }

    async fn accept(&self, _: &Message) -> Result<(), PublishError> {
        Err(silence())
    }

    async fn defer(&self, _: &Message, _: i64) -> Result<(), PublishError> {
        Err(silence())
    }

    async fn shelve(&self, _: &Message, _: Shelf, _: &str) -> Result<(), PublishError> {
        Err(silence())
    }

    fn is_ready(&self) -> bool {
        false
    }
}

fn silence() -> PublishError {
    PublishError { what: "a message".to_owned(), in_vain: false, source: "nobody confirms".into() }
}

async fn what_cannot_be_published_stays(harness: &impl Harness) {
    fill(harness).await;
    let desk = ShelfDesk::new(harness.shelves().await, Arc::new(Silent));
    let failed = desk.replay(&Aside::ALL, &Pick::All).await.expect_err("nobody confirms");
    assert_eq!(failed.done, 0);
    drop(desk);
    holds(harness, QUARANTINE, 3).await;
    holds(harness, PARKED, 1).await;
}

async fn one_message_is_dropped_and_the_others_stay(harness: &impl Harness) {
    fill(harness).await;
    let desk = desk(harness).await;
    let id = ShelfId::of(&message("q2"));
    for dropped in [1, 0] {
        let done = desk.drop_one(&Aside::ALL, &id, "tried by a stranger").await;
        assert_eq!(done.expect("the transport answers"), dropped);
        holds(harness, QUARANTINE, 2).await;
    }
    holds(harness, PARKED, 1).await;
    let left = desk.list(&[QUARANTINE], &Pick::All, 10).await.expect("the transport answers");
    let left: Vec<_> = left.entries.iter().map(|entry| entry.message_id.as_str()).collect();
    assert_eq!(left, ["q1", "q3"]);
}
