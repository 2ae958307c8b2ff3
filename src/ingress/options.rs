//! The limits of the ingress.

use std::time::Duration;

use serde::Deserialize;

/// Limits that keep strangers from holding or filling the ingress. Memory for bodies is at most
/// `connections_max` times `body_bytes_max`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[expect(clippy::struct_field_names, reason = "a number carries its unit and its bound")]
#[serde(deny_unknown_fields, default)]
pub struct IngressOptions {
    /// Largest body, in bytes. Webhooks are a few KiB; a Stripe event is at most 256 KB.
    pub body_bytes_max: usize,
    /// Largest head (request line and headers), in bytes.
    pub header_bytes_max: usize,
    /// How long a sender may take for a head, in seconds, from its first byte or, on a new
    /// connection, from the connection's beginning.
    pub header_seconds_max: u64,
    /// How long a sender may take for a body, in seconds, all of it.
    pub body_seconds_max: u64,
    /// How long a connection is kept between two requests, in seconds.
    pub idle_seconds_max: u64,
    /// Connections at the same time. Beyond it connections wait in the kernel's backlog: each of
    /// those that are served is bounded in time, so places become free.
    pub connections_max: usize,
    /// Verified requests whose publish is under way at the same time. Beyond it they are answered
    /// 503.
    pub in_flight_max: usize,
    /// How long a sender waits for the broker's confirmation, in seconds, before it is answered
    /// 503. The publish itself goes on and may still succeed.
    pub publish_seconds_max: u64,
}

impl Default for IngressOptions {
    fn default() -> Self {
        Self {
            body_bytes_max: 256 * 1024,
            header_bytes_max: 16 * 1024,
            header_seconds_max: 10,
            body_seconds_max: 10,
            // Longer than the 60 s of common proxies in front: the side that sends should be the
            // one that closes, or a request crosses the closing and has to be sent again.
            idle_seconds_max: 75,
            connections_max: 512,
            in_flight_max: 256,
            publish_seconds_max: 10,
        }
    }
}

/// A limit that cannot be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} must be between {least} and {most}")]
pub struct IngressOptionsError {
    /// The option.
    pub name: &'static str,
    /// The least that makes sense.
    pub least: u64,
    /// The most that makes sense.
    pub most: u64,
}

impl IngressOptions {
    /// Checks each limit.
    pub fn check(&self) -> Result<(), IngressOptionsError> {
        let size = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        for (name, value, least, most) in [
            ("body_bytes_max", size(self.body_bytes_max), 1024, 16 * 1024 * 1024),
            ("header_bytes_max", size(self.header_bytes_max), 1024, 1024 * 1024),
            ("header_seconds_max", self.header_seconds_max, 1, 300),
            ("body_seconds_max", self.body_seconds_max, 1, 300),
            ("idle_seconds_max", self.idle_seconds_max, 1, 3600),
            ("connections_max", size(self.connections_max), 1, 65_536),
            ("in_flight_max", size(self.in_flight_max), 1, 65_536),
            ("publish_seconds_max", self.publish_seconds_max, 1, 300),
        ] {
            if !(least..=most).contains(&value) {
                return Err(IngressOptionsError { name, least, most });
            }
        }
        Ok(())
    }
}

/// The same limits as the code needs them.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) body_bytes: usize,
    pub(super) header_bytes: usize,
    pub(super) header: Duration,
    pub(super) body: Duration,
    pub(super) idle: Duration,
    pub(super) connections: usize,
    pub(super) in_flight: usize,
    pub(super) publish: Duration,
}

impl From<&IngressOptions> for Limits {
    fn from(options: &IngressOptions) -> Self {
        Self {
            body_bytes: options.body_bytes_max,
            header_bytes: options.header_bytes_max,
            header: Duration::from_secs(options.header_seconds_max),
            body: Duration::from_secs(options.body_seconds_max),
            idle: Duration::from_secs(options.idle_seconds_max),
            connections: options.connections_max,
            in_flight: options.in_flight_max,
            publish: Duration::from_secs(options.publish_seconds_max),
        }
    }
}
