//! The few capabilities that the shell needs from the outside world: traits and their plain types.
//!
//! A trait stands here because it has at least two implementations: a real one in an adapter and
//! the simulated one of the tests. No vendor is named here; errors hide theirs as a source.
#![warn(missing_docs)] // Read from outside: by processors, policies, ports to come.

pub mod clock;
pub mod facts;
pub mod gateway;
pub mod inbox;
pub mod message;
pub mod outbox;
pub mod outlay;
pub mod quota;
pub mod record_seal;
pub mod save_token;
pub mod shelves;
pub mod store;
pub mod switch;
pub mod taker;
pub mod wake;
pub mod walk;

use std::sync::Arc;

/// What an error of a vendor becomes at a port.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// All ports in one hand. The program waits on networks, so dynamic dispatch costs nothing.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct Ports {
    /// Where deliveries come from.
    pub inbox: Arc<dyn inbox::Inbox>,
    /// Where events and deferred messages go.
    pub outbox: Arc<dyn outbox::Outbox>,
    /// Where cases are kept.
    pub store: Arc<dyn store::CaseStore>,
    /// Where it is kept what machines gave lately.
    pub outlays: Arc<dyn outlay::OutlayStore>,
    /// Where messages of senders are counted.
    pub quotas: Arc<dyn quota::QuotaStore>,
    /// The switch that stops machines, or everything.
    pub switch: Arc<dyn switch::SwitchView>,
    /// The way to the processors.
    pub gateway: Arc<dyn gateway::Gateway>,
    /// The way to the merchants' own systems, for the facts that policies declare.
    pub facts: Arc<dyn facts::FactSource>,
    /// What time it is.
    pub clock: Arc<dyn clock::Clock>,
}
