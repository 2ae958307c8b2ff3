//! What is kept aside, as an operator needs it: looked at, one after the other, and taken off.
//!
//! Putting a message there is the outbox's business, and so is putting it back to work.

use async_trait::async_trait;
use jiff::Timestamp;

use super::BoxError;
use super::message::Message;
use super::outbox::Shelf;

/// Where messages are kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// On a shelf, by the worker.
    Shelf(Shelf),
    /// In the dead queue, by the broker: no worker acknowledged it in many deliveries.
    Dead,
}

impl Aside {
    /// All places, in the order in which they are shown.
    pub const ALL: [Self; 3] =
        [Self::Shelf(Shelf::Quarantine), Self::Shelf(Shelf::Parked), Self::Dead];

    /// The name in commands and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shelf(which) => which.as_str(),
            Self::Dead => "dead",
        }
    }
}

/// A message kept aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Why it is there; the broker gives no reason.
    pub reason: Option<String>,
    /// Since when, where the transport knows it.
    pub since: Option<Timestamp>,
    /// The message.
    pub message: Message,
}

/// What is kept aside could not be worked on. What was not taken off is still there.
#[derive(Debug, thiserror::Error)]
#[error("what is kept in {aside} cannot be worked on", aside = .aside.as_str())]
pub struct ShelvesError {
    /// Where.
    pub aside: Aside,
    /// What the transport said.
    #[source]
    pub source: BoxError,
}

/// Access to what is kept aside.
#[async_trait]
pub trait Shelves: Send + Sync {
    /// How many messages are there, those that somebody walks along not counted.
    async fn count(&self, aside: Aside) -> Result<u64, ShelvesError>;

    /// Begins a walk along the messages that are there now, the oldest first. What comes meanwhile
    /// is not part of it, so a walk ends.
    async fn walk(&self, aside: Aside) -> Result<Box<dyn Walk>, ShelvesError>;
}

/// A walk along a shelf. What is not taken off stays there, also if the walk is given up.
#[async_trait]
pub trait Walk: Send {
    /// Shows the next message; `None` at the end.
    async fn next(&mut self) -> Result<Option<Kept>, ShelvesError>;

    /// Takes off the message that `next` has shown last. It may still be there afterwards if the
    /// walk is not ended in order.
    async fn remove(&mut self) -> Result<(), ShelvesError>;

    /// Ends the walk: what was taken off is gone.
    async fn end(self: Box<Self>) -> Result<(), ShelvesError>;
}
