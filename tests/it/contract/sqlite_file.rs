//! What only the embedded file can do, and what only a file can suffer.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use adapter_sqlite::{Embedded, Journal, OpenError, Options};
use ports::inbox::Inbox;
use ports::message::Message;
use ports::outbox::{Event, Outbox, Shelf};
use ports::shelves::Aside;
use ports::store::{CaseStore, Keep, Version};
use refundd::app::shelf::{Pick, ShelfDesk, ShelfId};

use super::{A_MOMENT, ManualClock, RealClock, case, seal};
use crate::servers::{SOON, eventually, soon};

fn message(id: &str) -> Message {
    Message {
        id: id.to_owned(),
        content_type: Message::CLOUD_EVENT.to_owned(),
        account: None,
        sender: None,
        headers: Vec::new(),
        body: vec![b'x'; 1000],
        received_at: None,
        receipt: None,
        attempt: 0,
        decision: None,
        permit: None,
        traceparent: None,
    }
}

fn event(number: u32) -> Event {
    let routing_key = "refund.failed.v1".to_owned();
    Event {
        id: number.to_string(),
        routing_key,
        body: Vec::new(),
        traceparent: None,
        signature: Vec::new(),
    }
}

fn open(options: Options, clock: &Arc<ManualClock>) -> Embedded {
    Embedded::open(options, clock.clone(), seal()).expect("the file can be opened")
}

fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("a directory can be read");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_second_daemon_is_refused_by_name() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    for journal in [Journal::Wal, Journal::OneFile, Journal::Wal] {
        let options = Options { journal, ..Options::at(&path) };
        let first = open(options.clone(), &clock);
        let second =
            Embedded::open(options, clock.clone(), seal()).err().expect("the file is in use");
        assert!(matches!(second, OpenError::InUse { .. }), "{second:?}");
        assert!(second.to_string().contains("refundd.db is in use by another daemon"));
        first.accept(&message("a")).await.expect("the first goes on");
    }
}

/// What a killed daemon has left of its lock keeps nobody out.
#[tokio::test]
async fn a_lock_that_nobody_holds_is_taken() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    drop(open(Options::at(&path), &clock));
    let left = directory.path().join("refundd.db-lock");
    std::fs::write(&left, []).expect("a folder is writable");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let ours = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&left, ours).expect("it is ours");
    }
    let embedded = open(Options::at(&path), &clock);
    assert!(left.exists(), "it is the lock of the one who has it");
    drop(embedded);
    assert_eq!(files(directory.path()), ["refundd.db"]);
}

/// A daemon looks once a second, whether or not its bell was rung; so much longer is left to a busy
/// machine.
const UNASKED: Duration = Duration::from_secs(30);

