//! The outbox port: which exchange and which properties a publish has.

use std::sync::Arc;

use async_trait::async_trait;
use lapin::BasicProperties;

use super::link::{BrokerError, Link};
use super::names::WORK_KEY;
use super::properties;
use super::publisher::{NotConfirmed, Publisher};
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};

/// The exchange that routes to the queue named by the routing key.
const DEFAULT_EXCHANGE: &str = "";

/// Publishes events and messages to RabbitMQ.
#[derive(Debug)]
pub struct RabbitOutbox {
    link: Arc<Link>,
    publisher: Publisher,
}

impl RabbitOutbox {
    pub(super) fn new(link: Arc<Link>, publisher: Publisher) -> Self {
        Self { link, publisher }
    }

    /// Says goodbye to the broker. What is published afterwards fails.
    pub async fn close(&self) {
        self.publisher.close().await;
    }

    /// Publishes an empty message to where no queue is bound: the broker returns it, or refuses us.
    pub(super) async fn may_publish(&self, accepts: bool, defers: bool) -> Result<(), BrokerError> {
        let exchanges = [(accepts, self.link.names.inbound.as_str()), (defers, DEFAULT_EXCHANGE)];
        let nowhere = format!("{}.nowhere", self.link.names.work);
        for (_, exchange) in exchanges.into_iter().filter(|(publishes, _)| *publishes) {
            let properties = BasicProperties::default();
            let tried = self.publisher.publish(exchange, &nowhere, properties, b"").await;
            if let Err(NotConfirmed::Broken(error)) = tried {
                return Err(error.into());
            }
        }
        Ok(())
    }

    async fn send(
        &self,
        (exchange, key): (&str, &str),
        properties: Result<BasicProperties, NotConfirmed>,
        body: &[u8],
        what: impl FnOnce() -> String,
    ) -> Result<(), PublishError> {
        let sent = match properties {
            Ok(properties) => self.publisher.publish(exchange, key, properties, body).await,
            Err(unfit) => Err(unfit),
        };
        sent.map_err(|source| PublishError {
            what: what(),
            in_vain: source.is_in_vain(),
            source: source.into(),
        })
    }
}

#[async_trait]
impl Outbox for RabbitOutbox {
    async fn publish(&self, event: &Event) -> Result<(), PublishError> {
        let to = (self.link.names.events.as_str(), event.routing_key.as_str());
        let what = || format!("event {} ({})", event.id, event.routing_key);
        self.send(to, properties::of_event(event), &event.body, what).await
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        let to = (self.link.names.inbound.as_str(), WORK_KEY);
        let what = || format!("message {} to {}", message.id, to.0);
        self.send(to, properties::of_message(message, None), &message.body, what).await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        let to = (DEFAULT_EXCHANGE, self.link.names.rung(seconds).queue.as_str());
        let what = || format!("message {} to {}", message.id, to.1);
        self.send(to, properties::of_message(message, None), &message.body, what).await
    }

    async fn shelve(&self, message: &Message, on: Shelf, reason: &str) -> Result<(), PublishError> {
        let to = (DEFAULT_EXCHANGE, self.link.names.shelf(on));
        let what = || format!("message {} to {}", message.id, to.1);
        self.send(to, properties::of_message(message, Some(reason)), &message.body, what).await
    }

    fn is_ready(&self) -> bool {
        self.publisher.is_ready()
    }
}
