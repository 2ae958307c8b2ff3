//! The outbox port: which exchange and which properties a publish has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use lapin::BasicProperties;

use super::confirm::NotConfirmed;
use super::link::{BrokerError, Link};
use super::names::WORK_KEY;
use super::properties;
use super::publish::Publish;
use super::publisher::Publisher;
use super::topology::TopologyError;
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};

/// The exchange that routes to the queue named by the routing key.
const DEFAULT_EXCHANGE: &str = "";

/// Publishes events and messages to RabbitMQ.
#[derive(Debug)]
pub struct RabbitOutbox {
    link: Arc<Link>,
    publisher: Publisher,
    /// Whether it is known that the inbound exchange loses nothing where no queue is bound. Of the
    /// topic of events that is known where we declare it; nothing else shows it without telling
    /// consumers something.
    inbound_keeps: AtomicBool,
}

impl RabbitOutbox {
    pub(super) fn new(link: Arc<Link>, publisher: Publisher) -> Self {
        let inbound_keeps = AtomicBool::new(link.options.declare);
        Self { link, publisher, inbound_keeps }
    }

    /// Says goodbye to the broker. What is published afterwards fails.
    pub async fn close(&self) {
        self.publisher.close().await;
    }

    /// Publishes an empty message to where no queue is bound, where it expires at once. The inbound
    /// exchange has another one for such, and the default exchange returns it.
    pub(super) async fn may_publish(&self, accepts: bool, defers: bool) -> Result<(), BrokerError> {
        let inbound = self.link.names.inbound.as_str();
        if accepts {
            match self.publish_nowhere(inbound).await {
                Ok(()) => self.inbound_keeps.store(true, Ordering::Relaxed),
                Err(NotConfirmed::Broken(error)) => return Err(error.into()),
                Err(NotConfirmed::Returned { .. }) => {
                    return Err(TopologyError::Loses { exchange: inbound.to_owned() }.into());
                }
                // What is published finds out.
                Err(_) => {}
            }
        }
        if defers
            && let Err(NotConfirmed::Broken(error)) = self.publish_nowhere(DEFAULT_EXCHANGE).await
        {
            return Err(error.into());
        }
        Ok(())
    }

    async fn publish_nowhere(&self, exchange: &str) -> Result<(), NotConfirmed> {
        let nowhere = format!("{}.nowhere", self.link.names.work);
        let expired = BasicProperties::default().with_expiration("0".into());
        let publish = Publish::new((exchange, &nowhere), expired, b"")?;
        self.publisher.publish_or_return(&publish).await
    }

    /// Publishes in this order.
    async fn send(&self, publishes: &[Publish<'_>], keeps: bool) -> Result<(), NotConfirmed> {
        if keeps {
            return self.publisher.publish_all(publishes).await;
        }
        for publish in publishes {
            self.publisher.publish_or_return(publish).await?;
        }
        Ok(())
    }

    async fn put(
        &self,
        (exchange, key): (&str, &str),
        (message, reason): (&Message, Option<&str>),
        keeps: bool,
    ) -> Result<(), PublishError> {
        let putting = async {
            let properties = properties::of_message(message, reason)?;
            let publish = Publish::new((exchange, key), properties, &message.body)?;
            self.send(&[publish], keeps).await
        };
        let to = if exchange.is_empty() { key } else { exchange };
        putting.await.map_err(|error| unconfirmed(format!("message {} to {to}", message.id), error))
    }
}

fn unconfirmed(what: String, error: NotConfirmed) -> PublishError {
    PublishError { what, in_vain: error.is_in_vain(), source: error.into() }
}

#[async_trait]
impl Outbox for RabbitOutbox {
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        let publishing = async {
            let exchange = self.link.names.events.as_str();
            let publishes: Vec<Publish<'_>> = events
                .iter()
                .map(|event| {
                    let to = (exchange, event.routing_key.as_str());
                    Publish::new(to, properties::of_event(event)?, &event.body)
                })
                .collect::<Result<_, _>>()?;
            self.send(&publishes, self.link.options.declare).await
        };
        publishing.await.map_err(|error| unconfirmed(Event::names(events), error))
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        let to = (self.link.names.inbound.as_str(), WORK_KEY);
        self.put(to, (&message.unpermitted(), None), self.inbound_keeps.load(Ordering::Relaxed))
            .await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        let to = (DEFAULT_EXCHANGE, self.link.names.rung(seconds).queue.as_str());
        self.put(to, (message, None), false).await
    }

    async fn shelve(&self, message: &Message, on: Shelf, reason: &str) -> Result<(), PublishError> {
        let to = (DEFAULT_EXCHANGE, self.link.names.shelf(on));
        self.put(to, (&message.unpermitted(), Some(reason)), false).await
    }

    fn is_ready(&self) -> bool {
        self.publisher.is_ready()
    }
}
