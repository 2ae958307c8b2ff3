//! The contract of a store of who has taken which review.

use std::collections::BTreeMap;
use std::sync::Arc;

use adapter_redis::{Options as RedisOptions, RedisStore};
use adapter_sqlite::{Embedded, Options as SqliteOptions};
use domain::ids::{CaseId, StaffId};
use domain::time::after;
use jiff::Timestamp;
use ports::clock::Clock as _;
use ports::taker::{TAKEN_FOR, Taker, Takers};

use super::{ManualClock, seal};
use crate::servers::{redis as shared_redis, redis_at};

fn case(payment: &str) -> CaseId {
    CaseId::parse(&format!("stripe-eu/{payment}")).expect("a good id")
}

fn taker(staff: &str, since: Timestamp) -> Taker {
    Taker { staff: StaffId::parse(staff).expect("a good id"), since }
}

async fn keeps_the_contract(store: &dyn Takers, now: Timestamp) {
    let of = async |payment| store.taker(&case(payment)).await.expect("the store answers");
    assert_eq!(of("pi_1").await, None);
    let (first, second) = (taker("agent-7", now), taker("lead-1", after(now, 60)));
    store.take(&case("pi_1"), &first).await.expect("the store answers");
    assert_eq!((of("pi_1").await, of("pi_2").await), (Some(first), None));
    store.take(&case("pi_1"), &second).await.expect("the store answers");
    assert_eq!(of("pi_1").await, Some(second), "nobody is kept out");
    for _ in 0..2 {
        store.release(&case("pi_1")).await.expect("the store answers");
        assert_eq!(of("pi_1").await, None);
    }
}

/// More than one command of Redis has, on every node of a cluster.
pub(super) async fn many_are_read_at_once(store: &dyn Takers, now: Timestamp) {
    let cases: Vec<CaseId> = (0..1200).map(|number| case(&format!("pi_many_{number}"))).collect();
    let mut taken = BTreeMap::new();
    for (number, case) in cases.iter().enumerate().step_by(100) {
        let who = taker(&format!("agent-{number}"), after(now, 60));
        store.take(case, &who).await.expect("the store answers");
        taken.insert(case.clone(), who);
    }
    assert_eq!(store.takers(&cases).await.expect("the store answers"), taken);
    assert_eq!(store.takers(&[]).await.expect("nothing is asked"), BTreeMap::new());
    for case in taken.keys() {
        store.release(case).await.expect("the store answers");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_who_has_taken_a_review_for_some_days() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let clock = Arc::new(ManualClock::new());
    let options = SqliteOptions::at(folder.path().join("refundd.db"));
    let store = Embedded::open(options, clock.clone(), seal()).expect("a new file can be opened");
    let now = clock.now();
    keeps_the_contract(&store, now).await;
    many_are_read_at_once(&store, now).await;
    let old = taker("agent-7", after(now, -TAKEN_FOR));
    store.take(&case("pi_1"), &old).await.expect("the store answers");
    assert_eq!(store.taker(&case("pi_1")).await.expect("the store answers"), None);
    let young = taker("agent-7", after(now, 1 - TAKEN_FOR));
    store.take(&case("pi_1"), &young).await.expect("the store answers");
    assert_eq!(store.taker(&case("pi_1")).await.expect("the store answers"), Some(young));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_keeps_who_has_taken_a_review_for_some_days() {
    let url = shared_redis().await.new_database();
    let store = RedisStore::new(RedisOptions::at(&url), "a", seal()).expect("good options");
    let now = "2027-01-04T09:00:00Z".parse().expect("a Monday");
    keeps_the_contract(&store, now).await;
    many_are_read_at_once(&store, now).await;
    store.take(&case("pi_1"), &taker("agent-7", now)).await.expect("the store answers");
    let mut connection = redis_at(&url).await;
    let key = "refundd:{stripe-eu/pi_1}:taker";
    let left: i64 = redis::cmd("TTL").arg(key).query_async(&mut connection).await.expect("a time");
    assert!((TAKEN_FOR - 60..=TAKEN_FOR).contains(&left), "{left}");
    for nonsense in ["", "agent-7", "agent-7 soon", "2027-01-04T09:00:00Z"] {
        let _: () = redis::cmd("SET")
            .arg(key)
            .arg(nonsense)
            .query_async(&mut connection)
            .await
            .expect("redis writes");
        let read = store.taker(&case("pi_1")).await.expect("the store answers");
        assert_eq!(read, None, "{nonsense:?} is nobody");
    }
}
