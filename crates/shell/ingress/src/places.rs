//! The places of connections, and who gives theirs free while they are short.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// How long a connection may keep us waiting for its bytes while no place is free. Who has something
/// to say says it in the next packet, and who has said it connects again.
pub(super) const WHILE_SHORT: Duration = Duration::from_secs(1);

/// As many places as connections are served at a time.
#[derive(Debug, Clone)]
pub(super) struct Places(Arc<Semaphore>);

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// A place, once one is free.
    pub(super) async fn take(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        self.0.clone().acquire_owned().await
    }

    /// When to look again at a connection for whose bytes we have waited `since` then; `None` where
    /// it gives its place free now.
    pub(super) fn next_look(&self, since: Instant, now: Instant) -> Option<Instant> {
        let may_wait = since + WHILE_SHORT;
        if now < may_wait {
            return Some(may_wait);
        }
        (self.0.available_permits() > 0).then(|| now + WHILE_SHORT)
    }

    /// Ends when a connection for whose bytes we wait from now on gives its place free.
    pub(super) async fn wanted(&self) {
        let since = Instant::now();
        while let Some(look) = self.next_look(since, Instant::now()) {
            sleep_until(look).await;
        }
    }
}
