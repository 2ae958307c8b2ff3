//! What only the store in Redis can do, and what only Redis can do to it.

use std::process::Command;
use std::time::{Duration, Instant};

use adapter_redis::{MarkerError, Memory, Options, RedisStore, SettingsError};
use case::state::Case;
use ports::store::{CaseStore, Keep, StoreError, Version};
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

use super::{case, seal};
use crate::servers::{Redis, RedisOptions, SOON, eventually, redis as shared_redis, redis_at};

/// A store that is patient with a busy machine.
fn store_at(url: &str) -> RedisStore {
    patient(url, 10_000)
}

/// A store that waits `answer_milliseconds` for an answer, and twice as long for a connection.
fn patient(url: &str, answer_milliseconds: u64) -> RedisStore {
    let response_timeout_ms = Duration::from_millis(answer_milliseconds);
    let connect_timeout_ms = response_timeout_ms * 2;
    let options = Options { response_timeout_ms, connect_timeout_ms, ..Options::at(url) };
    RedisStore::new(options, "test", seal()).expect("good options")
}

async fn connect(url: &str) -> MultiplexedConnection {
    redis_at(url).await
}

async fn order(connection: &mut MultiplexedConnection, words: &str) {
    let mut words = words.split(' ');
    let mut command = redis::cmd(words.next().unwrap_or_default());
    for word in words {
        command.arg(word);
    }
    let _: redis::Value = command.query_async(connection).await.expect("redis obeys");
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(sent.expect("kill can be started").success());
}

async fn save(store: &RedisStore, version: u64) -> Result<Version, StoreError> {
    let contents = i64::try_from(version).expect("small") + 1;
    let loaded = store.load(&case("pi_1", 0).id).await?;
    let at = loaded.map_or_else(Version::default, |(_, at)| at);
    assert_eq!(at.saves, version);
    store.save(&case("pi_1", contents), at, Keep::Forever).await
}

/// The contents and how often they were saved.
async fn stored(store: &RedisStore) -> Option<(Case, u64)> {
    let loaded = store.load(&case("pi_1", 0).id).await.expect("the store answers");
    loaded.map(|(case, version)| (case, version.saves))
}

fn cause(result: &Result<Version, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable { source, .. }) => source.to_string(),
        Ok(_)
        | Err(StoreError::Conflict(_) | StoreError::Corrupt { .. } | StoreError::Forged { .. }) => {
            format!("not unavailable, but {result:?}")
        }
    }
}

#[tokio::test]
async fn a_replica_is_unavailable_until_it_is_promoted() {
    let server = Redis::start().await;
    let store = store_at(&server.url());
    save(&store, 0).await.expect("it is saved");
    let mut operator = connect(&server.url()).await;

    order(&mut operator, "REPLICAOF 127.0.0.1 1").await;
    assert_eq!(cause(&save(&store, 1).await), "redis: READONLY");
    assert!(store.probe().await.is_err());

    order(&mut operator, "CONFIG SET replica-serve-stale-data no").await;
    let loaded = store.load(&case("pi_1", 0).id).await;
    assert!(matches!(loaded, Err(StoreError::Unavailable { .. })), "{loaded:?}");

    order(&mut operator, "REPLICAOF NO ONE").await;
    assert_eq!(save(&store, 1).await.expect("it is the master again").saves, 2);
}

#[tokio::test]
async fn a_demoted_server_costs_the_connection() {
    let mut server = Redis::start().await;
    let store = store_at(&server.url());
    let mut operator = connect(&server.url()).await;
    for _ in 0..4 {
        store.probe().await.expect("redis answers");
    }
    server.config_set("min-replicas-to-write", "1").await;
    let before = connections_received(&mut operator).await;
    assert_eq!(cause(&save(&store, 0).await), "redis: NOREPLICAS");
    assert_eq!(connections_received(&mut operator).await, before, "it is still the master");
    order(&mut operator, "REPLICAOF 127.0.0.1 1").await;
    assert_eq!(cause(&save(&store, 0).await), "redis: READONLY");
    assert_eq!(cause(&save(&store, 0).await), "redis: READONLY");
    assert_eq!(cause(&save(&store, 0).await), "redis: READONLY");
    assert!(connections_received(&mut operator).await > before, "the address is asked again");
}

async fn connections_received(connection: &mut MultiplexedConnection) -> u64 {
    let info: redis::InfoDict =
        redis::cmd("INFO").arg("stats").query_async(connection).await.expect("redis answers");
    info.get("total_connections_received").expect("redis counts connections")
}

