//! The contract of a walk over all cases.

use std::collections::BTreeMap;
use std::sync::Arc;

use adapter_memory::MemoryStore;
use adapter_redis::{Options as RedisOptions, RedisStore};
use adapter_sqlite::{Embedded, Options as SqliteOptions};
use case::state::Case;
use ports::store::{CaseStore, Keep, StoreError, Version};
use ports::walk::CaseWalk;

use super::{ManualClock, case, seal};
use crate::servers::{redis as shared_redis, redis_at};

/// More than two pages of every store.
const CASES: usize = 1200;

/// Every case that is seen, and how many records could not be used. Bounded, so that a walk that
/// goes in a circle fails.
pub async fn seen(store: &dyn CaseWalk) -> (BTreeMap<String, Case>, usize, usize) {
    let (mut cases, mut unusable, mut pages) = (BTreeMap::new(), 0, 0);
    let mut cursor = None;
    for _ in 0..10_000 {
        let page = store.page(cursor.as_ref()).await.expect("the store answers");
        pages += 1;
        for read in page.cases {
            match read {
                Ok(case) => {
                    cases.insert(case.id.to_string(), case);
                }
                Err(error) => {
                    assert!(matches!(error, StoreError::Forged { .. }), "{error}");
                    unusable += 1;
                }
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            return (cases, unusable, pages);
        }
    }
    unreachable!("the walk does not end")
}

async fn save(store: &dyn CaseStore, number: usize) {
    let new = case(&format!("pi_{number:04}"), i64::try_from(number).expect("few"));
    store.save(&new, Version::default(), Keep::Forever).await.expect("nobody else saves");
}

async fn keeps_the_contract(store: &(impl CaseStore + CaseWalk)) {
    assert_eq!(seen(store).await.0.len(), 0, "nothing is there");
    for number in 0..CASES {
        save(store, number).await;
    }
    let (cases, unusable, pages) = seen(store).await;
    assert_eq!((cases.len(), unusable), (CASES, 0));
    assert!(pages > 2, "{pages}");
    for (number, case) in cases.values().enumerate() {
        assert_eq!(case.refunded_at_least, i64::try_from(number).expect("few"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_is_walked_over() {
    let store = MemoryStore::new(Arc::new(ManualClock::new()));
    keeps_the_contract(&store).await;
    store.forge(&case("pi_0007", 0).id, |_| "nonsense".to_owned());
    let (cases, unusable, _) = seen(&store).await;
    assert_eq!((cases.len(), unusable), (CASES - 1, 1));
    store.switch_off(true);
    assert!(store.page(None).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_walked_over_without_what_has_expired() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("refundd.db");
    let clock = Arc::new(ManualClock::new());
    let store =
        Embedded::open(SqliteOptions::at(&path), clock.clone(), seal()).expect("a new file");
    keeps_the_contract(&store).await;
    let short = case("pi_short", 0);
    store.save(&short, Version::default(), Keep::Seconds(10)).await.expect("nobody else saves");
    assert_eq!(seen(&store).await.0.len(), CASES + 1);
    clock.advance(std::time::Duration::from_secs(11));
    assert_eq!(seen(&store).await.0.len(), CASES);

    drop(store);
    let file = rusqlite::Connection::open(&path).expect("the file can be opened");
    let planted =
        file.execute("UPDATE cases SET record = x'00' WHERE id = 'stripe-eu/pi_0007'", []);
    assert_eq!(planted, Ok(1));
    drop(file);
    let store = Embedded::open(SqliteOptions::at(&path), clock, seal()).expect("the file is free");
    let (cases, unusable, _) = seen(&store).await;
    assert_eq!((cases.len(), unusable), (CASES - 1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_walked_over_without_what_is_not_ours() {
    let url = shared_redis().await.new_database();
    let store = RedisStore::new(RedisOptions::at(&url), "a", seal()).expect("good options");
    keeps_the_contract(&store).await;
    let mut connection = redis_at(&url).await;
    let others = ["another:{stripe-eu/pi_9}:case", "refundd:{nonsense}:case", "refundd:marker"];
    for key in others {
        let set = redis::cmd("SET").arg(key).arg(1).query_async::<()>(&mut connection).await;
        set.expect("redis writes");
    }
    let key = "refundd:{stripe-eu/pi_0007}:case";
    let spoil = redis::cmd("HSET").arg(key).arg("record").arg("nonsense").to_owned();
    spoil.query_async::<()>(&mut connection).await.expect("redis writes");
    let (cases, unusable, _) = seen(&store).await;
    assert_eq!((cases.len(), unusable), (CASES - 1, 1));

    // A prefix with signs that patterns know stands for itself.
    let starred = RedisOptions { prefix: "re*".to_owned(), ..RedisOptions::at(&url) };
    let starred = RedisStore::new(starred, "a", seal()).expect("good options");
    save(&starred, 1).await;
    assert_eq!(seen(&starred).await.0.len(), 1);
}
