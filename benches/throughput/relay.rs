//! The floor of the worker: the same round trips for each delivery, with the same clients and the
//! same bytes, and no logic at all.
//!
//! Per delivery: one load from Redis, one save, both events at once through a window of confirmed
//! publishes, one save, one acknowledgement. The script is the daemon's own; record and events are
//! those that the daemon has written before.
//!
//! It is a process of its own, this very program started again, so that it is stopped, resumed and
//! looked at as the others are. One task does everything: nothing is handed from thread to thread
//! but what the clients hand.

use std::cell::Cell;
use std::process::Stdio;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use lapin::ExchangeKind;
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicGetOptions, BasicQosOptions, ExchangeDeclareOptions,
};
use lapin::types::FieldTable;
use redis::aio::MultiplexedConnection;
use redis::io::tcp::TcpSettings;
use redis::{AsyncCommands, IntoConnectionInfo, Script, cmd};
use tokio::process::Command;

use crate::broker::{self, Window};
use crate::load::Letter;
use crate::process::Process;
use crate::servers;
use crate::sink::Sample;
use crate::site::Site;

/// Where its deliveries come in.
pub const WORK: &str = "bare.work";
/// Where its events go.
pub const EVENTS: &str = "bare.events";
/// The word that makes this program the relay.
pub const WORD: &str = "relay";

/// Where it finds the events that it is to tell.
const SAMPLES: &str = "bare.samples";
/// Where it finds the record of a case that has something to tell, and the one of a case that has
/// told it.
const OWING: &str = "bare:owing";
const RESTING: &str = "bare:resting";
/// The daemon's defaults.
const IN_FLIGHT: u16 = 64;
const REDIS_CONNECTIONS: usize = 2;
/// What the daemon says of a case with nothing left to do: 400 days.
const KEEP_MILLISECONDS: u64 = 400 * 86_400 * 1000;

/// What the daemon writes for one delivery.
pub struct Bytes {
    pub owing: Vec<u8>,
    pub resting: Vec<u8>,
    /// What it tells, in order.
    pub events: Vec<Sample>,
}

/// Leaves for the relay what it is to write, and a record for each letter, as the daemon has one for
/// each payment.
pub async fn prepare(site: &Site, window: &Window, bytes: &Bytes, letters: &[Letter]) {
    let channel = window.connection.create_channel().await.unwrap();
    let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let none = FieldTable::default();
    channel.exchange_declare(EVENTS.into(), ExchangeKind::Topic, durable, none).await.unwrap();
    broker::declare(&channel, WORK).await;
    broker::declare(&channel, SAMPLES).await;
    for Sample { key, properties, body } in &bytes.events {
        let properties = properties.clone().with_type(key.as_str().into());
        window.publish(("", SAMPLES), properties, body).await;
    }
    let mut redis = servers::redis_at(site.redis()).await;
    let mut pipe = redis::pipe();
    pipe.set(OWING, &bytes.owing).ignore().set(RESTING, &bytes.resting).ignore();
    for Letter { payment, .. } in letters {
        pipe.hset_multiple(
            key(payment),
            &[("version", b"1".as_slice()), ("record", &bytes.resting)],
        )
        .ignore();
    }
    pipe.exec_async(&mut redis).await.unwrap();
}

/// Starts it.
pub async fn start(site: &Site) -> Process {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.arg(WORD).env_clear().stdin(Stdio::null());
    command.env("AMQP_URL", site.amqp()).env("REDIS_URL", site.redis());
    Process::start_ready(&mut command).await
}

