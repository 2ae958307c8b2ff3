//! What an operator can set about the broker, and what is refused before anything is opened.
//!
//! Reading files and the environment is not done here.

use std::time::Duration;

use lapin::uri::AMQPUri;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// The longest rung: a case that rests longer is deferred again by the worker.
const RUNG_SECONDS_MAX: u32 = 86_400;
const RUNGS_MAX: usize = 12;

/// The connection to the broker and the queues on it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// `amqp://user:password@host:5672/vhost`, or `amqps://` for TLS; the default virtual host is
    /// written `%2f`. The heartbeat is 20 s unless `?heartbeat=` says otherwise.
    #[serde(deserialize_with = "secret")]
    pub url: SecretString,
    /// Certificates of authorities that are trusted besides those of the system, as PEM.
    pub ca: Option<String>,
    /// What the name of every exchange and queue begins with.
    pub prefix: String,
    /// How many deliveries one worker holds unacknowledged, at most.
    pub prefetch: u16,
    /// How many publishes are in flight, at most. Each has a channel to itself.
    pub channels: u16,
    /// How long a publish may wait for its confirm, in seconds. After it the message is treated
    /// as possibly published.
    pub publish_timeout_seconds: u64,
    /// How long connecting may take, TLS and login included, in seconds.
    pub connect_timeout_seconds: u64,
    /// Whether exchanges and queues are declared. If not, they are only looked for, and whoever
    /// runs the broker has to create them with the arguments in `docs/topology.md`.
    pub declare: bool,
    /// How often a message is delivered without being acknowledged before it goes to the dead
    /// queue. Counts crashes of workers, not retries.
    pub delivery_limit: u32,
    /// The rungs of the retry ladder, in seconds, ascending. A changed list makes new queues; the
    /// queues of the old list deliver what they hold and can then be deleted.
    pub ladder_seconds: Vec<u32>,
    /// How much of the events that nobody binds is kept, in bytes. The oldest are dropped first.
    pub unrouted_max_bytes: u64,
    /// How long events that nobody binds are kept, in seconds.
    pub unrouted_ttl_seconds: u32,
}

impl Default for Options {
    /// Everything but the URL, which has no default.
    fn default() -> Self {
        Self {
            url: SecretString::from(String::new()),
            ca: None,
            prefix: "refundd".to_owned(),
            prefetch: 64,
            channels: 16,
            publish_timeout_seconds: 5,
            connect_timeout_seconds: 10,
            declare: true,
            delivery_limit: 20,
            ladder_seconds: vec![5, 30, 120, 600, 3_600, 21_600],
            unrouted_max_bytes: 256 * 1024 * 1024,
            unrouted_ttl_seconds: 7 * 86_400,
        }
    }
}

/// An option that cannot be used. The value of a secret one is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rabbitmq.{key}: {why}")]
pub struct OptionsError {
    /// Which option.
    pub key: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Options {
    /// Refuses what could not work, or would be without a bound.
    pub fn check(&self) -> Result<(), OptionsError> {
        let prefix_ok = (1..=60).contains(&self.prefix.len())
            && self.prefix.bytes().all(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_')
            });
        let rungs = &self.ladder_seconds;
        let ladder_ok = (1..=RUNGS_MAX).contains(&rungs.len())
            && rungs.iter().all(|seconds| (1..=RUNG_SECONDS_MAX).contains(seconds))
            && rungs.is_sorted_by(|shorter, longer| shorter < longer);
        let checks = [
            (prefix_ok, "prefix", "use 1 to 60 of a-z 0-9 . - _"),
            ((1..=2_000).contains(&self.prefetch), "prefetch", "use 1 to 2000"),
            ((1..=256).contains(&self.channels), "channels", "use 1 to 256"),
            (
                (1..=60).contains(&self.publish_timeout_seconds),
                "publish_timeout_seconds",
                "use 1 to 60",
            ),
            (
                (1..=60).contains(&self.connect_timeout_seconds),
                "connect_timeout_seconds",
                "use 1 to 60",
            ),
            ((2..=1_000).contains(&self.delivery_limit), "delivery_limit", "use 2 to 1000"),
            (ladder_ok, "ladder_seconds", "use 1 to 12 rungs of 1 to 86400 s, ascending"),
            (
                (1_048_576..=1 << 40).contains(&self.unrouted_max_bytes),
                "unrouted_max_bytes",
                "use 1 MiB to 1 TiB",
            ),
            (
                (60..=31_536_000).contains(&self.unrouted_ttl_seconds),
                "unrouted_ttl_seconds",
                "use 60 s to 1 year",
            ),
        ];
        for (ok, key, why) in checks {
            if !ok {
                return Err(OptionsError { key, why });
            }
        }
        self.address().map(drop)
    }

