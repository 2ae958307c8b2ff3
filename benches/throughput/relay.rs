//! The floor of the worker: the same round trips for each delivery, with the same clients and the
//! same bytes, and no logic at all.
//!
//! Per delivery: one load from Redis, one save, two confirmed publishes one after the other, one
//! save, one acknowledgement. The script is the daemon's own; record and events are those that the
//! daemon has written before.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicQosOptions, ExchangeDeclareOptions,
};
use lapin::types::FieldTable;
use lapin::{Connection, ExchangeKind};
use redis::aio::MultiplexedConnection;
use redis::{Script, cmd};
use tokio::sync::{Semaphore, watch};
use tokio_util::task::AbortOnDropHandle;

use crate::broker::{self, Pool};
use crate::load::Letter;
use crate::sink::Sample;

/// Where its deliveries come in.
pub const WORK: &str = "bare.work";
/// Where its events go.
pub const EVENTS: &str = "bare.events";
/// The daemon's defaults.
const IN_FLIGHT: u16 = 64;
const REDIS_CONNECTIONS: usize = 2;
/// What the daemon says of a case with nothing left to do: 400 days.
const KEEP_MILLISECONDS: u64 = 400 * 86_400 * 1000;

/// A relay that consumes while its gate is open.
pub struct Relay {
    gate: watch::Sender<bool>,
    links: Arc<Links>,
    _connection: Connection,
    _task: AbortOnDropHandle<()>,
}

struct Links {
    redis: Vec<MultiplexedConnection>,
    turn: AtomicUsize,
    script: Script,
    pool: Pool,
    bytes: Bytes,
}

/// What the daemon writes for one delivery.
pub struct Bytes {
    /// The record of a case that has something to tell.
    pub owing: Vec<u8>,
    /// The record of the same case when it has told it.
    pub resting: Vec<u8>,
    /// What it tells, in order.
    pub events: Vec<Sample>,
}

impl Relay {
    /// Declares its exchange and its queue.
    pub async fn declare(amqp: &str) {
        let connection = broker::connect(amqp).await;
        let channel = connection.create_channel().await.unwrap();
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        let declared =
            channel.exchange_declare(EVENTS.into(), ExchangeKind::Topic, durable, none());
        declared.await.unwrap();
        broker::declare(&channel, WORK).await;
    }

    /// Connects, and waits behind its closed gate.
    pub async fn start(amqp: &str, redis: &str, bytes: Bytes) -> Self {
        let client = redis::Client::open(redis).unwrap();
        let mut redis = Vec::new();
        for _ in 0..REDIS_CONNECTIONS {
            redis.push(client.get_multiplexed_async_connection().await.unwrap());
        }
        let script =
            Script::new(include_str!("../../crates/shell/adapter-redis/src/save_if_version.lua"));
        let pool = Pool::open(amqp).await;
        let links = Arc::new(Links { redis, turn: AtomicUsize::new(0), script, pool, bytes });
        let connection = broker::connect(amqp).await;
        let channel = connection.create_channel().await.unwrap();
        channel.basic_qos(IN_FLIGHT, BasicQosOptions { global: false }).await.unwrap();
        let options = BasicConsumeOptions::default();
        let consumer = channel.basic_consume(WORK.into(), "bare".into(), options, none());
        let consumer = consumer.await.unwrap();
        let (gate, open) = watch::channel(false);
        let task = tokio::spawn(run(consumer, open, Arc::clone(&links)));
        let task = AbortOnDropHandle::new(task);
        Self { gate, links, _connection: connection, _task: task }
    }

    /// Stores a record for each letter, as the daemon has one for each payment.
    pub async fn remember(&self, letters: &[Letter]) {
        for letter in letters {
            let id = letter.properties.message_id().as_ref().unwrap();
            self.links.save(&key(id.as_str()), 0, &self.links.bytes.resting).await;
        }
    }

    pub fn pause(&self) {
        self.gate.send_replace(false);
    }

    pub fn resume(&self) {
        self.gate.send_replace(true);
    }
}

async fn run(mut consumer: lapin::Consumer, mut open: watch::Receiver<bool>, links: Arc<Links>) {
    let permits = Arc::new(Semaphore::new(IN_FLIGHT.into()));
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let Some(delivery) = consumer.next().await else { return };
        // After the wait for a delivery: the gate may have been closed meanwhile.
        open.wait_for(|open| *open).await.unwrap();
        let links = Arc::clone(&links);
        tokio::spawn(async move {
            links.relay(delivery.unwrap()).await;
            drop(permit);
        });
    }
}

impl Links {
    async fn relay(&self, delivery: Delivery) {
        let key = key(delivery.properties.message_id().as_ref().unwrap().as_str());
        let mut load = cmd("HMGET");
        load.arg(&key).arg("version").arg("record");
        let loaded: (u64, Vec<u8>) = load.query_async(&mut self.redis()).await.unwrap();
        let version = loaded.0;
        self.save(&key, version, &self.bytes.owing).await;
        for event in &self.bytes.events {
            let to = (EVENTS, event.key.as_str());
            self.pool.publish(to, event.properties.clone(), &event.body).await;
        }
        self.save(&key, version + 1, &self.bytes.resting).await;
        assert!(delivery.ack(BasicAckOptions::default()).await.unwrap(), "acknowledged");
    }

    async fn save(&self, key: &str, version: u64, record: &[u8]) {
        let mut call = self.script.key(key);
        call.arg(version).arg(version + 1).arg("host-1234-1760000000000-1234");
        call.arg(record).arg(KEEP_MILLISECONDS);
        let saved: bool = call.invoke_async(&mut self.redis()).await.unwrap();
        assert!(saved, "nobody else saves");
    }

    fn redis(&self) -> MultiplexedConnection {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.redis.get(turn % self.redis.len()).cloned().unwrap()
    }
}

fn key(id: &str) -> String {
    format!("bare:{{bench/{id}}}:case")
}

fn none() -> FieldTable {
    FieldTable::default()
}
