//! Bare AMQP: connections, quorum queues, and publishing with a confirm over a pool of channels.
//!
//! The pool is the daemon's without what makes the daemon's safe: one publish in flight per channel,
//! nothing rebuilt, nothing recorded.

use std::sync::Mutex;

use lapin::options::{
    BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions, QueuePurgeOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection, ConnectionProperties};
use tokio::sync::Semaphore;

/// As many as the daemon has by default.
const CHANNELS: usize = 16;

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

/// Drops what is in a queue.
pub async fn purge(connection: &Connection, queue: &str) {
    let channel = connection.create_channel().await.unwrap();
    channel.queue_purge(queue.into(), QueuePurgeOptions::default()).await.unwrap();
}

/// Publishes with a confirm, one in flight per channel.
pub struct Pool {
    pub connection: Connection,
    permits: Semaphore,
    idle: Mutex<Vec<Channel>>,
}

impl Pool {
    pub async fn open(url: &str) -> Self {
        let connection = connect(url).await;
        let mut idle = Vec::new();
        for _ in 0..CHANNELS {
            let channel = connection.create_channel().await.unwrap();
            channel.confirm_select(ConfirmSelectOptions::default()).await.unwrap();
            idle.push(channel);
        }
        Self { connection, permits: Semaphore::new(CHANNELS), idle: Mutex::new(idle) }
    }

    /// Ends with the confirm.
    pub async fn publish(&self, to: (&str, &str), properties: BasicProperties, body: &[u8]) {
        let _permit = self.permits.acquire().await.unwrap();
        let channel = self.idle.lock().unwrap().pop().unwrap();
        let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let properties = properties.with_delivery_mode(2);
        let (exchange, key) = to;
        #[expect(clippy::disallowed_methods, reason = "the floor is what stands below the adapter")]
        let confirm =
            channel.basic_publish(exchange.into(), key.into(), options, body, properties).await;
        let confirmation = confirm.unwrap().await.unwrap();
        assert_eq!(confirmation, Confirmation::Ack(None), "stored and routed");
        self.idle.lock().unwrap().push(channel);
    }
}
