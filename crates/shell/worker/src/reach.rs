//! Whether the processor of an account answers us at all, which tells its trouble from a message's.
//!
//! A message that alone cannot be worked on comes back ever more seldom, until a person is called. While
//! nobody's reads succeed, the reason is not in the messages: they all come back within half a minute,
//! as they do while the store is away, so that nobody waits six hours for what was mended after one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long what was seen counts.
const COUNTS_FOR: Duration = Duration::from_secs(60);
/// As much as is remembered.
const SEEN_MAX: usize = 256;

/// What this process has seen of one account's processor. A clone shares it.
#[derive(Debug, Clone, Default)]
pub struct Reach(Arc<Mutex<VecDeque<Seen>>>);

/// How a read ended, and when, on the clock that counts suspend.
#[derive(Debug, Clone, Copy)]
struct Seen {
    answered: bool,
    at: Duration,
}

impl Reach {
    /// Notes how a read ended.
    pub(super) fn note(&self, answered: bool, at: Duration) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= SEEN_MAX {
            seen.pop_front();
        }
        seen.push_back(Seen { answered, at });
    }

    /// Whether nobody gets through: of what was asked within the last minute something was not
    /// answered, and no more was than was not.
    pub(super) fn is_lost(&self, now: Duration) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = seen.iter().filter(|seen| now.saturating_sub(seen.at) < COUNTS_FOR);
        let (answered, not) = recent.fold((0_usize, 0_usize), |(yes, no), seen| {
            if seen.answered { (yes.saturating_add(1), no) } else { (yes, no.saturating_add(1)) }
        });
        not > 0 && answered <= not
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    #[test]
    fn o9_a_processor_is_lost_where_no_more_of_the_last_minute_was_answered_than_was_not() {
        let reach = Reach::default();
        assert!(!reach.is_lost(at(0)), "nobody has asked");
        reach.note(false, at(1));
        assert!(reach.is_lost(at(60)) && !reach.is_lost(at(61)), "it counts for a minute");
        reach.note(false, at(60));
        reach.note(true, at(60));
        assert!(reach.is_lost(at(61)), "as much as not");
        reach.note(true, at(61));
        assert!(!reach.is_lost(at(61)));
        for _ in 0..1_000 {
            reach.note(false, at(62));
        }
        assert!(reach.is_lost(at(62)));
        for _ in 0..=SEEN_MAX / 2 {
            reach.note(true, at(63));
        }
        assert!(!reach.is_lost(at(63)), "what is remembered is bounded");
    }
}
