//! The switch, wherever it says something: in the file that a setting names, and in the store, where
//! `refundd pause` and `refundd resume` move it. Of the two, the one that stops more counts.
//!
//! It is read each time that something depends on it, because it is there to be moved. What cannot be
//! read stops everything: that holds back what comes back by itself, while anything else could send
//! money that somebody wanted stopped.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio::io::AsyncReadExt as _;

use super::build::{StartError, setup};
use super::config::{Settings, Store};
use adapter_redis::RedisStore;
use adapter_sqlite::SwitchFile;
use domain::switch::{Switch, SwitchPosition};
use ports::BoxError;
use ports::record_seal::RecordSeal;
use ports::switch::{SwitchStore, SwitchView};
use telemetry::events::chain;
use wire::switch::SWITCH_BYTES_MAX;

/// The switch of a process.
pub(super) struct Switchboard {
    file: Option<PathBuf>,
    store: Arc<dyn SwitchStore>,
    /// As the store said last, for when it has forgotten: a store that was lost resumes nothing.
    remembered: Mutex<Switch>,
}

impl Switchboard {
    pub(super) fn new(file: Option<PathBuf>, store: Arc<dyn SwitchStore>) -> Self {
        Self { file, store, remembered: Mutex::default() }
    }

    async fn of_store(&self) -> Switch {
        match self.store.load_switch().await {
            Ok(found) => {
                let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(found) = found {
                    *remembered = found;
                }
                remembered.clone()
            }
            Err(error) => {
                let why = format!("the store does not say: {}", chain(error.as_ref()));
                Switch::unreadable(why)
            }
        }
    }
}

#[async_trait]
impl SwitchView for Switchboard {
    async fn look(&self) -> Switch {
        let of_store = self.of_store().await;
        match &self.file {
            Some(file) => of_store.stricter(of_file(file).await),
            None => of_store,
        }
    }
}

/// What the file of the setting says.
pub async fn of_file(file: &Path) -> Switch {
    let unreadable =
        |why: &str| Switch::unreadable(format!("{} (worker.switch_file) {why}", file.display()));
    match text_of(file).await {
        Ok(text) => wire::switch::read(&text)
            .unwrap_or_else(|| unreadable("does not say open, machines or everything")),
        Err(error) => unreadable(&format!("cannot be read: {error}")),
    }
}

async fn text_of(file: &Path) -> std::io::Result<String> {
    let most = u64::try_from(SWITCH_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = String::new();
    tokio::fs::File::open(file).await?.take(most).read_to_string(&mut text).await?;
    Ok(text)
}

/// The switch in a line, for people.
pub fn in_words(switch: &Switch) -> String {
    let stops = match switch.position {
        SwitchPosition::Open => "nothing is stopped",
        SwitchPosition::Machines => "machines are stopped",
        SwitchPosition::Everything => "everything is stopped",
    };
    let said = [
        switch.at.map(|at| format!(" since {at}")),
        switch.by.as_deref().map(|by| format!(" by {by}")),
        switch.reason.as_deref().map(|why| format!(": {why}")),
    ];
    said.into_iter().flatten().fold(stops.to_owned(), |words, more| words + &more)
}

/// Opens the store's switch for an operator, whether or not a process runs.
pub fn open(settings: &Settings, instance: &str) -> Result<Arc<dyn SwitchStore>, StartError> {
    match &settings.store {
        Store::Redis(redis) => {
            let store = RedisStore::new(redis.clone(), instance, RecordSeal::Unchecked)
                .map_err(|error| setup("the options of [store.redis] cannot be used", error))?;
            Ok(Arc::new(store))
        }
        Store::Embedded => Ok(Arc::new(SwitchFile::beside(&settings.embedded.path))),
    }
}

/// Moves the switch in the store, and says what counts now: the file may stop more.
pub async fn turn(
    settings: &Settings,
    store: &Arc<dyn SwitchStore>,
    to: &Switch,
) -> Result<Switch, BoxError> {
    store.save_switch(to).await?;
    let file = settings.worker.switch_file.clone();
    Ok(Switchboard::new(file, Arc::clone(store)).look().await)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store that says this, whatever it is told.
    struct Says(Mutex<Result<Option<SwitchPosition>, ()>>);

    fn at(position: SwitchPosition) -> Switch {
        Switch { position, ..Switch::default() }
    }

    #[async_trait]
    impl SwitchStore for Says {
        async fn load_switch(&self) -> Result<Option<Switch>, BoxError> {
            let said = *self.0.lock().unwrap();
            said.map(|position| position.map(at)).map_err(|()| "switched off".into())
        }

        async fn save_switch(&self, _switch: &Switch) -> Result<(), BoxError> {
            Ok(())
        }
    }

    use SwitchPosition::{Everything, Machines, Open};

    #[tokio::test]
    async fn s1_of_file_and_store_the_one_that_stops_more_counts() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("refunds.switch");
        let store = Arc::new(Says(Mutex::new(Ok(None))));
        let board = Switchboard::new(Some(file.clone()), store.clone());
        let mut seen = 0;
        for (text, in_file) in [
            ("open\n", Open),
            ("machines", Machines),
            ("everything\nbecause of a leak", Everything),
            ("closed", Everything),
            ("", Everything),
        ] {
            std::fs::write(&file, text).unwrap();
            for in_store in SwitchPosition::ALL {
                *store.0.lock().unwrap() = Ok(Some(in_store));
                let found = board.look().await;
                assert_eq!(found.position, in_file.max(in_store), "{text:?} and {in_store:?}");
                seen += 1;
            }
        }
        assert_eq!(seen, 15);
        *store.0.lock().unwrap() = Ok(Some(Open));
        for bytes in [&b"\xff"[..], &[b'o'; 5000]] {
            std::fs::write(&file, bytes).unwrap();
            assert_eq!(board.look().await.position, Everything);
        }
        std::fs::remove_file(&file).unwrap();
        let missing = board.look().await;
        assert_eq!(missing.position, Everything, "named, and not there");
        assert!(in_words(&missing).contains("worker.switch_file"), "{missing:?}");
    }

    #[tokio::test]
    async fn s1_a_store_that_has_forgotten_or_does_not_answer_resumes_nothing() {
        let store = Arc::new(Says(Mutex::new(Ok(None))));
        let board = Switchboard::new(None, store.clone());
        for (says, expected) in [
            (Ok(None), Open),
            (Err(()), Everything),
            (Ok(None), Open),
            (Ok(Some(Machines)), Machines),
            (Ok(None), Machines),
            (Ok(Some(Everything)), Everything),
            (Err(()), Everything),
            (Ok(None), Everything),
            (Ok(Some(Open)), Open),
            (Ok(None), Open),
        ] {
            *store.0.lock().unwrap() = says;
            assert_eq!(board.look().await.position, expected, "{says:?}");
        }
    }

    #[test]
    fn a_switch_is_said_in_a_line() {
        assert_eq!(in_words(&Switch::default()), "nothing is stopped");
        let switch = Switch {
            position: Machines,
            by: Some("ann".to_owned()),
            at: "2026-11-30T09:00:00Z".parse().ok(),
            reason: Some("a wave of requests".to_owned()),
        };
        let line = "machines are stopped since 2026-11-30T09:00:00Z by ann: a wave of requests";
        assert_eq!(in_words(&switch), line);
    }
}
