//! The stores under contract, each with the means to disturb it.

use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use adapter_memory::MemoryStore;
use adapter_redis::{Options as RedisOptions, RedisStore};
use adapter_sqlite::{Embedded, Options as SqliteOptions};
use case::state::Case;
use domain::ids::CaseId;
use ports::record_seal::{RecordOf, RecordSeal};
use ports::save_token::stamp;
use ports::store::{CaseStore, Keep, StoreError, Version};
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;

use super::store::Harness;
use super::{ManualClock, seal};
use crate::servers::{Chaos, SOON, eventually, redis as shared_redis, redis_at};

pub struct MemoryHarness {
    clock: Arc<ManualClock>,
    store: MemoryStore,
}

impl Harness for MemoryHarness {
    async fn start() -> Self {
        let clock = Arc::new(ManualClock::new());
        Self { store: MemoryStore::sealed(clock.clone(), seal()), clock }
    }

    fn store(&self) -> &dyn CaseStore {
        &self.store
    }

    fn rival(&self) -> &dyn CaseStore {
        &self.store
    }

    async fn save_and_lose_the_answer(&self, case: &Case, expected: Version, keep: Keep) {
        self.store.lose_answers(1);
        assert_unavailable(&self.store.save(case, expected, keep).await);
    }

    async fn plant(&mut self, id: &CaseId, record: &[u8], under: &RecordSeal) {
        self.store.plant_under(id, record.to_vec(), under);
    }

    async fn forget(&mut self) {
        self.store.wipe();
    }

    async fn break_down(&mut self) {
        self.store.switch_off(true);
        let loaded = self.store.load(&super::case("pi_1", 0).id).await;
        assert!(matches!(loaded, Err(StoreError::Unavailable { .. })), "{loaded:?}");
        assert!(self.store.probe().await.is_err());
    }

    async fn repair(&mut self) {
        self.store.switch_off(false);
    }

    async fn pass(&self, seconds: u32) {
        self.clock.advance(Duration::from_secs(seconds.into()));
    }
}

pub struct SqliteHarness {
    directory: tempfile::TempDir,
    clock: Arc<ManualClock>,
    /// `None` only while the file is opened by another hand.
    store: Option<Embedded>,
}

impl SqliteHarness {
    fn path(&self) -> PathBuf {
        self.directory.path().join("refundd.db")
    }

    fn reopen(&mut self, options: SqliteOptions) {
        self.store = None;
        let store = Embedded::open(options, self.clock.clone(), seal());
        self.store = Some(store.expect("the file can be opened again"));
    }
}

impl Harness for SqliteHarness {
    async fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let mut harness = Self { directory, clock: Arc::new(ManualClock::new()), store: None };
        harness.reopen(SqliteOptions::at(harness.path()));
        harness
    }

    fn store(&self) -> &dyn CaseStore {
        self.store.as_ref().expect("the file is open")
    }

    fn rival(&self) -> &dyn CaseStore {
        self.store()
    }

    async fn save_and_lose_the_answer(&self, case: &Case, expected: Version, keep: Keep) {
        // Started, and cancelled while the thread is at work.
        let mut save = pin!(self.store().save(case, expected, keep));
        let polled = save.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending(), "the answer is not there at once");
    }

    async fn plant(&mut self, id: &CaseId, record: &[u8], under: &RecordSeal) {
        self.store = None;
        let file = rusqlite::Connection::open(self.path()).expect("the file can be opened");
        file.busy_timeout(SOON).expect("a limit can be set");
        let version = Version { saves: 1, last: stamp("") };
        let seal = under.seal(RecordOf::Case(id), version, record).expect("there is a key");
        file.execute(
            "INSERT INTO cases (id, version, token, record, seal) VALUES (?1, 1, '', ?2, ?3)",
            rusqlite::params![id.to_string(), record, seal],
        )
        .expect("a row is inserted");
        drop(file);
        self.reopen(SqliteOptions::at(self.path()));
    }

    async fn forget(&mut self) {
        self.store = None;
        let file = rusqlite::Connection::open(self.path()).expect("the file can be opened");
        file.busy_timeout(SOON).expect("a limit can be set");
        file.execute("DELETE FROM cases", []).expect("rows are deleted");
        drop(file);
        self.reopen(SqliteOptions::at(self.path()));
    }

    async fn break_down(&mut self) {
        // The disk is full.
        let options = SqliteOptions { file_bytes_max: 1, ..SqliteOptions::at(self.path()) };
        self.reopen(options);
    }

    async fn repair(&mut self) {
        self.reopen(SqliteOptions::at(self.path()));
    }

    async fn pass(&self, seconds: u32) {
        self.clock.advance(Duration::from_secs(seconds.into()));
    }
}

