//! Looking at what is kept aside, and putting it back to work. For people; bounded.
//!
//! A message is put back before it is taken off, so a crash in between leaves it in both places
//! and the worker sees a duplicate.

use std::sync::Arc;

use lapin::options::{
    BasicAckOptions, BasicGetOptions, BasicNackOptions, BasicQosOptions, QueueDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{Channel, Connection};

use super::link::{ConnectError, Link, StartError};
use super::outbox::RabbitOutbox;
use super::properties;
use crate::ports::message::Message;
use crate::ports::outbox::{Outbox, PublishError, Shelf};

/// More is not held in memory at once.
pub const PEEK_MAX: u32 = 100;

/// Where messages are kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// On a shelf, by the worker.
    Shelf(Shelf),
    /// In the dead queue, by the broker: no worker acknowledged it in many deliveries.
    Dead,
}

/// A message on a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// The message.
    pub message: Message,
    /// Why it is there; the broker gives no reason.
    pub reason: Option<String>,
}

/// Why a replay ended early.
#[derive(Debug, thiserror::Error)]
#[error("{replayed} messages were put back before the replay failed")]
pub struct ReplayError {
    /// How many messages were put back and taken off.
    pub replayed: u32,
    /// What failed.
    #[source]
    pub source: ShelvesError,
}

/// Why a shelf could not be worked on.
#[derive(Debug, thiserror::Error)]
pub enum ShelvesError {
    /// The broker did not do it.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A message could not be put back; it is still where it was.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl From<lapin::Error> for ShelvesError {
    fn from(error: lapin::Error) -> Self {
        Self::Connect(ConnectError::Failed(error))
    }
}

/// Access to the shelves over a connection of its own.
#[derive(Debug)]
pub struct Shelves {
    link: Arc<Link>,
    outbox: Arc<RabbitOutbox>,
    connection: Connection,
}

impl Shelves {
    pub(super) async fn open(
        link: Arc<Link>,
        outbox: Arc<RabbitOutbox>,
    ) -> Result<Self, StartError> {
        let connection = link.open("shelves").await?;
        Ok(Self { link, outbox, connection })
    }

    /// How many messages are there, those being looked at not counted.
    pub async fn count(&self, aside: Aside) -> Result<u32, ShelvesError> {
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let channel = self.channel().await?;
        let queue = self.queue(aside).into();
        let found = channel.queue_declare(queue, passive, FieldTable::default()).await?;
        Ok(found.message_count())
    }

    /// Shows the oldest messages, at most `max` and never more than [`PEEK_MAX`]. They stay where
    /// they are, but nobody else sees them while this looks.
    pub async fn peek(&self, aside: Aside, max: u32) -> Result<Vec<Shelved>, ShelvesError> {
        let channel = self.channel().await?;
        let mut shelved = Vec::new();
        let mut last = None;
        for _ in 0..max.min(PEEK_MAX) {
            let got =
                channel.basic_get(self.queue(aside).into(), BasicGetOptions::default()).await?;
            let Some(got) = got else { break };
            last = Some(got.delivery.delivery_tag);
            let reason = properties::reason(&got.delivery);
            shelved.push(Shelved { message: properties::read(got.delivery), reason });
        }
        if let Some(last) = last {
            channel.basic_nack(last, BasicNackOptions { requeue: true, multiple: true }).await?;
        }
        Ok(shelved)
    }

    /// Puts the oldest messages back into the work queue, in order, at most `max` and at most as
    /// many as were there at the beginning: what comes back to the shelf meanwhile stays. The
    /// reason is stripped and the attempts begin at zero; a frozen decision stays frozen.
    pub async fn replay(&self, aside: Aside, max: u32) -> Result<u32, ReplayError> {
        let mut replayed = 0;
        match self.replay_counting(aside, max, &mut replayed).await {
            Ok(()) => Ok(replayed),
            Err(source) => Err(ReplayError { replayed, source }),
        }
    }

    async fn replay_counting(
        &self,
        aside: Aside,
        max: u32,
        replayed: &mut u32,
    ) -> Result<(), ShelvesError> {
        let most = self.count(aside).await?.min(max);
        let channel = self.channel().await?;
        while *replayed < most {
            let got =
                channel.basic_get(self.queue(aside).into(), BasicGetOptions::default()).await?;
            let Some(got) = got else { break };
            let tag = got.delivery.delivery_tag;
            let message = Message { attempt: 0, ..properties::read(got.delivery) };
            // If this fails, the channel is dropped and the broker puts the message back.
            self.outbox.accept(&message).await?;
            channel.basic_ack(tag, BasicAckOptions::default()).await?;
            *replayed = replayed.saturating_add(1);
        }
        // Acks are not answered: closing in order makes sure that the last one was heard.
        channel.close(200, "OK".into()).await?;
        Ok(())
    }

    async fn channel(&self) -> Result<Channel, ShelvesError> {
        let channel = self.connection.create_channel().await?;
        channel.basic_qos(1, BasicQosOptions { global: false }).await?;
        Ok(channel)
    }

    fn queue(&self, aside: Aside) -> &str {
        match aside {
            Aside::Shelf(which) => self.link.names.shelf(which),
            Aside::Dead => &self.link.names.dead,
        }
    }
}
