//! The store in an operator's hands: what state it is in, and the mark that says which one it is.

use super::build::{StartError, setup, store_refuses};
use super::config::{Settings, Store};
use super::shelf;
use adapter_redis::{MarkerError, RedisStore};
use ports::record_seal::RecordSeal;

/// The state of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Redis(adapter_redis::Status),
    /// The embedded file.
    Embedded(adapter_sqlite::Status),
}

/// Asks the store.
pub async fn status(settings: &Settings, instance: &str) -> Result<Status, StartError> {
    match &settings.store {
        Store::Redis(options) => {
            let store = opened(options, instance)?;
            store.status().await.map(Status::Redis).map_err(marker_error)
        }
        Store::Embedded => {
            let file = shelf::existing_file(settings, instance)?;
            let status = file.status().await.map_err(|error| StartError::Unavailable {
                what: "the embedded file cannot be read".to_owned(),
                source: Box::new(error),
            })?;
            Ok(Status::Embedded(status))
        }
    }
}

/// Writes the marker; in place of another one only if told so.
pub async fn mark(settings: &Settings, replace: bool, instance: &str) -> Result<(), StartError> {
    let Store::Redis(options) = &settings.store else {
        let why = "it is one file on this machine, which nobody else can empty";
        return Err(setup("the embedded store has no marker and needs none", why));
    };
    let store = opened(options, instance)?;
    let written = if replace { store.replace_marker().await } else { store.write_marker().await };
    written.map_err(marker_error)
}

fn opened(options: &adapter_redis::Options, instance: &str) -> Result<RedisStore, StartError> {
    let store = RedisStore::new(options.clone(), instance, RecordSeal::Unchecked);
    store.map_err(|error| setup("the options of [store.redis] cannot be used", error))
}

fn marker_error(error: MarkerError) -> StartError {
    match error {
        MarkerError::NotConfigured | MarkerError::Another { .. } => {
            setup("the store cannot be marked", error)
        }
        MarkerError::Link(error) if error.is_refusal() => store_refuses(error),
        MarkerError::Link(_) | MarkerError::Answer(_) => StartError::Unavailable {
            what: "Redis cannot be asked".to_owned(),
            source: Box::new(error),
        },
    }
}
