//! How many messages of senders were counted, in memory.

use async_trait::async_trait;

use super::store::{MemoryStore, SwitchedOff};
use domain::ids::SenderName;
use ports::BoxError;
use ports::quota::{QuotaStore, Window};

#[async_trait]
impl QuotaStore for MemoryStore {
    async fn count(&self, sender: &SenderName, window: Window) -> Result<u64, BoxError> {
        let mut state = self.state();
        if state.down {
            return Err(SwitchedOff.into());
        }
        let count = state.quotas.entry((sender.clone(), window)).or_default();
        *count = count.saturating_add(1);
        Ok(*count)
    }
}
