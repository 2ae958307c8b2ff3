//! The worker: a dashboard refund comes in, and the adopted refund and the clawback of the
//! commission have been published; beside the bare relay.
//!
//! The daemon is stopped by a signal while its queue is filled. Every payment is known to it by
//! then, so it has nothing to ask the processor; should it ask, it gets errors and no event comes.

use std::time::Instant;

use redis::AsyncCommands;
use sandbox::{Fault, FaultRule, Target, When};

use crate::Ground;
use crate::broker::Pool;
use crate::daemon::{Daemon, Limits, Site, cpu_of};
use crate::figures::{Figures, mean, median, rate, ratio};
use crate::load::{self, Letter, Shop};
use crate::relay::{self, Bytes, Relay};
use crate::sink::Sink;

/// Deliveries per round: short rounds and many, because neighbours come and go.
const COUNT: usize = 500;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 17;
/// What follows from one delivery, in this order.
const ADOPTED: &str = "refund.adopted.v1";
const CLAWBACK: &str = "commission.clawback.v1";
const EVENTS: usize = 2;

/// Events per second, and CPU seconds per 10,000 events.
#[derive(Default)]
struct Side {
    rates: Vec<f64>,
    cpu: Vec<f64>,
}

impl Side {
    fn add(&mut self, began: Instant, cpu: f64) {
        let events = COUNT * EVENTS;
        self.rates.push(rate(events, began.elapsed()));
        self.cpu.push(cpu * 10_000.0 / events as f64);
    }
}

pub async fn measure(ground: &Ground, figures: &mut Figures) {
    let Ground { site, shop, pool, events } = ground;
    Relay::declare(&site.amqp).await;
    let daemon = Daemon::start(site, "all", Limits::default()).await;
    let bare_events = Sink::subscribe(&site.amqp, relay::EVENTS).await;
    let rounds = 1 + ROUNDS;
    let payments = shop.sell(COUNT * rounds);
    load::put(pool, &shop.refund_by_hand(&payments)).await;
    events.reaches(CLAWBACK, payments.len() as u64).await;
    refuse_reads(shop);

    let letters = shop.refund_by_hand(&payments);
    let (first, counted) = letters.split_at(COUNT);
    let bytes = looked_at(&daemon, ground, first).await;
    figures.note("worker.owing_bytes", bytes.owing.len() as f64);
    figures.note("worker.resting_bytes", bytes.resting.len() as f64);
    let relay = Relay::start(&site.amqp, &site.redis, bytes).await;
    let (mut ours, mut bare) = (Side::default(), Side::default());
    through_the_relay(&relay, pool, &bare_events, first, &mut Side::default()).await;
    for round in counted.chunks(COUNT) {
        through_the_daemon(&daemon, pool, events, round, &mut ours).await;
        through_the_relay(&relay, pool, &bare_events, round, &mut bare).await;
    }
    shop.sandbox.clear_faults();
    tell(figures, ours, bare);
    figures.compare("worker: peak memory, MiB", "worker.peak_mib", daemon.peak_mib(), "<= 64");
    daemon.stop().await;
}

async fn through_the_daemon(
    daemon: &Daemon,
    pool: &Pool,
    events: &Sink,
    letters: &[Letter],
    side: &mut Side,
) {
    daemon.pause().await;
    load::put(pool, letters).await;
    let before = events.count(CLAWBACK);
    let (began, cpu) = (Instant::now(), daemon.cpu());
    daemon.resume().await;
    events.reaches(CLAWBACK, before + letters.len() as u64).await;
    side.add(began, daemon.cpu() - cpu);
}

async fn through_the_relay(
    relay: &Relay,
    pool: &Pool,
    events: &Sink,
    letters: &[Letter],
    side: &mut Side,
) {
    relay.pause();
    relay.remember(letters).await;
    load::put_into(pool, ("", relay::WORK), letters).await;
    let before = events.count(CLAWBACK);
    let (began, cpu) = (Instant::now(), cpu_of("self"));
    relay.resume();
    events.reaches(CLAWBACK, before + letters.len() as u64).await;
    // The subscriber's share is in it; the daemon's has none.
    side.add(began, cpu_of("self") - cpu);
}

fn refuse_reads(shop: &Shop) {
    for on in [Target::Read, Target::List] {
        let rule = FaultRule { on, fault: Fault::FailBeforeExecuting, when: When::Always };
        shop.sandbox.add_fault(rule).unwrap();
    }
}

/// The round that is not counted: the daemon is stopped in the middle of it, to see what it writes.
async fn looked_at(daemon: &Daemon, ground: &Ground, letters: &[Letter]) -> Bytes {
    let Ground { site, pool, events, .. } = ground;
    let before = events.count(CLAWBACK);
    daemon.pause().await;
    load::put(pool, letters).await;
    daemon.resume().await;
    events.reaches(CLAWBACK, before + letters.len() as u64 / 2).await;
    daemon.pause().await;
    let owing = longest_record(site).await;
    daemon.resume().await;
    events.reaches(CLAWBACK, before + letters.len() as u64).await;
    daemon.pause().await;
    let resting = longest_record(site).await;
    daemon.resume().await;
    Bytes { owing, resting, events: [ADOPTED, CLAWBACK].map(|key| events.sample(key)).into() }
}

/// The longest record that the daemon has stored: of a case in flight, where there is one.
async fn longest_record(site: &Site) -> Vec<u8> {
    let client = redis::Client::open(site.redis.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = connection.keys("refundd:*:case").await.unwrap();
    let mut pipe = redis::pipe();
    for key in keys {
        pipe.hget(key, "record");
    }
    let records: Vec<Vec<u8>> = pipe.query_async(&mut connection).await.unwrap();
    records.into_iter().max_by_key(Vec::len).unwrap()
}

fn tell(figures: &mut Figures, ours: Side, bare: Side) {
    let compared = ratio(&ours.rates, &bare.rates);
    figures.show("worker: events per second", "worker.events_per_s", median(ours.rates));
    figures.show("  bare relay", "worker.bare_events_per_s", median(bare.rates));
    figures.compare("  worker / bare relay", "worker.ratio", compared, ">= 0.7");
    figures.show("worker: CPU s per 10,000 events", "worker.cpu_s", mean(&ours.cpu));
    figures.show("  bare relay, subscriber included", "worker.bare_cpu_s", mean(&bare.cpu));
}
