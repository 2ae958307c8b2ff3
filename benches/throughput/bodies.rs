//! Peak memory with as many bodies of the largest allowed size in flight as there may be.

use sandbox::{Fault, FaultRule, Target, When};

use crate::Ground;
use crate::client;
use crate::contestant::Contestant;
use crate::daemon::Daemon;
use crate::figures::Figures;
use crate::ingress::{self, CALLERS};
use crate::peer;
use crate::site::Limits;

/// `worker.body_bytes_max`.
const DELIVERED: usize = 1 << 20;
/// `http.body_bytes_max`.
const POSTED: usize = 1 << 18;
/// Deliveries; 64 of them are in flight.
const DELIVERIES: usize = 192;
/// The processor takes so long for what it is asked about each, so that all are in flight at once.
const LATENCY_MS: u64 = 1000;
/// How often as many webhooks as there are connections are sent at once.
const VOLLEYS: usize = 4;

pub async fn measure(ground: &Ground, figures: &mut Figures) {
    let (ours, node) = (worker(ground, false).await, worker(ground, true).await);
    figures.show("worker: peak memory with 64 bodies of 1 MiB, MiB", "bodies.worker_mib", ours);
    figures.show("  Node", "bodies.node_worker_mib", node);
    let (ours, node) = door(ground).await;
    figures.show("ingress: peak memory with 64 bodies of 256 KiB, MiB", "bodies.ingress_mib", ours);
    figures.show("  Node", "bodies.node_ingress_mib", node);
}

async fn worker(ground: &Ground, is_peer: bool) -> Option<f64> {
    let Ground { site, shop, window, peer } = ground;
    let letters = shop.refund_by_hand(&shop.sell(DELIVERIES));
    let letters: Vec<_> = letters.iter().map(|letter| shop.padded(letter, DELIVERED)).collect();
    let worker = if is_peer {
        Contestant::peer(peer.as_ref()?, site).await
    } else {
        Contestant::ours(site, Limits::default()).await
    };
    for on in [Target::Read, Target::List] {
        let fault = Fault::Latency { ms: LATENCY_MS };
        shop.sandbox.add_fault(FaultRule { on, fault, when: When::Always }).unwrap();
    }
    // All of them wait before it goes on, so that it can have as many as it may.
    worker.process.pause();
    worker.put(window, &letters).await;
    worker.process.resume();
    worker.events.reaches(letters.len() as u64).await;
    shop.sandbox.clear_faults();
    let peak = worker.process.peak_mib();
    if !is_peer {
        worker.process.stop().await;
    }
    Some(peak)
}

async fn door(ground: &Ground) -> (f64, Option<f64>) {
    let Ground { site, shop, window, peer } = ground;
    let letters = shop.refund_by_hand(&shop.sell(CALLERS));
    let letters = letters.iter().map(|letter| shop.padded(letter, POSTED));
    let requests: Vec<_> = letters.map(|letter| ingress::request(&letter)).collect();
    let daemon = Daemon::start(site, "ingress", Limits::default()).await;
    for _ in 0..VOLLEYS {
        client::send_at_once(daemon.http, &requests).await;
        window.purge(ingress::QUEUE).await;
    }
    let ours = daemon.process.peak_mib();
    daemon.process.stop().await;
    let Some(peer) = peer else { return (ours, None) };
    let (process, port) = peer.ingress(site).await;
    for _ in 0..VOLLEYS {
        client::send_at_once(port, &requests).await;
        window.purge(peer::INBOX).await;
    }
    (ours, Some(process.peak_mib()))
}
