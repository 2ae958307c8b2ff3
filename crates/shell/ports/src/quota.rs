//! How many messages of a sender count within an hour and a day, for all workers together.

use async_trait::async_trait;
use jiff::Timestamp;

use super::BoxError;
use domain::ids::SenderName;

/// A span of the clock within which messages are counted. It does not slide: at its end the count
/// begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// An hour, counted from 1970.
    Hour(i64),
    /// A day, counted from 1970.
    Day(i64),
}

impl Window {
    /// The hour in which `at` lies.
    pub fn hour(at: Timestamp) -> Self {
        Self::Hour(at.as_second().div_euclid(3600))
    }

    /// The day in which `at` lies.
    pub fn day(at: Timestamp) -> Self {
        Self::Day(at.as_second().div_euclid(86_400))
    }

    /// How long it is, seconds.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Hour(_) => 3600,
            Self::Day(_) => 86_400,
        }
    }

    /// Seconds from `now` to its end; at least one.
    pub fn left(self, now: Timestamp) -> i64 {
        let (Self::Hour(number) | Self::Day(number)) = self;
        let end = number.saturating_add(1).saturating_mul(self.seconds());
        end.saturating_sub(now.as_second()).max(1)
    }

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour(_) => "hour",
            Self::Day(_) => "day",
        }
    }

    /// Its name in keys.
    pub fn key(self) -> String {
        let (Self::Hour(number) | Self::Day(number)) = self;
        format!("{}-{number}", self.name())
    }
}

/// Counts messages. It may forget as a store of cases may: then the counts begin anew. It may count
/// one twice after an error: a quota is reached early, never late.
#[async_trait]
pub trait QuotaStore: Send + Sync {
    /// Counts one message of `sender` in `window`; the count with it. Kept until the window is over.
    async fn count(&self, sender: &SenderName, window: Window) -> Result<u64, BoxError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_with_the_hour_and_with_the_day() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(Window::hour(at(7199)), Window::Hour(1));
        assert_eq!(
            (Window::hour(at(7199)).left(at(7199)), Window::hour(at(7200))),
            (1, Window::Hour(2))
        );
        assert_eq!(Window::day(at(86_399)).left(at(0)), 86_400);
        assert_eq!(Window::Hour(1).key(), "hour-1");
    }
}
