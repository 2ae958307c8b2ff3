//! Opens transport and store for a reviewer: once, without waiting for better times.

use std::sync::Arc;

use super::ReviewDesk;
use crate::app::build::{StartError, broker_error, setup};
use crate::app::config::{Settings, Store, Transport};
use crate::app::shelf::existing_file;
use adapter_rabbitmq::RabbitMq;
use adapter_redis::RedisStore;
use adapter_sqlite::Embedded;
use ports::outbox::Outbox;

/// Opens what is needed to see and answer reviews. `instance` is unique per process.
pub async fn open(settings: &Settings, instance: &str) -> Result<ReviewDesk, StartError> {
    let file: Option<Arc<Embedded>> = match (&settings.transport, &settings.store) {
        (Transport::RabbitMq(_), Store::Redis(_)) => None,
        (Transport::Embedded, _) | (_, Store::Embedded) => {
            Some(Arc::new(existing_file(settings, instance)?))
        }
    };
    let outbox: Arc<dyn Outbox> = match (&settings.transport, &file) {
        (Transport::RabbitMq(broker), _) => {
            RabbitMq::connect(broker.clone(), instance).await.map_err(broker_error)?.outbox()
        }
        (Transport::Embedded, Some(file)) => file.clone(),
        (Transport::Embedded, None) => unreachable!("the embedded transport opens its file"),
    };
    let source = settings.service.source.clone();
    let senders = settings.senders.clone();
    match (&settings.store, file) {
        (Store::Redis(redis), _) => {
            let store = RedisStore::new(redis.clone(), instance, settings.record_seal())
                .map_err(|error| setup("the options of [store.redis] cannot be used", error))?;
            Ok(ReviewDesk::new(Arc::new(store), outbox, source, senders))
        }
        (Store::Embedded, Some(file)) => Ok(ReviewDesk::new(file, outbox, source, senders)),
        (Store::Embedded, None) => unreachable!("the embedded store opens its file"),
    }
}
