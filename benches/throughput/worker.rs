//! The worker: a refund that somebody made by hand comes in, and the adopted refund and the clawback
//! of the commission have been published; beside the worker in Node and beside the bare relay.
//!
//! Every payment is known by then, so there is nothing to ask the processor; who asks nevertheless
//! gets errors, and no event comes.

use std::time::Duration;

use redis::AsyncCommands;
use sandbox::{Fault, FaultRule, Target, When};

use crate::Ground;
use crate::contestant::{ADOPTED, CLAWBACK, Contestant, EVENTS, Rounds};
use crate::figures::{Figures, mean, median, quantile, ratio};
use crate::futex::FutexCount;
use crate::latency;
use crate::load::{Letter, Shop};
use crate::relay::{self, Bytes};
use crate::servers;
use crate::site::{Limits, Site};

/// Deliveries per round: short rounds and many, because neighbours come and go.
const COUNT: usize = 500;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 17;
/// After it, everything that was begun has been saved.
const SETTLED: Duration = Duration::from_secs(1);

/// One of those that are compared, and what was measured of it.
struct Lane {
    contestant: Contestant,
    rounds: Rounds,
    latencies: Vec<f64>,
    futex: Option<f64>,
}

impl Lane {
    fn of(contestant: Contestant) -> Self {
        Self { contestant, rounds: Rounds::default(), latencies: Vec::new(), futex: None }
    }
}

pub async fn measure(ground: &Ground, figures: &mut Figures) {
    let Ground { site, shop, window, peer } = ground;
    let payments = shop.sell(COUNT * (1 + ROUNDS));
    let seen = shop.refund_by_hand(&payments);
    let ours = Contestant::ours(site, Limits::default()).await;
    ours.work_off(window, &seen).await;
    let node = match peer {
        Some(peer) => Some(Contestant::peer(peer, site).await),
        None => None,
    };
    if let Some(node) = &node {
        node.work_off(window, &seen).await;
    }
    refuse_reads(shop);

    let letters = shop.refund_by_hand(&payments);
    let (first, counted) = letters.split_at(COUNT);
    let bytes = looked_at(&ours, ground, first).await;
    figures.note("worker.owing_bytes", bytes.owing.len() as f64);
    figures.note("worker.resting_bytes", bytes.resting.len() as f64);
    relay::prepare(site, window, &bytes, &letters).await;
    let mut ours = Lane::of(ours);
    let mut bare = Lane::of(Contestant::bare(site).await);
    let mut node = node.map(Lane::of);
    for lane in [Some(&mut bare), node.as_mut()].into_iter().flatten() {
        lane.contestant.work_off(window, first).await;
    }
    for letters in counted.chunks(COUNT) {
        for lane in [Some(&mut ours), Some(&mut bare), node.as_mut()].into_iter().flatten() {
            lane.contestant.round(window, letters, &mut lane.rounds).await;
        }
    }
    half_load(ground, &payments, [Some(&mut ours), Some(&mut bare), node.as_mut()]).await;
    let letters = shop.refund_by_hand(payments.get(..COUNT).unwrap());
    for lane in [Some(&mut ours), Some(&mut bare), node.as_mut()].into_iter().flatten() {
        lane.futex = futex(lane, ground, &letters).await;
    }
    shop.sandbox.clear_faults();
    tell(figures, &ours, &bare, node.as_ref());
    ours.contestant.process.stop().await;
}

/// All are given as much: half of what the slowest of them can do.
async fn half_load(ground: &Ground, payments: &[String], lanes: [Option<&mut Lane>; 3]) {
    let mut lanes: Vec<_> = lanes.into_iter().flatten().collect();
    let slowest = lanes.iter().map(|lane| median(&lane.rounds.rates)).fold(f64::MAX, f64::min);
    let per_second = slowest / 2.0;
    for _ in 0..latency::ROUNDS {
        let letters = ground.shop.refund_by_hand(payments.get(..latency::COUNT).unwrap());
        for lane in &mut lanes {
            let measured =
                latency::measure(&lane.contestant, &ground.window, &letters, per_second).await;
            lane.latencies.extend(measured);
        }
    }
}

