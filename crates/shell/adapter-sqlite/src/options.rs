//! What can be set about the embedded file.

use std::path::PathBuf;

use serde::Deserialize;

use setting::SettingKind::{Choice, Number, Path};
use setting::{Seconds, as_it_stands, settings};

settings! {
    /// The embedded store and transport.
    pub struct Options in "embedded" {
        /// The database file of the embedded transport and store, on a local disk.
        path: PathBuf = "refundd.db", Path;
        /// "wal" or "one_file": a write-ahead log beside the file while it is open, or a journal for each
        /// transaction, which is about ten times slower.
        journal: Journal = "wal", Choice(&["one_file", "wal"]);
        /// Seconds until a delivery comes again although the process lives.
        lease_seconds: Seconds = 300, Number(10, 86_400);
        /// Deliveries of one message before it is set aside: none may kill the process forever.
        deliveries_max: u32 = 20, Number(2, 1000);
        /// Bytes that the file may grow to. A full file refuses new messages, a full disk does
        /// worse.
        file_bytes_max: u64 = 4294967296, Number(16 * 1024 * 1024, 1 << 40);
    }
    with {
        /// Deliveries handed out at a time: as many as are worked on.
        in_flight: u32;
    }
}

/// How a transaction is made durable. Both survive a power cut; they differ in files and speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Journal {
    /// A write-ahead log beside the file (`-wal`) while it is open, merged into it when it is
    /// closed. A copy of a running file needs both.
    Wal,
    /// A rollback journal (`-journal`) while it is open. About ten times slower: more syncs for
    /// each transaction.
    OneFile,
}

as_it_stands!(Journal);

impl Journal {
    /// The value of `journal_mode`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wal => "wal",
            Self::OneFile => "delete",
        }
    }
}

impl Options {
    /// The defaults, for the file at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), in_flight: 32, ..Self::default() }
    }
}
