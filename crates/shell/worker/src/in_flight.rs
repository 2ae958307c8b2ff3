//! What is being worked on, and since when: a delivery that does not move must be seen.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A delivery that has been worked on for this long does not move. An ordinary one takes seconds; one
/// that has to ask a slow processor for many pages, and to wait for others on its case, some minutes.
/// RabbitMQ itself takes a delivery away after thirty.
pub const STUCK_AFTER: Duration = Duration::from_secs(10 * 60);

/// The deliveries of one worker that have not ended.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<Begun>>);

#[derive(Debug, Default)]
struct Begun {
    count: u64,
    /// When each was begun, on the clock that counts suspend.
    at: BTreeMap<u64, Duration>,
}

impl InFlight {
    /// Notes a delivery that is begun, and numbers it.
    pub fn begin(&self, at: Duration) -> u64 {
        let mut begun = self.lock();
        begun.count = begun.count.saturating_add(1);
        let number = begun.count;
        begun.at.insert(number, at);
        number
    }

    /// Notes that the delivery of that number has ended.
    pub fn end(&self, number: u64) {
        self.lock().at.remove(&number);
    }

    /// How long the oldest of them has been worked on; `None` if there is none.
    pub fn oldest(&self, now: Duration) -> Option<Duration> {
        self.lock().at.values().min().map(|at| now.saturating_sub(*at))
    }

    fn lock(&self) -> MutexGuard<'_, Begun> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_the_oldest_delivery_is_seen_until_it_ends() {
        let second = Duration::from_secs;
        let flying = InFlight::default();
        assert_eq!(flying.oldest(second(9)), None);
        let first = flying.begin(second(10));
        let later = flying.clone().begin(second(15));
        assert_eq!(flying.oldest(second(20)), Some(second(10)));
        flying.end(first);
        assert_eq!(flying.oldest(second(20)), Some(second(5)));
        assert_eq!(flying.oldest(second(1)), Some(second(0)), "a clock cannot make it negative");
        flying.end(later);
        assert_eq!(flying.oldest(second(20)), None);
    }
}
