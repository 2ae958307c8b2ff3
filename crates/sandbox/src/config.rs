//! What the caller chooses: secrets, clocks, key lifetime, webhook delivery.
//!
//! Deliberately not here: reading configuration files, and fault switches, which change at run time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Reads the real time. The process has one place that may do so and hands it in.
pub type WallClock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Where the sandbox's own time begins. [`crate::Sandbox::advance`] moves either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Stands still at this instant until it is advanced.
    Frozen(Timestamp),
    /// Follows the real time, ahead of it by as much as it was advanced.
    Wall,
}

/// Everything the sandbox is built from.
#[derive(Clone)]
pub struct SandboxConfig {
    /// The one accepted secret key. `None`: any key that begins with `sk_`.
    pub secret_key: Option<String>,
    /// The sandbox's own time: object dates, key ages, late lists.
    pub clock: Clock,
    /// The real time: `t` in webhook signatures, so that a receiver's tolerance works.
    pub wall: WallClock,
    /// How long a key replays. Stripe promises at least 24 hours; afterwards it executes again.
    pub key_lifetime: SignedDuration,
    pub webhooks: WebhookConfig,
}

impl SandboxConfig {
    /// The settings for a test or a demo: wall clock, keys kept for 24 hours, no webhook target.
    pub fn new(wall: WallClock) -> Self {
        Self {
            secret_key: None,
            clock: Clock::Wall,
            wall,
            key_lifetime: SignedDuration::from_hours(24),
            webhooks: WebhookConfig::default(),
        }
    }
}

impl fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("clock", &self.clock)
            .field("key_lifetime", &self.key_lifetime)
            .field("webhooks", &self.webhooks)
            .finish_non_exhaustive()
    }
}

/// How webhooks are made, kept and delivered.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookConfig {
    /// The endpoint secret. Its whole text, `whsec_` included, is the key of the signature.
    pub secret: String,
    /// Where deliveries go. `None`: webhooks are recorded and not sent.
    pub target: Option<String>,
    /// Sends the deprecated twin `charge.refund.updated` along with every `refund.updated`.
    pub deprecated_twin: bool,
    /// Delivers every n-th webhook a second time. `None`: no duplicates.
    pub duplicate_every: Option<u64>,
    /// Tries per delivery, the first one included.
    pub tries: u32,
    /// The pause before the second try; it doubles with each further one.
    pub first_delay: Duration,
    /// The longest pause between two tries.
    pub longest_delay: Duration,
    /// The limit for one try, connecting included.
    pub timeout: Duration,
    /// Deliveries under way at a time.
    pub in_flight: usize,
    /// Deliveries waiting. What comes on top is counted as dropped and stays recorded.
    pub queue: usize,
    /// Webhooks kept for [`crate::Sandbox::webhooks`]; the oldest ones leave.
    pub recorded: usize,
}

impl Default for WebhookConfig {
    fn default() -> Self {
        Self {
            secret: "whsec_sandbox".to_owned(),
            target: None,
            deprecated_twin: false,
            duplicate_every: None,
            tries: 8,
            first_delay: Duration::from_millis(100),
            longest_delay: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            in_flight: 64,
            queue: 16_384,
            recorded: 10_000,
        }
    }
}

impl fmt::Debug for WebhookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookConfig")
            .field("deprecated_twin", &self.deprecated_twin)
            .field("duplicate_every", &self.duplicate_every)
            .field("tries", &self.tries)
            .field("in_flight", &self.in_flight)
            .field("queue", &self.queue)
            .field("recorded", &self.recorded)
            .finish_non_exhaustive()
    }
}

/// Why a sandbox could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A number that must be positive is zero.
    #[error("`{0}` must be at least 1")]
    Zero(&'static str),
    /// The HTTP client for webhook delivery could not be made.
    #[error("the webhook client could not be built")]
    Client(#[source] reqwest::Error),
    /// The webhook secret cannot key the signature.
    #[error("the webhook secret cannot be used as a key")]
    Secret(#[source] hmac::digest::InvalidLength),
}
