//! What has to stand on the broker, for whoever owns it: written down, or declared once.

use super::build::{StartError, broker_error, setup};
use super::config::{Settings, Transport};
use adapter_rabbitmq::{BrokerError, Options, RabbitMq, definitions};

fn broker(settings: &Settings) -> Result<&Options, StartError> {
    match &settings.transport {
        Transport::RabbitMq(options) => Ok(options),
        Transport::Embedded => {
            let remedy = "set `transport.kind = \"rabbitmq\"` to have one";
            Err(setup("the embedded transport has no topology", remedy))
        }
    }
}

/// As definitions that RabbitMQ imports, in JSON.
pub fn written(settings: &Settings) -> Result<String, StartError> {
    let options = broker(settings)?;
    let found = definitions(options).map_err(|error| broker_error(BrokerError::from(error)))?;
    Ok(format!("{found:#}\n"))
}

/// Declares all of it, whatever `declare` says, and does nothing else.
pub async fn declare(settings: &Settings, instance: &str) -> Result<(), StartError> {
    let options = Options { declare: true, ..broker(settings)?.clone() };
    let broker = RabbitMq::connect(options, instance).await.map_err(broker_error)?;
    broker.outbox().close().await;
    Ok(())
}
