//! How fast the daemon is, beside what a user would pick instead and beside what the same round
//! trips cost without either.
//!
//! `cargo bench --bench throughput` starts a private RabbitMQ and a private Redis, runs the built
//! program against them, and prints one table and one line of JSON. Those that are compared take
//! turns in one run, and medians are compared, because on a shared machine only a ratio means
//! anything. `-- growth` compares the daemon with itself instead, when it has more to carry. What
//! the numbers say and what they do not is in `docs/performance.md`. Nothing here decides whether
//! they are good enough.

#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a measurement fails by panicking, and its result is printed numbers"
)]

mod bodies;
mod broker;
mod client;
mod contestant;
mod daemon;
mod embedded;
mod figures;
mod futex;
mod growth;
mod ingress;
mod latency;
mod load;
mod peer;
mod process;
mod refunds;
mod relay;
#[path = "../../tests/it/servers/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests need more of the servers than this does")]
mod servers;
mod sink;
mod site;
mod worker;

use std::time::Duration;

use broker::Window;
use daemon::Daemon;
use figures::{Figures, median};
use load::Shop;
use peer::Peer;
use servers::{RabbitMq, Redis};
use site::{Backend, Limits, Site};

/// How often the start is measured.
const STARTS: usize = 5;
/// What is measured where nothing is named.
const PARTS: [&str; 6] = ["start", "worker", "ingress", "refunds", "embedded", "bodies"];
/// Names all of [`growth::PARTS`], which are measured only where they are named.
const GROWTH: &str = "growth";

/// What all measurements stand on.
struct Ground {
    site: Site,
    shop: Shop,
    window: Window,
    peer: Option<Peer>,
}

fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == relay::WORD) {
        // One task, so one thread of ours.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        return runtime.enable_all().build().unwrap().block_on(relay::run());
    }
    let is_named = |part: &&str| {
        let grows = growth::PARTS.contains(part);
        words.iter().any(|word| word == part || (grows && word == GROWTH))
    };
    let named: Vec<_> = PARTS.into_iter().chain(growth::PARTS).filter(is_named).collect();
    let parts = if named.is_empty() { PARTS.to_vec() } else { named };
    tokio::runtime::Runtime::new().unwrap().block_on(measure(&parts));
}

async fn measure(parts: &[&str]) {
    let (broker, redis) = tokio::join!(RabbitMq::start(), Redis::start());
    let (amqp, redis) = (broker.amqp_url(), redis.url());
    let shop = Shop::open().await;
    let site = Site::new(Backend::Servers { amqp: amqp.clone(), redis }, &shop.url());
    let mut figures = Figures::default();
    starts(&site, &mut figures).await;
    let (window, peer) = (Window::open(&amqp).await, Peer::find().await);
    let ground = Ground { site, shop, window, peer };
    for part in parts {
        match *part {
            "worker" => worker::measure(&ground, &mut figures).await,
            "ingress" => ingress::measure(&ground, &mut figures).await,
            "refunds" => {
                for in_flight in [64, 16] {
                    refunds::measure(&ground, in_flight, &mut figures).await;
                }
            }
            "embedded" => embedded::measure(&ground, &mut figures).await,
            "bodies" => bodies::measure(&ground, &mut figures).await,
            // Done above: it is what declares the queues.
            "start" => {}
            part => Box::pin(growth::measure(part, &broker, &ground.shop, &mut figures)).await,
        }
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
        daemon.process.stop().await;
    }
    // The first one finds an empty broker and declares exchanges and queues.
    figures.note("start.first_ms", times.remove(0));
    figures.compare("start to ready, ms", "start.ms", median(&times), "<= 100");
}
