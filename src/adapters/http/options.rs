//! The limits of the way to the processors.

use std::time::Duration;

use serde::Deserialize;

/// Limits, for each account on its own and for this process alone: with three workers a processor
/// sees three times as much.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayOptions {
    /// Longest duration of a request that changes something, from the first byte of the connection
    /// to the last byte of the answer, in seconds. The proof of the refund protocol counts on it.
    pub post_seconds_max: u64,
    /// Longest duration of one try of a read, in seconds.
    pub get_seconds_max: u64,
    /// Longest duration of building a connection, TLS included, in seconds.
    pub connect_seconds_max: u64,
    /// How long a request may wait for its turn before it is given up unsent, in seconds. Short,
    /// because a list of refunds grows old while the call after it waits.
    pub turn_seconds_max: u64,
    /// Requests begun per second.
    pub requests_per_second_max: u32,
    /// Requests under way at the same time.
    pub in_flight_max: usize,
    /// How long an unused connection is kept, in seconds.
    pub idle_seconds_max: u64,
    /// Largest answer, in bytes.
    pub answer_bytes_max: usize,
    /// After so many failures in a row, nothing is sent for a while.
    pub failures_in_a_row_max: u32,
    /// How long nothing is sent then, in seconds; after that one request at a time tries.
    pub suspended_seconds: u64,
    /// A forward proxy (`http://proxy.internal:3128`). The environment's is not used.
    pub proxy_url: Option<String>,
    /// Certificates of authorities that are trusted besides those of the system, as PEM.
    pub ca: Option<String>,
}

impl Default for GatewayOptions {
    fn default() -> Self {
        Self {
            post_seconds_max: 25,
            get_seconds_max: 10,
            connect_seconds_max: 3,
            turn_seconds_max: 2,
            // Stripe admits 100 per second in live mode; the rest is for the merchant's own calls.
            requests_per_second_max: 80,
            in_flight_max: 32,
            // Shorter than the idle limit of common load balancers (60 s), so that a request is
            // seldom written to a connection that is being closed: such a call is in doubt.
            idle_seconds_max: 30,
            answer_bytes_max: 1024 * 1024,
            failures_in_a_row_max: 5,
            suspended_seconds: 5,
            proxy_url: None,
            ca: None,
        }
    }
}

/// A limit that cannot be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} must be between {least} and {most}")]
pub struct GatewayOptionsError {
    /// The option.
    pub name: &'static str,
    /// The least that makes sense.
    pub least: u64,
    /// The most that makes sense.
    pub most: u64,
}

impl GatewayOptions {
    /// Checks each limit.
    pub fn check(&self) -> Result<(), GatewayOptionsError> {
        let size = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        // A connection that takes too long must end before the whole request does: then it is known
        // that nothing was written.
        let connect_most = self.post_seconds_max.min(self.get_seconds_max).saturating_sub(1);
        for (name, value, least, most) in [
            ("post_seconds_max", self.post_seconds_max, 2, 120),
            ("get_seconds_max", self.get_seconds_max, 2, 60),
            ("connect_seconds_max", self.connect_seconds_max, 1, connect_most),
            ("turn_seconds_max", self.turn_seconds_max, 1, 10),
            ("requests_per_second_max", self.requests_per_second_max.into(), 1, 1000),
            ("in_flight_max", size(self.in_flight_max), 1, 1024),
            ("idle_seconds_max", self.idle_seconds_max, 1, 600),
            ("answer_bytes_max", size(self.answer_bytes_max), 64 * 1024, 64 * 1024 * 1024),
            ("failures_in_a_row_max", self.failures_in_a_row_max.into(), 1, 1000),
            ("suspended_seconds", self.suspended_seconds, 1, 300),
        ] {
            if !(least..=most).contains(&value) {
                return Err(GatewayOptionsError { name, least, most });
            }
        }
        Ok(())
    }
}

/// The same limits as the code needs them.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) post: Duration,
    pub(super) get: Duration,
    pub(super) connect: Duration,
    pub(super) turn: Duration,
    pub(super) spacing: Duration,
    pub(super) in_flight: usize,
    pub(super) idle: Duration,
    pub(super) answer_bytes: usize,
    pub(super) failures_in_a_row: u32,
    pub(super) suspended: Duration,
    pub(super) proxy_url: Option<String>,
    pub(super) ca: Option<String>,
}

impl From<&GatewayOptions> for Limits {
    fn from(options: &GatewayOptions) -> Self {
        let per_second = options.requests_per_second_max.max(1);
        Self {
            post: Duration::from_secs(options.post_seconds_max),
            get: Duration::from_secs(options.get_seconds_max),
            connect: Duration::from_secs(options.connect_seconds_max),
            turn: Duration::from_secs(options.turn_seconds_max),
            spacing: Duration::from_secs(1) / per_second,
            in_flight: options.in_flight_max,
            idle: Duration::from_secs(options.idle_seconds_max),
            answer_bytes: options.answer_bytes_max,
            failures_in_a_row: options.failures_in_a_row_max,
            suspended: Duration::from_secs(options.suspended_seconds),
            proxy_url: options.proxy_url.clone(),
            ca: options.ca.clone(),
        }
    }
}
