//! Bare AMQP: connections, queues, and confirmed publishing through a window.
//!
//! A channel has one owner, which keeps up to [`WINDOW`] publishes outstanding. What makes the
//! daemon's publisher safe is not here: nothing is rebuilt, nothing is recorded.

use std::marker::PhantomData;

use lapin::options::{
    BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions, QueuePurgeOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection, ConnectionProperties};
use tokio::sync::Semaphore;

/// Publishes outstanding on a channel.
pub const WINDOW: usize = 64;

/// Connects.
pub async fn connect(url: &str) -> Connection {
    Connection::connect(url, ConnectionProperties::default()).await.unwrap()
}

/// Declares a quorum queue.
pub async fn declare(channel: &Channel, queue: &str) {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    channel.queue_declare(queue.into(), QueueDeclareOptions::durable(), arguments).await.unwrap();
}

/// Publishes with a confirm, up to [`WINDOW`] at a time.
///
/// The first poll of a publish gives it its number and queues its frames. Confirms therefore find
/// their publishes as long as all futures of a window are polled by one task, which the type sees
/// to: it cannot be shared with another one.
pub struct Window {
    pub connection: Connection,
    channel: Channel,
    permits: Semaphore,
    _one_task: PhantomData<*const ()>,
}

impl Window {
    pub async fn open(url: &str) -> Self {
        let connection = connect(url).await;
        let channel = connection.create_channel().await.unwrap();
        channel.confirm_select(ConfirmSelectOptions::default()).await.unwrap();
        Self { connection, channel, permits: Semaphore::new(WINDOW), _one_task: PhantomData }
    }

    /// Ends with the confirm. Not `mandatory`: a return would be given to whichever confirm comes
    /// next.
    pub async fn publish(&self, to: (&str, &str), properties: BasicProperties, body: &[u8]) {
        let _permit = self.permits.acquire().await.unwrap();
        let properties = properties.with_delivery_mode(2);
        let (options, (exchange, key)) = (BasicPublishOptions::default(), to);
        #[expect(clippy::disallowed_methods, reason = "the floor is what stands below the adapter")]
        let confirm =
            self.channel.basic_publish(exchange.into(), key.into(), options, body, properties);
        let confirmation = confirm.await.unwrap().await.unwrap();
        assert_eq!(confirmation, Confirmation::Ack(None), "stored");
    }

    /// Drops what is in a queue.
    pub async fn purge(&self, queue: &str) {
        let channel = self.connection.create_channel().await.unwrap();
        channel.queue_purge(queue.into(), QueuePurgeOptions::default()).await.unwrap();
    }
}
