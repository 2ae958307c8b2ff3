//! Where it is kept what machines gave lately, for all workers together.

use async_trait::async_trait;

use super::BoxError;
use super::store::Version;
use domain::ids::AccountName;
use domain::outlay::Outlay;

/// The store of outlays, one per account, changed only by compare-and-set.
///
/// It may forget as a store of cases may. An outlay that is not there is as good as unknown, so it is
/// written when the first worker of an account begins, and kept for ever.
#[async_trait]
pub trait OutlayStore: Send + Sync {
    /// Loads the outlay of an account; an empty one of the default version if there is none.
    ///
    /// An error says that nobody knows what was given: the store cannot be used, or what it has
    /// cannot be read or was not written by a worker.
    async fn load_outlay(&self, account: &AccountName) -> Result<(Outlay, Version), BoxError>;

    /// Saves it if its version is still `expected`; `false` if another worker was faster. After an
    /// error it may be saved or not.
    async fn save_outlay(
        &self,
        account: &AccountName,
        outlay: &Outlay,
        expected: Version,
    ) -> Result<bool, BoxError>;

    /// Whether the store has any case of the account.
    async fn has_cases(&self, account: &AccountName) -> Result<bool, BoxError>;
}
