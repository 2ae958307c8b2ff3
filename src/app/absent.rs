//! What a process that only receives does not have: nothing comes to it, and it keeps nothing.

use async_trait::async_trait;
use jiff::Timestamp;

use case::state::Case;
use domain::ids::{AccountName, CaseId, SenderName};
use domain::outlay::Outlay;
use domain::switch::Switch;
use ports::BoxError;
use ports::inbox::{AckLost, Delivery, Inbox, Token};
use ports::outlay::OutlayStore;
use ports::quota::{QuotaStore, Window};
use ports::store::{CaseStore, Keep, StoreError, Version};
use ports::switch::SwitchStore;

/// An inbox without a delivery.
#[derive(Debug)]
pub(super) struct NoInbox;

#[async_trait]
impl Inbox for NoInbox {
    async fn next(&self) -> Option<Delivery> {
        None
    }

    async fn ack(&self, _token: Token) -> Result<(), AckLost> {
        Err(AckLost { source: None })
    }

    async fn give_up(&self, _token: Token) -> Result<(), AckLost> {
        Err(AckLost { source: None })
    }

    async fn close(&self) {}

    fn is_ready(&self) -> bool {
        true
    }
}

/// A store that nobody can use.
#[derive(Debug)]
pub(super) struct Absent;

/// Somebody wanted to use it: a defect.
#[derive(Debug, thiserror::Error)]
#[error("a process that only receives has no store")]
struct NotHere;

fn not_here(case: &CaseId) -> StoreError {
    StoreError::Unavailable { case: case.clone(), source: NotHere.into() }
}

#[async_trait]
impl CaseStore for Absent {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        Err(not_here(id))
    }

    async fn save(&self, case: &Case, _: Version, _: Keep) -> Result<Version, StoreError> {
        Err(not_here(&case.id))
    }

    async fn now(&self) -> Result<Timestamp, BoxError> {
        Err(NotHere.into())
    }

    async fn probe(&self) -> Result<(), BoxError> {
        Err(NotHere.into())
    }
}

#[async_trait]
impl QuotaStore for Absent {
    async fn count(&self, _: &SenderName, _: Window) -> Result<u64, BoxError> {
        Err(NotHere.into())
    }
}

/// Nothing here is held back by it: what is received is taken in.
#[async_trait]
impl SwitchStore for Absent {
    async fn load_switch(&self) -> Result<Option<Switch>, BoxError> {
        Ok(None)
    }

    async fn save_switch(&self, _: &Switch) -> Result<(), BoxError> {
        Err(NotHere.into())
    }
}

#[async_trait]
impl OutlayStore for Absent {
    async fn load_outlay(&self, _: &AccountName) -> Result<(Outlay, Version), BoxError> {
        Err(NotHere.into())
    }

    async fn save_outlay(&self, _: &AccountName, _: &Outlay, _: Version) -> Result<bool, BoxError> {
        Err(NotHere.into())
    }

    async fn has_cases(&self, _: &AccountName) -> Result<bool, BoxError> {
        Err(NotHere.into())
    }
}
