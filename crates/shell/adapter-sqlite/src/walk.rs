//! The walk over all cases, by id.

use async_trait::async_trait;
use rusqlite::{Transaction, named_params};

use super::Embedded;
use super::cases::Sealed;
use domain::ids::CaseId;
use ports::BoxError;
use ports::walk::{CasePage, CaseWalk, Cursor};

/// Rows per page: the thread that writes is free again after each.
const PAGE: u32 = 256;

fn rows(
    transaction: &Transaction<'_>,
    after: &str,
    now: i64,
) -> rusqlite::Result<Vec<(String, Sealed)>> {
    let mut statement = transaction.prepare(
        "SELECT id, version, token, record, seal FROM cases
         WHERE id > :after AND (expires_at IS NULL OR expires_at > :now)
         ORDER BY id LIMIT :page",
    )?;
    let rows = statement
        .query_map(named_params! { ":after": after, ":now": now, ":page": PAGE }, |row| {
            Ok((row.get(0)?, Sealed::of(row, 1)?))
        })?;
    rows.collect()
}

#[async_trait]
impl CaseWalk for Embedded {
    async fn page(&self, cursor: Option<&Cursor>) -> Result<CasePage, BoxError> {
        // No id is empty, so that all are after the empty one.
        let after = cursor.map_or_else(String::new, |Cursor(id)| id.clone());
        let now = self.clock.now().as_millisecond();
        let rows = self.writer.run(move |t| rows(t, &after, now)).await?;
        let full = rows.len() >= usize::try_from(PAGE)?;
        let next = rows.last().filter(|_| full).map(|(id, _)| Cursor(id.clone()));
        let cases = rows.iter().filter_map(|(id, stored)| {
            let id = CaseId::parse(id).ok()?;
            Some(self.read(&id, stored))
        });
        Ok(CasePage { cases: cases.collect(), next })
    }
}
