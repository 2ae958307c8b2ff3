//! The outlay of each account is there before its first decision.
//!
//! Then one that is missing later was deleted, or went with a lost store, and is no empty one. Only a
//! store without any case of an account is believed to be new to it: a machine gives nothing without
//! keeping a case. Whoever empties a store of all that an account has, and waits for a worker to begin,
//! is not told from the first day; a marker tells a store that was emptied as a whole.

use super::account::WorkerSettings;
use domain::ids::AccountName;
use domain::outlay::Outlay;
use ports::store::Version;
use ports::{BoxError, Ports};
use telemetry::outlay::OutlayUnknown;

/// Writes the outlays that are not there. Where that fails, they are missing when they are needed, and
/// a person decides.
pub async fn begin_outlays(ports: &Ports, settings: &WorkerSettings) {
    for account in settings.accounts.keys() {
        if let Err(error) = begin(ports, account).await {
            OutlayUnknown { account, error }.emit();
        }
    }
}

async fn begin(ports: &Ports, account: &AccountName) -> Result<(), BoxError> {
    let (_, version) = ports.outlays.load_outlay(account).await?;
    if version != Version::default() {
        return Ok(());
    }
    let outlay = if ports.outlays.has_cases(account).await? {
        Outlay::begun_anew(ports.clock.now())
    } else {
        Outlay::default()
    };
    // Where another worker was faster, it is there.
    ports.outlays.save_outlay(account, &outlay, version).await?;
    Ok(())
}
