//! Where deliveries come from.

use async_trait::async_trait;

use super::BoxError;
use super::message::Message;

/// One delivery. It comes again, to this worker or another, until it is acknowledged.
#[derive(Debug)]
pub struct Delivery {
    /// What was delivered.
    pub message: Message,
    /// What to acknowledge it with.
    pub token: Token,
    /// Whether it may have been delivered before, to this worker or another: what may be used once is
    /// void in it. True where the transport cannot tell.
    pub again: bool,
}

/// Names one delivery on one connection; worthless after the connection was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token {
    /// Counts connections, so that a token cannot acknowledge a stranger's delivery.
    pub connection: u64,
    /// The broker's tag.
    pub tag: u64,
}

/// The acknowledgement did not arrive; the delivery will come again. Harmless.
#[derive(Debug, thiserror::Error)]
#[error("the acknowledgement was lost; the message will be delivered again")]
pub struct AckLost {
    /// What the transport said, where it said anything.
    #[source]
    pub source: Option<BoxError>,
}

/// Takes deliveries from the work queue, a bounded number at a time.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Waits for the next delivery. Reconnects by itself; `None` once the inbox was closed.
    async fn next(&self) -> Option<Delivery>;

    /// Says that what follows from the delivery is confirmed, and it need not come again.
    async fn ack(&self, token: Token) -> Result<(), AckLost>;

    /// Says that nothing can follow from the delivery, and it must not come again: the transport
    /// itself puts it aside, as what was delivered too often.
    async fn give_up(&self, token: Token) -> Result<(), AckLost>;

    /// Stops taking deliveries; those already taken may still be acknowledged.
    async fn close(&self);

    /// Whether deliveries can be taken now.
    fn is_ready(&self) -> bool;
}
