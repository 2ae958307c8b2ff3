//! What can be set about the broker.

use lapin::uri::AMQPUri;
use secrecy::{ExposeSecret, SecretString};

use setting::SettingKind::{Flag, Number, Path, Rising, Secret, Text};
use setting::rule::PREFIX;
use setting::{Rungs, Seconds, settings};

settings! {
    /// The broker, and the queues on it.
    pub struct Options in "transport.rabbitmq" {
        /// amqps://user:password@host:5671/vhost. The default virtual host is written `%2f`; the
        /// heartbeat is 20 s unless `?heartbeat=` says otherwise. Secret: it has the password.
        url: SecretString => "amqps://…", Secret, "/run/secrets/rabbitmq_url";
        /// Certificates (PEM) of authorities that are trusted for amqps besides those of the
        /// system: for a broker whose certificate a private authority has signed.
        ca_file: Option<String> => "rabbitmq-ca.pem", Path;
        /// Begins the name of every exchange and queue.
        prefix: String = "refundd", Text(&PREFIX);
        /// Deliveries held by one process, whole, however large the broker lets them be: 16 of the
        /// 16 MiB that RabbitMQ 4 allows are 256 MiB. More is safe where the broker's
        /// `max_message_size` is lower. Not above worker.in_flight_max: the rest would lie idle.
        prefetch: u16 = 16, Number(1, 2000);
        /// Events and accepted messages whose confirm is outstanding, all of them on one channel.
        window: u16 = 256, Number(1, 4096);
        /// Other publishes in flight: to rungs and shelves, and of events where `declare` is false.
        /// Each has a channel to itself.
        channels: u16 = 16, Number(1, 256);
        /// Seconds until a publish counts as perhaps published.
        publish_timeout_seconds: Seconds = 5, Number(1, 60);
        /// Seconds for a connection, TLS and login included.
        connect_timeout_seconds: Seconds = 10, Number(1, 60);
        /// Whether exchanges and queues are created. If not, whoever runs the broker creates them,
        /// as docs/topology.md has them.
        declare: bool = true, Flag;
        /// Deliveries without an answer before a message is set aside. Counts crashes, not retries.
        delivery_limit: u32 = 20, Number(2, 1000);
        /// Seconds, rising: the rungs that a message can wait on. The long ones are for what only
        /// waits for its follow-up. A changed list makes other queues; the old ones deliver what
        /// they hold and can then be deleted.
        ladder_seconds: Rungs = [5, 30, 120, 600, 3600, 21600, 86400, 604800],
            Rising(1, 2_592_000);
        /// Bytes kept of events that nobody has subscribed to. The oldest go first.
        unrouted_max_bytes: u64 = 268435456, Number(1024 * 1024, 1 << 40);
        /// Seconds that such events are kept: a week, to notice the missing subscription.
        unrouted_ttl_seconds: Seconds = 604800, Number(60, 31_536_000);
    }
    with {
        /// The certificates in that file, as PEM.
        ca: Option<String>;
    }
}

/// The address cannot be used. It has a password, and is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the broker's URL cannot be used: {0}")]
pub struct UnfitAddress(pub &'static str);

impl Options {
    /// Refuses an address that could not be used, as connecting would.
    pub fn check(&self) -> Result<(), UnfitAddress> {
        self.address().map(drop)
    }

    /// The URL, with a heartbeat in it: without one a peer that vanished is never noticed.
    pub(super) fn address(&self) -> Result<AMQPUri, UnfitAddress> {
        let text = self.url.expose_secret();
        // The parser's own message repeats the URL with its password, so it is not kept.
        let mut address: AMQPUri = text
            .parse()
            .ok()
            .ok_or(UnfitAddress("write it as amqp://user:password@host:port/vhost"))?;
        // The parser knows no addresses in brackets and silently takes localhost instead.
        if text.contains('[') {
            return Err(UnfitAddress("use a host name in place of an IPv6 address"));
        }
        address.query.heartbeat = match address.query.heartbeat {
            None | Some(0) => Some(20),
            given @ Some(_) => given,
        };
        Ok(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_url(url: &str) -> Options {
        Options { url: SecretString::from(url.to_owned()), ..Options::default() }
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
}
