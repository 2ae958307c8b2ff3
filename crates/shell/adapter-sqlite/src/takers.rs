//! Who has taken which review: statements and the port.

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, named_params};

use super::Embedded;
use domain::ids::{CaseId, StaffId};
use ports::BoxError;
use ports::taker::{TAKEN_FOR, Taker, Takers};

impl Embedded {
    /// What was taken before this millisecond is not remembered.
    fn forgotten(&self) -> i64 {
        self.clock.now().as_millisecond().saturating_sub(TAKEN_FOR.saturating_mul(1000))
    }
}

fn find(
    transaction: &Transaction<'_>,
    case: &str,
    forgotten: i64,
) -> rusqlite::Result<Option<(String, i64)>> {
    let key = named_params! { ":id": case, ":forgotten": forgotten };
    let found = transaction.query_row(
        "SELECT staff, since FROM takers WHERE id = :id AND since > :forgotten",
        key,
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    found.optional()
}

fn put(
    transaction: &Transaction<'_>,
    (case, staff, since): (&str, &str, i64),
    forgotten: i64,
) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM takers WHERE since <= :forgotten",
        named_params! { ":forgotten": forgotten },
    )?;
    transaction.execute(
        "INSERT OR REPLACE INTO takers (id, staff, since) VALUES (:id, :staff, :since)",
        named_params! { ":id": case, ":staff": staff, ":since": since },
    )?;
    Ok(())
}

#[async_trait]
impl Takers for Embedded {
    async fn taker(&self, case: &CaseId) -> Result<Option<Taker>, BoxError> {
        let (case, forgotten) = (case.to_string(), self.forgotten());
        let found = self.writer.run(move |t| find(t, &case, forgotten)).await?;
        let Some((staff, since)) = found else { return Ok(None) };
        let since = Timestamp::from_millisecond(since)?;
        Ok(Some(Taker { staff: StaffId::parse(staff)?, since }))
    }

    async fn take(&self, case: &CaseId, taker: &Taker) -> Result<(), BoxError> {
        let (case, staff) = (case.to_string(), taker.staff.to_string());
        let (since, forgotten) = (taker.since.as_millisecond(), self.forgotten());
        Ok(self.writer.run(move |t| put(t, (&case, &staff, since), forgotten)).await?)
    }

    async fn release(&self, case: &CaseId) -> Result<(), BoxError> {
        let case = case.to_string();
        let delete = move |t: &Transaction<'_>| {
            t.execute("DELETE FROM takers WHERE id = :id", named_params! { ":id": case })
        };
        self.writer.run(delete).await?;
        Ok(())
    }
}
