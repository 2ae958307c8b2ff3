//! What machines gave, in memory: kept with the cases, and lost with them.

use async_trait::async_trait;

use super::store::{MemoryStore, StoredOutlay, SwitchedOff};
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::BoxError;
use ports::outlay::OutlayStore;
use ports::record_seal::RecordOf;
use ports::store::Version;
use wire::record;

#[async_trait]
impl OutlayStore for MemoryStore {
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError> {
        let state = self.state();
        if state.down {
            return Err(SwitchedOff.into());
        }
        let Some(StoredOutlay { version, record, seal }) = state.outlays.get(account) else {
            return Ok((Outlay::default(), Version::default()));
        };
        self.check(RecordOf::Outlay(account), *version, record, seal)?;
        Ok((record::decode_outlay(record)?, *version))
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
        let stored = state.outlays.get(account).map_or(Version::default(), |stored| stored.version);
        if stored != expected {
            return Ok(false);
        }
        let next = Version { saves: expected.saves.saturating_add(1), last: self.stamp() };
        let record = record::encode_outlay(outlay);
        let seal = self.seal(RecordOf::Outlay(account), next, &record);
        state.outlays.insert(account.clone(), StoredOutlay { version: next, record, seal });
        Ok(true)
    }

    async fn has_cases(&self, account: &AccountName) -> Result<bool, BoxError> {
        let state = self.state();
        if state.down {
            return Err(SwitchedOff.into());
        }
        Ok(state.cases.keys().any(|id| id.account == *account))
    }
}
