//! The RabbitMQ adapter against a real broker.
//!
//! Tests that disturb a whole broker start their own; the others share one and have a virtual host
//! each.

mod consuming;
mod keeping;
mod publishing;
mod standing;
mod window;

use std::sync::Arc;
use std::time::Duration;

use adapter_rabbitmq::{Options, RabbitInbox, RabbitMq};
use lapin::options::{
    BasicGetOptions, BasicPublishOptions, QueueDeclareOptions, QueueDeleteOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection};
use ports::inbox::{Delivery, Inbox};
use ports::message::Message;
use ports::outbox::Event;
use ports::shelves::Aside;
use refundd::app::shelf::{Pick, ShelfDesk};

use crate::servers::{self, SOON, Vhost, amqp, soon};

/// For what must not happen. Always waited out, so short.
const A_MOMENT: Duration = Duration::from_millis(300);

/// A virtual host with our topology on it, and a connection as any client has it.
struct Stand {
    vhost: Vhost,
    rabbit: RabbitMq,
    channel: Channel,
    _connection: Connection,
}

impl Stand {
    async fn new() -> Self {
        Self::with(|options| options).await
    }

    async fn with(chosen: impl FnOnce(Options) -> Options) -> Self {
        let vhost = servers::rabbitmq().await.new_vhost().await;
        let rabbit = connect(&chosen(options(vhost.url()))).await;
        let (connection, channel) = open(vhost.url()).await;
        Self { vhost, rabbit, channel, _connection: connection }
    }

    async fn inbox(&self) -> Arc<RabbitInbox> {
        self.rabbit.inbox().await.expect("the inbox opens")
    }

    async fn depth(&self, queue: &str) -> u32 {
        self.vhost.queue_depth(queue).await.expect("the queue exists")
    }

    async fn holds(&self, queue: &str, messages: u32) -> bool {
        servers::eventually(SOON, || async { self.depth(queue).await == messages }).await
    }

    async fn declare(&self, queue: &str, arguments: &[(&str, AMQPValue)]) {
        let durable = QueueDeclareOptions::durable();
        let declared = self.channel.queue_declare(queue.into(), durable, table(arguments)).await;
        declared.expect("the queue is declared");
    }

    async fn delete(&self, queue: &str) {
        let deleted = self.channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await;
        deleted.expect("the queue is deleted");
    }

    /// Takes the first message that is ready and says its id.
    async fn get(&self, queue: &str) -> Option<String> {
        let options = BasicGetOptions { no_ack: true };
        let got = self.channel.basic_get(queue.into(), options).await.expect("the queue exists");
        got.and_then(|got| got.properties.message_id().as_ref().map(ToString::to_string))
    }

    /// Publishes as a stranger would.
    async fn put(&self, queue: &str, properties: BasicProperties, body: &[u8]) {
        let options = BasicPublishOptions::default();
        let sent = self.channel.basic_publish("".into(), queue.into(), options, body, properties);
        sent.await.expect("the broker takes it");
    }
}

/// Ordinary options with a ladder that tests can climb.
fn options(url: &str) -> Options {
    Options {
        url: url.to_owned().into(),
        ladder_seconds: [1, 2, 600].map(Duration::from_secs).to_vec(),
        ..Options::default()
    }
}

async fn connect(options: &Options) -> RabbitMq {
    RabbitMq::connect(options.clone(), "test").await.expect("the broker is there")
}

async fn open(url: &str) -> (Connection, Channel) {
    let connection = amqp(url).await;
    let channel = soon(connection.create_channel()).await.expect("a connection has a channel");
    (connection, channel)
}

/// An operator's desk, on a connection of its own.
async fn desk(rabbit: &RabbitMq) -> ShelfDesk {
    ShelfDesk::new(Arc::new(rabbit.shelves().await.expect("they open")), rabbit.outbox())
}

/// Puts everything back that lies there.
async fn replay(rabbit: &RabbitMq, aside: Aside) -> u64 {
    desk(rabbit).await.replay(&[aside], &Pick::All).await.expect("the broker answers")
}

async fn next(inbox: &RabbitInbox) -> Delivery {
    soon(inbox.next()).await.expect("the inbox is open")
}

fn table(arguments: &[(&str, AMQPValue)]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in arguments {
        table.insert((*name).into(), value.clone());
    }
    table
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

fn message(id: &str) -> Message {
    Message {
        id: id.to_owned(),
        content_type: "application/json".to_owned(),
        account: Some("stripe-eu".to_owned()),
        sender: None,
        headers: vec![("stripe-signature".to_owned(), "t=1,v1=00".to_owned())],
        body: vec![b'{', 0, 255, b'}'],
        received_at: "2026-02-03T04:05:06.789Z".parse().ok(),
        receipt: Some("5ea1.2026-01-31T23:59:59Z 2026-02-01T00:00:00Z".to_owned()),
        attempt: 3,
        decision: Some("frozen".to_owned()),
        permit: None,
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    }
}

fn event(id: &str, routing_key: &str) -> Event {
    Event {
        id: id.to_owned(),
        routing_key: routing_key.to_owned(),
        body: b"{}".to_vec(),
        traceparent: None,
        signature: Vec::new(),
    }
}
