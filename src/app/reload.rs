//! Looks every few seconds whether what was read at the start has changed, while the process runs.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::message_watch::MessageWatch;
use super::policy_watch::PolicyWatch;

/// Seconds between two looks. Small against the time in which a person notices.
const PERIOD: Duration = Duration::from_secs(5);

/// Everything that is looked after.
#[expect(missing_debug_implementations, reason = "a clock has nothing to show")]
pub struct Reload {
    /// The texts, where the merchant has some.
    pub texts: Option<MessageWatch>,
    /// The policies of each account.
    pub policies: Vec<PolicyWatch>,
}

impl Reload {
    /// Looks until dropped.
    pub async fn run(mut self) {
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.look();
        }
    }

    /// One after the other, the texts first: a policy may need words that came with it.
    fn look(&mut self) {
        let other_texts = self.texts.as_mut().is_some_and(MessageWatch::look);
        for policies in &mut self.policies {
            policies.look(other_texts);
        }
    }
}
