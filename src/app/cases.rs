//! The store of cases in an operator's hands, to look into it: once, without waiting for better
//! times.

use std::sync::Arc;

use super::build::{StartError, setup};
use super::config::{Settings, Store};
use super::shelf;
use adapter_redis::RedisStore;
use ports::store::CaseStore;
use ports::walk::CaseWalk;

/// Opens the store, where there is one. `instance` is unique per process.
pub fn open(settings: &Settings, instance: &str) -> Result<Arc<dyn CaseStore>, StartError> {
    Ok(match &settings.store {
        Store::Redis(options) => Arc::new(redis(settings, options, instance)?),
        Store::Embedded => Arc::new(shelf::existing_file(settings, instance)?),
    })
}

/// Opens the store to walk over all of it.
pub fn walk(settings: &Settings, instance: &str) -> Result<Arc<dyn CaseWalk>, StartError> {
    Ok(match &settings.store {
        Store::Redis(options) => Arc::new(redis(settings, options, instance)?),
        Store::Embedded => Arc::new(shelf::existing_file(settings, instance)?),
    })
}

fn redis(
    settings: &Settings,
    options: &adapter_redis::Options,
    instance: &str,
) -> Result<RedisStore, StartError> {
    RedisStore::new(options.clone(), instance, settings.record_seal())
        .map_err(|error| setup("the options of [store.redis] cannot be used", error))
}
