//! Peak memory with as many bodies of the largest allowed size in flight as there may be.

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
/// Webhooks; 64 of them are in flight.
const WEBHOOKS: usize = 512;

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
    // All of them wait before it goes on, so that it can have as many as it may.
    worker.process.pause();
    worker.put(window, &letters).await;
    worker.process.resume();
    worker.events.reaches(letters.len() as u64).await;
    let peak = worker.process.peak_mib();
    if !is_peer {
        worker.process.stop().await;
    }
    Some(peak)
}

async fn door(ground: &Ground) -> (f64, Option<f64>) {
    let Ground { site, shop, window, peer } = ground;
    let letters = shop.refund_by_hand(&shop.sell(WEBHOOKS));
    let letters = letters.iter().map(|letter| shop.padded(letter, POSTED));
    let requests: Vec<_> = letters.map(|letter| ingress::request(&letter)).collect();
    let daemon = Daemon::start(site, "ingress", Limits::default()).await;
    client::send_all(daemon.http, &requests, CALLERS).await;
    window.purge(ingress::QUEUE).await;
    let Some(peer) = peer else { return (daemon.process.peak_mib(), None) };
    let (process, port) = peer.ingress(site).await;
    client::send_all(port, &requests, CALLERS).await;
    window.purge(peer::INBOX).await;
    (daemon.process.peak_mib(), Some(process.peak_mib()))
}
