//! The walk, in memory.

use std::ops::Bound;

use async_trait::async_trait;

use super::store::{MemoryStore, SwitchedOff};
use domain::ids::CaseId;
use ports::BoxError;
use ports::store::CaseStore as _;
use ports::walk::{CasePage, CaseWalk, Cursor};

/// Few, so that tests turn pages.
const PAGE: usize = 16;

#[async_trait]
impl CaseWalk for MemoryStore {
    async fn page(&self, cursor: Option<&Cursor>) -> Result<CasePage, BoxError> {
        let after = cursor.map(|Cursor(id)| CaseId::parse(id)).transpose()?;
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids: Vec<CaseId> = {
            let state = self.state();
            if state.down {
                return Err(SwitchedOff.into());
            }
            state
                .cases
                .range((from, Bound::Unbounded))
                .map(|(id, _)| id.clone())
                .take(PAGE)
                .collect()
        };
        let next = ids.get(PAGE.saturating_sub(1)).map(|id| Cursor(id.to_string()));
        let mut cases = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(loaded) = self.load(&id).await.transpose() {
                cases.push(loaded.map(|(case, _)| case));
            }
        }
        Ok(CasePage { cases, next })
    }
}
