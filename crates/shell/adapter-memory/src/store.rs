//! The store of cases, in memory, with the ways a real one can fail.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;

use case::state::Case;
use domain::ids::{AccountName, CaseId, SenderName};
use domain::time;
use ports::BoxError;
use ports::clock::Clock;
use ports::quota::Window;
use ports::record_seal::{Forged, RecordOf, RecordSeal};
use ports::save_token::{SaveTokens, stamp};
use ports::store::{CaseStore, Keep, StoreError, Version};
use seal::SealingKeys;
use wire::record;

/// A store that forgets when it is dropped.
#[expect(missing_debug_implementations, reason = "a clock cannot be shown")]
pub struct MemoryStore {
    clock: Arc<dyn Clock>,
    tokens: SaveTokens,
    seal: RecordSeal,
    state: Mutex<State>,
}

/// Everything stored at one moment.
#[derive(Debug, Clone, Default)]
pub struct StoreSnapshot {
    cases: BTreeMap<CaseId, Stored>,
    outlays: BTreeMap<AccountName, StoredOutlay>,
}

#[derive(Debug, Clone)]
pub(super) struct Stored {
    version: Version,
    record: Vec<u8>,
    seal: String,
    token: String,
    expires_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub(super) struct StoredOutlay {
    pub(super) version: Version,
    pub(super) record: Vec<u8>,
    pub(super) seal: String,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) cases: BTreeMap<CaseId, Stored>,
    /// What machines gave.
    pub(super) outlays: BTreeMap<AccountName, StoredOutlay>,
    /// How many messages of senders were counted.
    pub(super) quotas: BTreeMap<(SenderName, Window), u64>,
    pub(super) down: bool,
    lose_answers: u32,
}

/// The keys of all stores of tests: a copy of one can be opened by another.
fn keys() -> SealingKeys {
    SealingKeys::of([b"the key of stores in memory"])
        .unwrap_or_else(|| unreachable!("there is a key"))
}

/// The store was switched off by its test.
#[derive(Debug, thiserror::Error)]
#[error("the store is switched off")]
pub(super) struct SwitchedOff;

/// The save was made and its answer withheld.
#[derive(Debug, thiserror::Error)]
#[error("the answer was lost")]
struct AnswerLost;

impl MemoryStore {
    /// An empty store. `clock` decides what has expired.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::sealed(clock, RecordSeal::Under(keys()))
    }

    /// The same under this seal.
    pub fn sealed(clock: Arc<dyn Clock>, seal: RecordSeal) -> Self {
        // A copy that is opened anew must not hand out the tokens of saves that are in it.
        static OPENED: AtomicU64 = AtomicU64::new(0);
        let instance = format!("memory-{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let tokens = SaveTokens::new(instance);
        Self { clock, tokens, seal, state: Mutex::default() }
    }

    /// What is stored now.
    pub fn snapshot(&self) -> StoreSnapshot {
        let state = self.state();
        StoreSnapshot { cases: state.cases.clone(), outlays: state.outlays.clone() }
    }

    /// Goes back to what was stored then, as a store does that restarts from an old copy.
    pub fn restore(&self, snapshot: StoreSnapshot) {
        let mut state = self.state();
        (state.cases, state.outlays) = (snapshot.cases, snapshot.outlays);
    }

    /// Forgets everything, as a flushed store does.
    pub fn wipe(&self) {
        self.restore(StoreSnapshot::default());
    }

    /// While switched off, nothing can be loaded or saved.
    pub fn switch_off(&self, off: bool) {
        self.state().down = off;
    }

    /// The next `count` saves are made, but their answers do not arrive.
    pub fn lose_answers(&self, count: u32) {
        self.state().lose_answers = count;
    }

    /// Puts bytes where a record belongs, whatever they are, as a worker would that wrote them.
    pub fn plant(&self, id: &CaseId, record: Vec<u8>) {
        self.plant_under(id, record, &self.seal);
    }

    /// As a worker with these keys would.
    pub fn plant_under(&self, id: &CaseId, record: Vec<u8>, seal: &RecordSeal) {
        let version = Version { saves: 1, last: 0 };
        let seal = seal.seal(RecordOf::Case(id), version, &record).unwrap_or_default();
        let stored = Stored { version, record, seal, token: String::new(), expires_at: None };
        self.state().cases.insert(id.clone(), stored);
    }

    /// Puts other bytes in the place of those of a record, as somebody does who can write the store
    /// and has no key.
    pub fn forge(&self, id: &CaseId, change: impl FnOnce(&str) -> String) {
        let mut state = self.state();
        if let Some(stored) = state.cases.get_mut(id) {
            stored.record = change(&String::from_utf8_lossy(&stored.record)).into_bytes();
        }
    }

    /// The same of what machines gave.
    pub fn forge_outlay(&self, account: &AccountName, change: impl FnOnce(&str) -> String) {
        let mut state = self.state();
        if let Some(stored) = state.outlays.get_mut(account) {
            stored.record = change(&String::from_utf8_lossy(&stored.record)).into_bytes();
        }
    }

    /// Deletes what machines gave.
    pub fn delete_outlay(&self, account: &AccountName) {
        self.state().outlays.remove(account);
    }

    /// When the record expires; `None` if there is none, or it is kept forever.
    pub fn expires_at(&self, id: &CaseId) -> Option<Timestamp> {
        self.state().cases.get(id).and_then(|stored| stored.expires_at)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn seal(&self, of: RecordOf<'_>, version: Version, record: &[u8]) -> String {
        // This store always has its keys.
        self.seal.seal(of, version, record).unwrap_or_default()
    }

    pub(super) fn check(
        &self,
        of: RecordOf<'_>,
        version: Version,
        record: &[u8],
        seal: &str,
    ) -> Result<(), Forged> {
        self.seal.check(of, version, record, Some(seal))
    }

    /// The stamp of one more save.
    pub(super) fn stamp(&self) -> u64 {
        stamp(&self.tokens.next())
    }
}

/// Two copies are alike if nobody who opens them can tell them apart. What names a save is for the
/// worker that holds it while it works, and no worker outlives a copy.
impl Hash for StoreSnapshot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.cases.len().hash(state);
        for (id, stored) in &self.cases {
            (id, &stored.record, stored.expires_at, stored.version.saves).hash(state);
        }
        for (account, stored) in &self.outlays {
            (account, &stored.record, stored.version.saves).hash(state);
        }
    }
}

