//! What machines gave lately: statements and the port.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::Embedded;
use super::cases::Sealed;
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::BoxError;
use ports::outlay::OutlayStore;
use ports::record_seal::RecordOf;
use ports::save_token::stamp;
use ports::store::Version;
use wire::record;

/// One row of the table, as it is to be written.
#[derive(Debug)]
struct OutlayRow {
    account: String,
    expected: Version,
    saves: i64,
    token: String,
    record: Vec<u8>,
    seal: String,
}

fn load(transaction: &Transaction<'_>, account: &str) -> rusqlite::Result<Option<Sealed>> {
    transaction
        .query_row(
            "SELECT version, token, record, seal FROM outlays WHERE account = :account",
            named_params! { ":account": account },
            |row| Sealed::of(row, 0),
        )
        .optional()
}

/// Whether the row is now the one given.
fn save(transaction: &Transaction<'_>, row: &OutlayRow) -> rusqlite::Result<bool> {
    let stored = load(transaction, &row.account)?;
    if stored.map_or_else(Version::default, |stored| stored.version) != row.expected {
        return Ok(false);
    }
    transaction.execute(
        "INSERT OR REPLACE INTO outlays (account, version, token, record, seal)
         VALUES (:account, :version, :token, :record, :seal)",
        named_params! {
            ":account": row.account,
            ":version": row.saves,
            ":token": row.token,
            ":record": row.record,
            ":seal": row.seal,
        },
    )?;
    Ok(true)
}

/// Ids begin with the account and a slash; the character after that one ends them.
fn has_cases(transaction: &Transaction<'_>, account: &str) -> rusqlite::Result<bool> {
    transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM cases WHERE id > :from AND id < :to)",
        named_params! { ":from": format!("{account}/"), ":to": format!("{account}0") },
        |row| row.get(0),
    )
}

#[async_trait]
impl OutlayStore for Embedded {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        let key = account.to_string();
        let Some(stored) = self.writer.run(move |t| load(t, &key)).await? else {
            return Ok((Outlay::default(), Version::default()));
        };
        let Sealed { version, record, seal } = stored;
        self.seal.check(RecordOf::Outlay(account), version, &record, Some(&seal))?;
        Ok((record::decode_outlay(&record)?, version))
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        let (token, record) = (self.tokens.next(), record::encode_outlay(outlay));
        let next = Version { saves: expected.saves.saturating_add(1), last: stamp(&token) };
        let seal = self.seal.seal(RecordOf::Outlay(account), next, &record)?;
        let saves = i64::try_from(next.saves)?;
        let account = account.to_string();
        let row = OutlayRow { account, expected, saves, token, record, seal };
        Ok(self.writer.run(move |t| save(t, &row)).await?)
    }

    async fn has_cases(&self, account: &AccountName) -> Result<bool, BoxError> {
        let account = account.to_string();
        Ok(self.writer.run(move |t| has_cases(t, &account)).await?)
    }
}
