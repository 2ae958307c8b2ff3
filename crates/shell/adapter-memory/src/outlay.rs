//! What machines gave, in memory: kept with the cases, and lost with them.

use async_trait::async_trait;

use super::store::{MemoryStore, SwitchedOff};
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::BoxError;
use ports::outlay::OutlayStore;
use ports::store::Version;
use wire::record;

#[async_trait]
impl OutlayStore for MemoryStore {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        let state = self.state();
        if state.down {
            return Err(SwitchedOff.into());
        }
        let Some((bytes, version)) = state.outlays.get(account) else {
            return Ok((Outlay::default(), Version::default()));
        };
        Ok((record::decode_outlay(bytes)?, *version))
    }

    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError> {
        let mut state = self.state();
        if state.down {
            return Err(SwitchedOff.into());
        }
        let stored = state.outlays.get(account).map_or(Version::default(), |(_, version)| *version);
        if stored != expected {
            return Ok(false);
        }
        let next = Version { saves: expected.saves.saturating_add(1), last: self.stamp() };
        state.outlays.insert(account.clone(), (record::encode_outlay(outlay), next));
        Ok(true)
    }
}