    /// The URL, with a heartbeat in it: without one a peer that vanished is never noticed.
    pub(super) fn address(&self) -> Result<AMQPUri, OptionsError> {
        let refused = |why| OptionsError { key: "url", why };
        let text = self.url.expose_secret();
        // The parser's own message repeats the URL with its password, so it is not kept.
        let mut address: AMQPUri =
            text.parse().ok().ok_or(refused("write it as amqp://user:password@host:port/vhost"))?;
        // The parser knows no addresses in brackets and silently takes localhost instead.
        if text.contains('[') {
            return Err(refused("use a host name in place of an IPv6 address"));
        }
        address.query.heartbeat = match address.query.heartbeat {
            None | Some(0) => Some(20),
            given @ Some(_) => given,
        };
        Ok(address)
    }

    pub(super) fn publish_timeout(&self) -> Duration {
        Duration::from_secs(self.publish_timeout_seconds)
    }

    pub(super) fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.connect_timeout_seconds)
    }
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_url(url: &str) -> Options {
        Options { url: SecretString::from(url.to_owned()), ..Options::default() }
    }

    #[test]
    fn a_url_is_enough() {
        let options: Options = toml::from_str("url = 'amqp://u:p@rabbit:5672/%2f'").unwrap();
        assert_eq!(options.check(), Ok(()));
        assert_eq!(options.prefetch, 64);
        assert!(toml::from_str::<Options>("url = 'amqp://r'\nprefech = 1").is_err());
    }

    #[test]
    fn the_password_is_in_no_text() {
        for url in
            ["amqp://u:hush@rabbit/%2f", "mqtt://u:hush@rabbit", "u:hush", "amqp://u:hush@[::1]/"]
        {
            let options = with_url(url);
            assert!(!format!("{options:?} {:?}", options.check()).contains("hush"), "{url}");
        }
    }

    #[test]
    fn a_heartbeat_is_always_asked_for() {
        for (url, seconds) in [
            ("amqp://r/%2f", 20),
            ("amqp://r/%2f?heartbeat=0", 20),
            ("amqp://r/%2f?heartbeat=7", 7),
        ] {
            assert_eq!(with_url(url).address().unwrap().query.heartbeat, Some(seconds), "{url}");
        }
    }

    #[test]
    fn an_address_that_would_silently_become_localhost_is_refused() {
        assert!(with_url("amqp://u:p@[2001:db8::1]:5672/%2f").check().is_err());
        assert!(with_url("amqp://u:p@192.0.2.1:5672/%2f").check().is_ok());
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_by_its_name() {
        let good = || with_url("amqp://r/%2f");
        let cases = [
            ("prefix", Options { prefix: "Re fund".to_owned(), ..good() }),
            ("prefetch", Options { prefetch: 0, ..good() }),
            ("channels", Options { channels: 0, ..good() }),
            ("publish_timeout_seconds", Options { publish_timeout_seconds: 0, ..good() }),
            ("connect_timeout_seconds", Options { connect_timeout_seconds: 600, ..good() }),
            ("delivery_limit", Options { delivery_limit: 1, ..good() }),
            ("ladder_seconds", Options { ladder_seconds: vec![30, 5], ..good() }),
            ("ladder_seconds", Options { ladder_seconds: vec![], ..good() }),
            ("unrouted_max_bytes", Options { unrouted_max_bytes: 0, ..good() }),
            ("unrouted_ttl_seconds", Options { unrouted_ttl_seconds: 0, ..good() }),
            ("url", with_url("")),
        ];
        for (key, options) in cases {
            assert_eq!(options.check().unwrap_err().key, key);
        }
    }
}
