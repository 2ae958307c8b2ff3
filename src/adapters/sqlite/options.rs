//! What can be configured about the embedded file.

use std::path::PathBuf;

use serde::Deserialize;

/// The embedded store and transport. Every limit has a default that suits a small company.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The file; created if absent. Its directory must exist, on a local disk.
    pub path: PathBuf,
    /// How a transaction is made durable.
    #[serde(default)]
    pub journal: Journal,
    /// Deliveries handed out at a time.
    #[serde(default = "default_in_flight")]
    pub in_flight: u32,
    /// Seconds after which a delivery that was not acknowledged comes again although the process
    /// lives. Longer than any delivery is worked on.
    #[serde(default = "default_lease_seconds")]
    pub lease_seconds: u32,
    /// Deliveries of one message before it is parked: a message that kills the process must not do
    /// so for ever.
    #[serde(default = "default_max_deliveries")]
    pub max_deliveries: u32,
    /// Bytes that the file may grow to; a full file refuses new messages.
    #[serde(default = "default_max_file_bytes")]
    pub max_file_bytes: u64,
}

/// How a transaction is made durable. Both survive a power cut; they differ in files and speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Journal {
    /// A write-ahead log beside the file (`-wal`) while it is open, merged into it when it is
    /// closed. A copy of a running file needs both.
    #[default]
    Wal,
    /// A rollback journal (`-journal`) while it is open. About ten times slower: more syncs for
    /// each transaction.
    OneFile,
}

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
        Self {
            path: path.into(),
            journal: Journal::default(),
            in_flight: default_in_flight(),
            lease_seconds: default_lease_seconds(),
            max_deliveries: default_max_deliveries(),
            max_file_bytes: default_max_file_bytes(),
        }
    }
}

fn default_in_flight() -> u32 {
    32
}

fn default_lease_seconds() -> u32 {
    300
}

fn default_max_deliveries() -> u32 {
    20
}

fn default_max_file_bytes() -> u64 {
    4 * 1024 * 1024 * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_enough_and_an_unknown_key_is_refused() {
        let options: Options = toml::from_str("path = '/data/refundd.db'").unwrap();
        assert_eq!((options.journal, options.in_flight), (Journal::Wal, 32));
        let chosen: Options = toml::from_str("path = 'x'\njournal = 'one_file'").unwrap();
        assert_eq!(chosen.journal, Journal::OneFile);
        let error = toml::from_str::<Options>("path = 'x'\njournl = 'wal'").unwrap_err();
        assert!(error.to_string().contains("journl"), "{error}");
    }
}
