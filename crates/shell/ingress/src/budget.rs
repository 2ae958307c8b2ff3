//! The memory that bodies may take, all of them together.
//!
//! A bound for each body is none for all: strangers need no signature to begin one. So a body takes of
//! the budget before it takes the memory, and gives it back when its request is answered. Who has kept
//! us waiting for a second while others wait for memory gives his up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use super::places::WHILE_SHORT;

/// What is left for bodies.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    bytes: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

/// A body, or as much of it as has come, with its share of the budget.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) bytes: Vec<u8>,
    share: Option<OwnedSemaphorePermit>,
}

/// Counts one who waits for as long as it lives, also if its future is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        let bytes = Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS)));
        Self { bytes, waiting: Arc::default() }
    }

    /// An empty body, which has taken nothing yet.
    pub(super) fn body() -> Counted {
        Counted { bytes: Vec::new(), share: None }
    }

    /// Ends when a body that has begun now may not take longer, because others wait.
    pub(super) async fn wanted(&self) {
        loop {
            sleep(WHILE_SHORT).await;
            if self.waiting.load(Ordering::Relaxed) > 0 {
                return;
            }
        }
    }

    async fn take(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let bytes = u32::try_from(bytes).ok()?;
        if let Ok(share) = self.bytes.clone().try_acquire_many_owned(bytes) {
            return Some(share);
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        self.bytes.clone().acquire_many_owned(bytes).await.ok()
    }
}

impl Counted {
    /// Appends `data`, with what that takes of the budget; waits where there is none. No body has more
    /// than `most` bytes, so that none is set aside beyond it. False where it cannot be.
    pub(super) async fn extend(&mut self, data: &[u8], most: usize, budget: &Budget) -> bool {
        let needed = self.bytes.len().saturating_add(data.len());
        if needed > self.bytes.capacity() {
            // Doubled, so that a body in many parts is copied a few times only.
            let wanted = self.bytes.capacity().saturating_mul(2).min(most).max(needed);
            let more = wanted.saturating_sub(self.bytes.capacity());
            let Some(share) = budget.take(more).await else { return false };
            match &mut self.share {
                Some(own) => own.merge(share),
                None => self.share = Some(share),
            }
            self.bytes.reserve_exact(wanted.saturating_sub(self.bytes.len()));
        }
        self.bytes.extend_from_slice(data);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{Instant, timeout};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn o3_a_body_takes_what_it_has_and_gives_it_back() {
        let budget = Budget::new(1_000);
        let mut one = Budget::body();
        for _ in 0..8 {
            assert!(one.extend(&[0; 100], 800, &budget).await);
        }
        assert_eq!((one.bytes.len(), one.bytes.capacity()), (800, 800));
        assert_eq!(budget.bytes.available_permits(), 200);
        let mut other = Budget::body();
        let waits = timeout(Duration::from_millis(10), other.extend(&[0; 201], 800, &budget));
        assert!(waits.await.is_err(), "it waits");
        assert_eq!(budget.waiting.load(Ordering::Relaxed), 0, "who has gone waits no more");
        drop(one);
        assert!(other.extend(&[0; 201], 800, &budget).await);
        drop(other);
        assert_eq!(budget.bytes.available_permits(), 1_000);
    }

    #[tokio::test(start_paused = true)]
    async fn o3_who_keeps_us_waiting_gives_its_memory_up_where_others_want_it() {
        let budget = Budget::new(100);
        assert!(timeout(Duration::from_secs(60), budget.wanted()).await.is_err(), "nobody waits");
        let mut slow = Budget::body();
        assert!(slow.extend(&[0; 100], 100, &budget).await);
        let begun = Instant::now();
        let slow = async {
            budget.wanted().await;
            drop(slow);
        };
        let mut quick = Budget::body();
        let (gave_up, ()) = tokio::join!(quick.extend(&[0; 50], 100, &budget), slow);
        assert!(gave_up && begun.elapsed() <= WHILE_SHORT, "{:?}", begun.elapsed());
    }
}