/// Nobody stops a daemon to look, or to put something in.
#[tokio::test]
async fn operators_work_beside_the_daemon_that_has_the_file() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let path = directory.path().join("refundd.db");
    let clock = Arc::new(ManualClock::new());
    for journal in [Journal::Wal, Journal::OneFile] {
        let options = Options { journal, ..Options::at(&path) };
        let beside = || Embedded::beside(options.clone(), clock.clone(), seal(), "operator");
        let daemon = open(options.clone(), &clock);
        for id in ["a", "b"] {
            let mut next = std::pin::pin!(daemon.next());
            let idle = tokio::time::timeout(A_MOMENT, &mut next).await;
            assert!(idle.is_err(), "it has looked, found nothing, and waits");
            let operator = beside().expect("it is opened beside the daemon");
            operator.accept(&message(id)).await.expect("it is put in");
            assert_eq!(operator.depth().await.expect("a number"), 1, "{journal:?}");
            drop(operator);
            let delivery = tokio::time::timeout(UNASKED, next).await.expect("it comes");
            let delivery = delivery.expect("the file is open");
            assert_eq!(delivery.message.id, id, "{journal:?}");
            daemon.ack(delivery.token).await.expect("it is acknowledged");
        }
        let operator = beside().expect("it is opened beside the daemon");
        let refused = Embedded::open(options.clone(), clock.clone(), seal()).err();
        assert!(matches!(refused, Some(OpenError::InUse { .. })), "{refused:?}");
        drop(daemon);
        assert_eq!(operator.depth().await.expect("a number"), 0, "it needs no daemon");
        let next = eventually(SOON, || async {
            Embedded::open(options.clone(), clock.clone(), seal()).is_ok()
        });
        assert!(next.await, "an operator keeps no daemon out");
    }
    let nobodys = Options::at(directory.path().join("other.db"));
    let refused = Embedded::beside(nobodys, clock, seal(), "operator").err();
    assert!(matches!(refused, Some(OpenError::Older { found: 0, known: 1, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    drop(open(Options::at(&path), &clock));
    let file = rusqlite::Connection::open(&path).expect("the file can be opened");
    file.busy_timeout(SOON).expect("a limit can be set");
    file.pragma_update(None, "user_version", 99).expect("the version is set");
    drop(file);
    let refused = Embedded::open(Options::at(&path), clock, seal()).err().expect("it is newer");
    assert!(matches!(refused, OpenError::Newer { found: 99, known: 1, .. }), "{refused:?}");
}

#[tokio::test]
async fn at_rest_there_is_one_file_and_only_its_owner_reads_it() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    for journal in [Journal::Wal, Journal::OneFile, Journal::Wal] {
        let embedded = open(Options { journal, ..Options::at(&path) }, &clock);
        embedded.accept(&message("a")).await.expect("it is accepted");
        drop(embedded);
        assert_eq!(files(directory.path()), ["refundd.db"], "{journal:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_lease_ends_by_its_time_and_its_token_with_the_next_delivery() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let clock = Arc::new(ManualClock::new());
    let options = Options {
        lease_seconds: Duration::from_secs(60),
        ..Options::at(directory.path().join("refundd.db"))
    };
    let embedded = open(options, &clock);
    embedded.accept(&message("a")).await.expect("it is accepted");
    let first = embedded.next().await.expect("a delivery");
    clock.advance(Duration::from_secs(59));
    embedded.wake();
    assert!(tokio::time::timeout(A_MOMENT, embedded.next()).await.is_err());
    clock.advance(Duration::from_secs(1));
    embedded.wake();
    let second = embedded.next().await.expect("it comes again");
    assert_eq!(first.message, second.message);
    assert!(embedded.ack(first.token).await.is_err());
    embedded.ack(second.token).await.expect("it is acknowledged");
    assert_eq!(embedded.depth().await.expect("a number"), 0);
}

#[tokio::test]
async fn a_message_that_kills_every_process_is_parked_and_can_be_replayed() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    let options = Options { deliveries_max: 3, ..Options::at(path) };
    open(options.clone(), &clock).accept(&message("killer")).await.expect("it is accepted");
    for _ in 0..3 {
        let embedded = open(options.clone(), &clock);
        assert_eq!(embedded.next().await.expect("it comes").message.id, "killer");
    }
    let embedded = open(options, &clock);
    embedded.accept(&message("other")).await.expect("it is accepted");
    assert_eq!(embedded.next().await.expect("a delivery").message.id, "other");
    let shelved = embedded.shelved_after(0, 10).await.expect("the file can be read");
    let [killer] = shelved.as_slice() else { unreachable!("one is parked: {shelved:?}") };
    assert_eq!((killer.shelf, &killer.message), (Shelf::Parked, &message("killer")));
    assert_eq!(killer.reason, "delivered 3 times without an answer");
    let embedded = Arc::new(embedded);
    let (desk, id) =
        (ShelfDesk::new(embedded.clone(), embedded.clone()), ShelfId::of(&killer.message));
    for replayed in [1, 0] {
        let again = desk.replay(&Aside::ALL, &Pick::One(id.clone())).await;
        assert_eq!(again.expect("the file can be written"), replayed);
    }
    let back = embedded.next().await.expect("it is back").message;
    assert_eq!(back, Message { attempt: 0, ..message("killer") });
}

#[tokio::test]
async fn one_who_waits_is_woken_when_a_deferred_message_is_due() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let options = Options::at(directory.path().join("refundd.db"));
    let embedded = Embedded::open(options, Arc::new(RealClock(Instant::now())), seal());
    let embedded = embedded.expect("the file can be opened");
    let began = Instant::now();
    embedded.defer(&message("a"), 1).await.expect("it is deferred");
    let delivery = soon(embedded.next()).await;
    assert_eq!(delivery.expect("the inbox is open").message.id, "a");
    // The queue counts milliseconds of the calendar, the test those since it began.
    assert!(began.elapsed() >= Duration::from_millis(990), "{:?}", began.elapsed());
}

#[tokio::test]
async fn the_log_is_read_by_pages_and_forgotten_on_demand() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let clock = Arc::new(ManualClock::new());
    let embedded = open(Options::at(directory.path().join("refundd.db")), &clock);
    for number in 1..=5 {
        embedded.publish(&[event(number)]).await.expect("it is published");
    }
    let numbers = async |after, limit| {
        let events = embedded.events_after(after, limit).await.expect("the file can be read");
        events.iter().map(|logged| (logged.number, logged.event.id.clone())).collect::<Vec<_>>()
    };
    assert_eq!(numbers(0, 2).await, [(1, "1".to_owned()), (2, "2".to_owned())]);
    assert_eq!(numbers(4, 2).await, [(5, "5".to_owned())]);
    assert_eq!(embedded.forget_events(5).await.expect("the file can be written"), 5);
    embedded.publish(&[event(6)]).await.expect("it is published");
    assert_eq!(numbers(0, 9).await, [(6, "6".to_owned())], "a number is never used again");
}

#[tokio::test]
async fn a_full_file_refuses_messages_and_can_still_be_emptied() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    let embedded = open(Options { file_bytes_max: 200_000, ..Options::at(path) }, &clock);
    let mut accepted = 0;
    while embedded.accept(&message("a")).await.is_ok() {
        accepted += 1;
        assert!(accepted < 200, "the file has a limit");
    }
    assert!(accepted > 50, "{accepted} messages of 1000 bytes in 200000");
    assert!(!Outbox::is_ready(&embedded), "nothing can be published now");
    for _ in 0..accepted {
        let delivery = embedded.next().await.expect("a delivery");
        embedded.ack(delivery.token).await.expect("it is acknowledged");
    }
    embedded.accept(&message("a")).await.expect("there is room again");
    assert!(Outbox::is_ready(&embedded));
}

#[tokio::test]
async fn expired_cases_leave_the_file() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (path, clock) = (directory.path().join("refundd.db"), Arc::new(ManualClock::new()));
    let embedded = open(Options::at(&path), &clock);
    for number in 0..8 {
        let done = case(&format!("pi_{number}"), 1);
        embedded.save(&done, Version::default(), Keep::Seconds(10)).await.expect("it is saved");
    }
    clock.advance(Duration::from_secs(10));
    for number in 8..10 {
        let done = case(&format!("pi_{number}"), 1);
        embedded.save(&done, Version::default(), Keep::Seconds(10)).await.expect("it is saved");
    }
    drop(embedded);
    let file = rusqlite::Connection::open(&path).expect("the file can be opened");
    file.busy_timeout(SOON).expect("a limit can be set");
    let left: i64 =
        file.query_row("SELECT count(*) FROM cases", [], |row| row.get(0)).expect("a number");
    assert_eq!(left, 2);
}