async fn futex(lane: &Lane, ground: &Ground, letters: &[Letter]) -> Option<f64> {
    let count = FutexCount::attach(&lane.contestant.process).await?;
    lane.contestant.round(&ground.window, letters, &mut Rounds::default()).await;
    Some(count.total().await? / (letters.len() as f64 * EVENTS))
}

pub fn refuse_reads(shop: &Shop) {
    for on in [Target::Read, Target::List] {
        let rule = FaultRule { on, fault: Fault::FailBeforeExecuting, when: When::Always };
        shop.sandbox.add_fault(rule).unwrap();
    }
}

/// The round that is not counted: the daemon is stopped in the middle of it, to see what it writes.
async fn looked_at(ours: &Contestant, ground: &Ground, letters: &[Letter]) -> Bytes {
    let Ground { site, window, .. } = ground;
    let before = ours.events.count();
    ours.process.pause();
    ours.put(window, letters).await;
    ours.process.resume();
    ours.events.reaches(before + letters.len() as u64 / 2).await;
    ours.process.pause();
    let owing = longest_record(site).await;
    ours.process.resume();
    ours.events.reaches(before + letters.len() as u64).await;
    // The last save comes after the last event.
    tokio::time::sleep(SETTLED).await;
    let resting = longest_record(site).await;
    let events = [ADOPTED, CLAWBACK].map(|key| ours.events.sample(key)).into();
    Bytes { owing, resting, events }
}

/// The longest record that the daemon has stored: of a case in flight, where there is one.
async fn longest_record(site: &Site) -> Vec<u8> {
    let mut connection = servers::redis_at(site.redis()).await;
    let keys: Vec<String> = connection.keys("refundd:*:case").await.unwrap();
    let mut pipe = redis::pipe();
    for key in keys {
        pipe.hget(key, "record");
    }
    let records: Vec<Vec<u8>> = pipe.query_async(&mut connection).await.unwrap();
    records.into_iter().max_by_key(Vec::len).unwrap()
}

fn tell(figures: &mut Figures, ours: &Lane, bare: &Lane, node: Option<&Lane>) {
    let lanes = [
        ("worker", "", Some(ours)),
        ("  Node", "node_", node),
        ("  bare relay", "bare_", Some(bare)),
    ];
    let mut rows = |what: &str, key: &str, number: &dyn Fn(&Lane) -> Option<f64>| {
        for (who, prefix, lane) in &lanes {
            let (what, key) = (format!("{who}: {what}"), format!("worker.{prefix}{key}"));
            figures.show(&what, &key, lane.and_then(number));
        }
    };
    rows("events per second", "events_per_s", &|lane| Some(median(&lane.rounds.rates) * EVENTS));
    rows("CPU s per 10,000 events", "cpu_s", &|lane| Some(mean(&lane.rounds.cpu) / EVENTS));
    rows("latency at half load p50, ms", "p50_ms", &|lane| Some(quantile(&lane.latencies, 50)));
    rows("latency at half load p99, ms", "p99_ms", &|lane| Some(quantile(&lane.latencies, 99)));
    rows("futex calls per event", "futex", &|lane| lane.futex);
    rows("peak memory, MiB", "peak_mib", &|lane| Some(lane.contestant.process.peak_mib()));

    let beside = |lane: &Lane| ratio(&ours.rounds.rates, &lane.rounds.rates);
    let cpu = node.map(|node| mean(&ours.rounds.cpu) / mean(&node.rounds.cpu));
    let peak = |lane: &Lane| lane.contestant.process.peak_mib();
    let memory = node.map(|node| peak(ours) / peak(node));
    figures.compare("worker / Node", "worker.by_node", node.map(beside), ">= 1.0");
    figures.compare("worker / bare relay", "worker.ratio", beside(bare), ">= 0.8");
    figures.compare("worker / Node: CPU per event", "worker.cpu_by_node", cpu, "<= 1.25");
    figures.compare("worker / Node: peak memory", "worker.peak_by_node", memory, "<= 0.4");
    figures.compare("worker: futex calls per event", "worker.futex", ours.futex, "<= 4");
}
