//! What rests on the rungs, and how it comes now.
//!
//! A rung is walked as a shelf is: what is meant is published to the work queue, confirmed, and only
//! then taken off; what is not stays unacknowledged until the channel closes, and the broker puts it
//! back with the time that it has rested. A crash leaves a message in both places at most.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use lapin::options::{BasicAckOptions, BasicGetOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{Channel, Connection};

use super::link::{BrokerError, ConnectError, Link, in_time};
use super::outbox::RabbitOutbox;
use super::properties;
use ports::BoxError;
use ports::message::Message;
use ports::outbox::Outbox as _;
use ports::wake::{IsMeant, Wake, WakeError};

/// Messages that are put back together: as many publishes are in flight as an ordinary pool has
/// channels.
const TOGETHER: usize = 16;

/// Access to the rungs over a connection of its own.
#[derive(Debug)]
pub struct RabbitWaiting {
    link: Arc<Link>,
    connection: Connection,
    outbox: Arc<RabbitOutbox>,
}

impl RabbitWaiting {
    pub(super) async fn open(
        link: Arc<Link>,
        outbox: Arc<RabbitOutbox>,
    ) -> Result<Self, BrokerError> {
        let connection = link.open("waiting").await?;
        Ok(Self { link, connection, outbox })
    }

    /// How many messages wait for a worker, or on a rung.
    pub(super) async fn count(&self) -> Result<u64, ConnectError> {
        let channel = in_time(self.limit(), self.connection.create_channel()).await?;
        let rungs = self.link.names.ladder().map(|rung| rung.queue.as_str());
        let mut waiting = 0_u64;
        for queue in rungs.chain([self.link.names.work.as_str()]) {
            waiting = waiting.saturating_add(self.depth(&channel, queue).await?.into());
        }
        Ok(waiting)
    }

    async fn depth(&self, channel: &Channel, queue: &str) -> Result<u32, ConnectError> {
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        let found = channel.queue_declare(queue.into(), passive, FieldTable::default());
        Ok(in_time(self.limit(), found).await?.message_count())
    }

    /// Wakes what is meant on one rung, and counts it in `woken`.
    async fn walk(
        &self,
        queue: &str,
        is_meant: &IsMeant<'_>,
        woken: &mut u64,
    ) -> Result<(), BoxError> {
        let channel = in_time(self.limit(), self.connection.create_channel()).await?;
        // What is put here while we walk came after those who were meant.
        let mut left = self.depth(&channel, queue).await?;
        while left > 0 {
            let mut meant = Vec::with_capacity(TOGETHER);
            while left > 0 && meant.len() < TOGETHER {
                left = left.saturating_sub(1);
                let getting = channel.basic_get(queue.into(), BasicGetOptions::default());
                let Some(got) = in_time(self.limit(), getting).await? else {
                    left = 0;
                    break;
                };
                let tag = got.delivery.delivery_tag;
                let message = properties::read(got.delivery);
                if is_meant(&message) {
                    meant.push((tag, message));
                }
            }
            *woken = woken.saturating_add(self.put_back(&channel, &meant).await?);
        }
        // Acks are not answered: closing in order makes sure that the last one was heard.
        Ok(in_time(self.limit(), channel.close(200, "OK".into())).await?)
    }

    async fn put_back(&self, channel: &Channel, meant: &[(u64, Message)]) -> Result<u64, BoxError> {
        try_join_all(meant.iter().map(|(_, message)| self.outbox.accept(message))).await?;
        for (tag, _) in meant {
            let taking_off = channel.basic_ack(*tag, BasicAckOptions::default());
            in_time(self.limit(), taking_off).await?;
        }
        Ok(u64::try_from(meant.len()).unwrap_or(u64::MAX))
    }

    fn limit(&self) -> Duration {
        self.link.options.connect_timeout_seconds
    }
}

#[async_trait]
impl Wake for RabbitWaiting {
    async fn wake(&self, is_meant: &IsMeant<'_>) -> Result<u64, WakeError> {
        let mut woken = 0;
        for rung in self.link.names.ladder() {
            if let Err(source) = self.walk(&rung.queue, is_meant, &mut woken).await {
                return Err(WakeError { woken, source });
            }
        }
        Ok(woken)
    }
}