#[tokio::test]
async fn a_server_that_evicts_or_forgets_is_refused_with_the_remedy() {
    let mut server = Redis::start().await;
    let store = store_at(&server.url());
    store.verify_settings().await.expect("the harness starts a good server");

    server.config_set("maxmemory-policy", "allkeys-lru").await;
    let refused = store.verify_settings().await.expect_err("it evicts").to_string();
    assert!(refused.contains("maxmemory-policy is \"allkeys-lru\""), "{refused}");
    assert!(refused.contains("CONFIG SET maxmemory-policy noeviction"), "{refused}");

    server.config_set("maxmemory-policy", "noeviction").await;
    server.config_set("appendonly", "no").await;
    let refused = store.verify_settings().await.expect_err("it forgets").to_string();
    assert!(refused.contains("appendonly is \"no\""), "{refused}");
    assert!(refused.contains("CONFIG SET appendonly yes"), "{refused}");
}

#[tokio::test]
async fn where_config_is_forbidden_info_is_asked_and_where_that_is_too_an_option_decides() {
    let options = RedisOptions { append_only: false, ..RedisOptions::default() };
    let server = Redis::start_with(options).await;
    let mut operator = connect(&server.url()).await;
    order(&mut operator, "ACL SETUSER worker on >pw ~* &* +@all -config").await;
    let (_, host) =
        server.url().split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a login");
    let url = format!("redis://worker:pw@{host}");
    let store = store_at(&url);

    let refused = store.verify_settings().await.expect_err("it forgets");
    let told = matches!(&refused, SettingsError::Wrong { setting: "appendonly", found, .. } if found == "0");
    assert!(told, "{refused:?}");
    order(&mut operator, "CONFIG SET appendonly yes").await;
    store.verify_settings().await.expect("INFO says that all is well");

    order(&mut operator, "ACL SETUSER worker -info").await;
    let refused = store.verify_settings().await.expect_err("nobody says");
    assert!(matches!(refused, SettingsError::Unknown { .. }), "{refused:?}");
    assert!(refused.to_string().contains("settings_are_verified_elsewhere"), "{refused}");
    let trusting = Options { settings_are_verified_elsewhere: true, ..Options::at(&url) };
    let trusting = RedisStore::new(trusting, "test", seal()).expect("good options");
    trusting.verify_settings().await.expect("the operator knows");
}

#[tokio::test]
async fn a_forgotten_script_is_sent_again() {
    let server = Redis::start().await;
    let store = store_at(&server.url());
    let mut operator = connect(&server.url()).await;
    for version in 0..4 {
        order(&mut operator, "SCRIPT FLUSH").await;
        assert_eq!(save(&store, version).await.expect("it is saved").saves, version + 1);
    }
}

#[tokio::test]
async fn a_killed_server_is_unavailable_and_has_everything_when_it_is_back_if_it_always_syncs() {
    let options = RedisOptions { sync_always: true, ..RedisOptions::default() };
    let mut server = Redis::start_with(options).await;
    let store = store_at(&server.url());
    for version in 0..3 {
        save(&store, version).await.expect("it is saved");
    }
    server.kill();
    let began = Instant::now();
    assert!(!cause(&save(&store, 3).await).contains("not unavailable"));
    // The store would wait ten seconds for an answer, and twenty for a connection.
    assert!(began.elapsed() < Duration::from_secs(9), "a closed port is known at once");

    server.restart().await;
    assert!(eventually(SOON, || async { store.probe().await.is_ok() }).await);
    assert_eq!(stored(&store).await, Some((case("pi_1", 3), 3)));
    assert_eq!(save(&store, 3).await.expect("it is saved").saves, 4);
}

/// The default of Redis is to sync each second: then the last saves may be gone, and whoever holds
/// one of them is told.
#[tokio::test]
async fn a_killed_server_comes_back_with_a_state_that_was_saved_if_it_syncs_each_second() {
    const SAVES: u64 = 50;
    let mut server = Redis::start().await;
    let store = store_at(&server.url());
    let mut last = Version::default();
    for version in 0..SAVES {
        last = save(&store, version).await.expect("it is saved");
    }
    server.kill();
    server.restart().await;
    assert!(eventually(SOON, || async { store.probe().await.is_ok() }).await);

    let back = stored(&store).await;
    let saves = back.as_ref().map_or(0, |(_, saves)| *saves);
    let contents = i64::try_from(saves).expect("small");
    assert!(saves <= SAVES && back.is_none_or(|(back, _)| back == case("pi_1", contents)));
    let next = store.save(&case("pi_1", 99), last, Keep::Forever).await;
    match next {
        Ok(next) => assert_eq!((saves, next.saves), (SAVES, SAVES + 1), "nothing was lost"),
        Err(StoreError::Conflict(_)) => assert!(saves < SAVES, "what was lost is noticed"),
        Err(error) => unreachable!("the store is back: {error:?}"),
    }
}