pub struct RedisHarness {
    direct: String,
    proxy: Chaos,
    store: RedisStore,
    rival: RedisStore,
}

impl RedisHarness {
    async fn connection(&self) -> MultiplexedConnection {
        redis_at(&self.direct).await
    }
}

impl Harness for RedisHarness {
    async fn start() -> Self {
        let direct = shared_redis().await.new_database();
        let proxy = Chaos::before(&direct).await;
        // Waited out where an answer is lost, so not long; and long enough for a busy machine.
        let through = RedisOptions {
            response_timeout_ms: Duration::from_secs(2),
            ..RedisOptions::at(proxy.through(&direct))
        };
        let store = RedisStore::new(through, "a", seal()).expect("good options");
        let rival = RedisStore::new(RedisOptions::at(&direct), "b", seal()).expect("good options");
        Self { direct, proxy, store, rival }
    }

    fn store(&self) -> &dyn CaseStore {
        &self.store
    }

    fn rival(&self) -> &dyn CaseStore {
        &self.rival
    }

    async fn save_and_lose_the_answer(&self, case: &Case, expected: Version, keep: Keep) {
        // Connections are made first: a handshake has an answer, too.
        for _ in 0..4 {
            self.store.probe().await.expect("redis answers");
        }
        self.proxy.hold_answers();
        assert_unavailable(&self.store.save(case, expected, keep).await);
        self.proxy.cut();
        self.proxy.resume();
    }

    async fn plant(&mut self, id: &CaseId, record: &[u8], under: &RecordSeal) {
        let version = Version { saves: 1, last: 0 };
        let seal = under.seal(RecordOf::Case(id), version, record).expect("there is a key");
        let fields = [
            ("version", b"1".as_slice()),
            ("token", b"x"),
            ("record", record),
            ("seal", seal.as_bytes()),
        ];
        let key = format!("refundd:{{{id}}}:case");
        let _: () =
            self.connection().await.hset_multiple(key, &fields).await.expect("redis writes");
    }

    async fn forget(&mut self) {
        let mut connection = self.connection().await;
        let _: () = connection.flushdb().await.expect("redis forgets");
    }

    async fn break_down(&mut self) {
        self.proxy.cut_and_refuse();
        let loaded = self.store.load(&super::case("pi_1", 0).id).await;
        assert!(matches!(loaded, Err(StoreError::Unavailable { .. })), "{loaded:?}");
        assert!(self.store.probe().await.is_err());
    }

    async fn repair(&mut self) {
        self.proxy.resume();
        assert!(eventually(SOON, || async { self.store.probe().await.is_ok() }).await);
    }

    async fn pass(&self, seconds: u32) {
        let mut connection = self.connection().await;
        let _: () = connection.set_ex("hourglass", 1, seconds.into()).await.expect("redis writes");
        let run_out = eventually(SOON, || async {
            connection.clone().exists::<_, bool>("hourglass").await == Ok(false)
        });
        assert!(run_out.await);
    }
}

fn assert_unavailable(saved: &Result<Version, StoreError>) {
    assert!(matches!(saved, Err(StoreError::Unavailable { .. })), "{saved:?}");
}
