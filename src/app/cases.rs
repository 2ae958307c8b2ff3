//! The store of cases in an operator's hands, to look into it: once, without waiting for better
//! times.

use std::sync::Arc;

use super::build::{StartError, setup};
use super::config::{Settings, Store};
use super::{options, shelf};
use crate::adapters::redis::RedisStore;
use crate::ports::store::CaseStore;

/// Opens the store, where there is one. `instance` is unique per process.
pub fn open(settings: &Settings, instance: &str) -> Result<Arc<dyn CaseStore>, StartError> {
    match &settings.store {
        Store::Redis(redis) => {
            let store = RedisStore::new(options::redis(redis), instance)
                .map_err(|error| setup("the options of [store.redis] cannot be used", error))?;
            Ok(Arc::new(store))
        }
        Store::Embedded => Ok(Arc::new(shelf::existing_file(settings)?)),
    }
}
