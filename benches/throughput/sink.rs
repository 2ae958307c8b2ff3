//! A subscriber that counts: how one knows that an event has arrived, and when.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use lapin::options::{BasicConsumeOptions, BasicQosOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Connection};
use serde_json::Value;
use tokio_util::task::AbortOnDropHandle;

use crate::broker;

/// Longer than any measurement takes.
const PATIENCE: Duration = Duration::from_secs(180);
/// Between two looks at the count. A wake-up for each event would cost more than it tells.
const GLANCE: Duration = Duration::from_millis(1);

/// An event as it went over the wire.
#[derive(Clone)]
pub struct Sample {
    pub key: String,
    pub properties: BasicProperties,
    pub body: Vec<u8>,
}

/// Counts what arrives in a queue of its own, which is as light as a queue can be: gone with its
/// connection, not replicated, not acknowledged. It is the same for all that are compared.
pub struct Sink {
    counted: String,
    books: Arc<Mutex<Books>>,
    _connection: Connection,
    _task: AbortOnDropHandle<()>,
}

#[derive(Default)]
struct Books {
    /// Of the key that is counted.
    count: u64,
    /// The first of each key.
    samples: BTreeMap<String, Sample>,
    /// Each of the key that is counted, while somebody wants to know when it came.
    arrivals: Option<Vec<(Instant, Sample)>>,
}

impl Sink {
    /// Binds a queue to everything that goes through a topic exchange, and counts one key.
    pub async fn subscribe(url: &str, exchange: &str, counted: &str) -> Self {
        let connection = broker::connect(url).await;
        let channel = connection.create_channel().await.unwrap();
        let own = QueueDeclareOptions { exclusive: true, ..QueueDeclareOptions::default() };
        let none = FieldTable::default;
        let queue = channel.queue_declare("".into(), own, none()).await.unwrap();
        let (name, bind) = (queue.name().as_str(), QueueBindOptions::default());
        channel.queue_bind(name.into(), exchange.into(), "#".into(), bind, none()).await.unwrap();
        channel.basic_qos(1000, BasicQosOptions { global: false }).await.unwrap();
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let consumer = channel.basic_consume(name.into(), "sink".into(), options, none());
        let mut consumer = consumer.await.unwrap();
        let books = Arc::new(Mutex::new(Books::default()));
        let (kept, key) = (Arc::clone(&books), counted.to_owned());
        let task = tokio::spawn(async move {
            while let Some(Ok(delivery)) = consumer.next().await {
                let arrived = Instant::now();
                let sample = || Sample {
                    key: delivery.routing_key.to_string(),
                    properties: delivery.properties.clone(),
                    body: delivery.data.clone(),
                };
                let mut books = kept.lock().unwrap();
                if !books.samples.contains_key(delivery.routing_key.as_str()) {
                    books.samples.insert(delivery.routing_key.to_string(), sample());
                }
                if delivery.routing_key.as_str() == key {
                    books.count += 1;
                    if let Some(arrivals) = &mut books.arrivals {
                        arrivals.push((arrived, sample()));
                    }
                }
            }
        });
        let counted = counted.to_owned();
        Self { counted, books, _connection: connection, _task: AbortOnDropHandle::new(task) }
    }

    /// How many have arrived.
    pub fn count(&self) -> u64 {
        self.books.lock().unwrap().count
    }

    /// Waits until so many have arrived, in all.
    pub async fn reaches(&self, total: u64) {
        let began = Instant::now();
        while self.count() < total {
            let (found, key) = (self.count(), &self.counted);
            assert!(began.elapsed() < PATIENCE, "{total} × {key} in time; there are {found}");
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// The first one that came under this key.
    pub fn sample(&self, key: &str) -> Sample {
        self.books.lock().unwrap().samples.get(key).cloned().unwrap()
    }

    /// From now on it is written down when each arrives.
    pub fn watch(&self) {
        self.books.lock().unwrap().arrivals = Some(Vec::new());
    }

    /// What was written down, by the payment that it is about.
    pub fn watched(&self) -> BTreeMap<String, Instant> {
        let arrivals = self.books.lock().unwrap().arrivals.take().unwrap_or_default();
        arrivals.into_iter().map(|(arrived, event)| (payment_of(&event), arrived)).collect()
    }
}

/// The bare relay's events are all the same, so it says in a property which delivery they are for.
fn payment_of(event: &Sample) -> String {
    if let Some(payment) = event.properties.correlation_id() {
        return payment.to_string();
    }
    let body: Value = serde_json::from_slice(&event.body).unwrap();
    body.pointer("/data/payment").and_then(Value::as_str).unwrap().to_owned()
}
