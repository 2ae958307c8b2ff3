//! Who has taken which review: statements and the port.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Transaction, named_params};

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

/// A case, who has it, and since when.
type Row = (String, String, i64);

/// All that is remembered, which is a few days of people's work.
fn all(transaction: &Transaction<'_>, forgotten: i64) -> rusqlite::Result<Vec<Row>> {
    let mut found =
        transaction.prepare("SELECT id, staff, since FROM takers WHERE since > :forgotten")?;
    let rows = found.query_map(named_params! { ":forgotten": forgotten }, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    rows.collect()
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
    async fn takers(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Taker>, BoxError> {
        let forgotten = self.forgotten();
        let rows = self.writer.run(move |t| all(t, forgotten)).await?;
        let wanted: BTreeMap<String, &CaseId> =
            cases.iter().map(|case| (case.to_string(), case)).collect();
        let mut takers = BTreeMap::new();
        for (case, staff, since) in rows {
            let Some(case) = wanted.get(&case) else { continue };
            let since = Timestamp::from_millisecond(since)?;
            takers.insert((*case).clone(), Taker { staff: StaffId::parse(staff)?, since });
        }
        Ok(takers)
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
