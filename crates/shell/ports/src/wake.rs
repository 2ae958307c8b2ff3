//! Lets messages come now that wait in the queue for their time, for an operator.

use async_trait::async_trait;

use super::BoxError;
use super::message::Message;

/// Not all that waits could be looked at. What was not woken still waits.
#[derive(Debug, thiserror::Error)]
#[error("{woken} messages come now, then it failed")]
pub struct WakeError {
    /// How many come now all the same.
    pub woken: u64,
    /// What the transport said.
    #[source]
    pub source: BoxError,
}

/// Whether a message is meant.
pub type IsMeant<'a> = dyn Fn(&Message) -> bool + Sync + 'a;

/// Access to what waits.
#[async_trait]
pub trait Wake: Send + Sync {
    /// Puts back to work what waits at the beginning and is meant, and says how many that were. Each
    /// message stays what it is: a tried one keeps its tries, a decided one its decision. One that is
    /// woken while it comes anyway may come twice.
    async fn wake(&self, is_meant: &IsMeant<'_>) -> Result<u64, WakeError>;
}
