//! The ingress: signed webhooks over kept connections, beside the ingress in Node, and beside the
//! bare confirmed publish of the same messages.

use std::time::Instant;

use futures_util::StreamExt;
use futures_util::stream;

use crate::Ground;
use crate::broker::Window;
use crate::client;
use crate::contestant::WORK;
use crate::daemon::Daemon;
use crate::figures::{Figures, mean, median, per_10_000, quantile, rate, ratio};
use crate::load::{ACCOUNT, Letter};
use crate::peer;
use crate::process::Process;
use crate::site::Limits;

/// Webhooks per round.
const COUNT: usize = 2000;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 11;
/// Kept connections, each with one request in flight; for the floor, as many callers.
pub const CALLERS: usize = 64;
/// Where the daemon's webhooks end up.
pub const QUEUE: &str = "refundd.work";

/// One round after the other.
#[derive(Default)]
struct Rounds {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    cpu: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, began: Instant, milliseconds: &[f64], cpu: f64) {
        let count = milliseconds.len();
        self.rates.push(rate(count, began.elapsed()));
        self.p50.push(quantile(milliseconds, 50));
        self.p99.push(quantile(milliseconds, 99));
        self.cpu.push(per_10_000(cpu, count));
    }
}

/// A door that webhooks are posted to.
struct Door {
    process: Process,
    port: u16,
    queue: &'static str,
    rounds: Rounds,
}

impl Door {
    fn new((process, port): (Process, u16), queue: &'static str) -> Self {
        Self { process, port, queue, rounds: Rounds::default() }
    }

    /// The answer comes after the broker's confirm.
    async fn round(&mut self, window: &Window, requests: &[Vec<u8>]) {
        let (began, before) = (Instant::now(), self.process.cpu());
        let times = client::send_all(self.port, requests, CALLERS).await;
        self.rounds.add(began, &times, self.process.cpu() - before);
        window.purge(self.queue).await;
    }
}

pub async fn measure(ground: &Ground, figures: &mut Figures) {
    let Ground { site, shop, window, peer } = ground;
    let Daemon { process, http, .. } = Daemon::start(site, "ingress", Limits::default()).await;
    let mut ours = Door::new((process, http), QUEUE);
    let mut node = match peer {
        Some(peer) => Some(Door::new(peer.ingress(site).await, peer::INBOX)),
        None => None,
    };
    let payments = shop.sell(COUNT);
    let mut bare = Rounds::default();
    for round in 0..=ROUNDS {
        // Signed anew in each round: a signature holds for five minutes.
        let letters = shop.refund_by_hand(&payments);
        let requests: Vec<_> = letters.iter().map(request).collect();
        ours.round(window, &requests).await;
        published(window, &letters, &mut bare).await;
        if let Some(node) = &mut node {
            node.round(window, &requests).await;
        }
        if round == 0 {
            ours.rounds = Rounds::default();
            bare = Rounds::default();
            if let Some(node) = &mut node {
                node.rounds = Rounds::default();
            }
        }
    }
    tell(figures, &ours, &bare, node.as_ref());
    ours.process.stop().await;
}

/// Each letter is published through the window; waiting for a place counts.
async fn published(window: &Window, letters: &[Letter], rounds: &mut Rounds) {
    let began = Instant::now();
    let publishing = letters.iter().map(|letter| async {
        let sent = Instant::now();
        window.publish(WORK, letter.properties.clone(), &letter.body).await;
        sent.elapsed().as_secs_f64() * 1e3
    });
    let times: Vec<_> = stream::iter(publishing).buffer_unordered(CALLERS).collect().await;
    rounds.add(began, &times, 0.0);
    window.purge(QUEUE).await;
}

/// A webhook as the processor posts it.
pub fn request(letter: &Letter) -> Vec<u8> {
    let headers = [
        ("content-type", "application/json; charset=utf-8"),
        ("stripe-signature", letter.signature.as_str()),
    ];
    client::post(&format!("/webhooks/{ACCOUNT}"), &headers, &letter.body)
}

fn tell(figures: &mut Figures, ours: &Door, bare: &Rounds, node: Option<&Door>) {
    let sides = [
        ("ingress", "", Some(&ours.rounds)),
        ("  Node", "node_", node.map(|node| &node.rounds)),
        ("  bare publish", "bare_", Some(bare)),
    ];
    let mut rows = |what: &str, key: &str, number: &dyn Fn(&Rounds) -> f64| {
        for (who, prefix, rounds) in &sides {
            let (what, key) = (format!("{who}: {what}"), format!("ingress.{prefix}{key}"));
            figures.show(&what, &key, rounds.map(number));
        }
    };
    rows("webhooks per second", "per_s", &|rounds| median(&rounds.rates));
    rows("latency p50, ms", "p50_ms", &|rounds| median(&rounds.p50));
    rows("latency p99, ms", "p99_ms", &|rounds| median(&rounds.p99));
    let (cpu, peak) = (mean(&ours.rounds.cpu), ours.process.peak_mib());
    let node_cpu = node.map(|node| mean(&node.rounds.cpu));
    let node_peak = node.map(|node| node.process.peak_mib());
    figures.show("ingress: CPU s per 10,000 webhooks", "ingress.cpu_s", cpu);
    figures.show("  Node", "ingress.node_cpu_s", node_cpu);
    figures.show("ingress: peak memory, MiB", "ingress.peak_mib", peak);
    figures.show("  Node", "ingress.node_peak_mib", node_peak);
    let by_node = node.map(|node| ratio(&ours.rounds.rates, &node.rounds.rates));
    let by_bare = ratio(&ours.rounds.rates, &bare.rates);
    figures.compare("ingress / Node", "ingress.by_node", by_node, ">= 1.5");
    figures.compare("ingress / bare publish", "ingress.ratio", by_bare, ">= 0.8");
    let (cpu, peak) = (node_cpu.map(|node| cpu / node), node_peak.map(|node| peak / node));
    figures.compare("ingress / Node: CPU per webhook", "ingress.cpu_by_node", cpu, "<= 0.4");
    figures.compare("ingress / Node: peak memory", "ingress.peak_by_node", peak, "<= 0.25");
}
