//! One of those that are compared: a process, where it takes its deliveries from, and what it tells.
//!
//! Each is stopped by a signal while its queue is filled, and lasts from its resumption to the last
//! event, so that nothing of the load's own work is in the time.

use std::time::Instant;

use futures_util::future::join_all;
use lapin::BasicProperties;
use lapin::types::FieldTable;

use crate::broker::Window;
use crate::daemon::Daemon;
use crate::figures::{per_10_000, rate};
use crate::load::{Letter, text};
use crate::peer::{self, Peer};
use crate::process::Process;
use crate::relay;
use crate::sink::Sink;
use crate::site::{Limits, Site};

/// What follows from one delivery, in this order.
pub const ADOPTED: &str = "refund.adopted.v1";
pub const CLAWBACK: &str = "commission.clawback.v1";
pub const EVENTS: f64 = 2.0;

/// Where the daemon's messages come in.
pub const WORK: (&str, &str) = ("refundd.in", "work");
/// The exchange that it tells everything to.
pub const TOLD: &str = "refundd.events";

/// A worker, ready.
pub struct Contestant {
    pub process: Process,
    pub events: Sink,
    work: (&'static str, &'static str),
    properties: fn(&Letter) -> BasicProperties,
}

/// One round after the other: deliveries per second, and CPU seconds per 10,000 deliveries.
#[derive(Default)]
pub struct Rounds {
    pub rates: Vec<f64>,
    pub cpu: Vec<f64>,
}

impl Contestant {
    /// The daemon.
    pub async fn ours(site: &Site, limits: Limits) -> Self {
        let Daemon { process, .. } = Daemon::start(site, "all", limits).await;
        let events = Sink::subscribe(site.amqp(), TOLD, CLAWBACK).await;
        Self { process, events, work: WORK, properties: |letter| letter.properties.clone() }
    }

    /// The worker in Node.
    pub async fn peer(peer: &Peer, site: &Site) -> Self {
        let process = peer.worker(site).await;
        let events = Sink::subscribe(site.amqp(), peer::EVENTS, CLAWBACK).await;
        let properties = |letter: &Letter| {
            let mut headers = FieldTable::default();
            headers.insert("stripe-signature".into(), text(&letter.signature));
            BasicProperties::default().with_headers(headers)
        };
        Self { process, events, work: ("", peer::WORK), properties }
    }

    /// The bare relay. What it writes has been left for it.
    pub async fn bare(site: &Site) -> Self {
        let process = relay::start(site).await;
        let events = Sink::subscribe(site.amqp(), relay::EVENTS, CLAWBACK).await;
        let properties = |letter: &Letter| {
            letter.properties.clone().with_correlation_id(letter.payment.as_str().into())
        };
        Self { process, events, work: ("", relay::WORK), properties }
    }

    /// Hands one over; ends with the broker's confirm.
    pub async fn put_one(&self, window: &Window, letter: &Letter) {
        window.publish(self.work, (self.properties)(letter), &letter.body).await;
    }

    /// Hands all over.
    pub async fn put(&self, window: &Window, letters: &[Letter]) {
        join_all(letters.iter().map(|letter| self.put_one(window, letter))).await;
    }

    /// Hands all over, and waits for what follows.
    pub async fn work_off(&self, window: &Window, letters: &[Letter]) {
        let before = self.events.count();
        self.put(window, letters).await;
        self.events.reaches(before + letters.len() as u64).await;
    }

    /// One round.
    pub async fn round(&self, window: &Window, letters: &[Letter], rounds: &mut Rounds) {
        self.process.pause();
        self.put(window, letters).await;
        let before = self.events.count();
        let (began, cpu) = (Instant::now(), self.process.cpu());
        self.process.resume();
        self.events.reaches(before + letters.len() as u64).await;
        rounds.rates.push(rate(letters.len(), began.elapsed()));
        rounds.cpu.push(per_10_000(self.process.cpu() - cpu, letters.len()));
    }
}
