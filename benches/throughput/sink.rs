//! A subscriber that counts: how one knows that an event has arrived.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use lapin::options::{BasicConsumeOptions, BasicQosOptions, QueueBindOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Connection};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use crate::broker;

/// Longer than any measurement takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// An event as it went over the wire.
#[derive(Clone)]
pub struct Sample {
    pub key: String,
    pub properties: BasicProperties,
    pub body: Vec<u8>,
}

/// Counts what arrives in one queue, by routing key.
pub struct Sink {
    counts: watch::Receiver<BTreeMap<String, u64>>,
    samples: Arc<Mutex<BTreeMap<String, Sample>>>,
    _connection: Connection,
    _task: AbortOnDropHandle<()>,
}

impl Sink {
    /// Binds a queue of its own to everything that goes through a topic exchange.
    pub async fn subscribe(url: &str, exchange: &str) -> Self {
        let connection = broker::connect(url).await;
        let channel = connection.create_channel().await.unwrap();
        let queue = format!("{exchange}.sink");
        broker::declare(&channel, &queue).await;
        let (bind, none) = (QueueBindOptions::default(), FieldTable::default());
        let name = queue.as_str();
        channel.queue_bind(name.into(), exchange.into(), "#".into(), bind, none).await.unwrap();
        channel.basic_qos(1000, BasicQosOptions { global: false }).await.unwrap();
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let consumer =
            channel.basic_consume(name.into(), "sink".into(), options, FieldTable::default());
        let mut consumer = consumer.await.unwrap();
        let (count, counts) = watch::channel(BTreeMap::new());
        let samples = Arc::new(Mutex::new(BTreeMap::new()));
        let kept = Arc::clone(&samples);
        let task = tokio::spawn(async move {
            while let Some(Ok(delivery)) = consumer.next().await {
                let key = delivery.routing_key.to_string();
                count.send_modify(|counts: &mut BTreeMap<String, u64>| {
                    *counts.entry(key.clone()).or_default() += 1;
                });
                kept.lock().unwrap().entry(key.clone()).or_insert_with(|| Sample {
                    key,
                    properties: delivery.properties,
                    body: delivery.data,
                });
            }
        });
        Self { counts, samples, _connection: connection, _task: AbortOnDropHandle::new(task) }
    }

    /// How many have arrived under this key.
    pub fn count(&self, key: &str) -> u64 {
        self.counts.borrow().get(key).copied().unwrap_or_default()
    }

    /// Waits until so many have arrived under the key, in all.
    pub async fn reaches(&self, key: &str, total: u64) {
        let mut counts = self.counts.clone();
        let enough = |counts: &BTreeMap<String, u64>| counts.get(key).is_some_and(|n| *n >= total);
        let waited = tokio::time::timeout(PATIENCE, counts.wait_for(enough)).await;
        let found = self.counts.borrow().clone();
        drop(waited.unwrap_or_else(|_| panic!("{total} × {key} in time; there are {found:?}")));
    }

    /// The first one that came under this key.
    pub fn sample(&self, key: &str) -> Sample {
        self.samples.lock().unwrap().get(key).cloned().unwrap()
    }
}