impl State {
    fn find(&self, id: &CaseId, now: Timestamp) -> Option<&Stored> {
        self.cases.get(id).filter(|stored| stored.expires_at.is_none_or(|at| now < at))
    }

    fn ensure_on(&self, case: &CaseId) -> Result<(), StoreError> {
        if self.down {
            return Err(StoreError::Unavailable { case: case.clone(), source: SwitchedOff.into() });
        }
        Ok(())
    }
}

#[async_trait]
impl CaseStore for MemoryStore {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        let now = self.clock.now();
        let found = {
            let state = self.state();
            state.ensure_on(id)?;
            state.find(id, now).cloned()
        };
        let Some(Stored { version, record, seal, .. }) = found else { return Ok(None) };
        self.check(RecordOf::Case(id), version, &record, &seal)
            .map_err(|error| StoreError::Forged { case: id.clone(), source: error.into() })?;
        let case = record::read(id, &record)
            .map_err(|error| StoreError::Corrupt { case: id.clone(), source: error.into() })?;
        Ok(Some((case, version)))
    }

    async fn save(
        &self,
        case: &Case,
        expected: Version,
        keep: Keep,
    ) -> Result<Version, StoreError> {
        let record = record::encode(case);
        let now = self.clock.now();
        let attempt = self.tokens.begin(&case.id, &record, expected, keep);
        let mut state = self.state();
        state.ensure_on(&case.id)?;
        let next = attempt.version_after(expected);
        let (version, token) = state
            .find(&case.id, now)
            .map_or((Version::default(), ""), |stored| (stored.version, stored.token.as_str()));
        let repeated = version == next && token == attempt.token();
        if !repeated && version != expected {
            attempt.answered();
            return Err(StoreError::Conflict(case.id.clone()));
        }
        let expires_at = match keep {
            Keep::Forever => None,
            Keep::Seconds(seconds) => {
                Some(time::after(now, i64::try_from(seconds).unwrap_or(i64::MAX)))
            }
        };
        let token = attempt.token().to_owned();
        let seal = self.seal(RecordOf::Case(&case.id), next, &record);
        let stored = Stored { version: next, record, seal, token, expires_at };
        state.cases.insert(case.id.clone(), stored);
        if let Some(left) = state.lose_answers.checked_sub(1) {
            state.lose_answers = left;
            drop(state);
            let source = AnswerLost.into();
            return Err(StoreError::Unavailable { case: case.id.clone(), source });
        }
        attempt.answered();
        Ok(next)
    }

    async fn now(&self) -> Result<Timestamp, BoxError> {
        if self.state().down { Err(SwitchedOff.into()) } else { Ok(self.clock.now()) }
    }

    async fn probe(&self) -> Result<(), BoxError> {
        if self.state().down { Err(SwitchedOff.into()) } else { Ok(()) }
    }
}
