//! Whose turn it is: a bound on the requests under way and a spacing of their beginnings, so that a
//! processor's rate limit is not what slows us down.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until, timeout_at};

/// There was no turn soon enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests are waiting for their turn")]
pub(super) struct Congested;

/// Hands out turns for one account.
#[derive(Debug)]
pub(super) struct Pace {
    places: Semaphore,
    spacing: Duration,
    patience: Duration,
    next_at: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(in_flight: usize, spacing: Duration, patience: Duration) -> Self {
        Self { places: Semaphore::new(in_flight), spacing, patience, next_at: Mutex::new(None) }
    }

    /// Waits for a turn, at most as long as the patience lasts. The turn ends with the permit.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>, Congested> {
        let deadline = Instant::now() + self.patience;
        let Ok(Ok(place)) = timeout_at(deadline, self.places.acquire()).await else {
            return Err(Congested);
        };
        let begin_at = self.reserve(Instant::now(), deadline)?;
        sleep_until(begin_at).await;
        Ok(place)
    }

    /// The next free instant, if it comes before the deadline.
    fn reserve(&self, now: Instant, deadline: Instant) -> Result<Instant, Congested> {
        let mut next_at = self.next_at.lock().unwrap_or_else(PoisonError::into_inner);
        let begin_at = next_at.map_or(now, |next_at| next_at.max(now));
        if begin_at > deadline {
            return Err(Congested);
        }
        *next_at = Some(begin_at + self.spacing);
        Ok(begin_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[tokio::test(start_paused = true)]
    async fn turns_are_spaced_and_never_saved_up() {
        let pace = Pace::new(10, 100 * MS, 1000 * MS);
        let start = Instant::now();
        for turn in 0..5 {
            drop(pace.turn().await.unwrap());
            assert_eq!(start.elapsed().as_millis() / 100, turn);
        }
        tokio::time::advance(1000 * MS).await;
        let start = Instant::now();
        drop(pace.turn().await.unwrap());
        assert!(start.elapsed() < 2 * MS, "the first turn after a rest is at once");
        drop(pace.turn().await.unwrap());
        assert!(start.elapsed() >= 100 * MS, "the second is not");
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends_before_a_turn_that_is_too_far_away() {
        let pace = Pace::new(10, 100 * MS, 250 * MS);
        let start = Instant::now();
        let turns = futures_util::future::join_all((0..6).map(|_| pace.turn())).await;
        let granted = turns.iter().filter(|turn| turn.is_ok()).count();
        assert_eq!((granted, turns.len()), (3, 6));
        assert!(start.elapsed() < 250 * MS, "the others were told at once");
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_given_back_with_its_permit() {
        let pace = Pace::new(1, Duration::ZERO, 100 * MS);
        let first = pace.turn().await.unwrap();
        assert_eq!(pace.turn().await.unwrap_err(), Congested);
        drop(first);
        assert!(pace.turn().await.is_ok());
    }
}
