//! The embedded transport and store: refund requests over HTTP, signed, to one process with one
//! file, until their success has been told. The processor answers at once.

use std::time::{Duration, Instant};

use processors::standard_webhooks;
use refundd::app::clock;

use crate::Ground;
use crate::client;
use crate::daemon::Daemon;
use crate::figures::{Figures, mean, median, per_10_000, rate};
use crate::ingress::CALLERS;
use crate::load::{REQUEST_SECRET, SENDER, Shop};
use crate::refunds::SUCCEEDED;
use crate::site::{Backend, Limits, Site};

/// Refunds per round.
const COUNT: usize = 1000;
/// Rounds; one more comes before them and is not counted.
const ROUNDS: usize = 5;
/// Each may make 250 refunds per second, so that it is not the pace that limits.
const ACCOUNTS: usize = 8;
/// Between two looks at what was told.
const GLANCE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(120);

pub async fn measure(ground: &Ground, figures: &mut Figures) {
    let shop = &ground.shop;
    let accounts: Vec<_> = (0..ACCOUNTS).map(|number| format!("bench-{number}")).collect();
    let site = Site::new(Backend::Embedded, ground.site.processor());
    let site = site.with_accounts(accounts.clone());
    let daemon = Daemon::start(&site, "all", Limits::default()).await;
    let (mut rates, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        let payments = shop.sell(COUNT);
        let asking = payments.iter().zip(accounts.iter().cycle());
        let requests: Vec<_> = asking.map(|(payment, at)| request(shop, payment, at)).collect();
        let told = daemon.published(SUCCEEDED).await;
        let (began, before) = (Instant::now(), daemon.process.cpu());
        client::send_all(daemon.http, &requests, CALLERS).await;
        while daemon.published(SUCCEEDED).await < told + COUNT as u64 {
            assert!(began.elapsed() < PATIENCE, "all refunds are told in time");
            tokio::time::sleep(GLANCE).await;
        }
        rates.push(rate(COUNT, began.elapsed()));
        cpu.push(per_10_000(daemon.process.cpu() - before, COUNT));
    }
    rates.remove(0);
    cpu.remove(0);
    let peak = daemon.process.peak_mib();
    figures.show("embedded: refunds per second", "embedded.per_s", median(&rates));
    figures.show("embedded: CPU s per 10,000 refunds", "embedded.cpu_s", mean(&cpu));
    figures.show("embedded: peak memory, MiB", "embedded.peak_mib", peak);
    daemon.process.stop().await;
}

/// A request as a help desk signs and posts it.
fn request(shop: &Shop, payment: &str, account: &str) -> Vec<u8> {
    let (id, body) = shop.asking(payment, account);
    let now = clock::now();
    let signature = standard_webhooks::sign(&REQUEST_SECRET.into(), &id, now, body.as_bytes());
    let (time, signature) = (now.as_second().to_string(), signature.unwrap());
    let headers = [
        ("content-type", "application/cloudevents+json"),
        ("webhook-id", id.as_str()),
        ("webhook-timestamp", time.as_str()),
        ("webhook-signature", signature.as_str()),
    ];
    client::post(&format!("/v1/messages/{SENDER}"), &headers, body.as_bytes())
}
