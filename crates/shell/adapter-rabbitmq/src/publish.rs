//! What is published, and where to.

use lapin::options::BasicPublishOptions;
use lapin::types::ShortString;
use lapin::{BasicProperties, Channel};

use super::confirm::{NotConfirmed, heard};

/// One publish, persistent.
#[derive(Debug)]
pub(super) struct Publish<'a> {
    exchange: ShortString,
    key: ShortString,
    properties: BasicProperties,
    body: &'a [u8],
}

impl<'a> Publish<'a> {
    /// Refuses names that AMQP cannot carry.
    pub(super) fn new(
        (exchange, key): (&str, &str),
        properties: BasicProperties,
        body: &'a [u8],
    ) -> Result<Self, NotConfirmed> {
        let exchange = ShortString::try_new(exchange)
            .map_err(|_too_long| NotConfirmed::Unfit("the exchange's name is too long"))?;
        let key = ShortString::try_new(key)
            .map_err(|_too_long| NotConfirmed::Unfit("the routing key is too long"))?;
        Ok(Self { exchange, key, properties: properties.with_delivery_mode(2), body })
    }

    /// Publishes on the channel and waits for the confirm. The first poll gives it its place among
    /// those on the channel, and waits for nothing before.
    #[expect(clippy::disallowed_methods, reason = "this is the place that waits for the confirm")]
    pub(super) async fn on(&self, channel: &Channel, mandatory: bool) -> Result<(), NotConfirmed> {
        let options = BasicPublishOptions { mandatory, ..BasicPublishOptions::default() };
        let (exchange, key) = (self.exchange.clone(), self.key.clone());
        let properties = self.properties.clone();
        let sending = channel.basic_publish(exchange, key, options, self.body, properties);
        heard(sending.await?.await?)
    }
}
