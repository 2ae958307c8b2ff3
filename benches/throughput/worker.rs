//! The worker: a dashboard refund comes in, and the adopted refund and the clawback of the
//! commission have been published; beside the bare relay.
//!
//! The daemon is stopped by a signal while its queue is filled. Every payment is known to it by
//! then, so it has nothing to ask the processor; should it ask, it gets errors and no event comes.

use std::time::Instant;

use redis::AsyncCommands;
use refundd::sandbox::{Fault, FaultRule, Target, When};

use crate::Ground;
use crate::broker::Pool;
use crate::daemon::{Daemon, Limits, Site, cpu_of};
use crate::figures::{Figures, median, rate, ratio};
use crate::load::{self, Letter, Shop};
use crate::relay::{self, Relay};
use crate::sink::Sink;

/// Deliveries per round.
const COUNT: usize = 1500;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 5;
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
    let record = a_record(site).await;
    figures.note("worker.record_bytes", record.len() as f64);
    let samples = [ADOPTED, CLAWBACK].map(|key| events.sample(key));
    let relay = Relay::start(&site.amqp, &site.redis, record, samples.into()).await;
    let (mut ours, mut bare) = (Side::default(), Side::default());
    for round in letters.chunks(COUNT) {
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

/// A record as the daemon has stored it.
async fn a_record(site: &Site) -> Vec<u8> {
    let client = redis::Client::open(site.redis.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = connection.keys("refundd:*:case").await.unwrap();
    connection.hget(keys.first().unwrap(), "record").await.unwrap()
}

fn tell(figures: &mut Figures, mut ours: Side, mut bare: Side) {
    for side in [&mut ours, &mut bare] {
        side.rates.remove(0);
        side.cpu.remove(0);
    }
    let compared = ratio(&ours.rates, &bare.rates);
    figures.show("worker: events per second", "worker.events_per_s", median(ours.rates));
    figures.show("  bare relay", "worker.bare_events_per_s", median(bare.rates));
    figures.compare("  worker / bare relay", "worker.ratio", compared, ">= 0.7");
    figures.show("worker: CPU s per 10,000 events", "worker.cpu_s", median(ours.cpu));
    figures.show("  bare relay, subscriber included", "worker.bare_cpu_s", median(bare.cpu));
}
