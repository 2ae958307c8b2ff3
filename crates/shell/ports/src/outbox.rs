//! Where events and messages go. `Ok` means: confirmed by the broker as stored and routed.

use async_trait::async_trait;

use super::BoxError;
use super::message::Message;

/// An event, rendered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Event {
    /// The CloudEvents id: the same on every repetition.
    pub id: String,
    /// The routing key: the type without its prefix (`refund.succeeded.v1`).
    pub routing_key: String,
    /// The CloudEvent as JSON.
    pub body: Vec<u8>,
    /// The trace context to carry on.
    pub traceparent: Option<String>,
    /// The headers that show whose it is, where the transport is shared with others; empty where
    /// nothing signs.
    pub signature: Vec<(String, String)>,
}

impl Event {
    /// What these are called where their publishing failed.
    pub fn names(events: &[Self]) -> String {
        let names: Vec<String> =
            events.iter().map(|event| format!("{} ({})", event.id, event.routing_key)).collect();
        format!("event {}", names.join(", "))
    }
}

/// Where a message is kept that cannot be processed; it can be replayed from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// Not understood or not trusted: a bad signature, a body that cannot be read.
    Quarantine,
    /// Understood, and a person must look: a defect, or tries used up.
    Parked,
}

impl Shelf {
    /// The name in queue names and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarantine => "quarantine",
            Self::Parked => "parked",
        }
    }
}

/// The message is not known to be stored: treat it as possibly published, and publish again,
/// unless that is in vain.
#[derive(Debug, thiserror::Error)]
#[error("publishing {what} was not confirmed")]
pub struct PublishError {
    /// What was to be published.
    pub what: String,
    /// Whether it is not stored, and never will be as it is: the transport cannot carry it.
    pub in_vain: bool,
    /// What the transport said.
    #[source]
    pub source: BoxError,
}

/// Publishes, and waits for the confirmation.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Tells the world, in this order. After an error any of them may be stored, with others missing
    /// between them: publish all of them again.
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError>;

    /// Puts a message into the work queue, without a permit: it may be a copy.
    async fn accept(&self, message: &Message) -> Result<(), PublishError>;

    /// Puts a message back into the work queue after about `seconds` (at most the longest rung of
    /// the ladder; the worker defers again if that is too early). Nothing else carries its permit.
    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError>;

    /// Keeps a message aside with the reason, and without its permit: it may be replayed.
    async fn shelve(
        &self,
        message: &Message,
        shelf: Shelf,
        reason: &str,
    ) -> Result<(), PublishError>;

    /// Whether anything can be published now.
    fn is_ready(&self) -> bool;
}
