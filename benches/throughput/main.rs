//! How fast the daemon is, beside what the same round trips cost without it.
//!
//! `cargo bench --bench throughput` starts a private RabbitMQ and a private Redis, runs the built
//! program against them, and prints one table and one line of JSON. Floors are measured in the same
//! run, in turns with the daemon (A B A B), and medians are compared, because on a shared machine
//! only a ratio means anything. What the numbers say and what they do not is in
//! `docs/performance.md`. Nothing here decides whether they are good enough.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a measurement fails by panicking, and its result is printed numbers"
)]

mod broker;
mod daemon;
mod figures;
mod ingress;
mod load;
mod refunds;
mod relay;
#[path = "../../tests/it/servers/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests need more of the servers than this does")]
mod servers;
mod sink;
mod worker;

use std::time::Duration;

use broker::Pool;
use daemon::{Daemon, Limits, Site};
use figures::{Figures, median};
use load::Shop;
use servers::{RabbitMq, Redis};
use sink::Sink;

/// How often the start is measured.
const STARTS: usize = 5;

/// What all measurements stand on.
struct Ground {
    site: Site,
    shop: Shop,
    pool: Pool,
    events: Sink,
}

fn main() {
    tokio::runtime::Runtime::new().unwrap().block_on(measure());
}

async fn measure() {
    let (broker, redis) = tokio::join!(RabbitMq::start(), Redis::start());
    let (amqp, redis) = (broker.amqp_url(), redis.url());
    let shop = Shop::open().await;
    let site = Site::new(&amqp, &redis, &shop.url());
    let mut figures = Figures::default();

    starts(&site, &mut figures).await;
    let pool = Pool::open(&amqp).await;
    let events = Sink::subscribe(&amqp, "refundd.events").await;
    let ground = Ground { site, shop, pool, events };
    worker::measure(&ground, &mut figures).await;
    ingress::measure(&ground, &mut figures).await;
    for in_flight in [64, 16] {
        refunds::measure(&ground, in_flight, &mut figures).await;
    }
    figures.print();
}

/// From the start of the process to the first 200 of `/readyz`, the servers being up.
async fn starts(site: &Site, figures: &mut Figures) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let mut times = Vec::new();
    for _ in 0..=STARTS {
        let daemon = Daemon::start(site, "all", Limits::default()).await;
        times.push(milliseconds(daemon.ready_after));
        daemon.stop().await;
    }
    // The first one finds an empty broker and declares exchanges and queues.
    figures.note("start.first_ms", times.remove(0));
    figures.compare("start to ready, ms", "start.ms", median(times), "<= 300");
}
