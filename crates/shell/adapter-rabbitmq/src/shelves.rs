//! The shelves and the dead queue, for people.
//!
//! A walk takes message after message from the queue and acknowledges those that are to go; when
//! its channel closes, the broker puts back the others. So nobody else sees them meanwhile, and a
//! crash leaves everything that was not acknowledged where it was.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lapin::options::{BasicAckOptions, BasicGetOptions, BasicNackOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Connection};

use super::link::{BrokerError, ConnectError, Link, in_time};
use super::properties;
use ports::message::Message;
use ports::shelves::{Aside, Kept, Shelves as Port, ShelvesError, Walk};

/// More is not held in memory at once.
pub const PEEK_MAX: u32 = 100;

/// A message on a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeekedMessage {
    pub message: Message,
    /// Why it is there; the broker gives no reason.
    pub reason: Option<String>,
}

/// Access to the shelves over a connection of its own.
#[derive(Debug)]
pub struct RabbitShelves {
    link: Arc<Link>,
    connection: Connection,
}

impl RabbitShelves {
    pub(super) async fn open(link: Arc<Link>) -> Result<Self, BrokerError> {
        let connection = link.open("shelves").await?;
        Ok(Self { link, connection })
    }

    /// Shows the oldest messages, at most `max` and never more than [`PEEK_MAX`]. They stay where
    /// they are, but nobody else sees them while this looks.
    pub async fn peek(&self, aside: Aside, max: u32) -> Result<Vec<PeekedMessage>, ConnectError> {
        let channel = self.connection.create_channel().await.map_err(ConnectError::Failed)?;
        let peeking = async {
            let mut shelved = Vec::new();
            let mut last = None;
            for _ in 0..max.min(PEEK_MAX) {
                let got =
                    channel.basic_get(self.queue(aside).into(), BasicGetOptions::default()).await?;
                let Some(got) = got else { break };
                last = Some(got.delivery.delivery_tag);
                let reason = properties::reason(&got.delivery);
                shelved.push(PeekedMessage { message: properties::read(got.delivery), reason });
            }
            if let Some(last) = last {
                let back = BasicNackOptions { requeue: true, multiple: true };
                channel.basic_nack(last, back).await?;
            }
            lapin::Result::Ok(shelved)
        };
        peeking.await.map_err(ConnectError::Failed)
    }

    async fn depth(&self, channel: &Channel, aside: Aside) -> Result<u32, ConnectError> {
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let queue = self.queue(aside).into();
        let found = channel.queue_declare(queue, passive, FieldTable::default());
        Ok(in_time(self.limit(), found).await?.message_count())
    }

    async fn opened(&self) -> Result<Channel, ConnectError> {
        in_time(self.limit(), self.connection.create_channel()).await
    }

    fn limit(&self) -> Duration {
        self.link.options.connect_timeout_seconds
    }

    fn queue(&self, aside: Aside) -> &str {
        match aside {
            Aside::Shelf(which) => self.link.names.shelf(which),
            Aside::Dead => &self.link.names.dead,
        }
    }
}

#[async_trait]
impl Port for RabbitShelves {
    async fn count(&self, aside: Aside) -> Result<u64, ShelvesError> {
        let counting = async {
            let channel = self.opened().await?;
            self.depth(&channel, aside).await
        };
        counting.await.map(u64::from).map_err(|error| failed(aside, error))
    }

    async fn walk(&self, aside: Aside) -> Result<Box<dyn Walk>, ShelvesError> {
        let beginning = async {
            let channel = self.opened().await?;
            let left = self.depth(&channel, aside).await?;
            Ok((channel, left))
        };
        let (channel, left) = beginning.await.map_err(|error| failed(aside, error))?;
        let queue = self.queue(aside).to_owned();
        Ok(Box::new(Along { channel, aside, queue, left, shown: None, limit: self.limit() }))
    }
}

/// A walk along one queue.
struct Along {
    channel: Channel,
    aside: Aside,
    queue: String,
    /// How many of those that were there at the beginning are still to come.
    left: u32,
    shown: Option<u64>,
    limit: Duration,
}

#[async_trait]
impl Walk for Along {
    async fn next(&mut self) -> Result<Option<Kept>, ShelvesError> {
        self.shown = None;
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let getting =
            self.channel.basic_get(self.queue.as_str().into(), BasicGetOptions::default());
        let got = in_time(self.limit, getting).await.map_err(|error| failed(self.aside, error))?;
        let Some(got) = got else { return Ok(None) };
        self.shown = Some(got.delivery.delivery_tag);
        let reason = properties::reason(&got.delivery);
        let since = match self.aside {
            Aside::Shelf(_) => None,
            Aside::Dead => properties::died_at(&got.delivery),
        };
        Ok(Some(Kept { reason, since, message: properties::read(got.delivery) }))
    }

    async fn remove(&mut self) -> Result<(), ShelvesError> {
        let Some(tag) = self.shown.take() else { return Ok(()) };
        let acknowledging = self.channel.basic_ack(tag, BasicAckOptions::default());
        in_time(self.limit, acknowledging).await.map_err(|error| failed(self.aside, error))
    }

    async fn end(self: Box<Self>) -> Result<(), ShelvesError> {
        // Acks are not answered: closing in order makes sure that the last one was heard.
        let closing = self.channel.close(200, "OK".into());
        in_time(self.limit, closing).await.map_err(|error| failed(self.aside, error))
    }
}

fn failed(aside: Aside, error: ConnectError) -> ShelvesError {
    ShelvesError { aside, source: error.into() }
}
