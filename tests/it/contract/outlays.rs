//! The contract of a store of outlays.

use std::sync::Arc;

use adapter_memory::MemoryStore;
use adapter_redis::{Options as RedisOptions, RedisStore};
use adapter_sqlite::{Embedded, Options as SqliteOptions};
use domain::ids::AccountName;
use domain::money::{Currency, Money};
use domain::outlay::Outlay;
use futures_util::future::join_all;
use jiff::Timestamp;
use ports::outlay::OutlayStore;
use ports::store::{CaseStore, Keep, Version};

use super::{ManualClock, case, seal};
use crate::servers::{redis as shared_redis, redis_at};

fn account(name: &str) -> AccountName {
    AccountName::parse(name).expect("a good name")
}

/// An outlay that gives one cent more.
fn one_more(mut outlay: Outlay, order: &str) -> Outlay {
    let at = Timestamp::from_second(1_800_000_000).expect("a moment in 2027");
    let eur = Currency::parse("EUR").expect("a currency");
    outlay.give(order, Money::new(1, eur), None, at);
    outlay
}

fn sum(outlay: &Outlay) -> i64 {
    outlay.parts().0.map(|(_, _, minor)| minor).sum()
}

async fn tells_accounts_with_cases<S: OutlayStore + CaseStore>(store: &S) {
    let has_cases = async |name| store.has_cases(&account(name)).await.expect("the store answers");
    assert!(!has_cases("stripe-eu").await);
    let saved = store.save(&case("pi_1", 1), Version::default(), Keep::Forever).await;
    saved.expect("it is saved");
    assert!(has_cases("stripe-eu").await);
    for other in ["stripe-e", "stripe-eu2", "stripe"] {
        assert!(!has_cases(other).await, "{other}");
    }
}

async fn keeps_the_contract(store: &dyn OutlayStore) {
    let (shop, other) = (account("stripe-eu"), account("stripe-us"));
    let (empty, absent) = store.load_outlay(&shop).await.expect("the store answers");
    assert_eq!(empty, Outlay::default());

    let first = one_more(empty, "r1");
    assert!(store.save_outlay(&shop, &first, absent).await.expect("the store answers"));
    let (loaded, version) = store.load_outlay(&shop).await.expect("the store answers");
    assert_eq!(loaded, first, "what was saved is loaded");
    assert!(!store.save_outlay(&shop, &first, absent).await.expect("the store answers"), "stale");
    let (untouched, _) = store.load_outlay(&other).await.expect("the store answers");
    assert_eq!(untouched, Outlay::default(), "accounts do not see each other");

    let racers: Vec<_> = (0..8).map(|n| one_more(loaded.clone(), &format!("racer {n}"))).collect();
    let saves = join_all(racers.iter().map(|racer| store.save_outlay(&shop, racer, version))).await;
    let won = saves.into_iter().filter(|saved| *saved.as_ref().expect("the store answers"));
    assert_eq!(won.count(), 1, "of racing savers one wins");

    let counted = join_all((0..20).map(|number| {
        let (shop, order) = (shop.clone(), format!("order {number}"));
        async move {
            loop {
                let (outlay, version) = store.load_outlay(&shop).await.expect("the store answers");
                let next = one_more(outlay, &order);
                if store.save_outlay(&shop, &next, version).await.expect("the store answers") {
                    return 1;
                }
            }
        }
    }))
    .await;
    let (outlay, _) = store.load_outlay(&shop).await.expect("the store answers");
    assert_eq!(sum(&outlay), 2 + counted.into_iter().sum::<i64>(), "nothing is lost in a race");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_keeps_outlays() {
    let store = MemoryStore::new(Arc::new(ManualClock::new()));
    keeps_the_contract(&store).await;
    tells_accounts_with_cases(&store).await;
    store.switch_off(true);
    assert!(store.load_outlay(&account("stripe-eu")).await.is_err());
    assert!(
        store.save_outlay(&account("x"), &Outlay::default(), Version::default()).await.is_err()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_outlays_beyond_the_process() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("refundd.db");
    let open = || Embedded::open(SqliteOptions::at(&path), Arc::new(ManualClock::new()), seal());
    let store = open().expect("a new file can be opened");
    keeps_the_contract(&store).await;
    tells_accounts_with_cases(&store).await;
    let (before, _) = store.load_outlay(&account("stripe-eu")).await.expect("the store answers");
    drop(store);
    let store = open().expect("the file can be opened again");
    let (after, _) = store.load_outlay(&account("stripe-eu")).await.expect("the store answers");
    assert_eq!((sum(&after), after), (22, before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_keeps_outlays_for_ever() {
    let url = shared_redis().await.new_database();
    let store = RedisStore::new(RedisOptions::at(&url), "a", seal()).expect("good options");
    keeps_the_contract(&store).await;
    tells_accounts_with_cases(&store).await;
    let mut connection = redis_at(&url).await;
    let key = "refundd:{stripe-eu}:outlay";
    let left: i64 = redis::cmd("TTL").arg(key).query_async(&mut connection).await.expect("a time");
    assert_eq!(left, -1, "no expiry: one that is missing is as good as unknown");
    let _: () = redis::cmd("HSET")
        .arg(key)
        .arg("record")
        .arg("nonsense")
        .query_async(&mut connection)
        .await
        .expect("redis writes");
    assert!(store.load_outlay(&account("stripe-eu")).await.is_err(), "not one of the workers'");
}
