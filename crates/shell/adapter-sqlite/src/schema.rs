//! Opening the file: who may open it, its durability settings, its tables and their versions.
//!
//! A step in [`STEPS`] is never changed once released; a new form of a table is a new step.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::options::{Journal, Options};
use super::owner::Owner;
use super::{own_file, work};

/// The steps from an empty file to the present form; `user_version` counts those that were taken.
const STEPS: [&str; 1] = [include_str!("schema_1.sql")];

/// How long to wait for a transaction of another process. Those of operators take milliseconds.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(10);

/// Bytes per page of a new file: `SQLite`'s default, stated because the size limit counts pages.
const PAGE_BYTES: u64 = 4096;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Somebody else has it.
    #[error("{path} is in use by another daemon; the embedded mode runs one per file")]
    InUse { path: PathBuf },
    /// A process has the file for itself for longer than anybody waits.
    #[error("{path} is locked")]
    Locked {
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// Nobody has begun with it, or an older program has.
    #[error(
        "{path} has schema version {found}, this program works with {known}: start the daemon once, \
         which brings it there"
    )]
    Older {
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// A newer program has changed it.
    #[error(
        "{path} has schema version {found}, this program knows versions up to {known}: run the \
         newer program again, or restore a backup"
    )]
    Newer {
        path: PathBuf,
        /// The file's version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A setting that durability depends on was not taken.
    #[error("{path} did not take the setting {setting}: it says {found}")]
    Setting {
        path: PathBuf,
        setting: &'static str,
        /// What it is instead.
        found: String,
    },
    /// Others have a say in it, or its name leads elsewhere.
    #[error("{path} {what}: {remedy}")]
    NotOurs {
        path: PathBuf,
        /// What it is, or who.
        what: String,
        remedy: String,
    },
    /// The file could not be created.
    #[error("{path} cannot be created")]
    Create {
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The thread that writes the file could not be started.
    #[error("the thread for {path} cannot be started")]
    Thread {
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Anything else.
    #[error("{path} cannot be opened")]
    Sqlite {
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
}

/// Opens the file as its owner, and brings its tables to the present form.
pub(super) fn open(options: &Options) -> Result<(Connection, Owner), OpenError> {
    let path = options.path.as_path();
    let real = own_file::claim(path)?;
    let owner = Owner::of(&real, path)?;
    let mut connection = connect(&real, path)?;
    let sqlite = |source| from_sqlite(path, source);
    connection.pragma_update(None, "page_size", as_pragma(PAGE_BYTES)).map_err(sqlite)?;
    set_journal(&connection, options.journal, path)?;
    settle(&connection, options)?;
    migrate(&mut connection, path)?;
    Ok((connection, owner))
}

/// Opens the file beside its owner, if it has one, in the form in which an owner has left it.
pub(super) fn open_beside(options: &Options) -> Result<Connection, OpenError> {
    let path = options.path.as_path();
    let connection = connect(&own_file::claim(path)?, path)?;
    settle(&connection, options)?;
    let found = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|source| from_sqlite(path, source))?;
    let (path, known) = (path.to_owned(), known());
    match found {
        _ if found < known => Err(OpenError::Older { path, found, known }),
        _ if found > known => Err(OpenError::Newer { path, found, known }),
        _ => Ok(connection),
    }
}

fn connect(real: &Path, path: &Path) -> Result<Connection, OpenError> {
    let sqlite = |source| from_sqlite(path, source);
    // Whoever exchanges the file for a link after it was looked at has gained nothing.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(real, flags).map_err(sqlite)?;
    connection.busy_timeout(WAIT_FOR_OTHERS).map_err(sqlite)?;
    Ok(connection)
}

/// What holds for every connection: what is committed is on the disk, and the file has a limit.
fn settle(connection: &Connection, options: &Options) -> Result<(), OpenError> {
    let sqlite = |source| from_sqlite(&options.path, source);
    connection.pragma_update(None, "synchronous", "FULL").map_err(sqlite)?;
    // Only macOS knows it; there an ordinary sync leaves the data in the drive's cache.
    connection.pragma_update(None, "fullfsync", "ON").map_err(sqlite)?;
    connection.pragma_update(None, "foreign_keys", "ON").map_err(sqlite)?;
    // Zero would mean: no change. A limit below the present size is the present size.
    let pages = options.file_bytes_max.div_euclid(PAGE_BYTES).max(1);
    let limit = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    connection
        .pragma_update_and_check(None, "max_page_count", as_pragma(pages), limit)
        .map_err(sqlite)?;
    Ok(())
}

/// The version of this program's tables.
fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

fn as_pragma(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn set_journal(connection: &Connection, journal: Journal, path: &Path) -> Result<(), OpenError> {
    let wanted = journal.as_str();
    let found: String = connection
        .pragma_update_and_check(None, "journal_mode", wanted, |row| row.get(0))
        .map_err(|source| from_sqlite(path, source))?;
    if found == wanted {
        return Ok(());
    }
    Err(OpenError::Setting { path: path.to_owned(), setting: "journal_mode", found })
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let sqlite = |source| from_sqlite(path, source);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    let found: i64 =
        transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(sqlite)?;
    let known = known();
    let Some(taken) = usize::try_from(found).ok().filter(|taken| *taken <= STEPS.len()) else {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    };
    for step in STEPS.iter().skip(taken) {
        transaction.execute_batch(step).map_err(sqlite)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(sqlite)?;
    transaction.commit().map_err(sqlite)
}

/// Begins this process's time with the file: voids the leases of its predecessor, and says how
/// often the file was opened.
pub(super) fn begin(connection: &mut Connection, path: &Path) -> Result<u64, OpenError> {
    let sqlite = |source| from_sqlite(path, source);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    work::void_leases(&transaction).map_err(sqlite)?;
    let opened: i64 = transaction
        .query_row("UPDATE process SET opened = opened + 1 RETURNING opened", [], |row| row.get(0))
        .map_err(sqlite)?;
    transaction.commit().map_err(sqlite)?;
    Ok(opened.unsigned_abs())
}

fn from_sqlite(path: &Path, source: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            OpenError::Locked { path, source }
        }
        Some(_) | None => OpenError::Sqlite { path, source },
    }
}
