//! Whose turn the file is. One process takes deliveries from it, the owner; others look into it and put
//! something in beside it, as `SQLite` lets several processes do.
//!
//! The owner is who holds the lock of the file `-lock` beside the database. The system lets go of it when
//! the process ends, however it does.

use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::own_file;
use super::schema::OpenError;

/// What its name ends with.
pub(super) const ENDING: &str = "-lock";
/// How often is looked whether a predecessor has ended, two seconds in all.
const LOOKS: u32 = 100;
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// The lock; while it lives, there is no other owner.
#[derive(Debug)]
pub(super) struct Owner {
    lock: PathBuf,
    _held: File,
}

impl Owner {
    /// Becomes the owner of the database at `real`; waits a moment for one that is about to end. `path` is
    /// its name in errors. Blocks.
    pub(super) fn of(real: &Path, path: &Path) -> Result<Self, OpenError> {
        let lock = own_file::with(real, ENDING);
        let failed = |source| OpenError::Create { path: own_file::with(path, ENDING), source };
        for _ in 0..LOOKS {
            if let Some(held) = take(&lock).map_err(failed)? {
                return Ok(Self { lock, _held: held });
            }
            std::thread::sleep(PAUSE);
        }
        Err(OpenError::InUse { path: path.to_owned() })
    }
}

impl Drop for Owner {
    /// At rest there is one file. It is taken away while the lock is held; who has opened it meanwhile
    /// sees that it is gone.
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.lock));
    }
}

/// The lock, if nobody holds it.
fn take(path: &Path) -> Result<Option<File>, Error> {
    let file = match own_file::create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        },
        created => created?,
    };
    match file.try_lock() {
        Ok(()) => Ok(is_there(path, &file).then_some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether the name still leads to this file.
#[cfg(unix)]
fn is_there(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same =
        |a: &std::fs::Metadata, b: &std::fs::Metadata| a.ino() == b.ino() && a.dev() == b.dev();
    matches!((std::fs::symlink_metadata(path), file.metadata()), (Ok(a), Ok(b)) if same(&a, &b))
}

/// A file that is open cannot be taken away there.
#[cfg(not(unix))]
fn is_there(_path: &Path, _file: &File) -> bool {
    true
}
