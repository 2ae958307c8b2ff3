//! The marker of the store is part of the first start: whoever sets refundd up has nothing to hold back.
//!
//! A store without marker and without a case is a new one, or one that was emptied. The broker tells the
//! two apart: where anything is under way, its messages wait there, and every request waits for a week
//! after its refund.

use super::build::{StartError, broker_error};
use adapter_rabbitmq::RabbitMq;
use adapter_redis::{Memory, RedisStore};
use domain::ids::AccountName;
use ports::outlay::OutlayStore as _;
use telemetry::events::chain;

/// Marks a store that is new, if a marker is configured. What is not certain is left to a person.
pub(super) async fn mark(
    store: &RedisStore,
    broker: &RabbitMq,
    accounts: impl Iterator<Item = &AccountName>,
) -> Result<(), StartError> {
    // A store that does not answer now is not ready, and is looked at again soon.
    if !matches!(store.memory().await, Ok(Memory::Lost)) {
        return Ok(());
    }
    for account in accounts {
        if !matches!(store.has_cases(account).await, Ok(false)) {
            return Ok(());
        }
    }
    if !broker.is_idle().await.map_err(broker_error)? {
        return Ok(());
    }
    match store.write_marker().await {
        Ok(()) => tracing::info!("the store is new, and has its marker now"),
        Err(error) => {
            tracing::warn!(error = chain(&error), "the store is new, and cannot be marked");
        }
    }
    Ok(())
}