#[tokio::test]
async fn a_stopped_server_is_given_up_in_time_and_used_again_when_it_goes_on() {
    const ANSWER_MILLISECONDS: u64 = 200;
    let server = Redis::start().await;
    save(&store_at(&server.url()), 0).await.expect("it is saved");
    let store = patient(&server.url(), ANSWER_MILLISECONDS);
    assert!(eventually(SOON, || async { store.probe().await.is_ok() }).await);
    let mut operator = connect(&server.url()).await;
    let before = connections_received(&mut operator).await;

    signal("-STOP", server.pid());
    let longest = Duration::from_millis(6 * ANSWER_MILLISECONDS);
    for _ in 0..8 {
        let began = Instant::now();
        let loaded = store.load(&case("pi_1", 0).id).await;
        assert!(matches!(loaded, Err(StoreError::Unavailable { .. })), "{loaded:?}");
        let took = began.elapsed();
        assert!(took < longest + Duration::from_secs(5), "{took:?}");
    }
    let mut at_once = 0;
    for _ in 0..20 {
        let began = Instant::now();
        assert!(store.load(&case("pi_1", 0).id).await.is_err());
        at_once += usize::from(began.elapsed() < Duration::from_millis(100));
    }
    assert!(at_once >= 10, "without a connection nobody waits: {at_once} of 20");

    signal("-CONT", server.pid());
    assert!(eventually(SOON, || async { store.probe().await.is_ok() }).await);
    assert_eq!(stored(&store).await, Some((case("pi_1", 1), 1)));
    assert!(connections_received(&mut operator).await > before, "the connection is a new one");
}

#[tokio::test]
async fn a_flushed_store_is_told_from_a_known_one() {
    let mut server = Redis::start().await;
    let with = |marker: Option<&str>| {
        let options = Options { marker: marker.map(str::to_owned), ..Options::at(server.url()) };
        RedisStore::new(options, "test", seal()).expect("good options")
    };
    let (known, other, without) = (with(Some("shop-1")), with(Some("shop-2")), with(None));

    assert_eq!(without.memory().await.expect("an answer"), Memory::NotConfigured);
    assert!(matches!(without.write_marker().await, Err(MarkerError::NotConfigured)));
    assert_eq!(known.memory().await.expect("an answer"), Memory::Lost);
    for _ in 0..2 {
        known.write_marker().await.expect("it is written");
    }
    assert_eq!(known.memory().await.expect("an answer"), Memory::Known);
    assert_eq!(other.memory().await.expect("an answer"), Memory::Lost);
    let refused = other.write_marker().await.expect_err("the store is another one").to_string();
    assert!(refused.contains("refundd:marker"), "{refused}");

    server.flush_all().await;
    assert_eq!(known.memory().await.expect("an answer"), Memory::Lost);
}

#[tokio::test]
async fn a_full_server_is_unavailable_and_still_read() {
    let mut server = Redis::start().await;
    let store = store_at(&server.url());
    save(&store, 0).await.expect("it is saved");
    server.config_set("maxmemory", "1").await;
    assert_eq!(cause(&save(&store, 1).await), "redis: OOM");
    assert_eq!(stored(&store).await, Some((case("pi_1", 1), 1)));
    server.config_set("maxmemory", "0").await;
    assert_eq!(save(&store, 1).await.expect("it is saved").saves, 2);
}

#[tokio::test]
async fn a_key_of_another_type_is_corrupt() {
    let url = shared_redis().await.new_database();
    let store = store_at(&url);
    let key = "refundd:{stripe-eu/pi_1}:case";
    let _: () = connect(&url).await.set(key, 1).await.expect("redis writes");
    let loaded = store.load(&case("pi_1", 0).id).await;
    assert!(matches!(loaded, Err(StoreError::Corrupt { .. })), "{loaded:?}");
    let saved = save(&store, 0).await;
    assert!(matches!(saved, Err(StoreError::Corrupt { .. })), "{saved:?}");
}

#[tokio::test]
async fn keys_begin_with_the_prefix_and_expire_only_when_told() {
    let url = shared_redis().await.new_database();
    let options = Options { prefix: "shop:eu".to_owned(), ..Options::at(&url) };
    let store = RedisStore::new(options, "test", seal()).expect("good options");
    let mut operator = connect(&url).await;
    let key = "shop:eu:{stripe-eu/pi_1}:case";
    let first = save(&store, 0).await.expect("it is saved");
    assert_eq!(operator.ttl::<_, i64>(key).await, Ok(-1));
    let kept = Keep::Seconds(1000);
    let second = store.save(&case("pi_1", 2), first, kept).await.expect("it is saved");
    assert!((990..=1000).contains(&operator.ttl::<_, i64>(key).await.expect("redis answers")));
    let forever = Keep::Seconds(u64::MAX);
    store.save(&case("pi_1", 3), second, forever).await.expect("the longest time is bounded");
    for prefix in ["", "a{b", "a b"] {
        let options = Options { prefix: prefix.to_owned(), ..Options::at(&url) };
        assert!(RedisStore::new(options, "test", seal()).is_err(), "{prefix:?}");
    }
}