/// What the process does until it is ended.
pub async fn run() {
    let [amqp, redis] = ["AMQP_URL", "REDIS_URL"].map(|name| std::env::var(name).unwrap());
    let links = Links::open(&amqp, &redis).await;
    let connection = broker::connect(&amqp).await;
    let channel = connection.create_channel().await.unwrap();
    channel.basic_qos(IN_FLIGHT, BasicQosOptions { global: false }).await.unwrap();
    let (options, none) = (BasicConsumeOptions::default(), FieldTable::default());
    let consumer = channel.basic_consume(WORK.into(), WORD.into(), options, none).await;
    let mut consumer = consumer.unwrap();
    println!("ready");
    // The prefetch bounds what is under way.
    let mut under_way = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(()) = under_way.next() => {}
            delivery = consumer.next() => {
                let Some(delivery) = delivery else { return };
                under_way.push(links.relay(delivery.unwrap()));
            }
        }
    }
}

struct Links {
    redis: Vec<MultiplexedConnection>,
    turn: Cell<usize>,
    script: Script,
    window: Window,
    bytes: Bytes,
}

impl Links {
    async fn open(amqp: &str, url: &str) -> Self {
        let mut redis = Vec::new();
        for _ in 0..REDIS_CONNECTIONS {
            redis.push(connect(url).await);
        }
        let script =
            Script::new(include_str!("../../crates/shell/adapter-redis/src/save_if_version.lua"));
        let window = Window::open(amqp).await;
        let mut store = servers::redis_at(url).await;
        let (owing, resting) = store.mget((OWING, RESTING)).await.unwrap();
        let bytes = Bytes { owing, resting, events: samples(&window).await };
        Self { redis, turn: Cell::new(0), script, window, bytes }
    }

    async fn relay(&self, delivery: Delivery) {
        let payment = delivery.properties.correlation_id().clone().unwrap();
        let key = key(payment.as_str());
        let mut load = cmd("HMGET");
        load.arg(&key).arg("version").arg("record").arg("seal");
        let loaded: (u64, Vec<u8>, Option<String>) =
            load.query_async(&mut self.redis()).await.unwrap();
        let version = loaded.0;
        self.save(&key, version, &self.bytes.owing).await;
        join_all(self.bytes.events.iter().map(|Sample { key, properties, body }| {
            let properties = properties.clone().with_correlation_id(payment.clone());
            self.window.publish((EVENTS, key), properties, body)
        }))
        .await;
        self.save(&key, version + 1, &self.bytes.resting).await;
        assert!(delivery.ack(BasicAckOptions::default()).await.unwrap(), "acknowledged");
    }

    async fn save(&self, key: &str, version: u64, record: &[u8]) {
        // As long as the daemon's.
        let (token, seal) = ("host-1234-1760000000000-1234", "s".repeat(64));
        let mut call = self.script.key(key);
        call.arg(version).arg(version + 1).arg(token).arg(record).arg(seal).arg(KEEP_MILLISECONDS);
        let saved: bool = call.invoke_async(&mut self.redis()).await.unwrap();
        assert!(saved, "nobody else saves");
    }

    fn redis(&self) -> MultiplexedConnection {
        let turn = self.turn.get();
        self.turn.set(turn.wrapping_add(1));
        self.redis.get(turn % self.redis.len()).cloned().unwrap()
    }
}

/// The events as they were left; their keys travel as their types.
async fn samples(window: &Window) -> Vec<Sample> {
    let channel = window.connection.create_channel().await.unwrap();
    let mut samples = Vec::new();
    let options = BasicGetOptions { no_ack: true };
    while let Some(found) = channel.basic_get(SAMPLES.into(), options).await.unwrap() {
        let Delivery { properties, data: body, .. } = found.delivery;
        let key = properties.kind().as_ref().unwrap().to_string();
        samples.push(Sample { key, properties, body });
    }
    assert!(!samples.is_empty(), "there is something to tell");
    samples
}

/// As the daemon connects: small commands do not wait for each other.
async fn connect(url: &str) -> MultiplexedConnection {
    let address = url.into_connection_info().unwrap();
    let address = address.set_tcp_settings(TcpSettings::default().set_nodelay(true));
    redis::Client::open(address).unwrap().get_multiplexed_async_connection().await.unwrap()
}

fn key(payment: &str) -> String {
    format!("bare:{{bench/{payment}}}:case")
}
