//! Opens the transport for an operator: once, without waiting for better times.

use std::sync::Arc;

use super::ShelfDesk;
use crate::app::build::{StartError, broker_error, embedded_error, setup};
use crate::app::clock::SystemClock;
use crate::app::config::{Settings, Transport};
use adapter_rabbitmq::RabbitMq;
use adapter_sqlite::Embedded;

/// Opens what the transport keeps aside. `instance` is unique per process.
pub async fn open(settings: &Settings, instance: &str) -> Result<ShelfDesk, StartError> {
    match &settings.transport {
        Transport::RabbitMq(broker) => {
            let broker = RabbitMq::connect(broker.clone(), instance).await.map_err(broker_error)?;
            let shelves = broker.shelves().await.map_err(broker_error)?;
            Ok(ShelfDesk::new(Arc::new(shelves), broker.outbox()))
        }
        Transport::Embedded => {
            let file = Arc::new(existing_file(settings, instance)?);
            Ok(ShelfDesk::new(file.clone(), file))
        }
    }
}

/// Opens the embedded file, where there is one, beside the daemon that may have it: looking must not make
/// an empty one.
pub(in crate::app) fn existing_file(
    settings: &Settings,
    instance: &str,
) -> Result<Embedded, StartError> {
    let options = &settings.embedded;
    if !options.path.exists() {
        let what = format!("{} is not there: no process has begun yet", options.path.display());
        return Err(setup(&what, "look at `embedded.path`"));
    }
    Embedded::beside(options.clone(), Arc::new(SystemClock), settings.record_seal(), instance)
        .map_err(embedded_error)
}
