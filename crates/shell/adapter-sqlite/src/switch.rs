//! The switch, in a file of its own beside the database: pausing must not wait for the database, nor for
//! whoever writes it.

use std::io::{Error, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::own_file;
use domain::switch::Switch;
use ports::BoxError;
use ports::switch::SwitchStore;
use wire::switch::SWITCH_BYTES_MAX;

/// What its name ends with.
const ENDING: &str = "-switch";

/// Something is there that is no switch: it may have been one that stops everything.
#[derive(Debug, thiserror::Error)]
#[error("what is in {0} is no switch")]
struct NoSwitch(PathBuf);

/// The file beside a database, whether or not one is there.
#[derive(Debug, Clone)]
pub struct SwitchFile(PathBuf);

impl SwitchFile {
    /// The one beside this database.
    pub fn beside(database: &Path) -> Self {
        Self(own_file::with(database, ENDING))
    }

    fn read(&self) -> Result<Option<Switch>, BoxError> {
        let Some(file) = own_file::open(&self.0)? else { return Ok(None) };
        let mut text = String::new();
        let most = u64::try_from(SWITCH_BYTES_MAX)?.saturating_add(1);
        file.take(most).read_to_string(&mut text)?;
        let switch = wire::switch::read(&text).ok_or_else(|| NoSwitch(self.0.clone()))?;
        Ok(Some(switch))
    }

    /// Whole or not at all: whoever reads it meanwhile sees what it said before.
    fn write(&self, switch: &Switch) -> Result<(), Error> {
        let next = own_file::with(&self.0, "-next");
        match std::fs::remove_file(&next) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = own_file::create(&next)?;
        std::io::Write::write_all(&mut file, wire::switch::write(switch).as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&next, &self.0)
    }
}

#[async_trait]
impl SwitchStore for SwitchFile {
    async fn load_switch(&self) -> Result<Option<Switch>, BoxError> {
        // A thousand bytes of a local disk: no thread is worth it.
        self.read()
    }

    async fn save_switch(&self, switch: &Switch) -> Result<(), BoxError> {
        Ok(self.write(switch)?)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;
    use domain::switch::SwitchPosition;

    fn switch(position: SwitchPosition) -> Switch {
        Switch { position, ..Switch::default() }
    }

    #[tokio::test]
    async fn it_is_read_as_it_was_moved_last_and_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("refundd.db");
        let beside = SwitchFile::beside(&database);
        assert_eq!(beside.load_switch().await.unwrap(), None);
        for position in SwitchPosition::ALL {
            beside.save_switch(&switch(position)).await.unwrap();
            assert_eq!(beside.load_switch().await.unwrap(), Some(switch(position)));
        }
        let file = folder.path().join("refundd.db-switch");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[tokio::test]
    async fn what_others_may_have_written_and_what_is_no_switch_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("refundd.db-switch");
        let beside = SwitchFile::beside(&folder.path().join("refundd.db"));
        write(&file, "open").unwrap();
        set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
        assert!(beside.load_switch().await.is_err(), "anybody may have resumed");
        set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(beside.load_switch().await.unwrap(), Some(switch(SwitchPosition::Open)));
        for text in ["", "closed", &"x".repeat(5000)] {
            write(&file, text).unwrap();
            assert!(beside.load_switch().await.is_err(), "{text:.10}");
        }
        std::fs::remove_file(&file).unwrap();
        let other = folder.path().join("other");
        write(&other, "open").unwrap();
        symlink(&other, &file).unwrap();
        assert!(beside.load_switch().await.is_err(), "a link");
    }
}
