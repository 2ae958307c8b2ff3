//! HTTP in: webhooks of processors and messages of senders, from the socket to the work queue.
//!
//! A request is answered with success only after the broker has confirmed the message. Signatures
//! are checked on the bytes as they came; what a webhook means is not looked at here, and nothing
//! is remembered between two requests: duplicates are passed on, the worker knows what to do with
//! them. TLS is not here either: it ends in front of the daemon.

mod answer;
mod body;
mod budget;
mod connection;
mod forward;
mod listen;
mod options;
pub mod peers;
mod phase;
mod places;
mod receive;
mod route;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::budget::Budget;
use self::forward::Forward;
pub use self::options::IngressOptions;
use domain::ids::AccountName;
use domain::processor::Processor;
use ports::clock::Clock;
use ports::outbox::Outbox;
use processors::Setup;
use senders::Senders;

/// An account as the ingress knows it.
#[derive(Debug, Clone)]
pub struct IngressAccount {
    /// Whose webhooks these are.
    pub processor: Processor,
    /// What its webhooks are held against.
    pub setup: Setup,
}

/// Receives over HTTP.
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct Ingress {
    limits: IngressOptions,
    accounts: BTreeMap<AccountName, IngressAccount>,
    senders: Senders,
    forward: Forward,
    budget: Budget,
    clock: Arc<dyn Clock>,
}

impl Ingress {
    /// `accounts` may send webhooks, `senders` everything else.
    pub fn new(
        limits: IngressOptions,
        accounts: BTreeMap<AccountName, IngressAccount>,
        senders: Senders,
        outbox: Arc<dyn Outbox>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let forward = Forward::new(outbox, limits.in_flight_max, limits.publish_seconds_max);
        // One body at least always fits.
        let budget = Budget::new(limits.bodies_bytes_max.max(limits.body_bytes_max));
        Self { limits, accounts, senders, forward, budget, clock }
    }

    /// Serves until `stop`, then finishes the requests under way and the publishes they began.
    ///
    /// How long that may take is the caller's to bound. Dropping the future closes the connections;
    /// publishes that were begun go on as long as the runtime does.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) {
        let ingress = Arc::new(self);
        listen::run(&ingress, listener, &stop).await;
        ingress.forward.finish().await;
    }
}
