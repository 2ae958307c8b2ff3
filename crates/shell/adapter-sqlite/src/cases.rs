//! The store of cases: statements and the port.

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::Embedded;
use case::state::Case;
use domain::ids::CaseId;
use domain::time;
use ports::BoxError;
use ports::record_seal::RecordOf;
use ports::save_token::stamp;
use ports::store::{CaseStore, Keep, StoreError, Version};
use wire::record;

/// Expired rows deleted with every save that sets an expiry: more than that save adds, so the table
/// shrinks, and few enough not to be noticed.
const SWEPT: u32 = 4;

/// One row of the table.
#[derive(Debug)]
struct CaseRow {
    id: String,
    /// The version that the row has to replace.
    expected: Version,
    version: i64,
    token: String,
    expires_at: Option<i64>,
    record: Vec<u8>,
    seal: String,
}

/// A record as it is stored.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) version: Version,
    pub(super) record: Vec<u8>,
    pub(super) seal: String,
}

impl Sealed {
    /// The columns `version, token, record, seal`, the first of them at `at`.
    pub(super) fn of(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let [token, record, seal] = [1, 2, 3].map(|column| at.saturating_add(column));
        let version = version(row.get(at)?, &row.get::<_, String>(token)?);
        Ok(Self { version, record: row.get(record)?, seal: row.get(seal)? })
    }
}

fn load(transaction: &Transaction<'_>, id: &str, now: i64) -> rusqlite::Result<Option<Sealed>> {
    transaction
        .query_row(
            "SELECT version, token, record, seal FROM cases
             WHERE id = :id AND (expires_at IS NULL OR expires_at > :now)",
            named_params! { ":id": id, ":now": now },
            |row| Sealed::of(row, 0),
        )
        .optional()
}

/// Whether the row is now the one given: written by this call, or by an earlier one with its token.
fn save(transaction: &Transaction<'_>, row: &CaseRow, now: i64) -> rusqlite::Result<bool> {
    let stored: Option<(i64, String)> = transaction
        .query_row(
            "SELECT version, token FROM cases
             WHERE id = :id AND (expires_at IS NULL OR expires_at > :now)",
            named_params! { ":id": row.id, ":now": now },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if stored.as_ref().is_some_and(|(at, token)| *at == row.version && *token == row.token) {
        return Ok(true);
    }
    let stored = stored.map_or_else(Version::default, |(at, token)| version(at, &token));
    if stored != row.expected {
        return Ok(false);
    }
    transaction.execute(
        "INSERT OR REPLACE INTO cases (id, version, token, expires_at, record, seal)
         VALUES (:id, :version, :token, :expires_at, :record, :seal)",
        named_params! {
            ":id": row.id,
            ":version": row.version,
            ":token": row.token,
            ":expires_at": row.expires_at,
            ":record": row.record,
            ":seal": row.seal,
        },
    )?;
    if row.expires_at.is_some() {
        sweep(transaction, now)?;
    }
    Ok(true)
}

/// The version of a row. No row that this program has written has a negative count.
fn version(saves: i64, token: &str) -> Version {
    Version { saves: saves.unsigned_abs(), last: stamp(token) }
}

fn sweep(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<usize> {
    transaction.execute(
        "DELETE FROM cases WHERE rowid IN (
             SELECT rowid FROM cases WHERE expires_at <= :now LIMIT :swept)",
        named_params! { ":now": now, ":swept": SWEPT },
    )
}

fn expiry(now: Timestamp, keep: Keep) -> Option<i64> {
    match keep {
        Keep::Forever => None,
        Keep::Seconds(seconds) => {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            Some(time::after(now, seconds).as_millisecond())
        }
    }
}

impl Embedded {
    /// Reads a record, and checks who wrote it and what it says.
    pub(super) fn read(&self, id: &CaseId, stored: &Sealed) -> Result<Case, StoreError> {
        let Sealed { version, record, seal } = stored;
        self.seal
            .check(RecordOf::Case(id), *version, record, Some(seal))
            .map_err(|error| StoreError::Forged { case: id.clone(), source: error.into() })?;
        record::read(id, record)
            .map_err(|error| StoreError::Corrupt { case: id.clone(), source: error.into() })
    }
}

#[async_trait]
impl CaseStore for Embedded {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        let (key, now) = (id.to_string(), self.clock.now().as_millisecond());
        let found = self.writer.run(move |t| load(t, &key, now)).await.map_err(|source| {
            StoreError::Unavailable { case: id.clone(), source: source.into() }
        })?;
        let Some(stored) = found else { return Ok(None) };
        Ok(Some((self.read(id, &stored)?, stored.version)))
    }

    async fn save(
        &self,
        case: &Case,
        expected: Version,
        keep: Keep,
    ) -> Result<Version, StoreError> {
        let unavailable =
            |source: BoxError| StoreError::Unavailable { case: case.id.clone(), source };
        let Ok(version) = i64::try_from(expected.saves.saturating_add(1)) else {
            // No record has such a version: the column could not hold it.
            return Err(StoreError::Conflict(case.id.clone()));
        };
        let record = record::encode(case);
        let attempt = self.tokens.begin(&case.id, &record, expected, keep);
        let (now, next) = (self.clock.now(), attempt.version_after(expected));
        let seal = self.seal.seal(RecordOf::Case(&case.id), next, &record);
        let seal = seal.map_err(|error| unavailable(error.into()))?;
        let row = CaseRow {
            id: case.id.to_string(),
            expected,
            version,
            token: attempt.token().to_owned(),
            expires_at: expiry(now, keep),
            record,
            seal,
        };
        let now = now.as_millisecond();
        let saved = self.writer.run(move |t| save(t, &row, now)).await;
        let saved = saved.map_err(|error| unavailable(error.into()))?;
        attempt.answered();
        if saved { Ok(next) } else { Err(StoreError::Conflict(case.id.clone())) }
    }

    /// The file has no clock but that of the machine.
    async fn now(&self) -> Result<Timestamp, BoxError> {
        Ok(self.clock.now())
    }

    async fn probe(&self) -> Result<(), BoxError> {
        // A write, because a full or read-only disk can still be read.
        self.writer.run(|t| t.execute("UPDATE process SET opened = opened", [])).await?;
        Ok(())
    }
}
