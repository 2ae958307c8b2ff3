//! The circuit breaker of one account: after failures in a row nothing is sent for a while, so that
//! a processor in trouble is left alone and our workers do not wait for time limits.
//!
//! Only silence and 5xx count. A refusal (4xx) is an answer: it ends a row of failures.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Nothing is sent to this account at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("calls are suspended after repeated failures")]
pub(super) struct Suspended;

/// What a finished request changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Calls are suspended from this moment.
    Opened,
    /// Calls go out again.
    Closed,
}

/// Counts failures in a row.
#[derive(Debug)]
pub(super) struct Breaker {
    failures_max: u32,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Closed {
        failures: u32,
    },
    /// At `retry_at` one request may try, and moves `retry_at` on: that is the half-open state, and
    /// a trial whose future was dropped blocks nobody.
    Open {
        retry_at: Instant,
    },
}

impl Breaker {
    pub(super) fn new(failures_max: u32, pause: Duration) -> Self {
        Self { failures_max, pause, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Whether a request may go out.
    pub(super) fn admit(&self, now: Instant) -> Result<(), Suspended> {
        match &mut *self.state() {
            State::Closed { .. } => Ok(()),
            State::Open { retry_at } if now < *retry_at => Err(Suspended),
            State::Open { retry_at } => {
                *retry_at = now + self.pause;
                Ok(())
            }
        }
    }

    /// Notes how a request ended. Failures of requests that began before the row was full do not
    /// prolong the pause.
    pub(super) fn note(&self, healthy: bool, now: Instant) -> Option<Turn> {
        let mut state = self.state();
        match (&mut *state, healthy) {
            (State::Closed { failures }, true) => {
                *failures = 0;
                None
            }
            (State::Closed { failures }, false) => {
                *failures = failures.saturating_add(1);
                if *failures < self.failures_max {
                    return None;
                }
                *state = State::Open { retry_at: now + self.pause };
                Some(Turn::Opened)
            }
            (State::Open { .. }, true) => {
                *state = State::Closed { failures: 0 };
                Some(Turn::Closed)
            }
            (State::Open { .. }, false) => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(5);

    #[test]
    fn a_row_of_failures_suspends_and_one_trial_per_pause_ends_it() {
        let start = Instant::now();
        let breaker = Breaker::new(3, PAUSE);
        assert_eq!(breaker.note(false, start), None);
        assert_eq!(breaker.note(false, start), None);
        assert_eq!(breaker.admit(start), Ok(()));
        assert_eq!(breaker.note(false, start), Some(Turn::Opened));
        assert_eq!(breaker.admit(start), Err(Suspended));
        assert_eq!(breaker.admit(start + PAUSE / 2), Err(Suspended));
        let later = start + PAUSE;
        assert_eq!(breaker.admit(later), Ok(()), "the trial");
        assert_eq!(breaker.admit(later), Err(Suspended), "one trial at a time");
        assert_eq!(breaker.note(false, later), None);
        assert_eq!(breaker.admit(later + PAUSE / 2), Err(Suspended));
        assert_eq!(breaker.admit(later + PAUSE), Ok(()), "the next trial");
        assert_eq!(breaker.note(true, later + PAUSE), Some(Turn::Closed));
        assert_eq!(breaker.admit(later + PAUSE), Ok(()));
        assert_eq!(breaker.note(false, later + PAUSE), None, "the count begins anew");
    }

    #[test]
    fn an_answer_ends_the_row() {
        let now = Instant::now();
        let breaker = Breaker::new(2, PAUSE);
        for _ in 0..10 {
            assert_eq!(breaker.note(false, now), None);
            assert_eq!(breaker.note(true, now), None);
        }
        assert_eq!(breaker.admit(now), Ok(()));
    }

    #[test]
    fn stragglers_do_not_prolong_the_pause() {
        let start = Instant::now();
        let breaker = Breaker::new(1, PAUSE);
        assert_eq!(breaker.note(false, start), Some(Turn::Opened));
        assert_eq!(breaker.note(false, start + PAUSE / 2), None);
        assert_eq!(breaker.admit(start + PAUSE), Ok(()));
    }
}
