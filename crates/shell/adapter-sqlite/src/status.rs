//! What an operator asks the file.

use rusqlite::Transaction;

use super::{Embedded, WriteError};

/// What is in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The version of `SQLite`.
    pub version: String,
    /// The version of the tables.
    pub schema: i64,
    /// How transactions are made durable.
    pub journal: String,
    /// Cases, expired ones that were not yet swept included.
    pub cases: u64,
    /// Messages that wait or are being worked on.
    pub waiting: u64,
}

impl Embedded {
    /// Looks into the file.
    pub async fn status(&self) -> Result<Status, WriteError> {
        self.writer.run(read).await
    }
}

fn read(transaction: &Transaction<'_>) -> rusqlite::Result<Status> {
    let cases: i64 = transaction.query_row("SELECT count(*) FROM cases", [], |row| row.get(0))?;
    Ok(Status {
        version: rusqlite::version().to_owned(),
        schema: transaction.pragma_query_value(None, "user_version", |row| row.get(0))?,
        journal: transaction.pragma_query_value(None, "journal_mode", |row| row.get(0))?,
        cases: cases.unsigned_abs(),
        waiting: super::work::depth(transaction)?,
    })
}
