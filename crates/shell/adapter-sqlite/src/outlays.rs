//! What machines gave lately: statements and the port.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::Embedded;
use super::cases::version;
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::BoxError;
use ports::outlay::OutlayStore;
use ports::store::Version;
use wire::record;

type Row = (i64, String, Vec<u8>);

fn load(transaction: &Transaction<'_>, account: &str) -> rusqlite::Result<Option<Row>> {
    transaction
        .query_row(
            "SELECT version, token, record FROM outlays WHERE account = :account",
            named_params! { ":account": account },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
}

/// Whether the row is now the one given.
fn save(
    transaction: &Transaction<'_>,
    account: &str,
    (saves, token, record): Row,
    expected: Version,
) -> rusqlite::Result<bool> {
    let stored = load(transaction, account)?;
    let stored = stored.map_or_else(Version::default, |(at, token, _)| version(at, &token));
    if stored != expected {
        return Ok(false);
    }
    transaction.execute(
        "INSERT OR REPLACE INTO outlays (account, version, token, record)
         VALUES (:account, :version, :token, :record)",
        named_params! {
            ":account": account,
            ":version": saves,
            ":token": token,
            ":record": record,
        },
    )?;
    Ok(true)
}

#[async_trait]
impl OutlayStore for Embedded {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        let key = account.to_string();
        let Some((saves, token, record)) = self.writer.run(move |t| load(t, &key)).await? else {
            return Ok((Outlay::default(), Version::default()));
        };
        Ok((record::decode_outlay(&record)?, version(saves, &token)))
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        let saves = i64::try_from(expected.saves.saturating_add(1))?;
        let row = (saves, self.tokens.next(), record::encode_outlay(outlay));
        let key = account.to_string();
        Ok(self.writer.run(move |t| save(t, &key, row, expected)).await?)
    }
}
