//! What can be set about the way to the merchants' own systems.

use secrecy::SecretString;

use setting::SettingKind::{Flag, Number, Path, Texts};
use setting::rule::HOST;
use setting::{Milliseconds, Seconds, settings};

settings! {
    /// Inquiries to the merchants' own systems, for each account on its own and for this process
    /// alone.
    pub struct FactsOptions in "facts" {
        /// Hosts that the facts endpoints of accounts may have: a second place to look at before
        /// anything of a request goes to a system that is not the processor. Without any, nothing
        /// is asked.
        allowed_hosts: Vec<String> = [], Texts(&HOST);
        /// Whether endpoints may be at private addresses and on this machine by a name, as services
        /// in a cluster are. The metadata of clouds and other link-local addresses are never
        /// called.
        allow_private: bool = false, Flag;
        /// Milliseconds for a connection, name resolution and TLS included. Half of the whole, so
        /// that there is time for a second try.
        connect_timeout_ms: Milliseconds = 1000, Number(10, 10_000);
        /// Milliseconds for all of an inquiry. What is not known by then is unknown, and the policy
        /// goes on.
        timeout_ms: Milliseconds = 2000, Number(50, 10_000);
        /// Bytes of an answer. A few numbers and words fit many times.
        answer_bytes_max: usize = 65536, Number(1024, 1024 * 1024);
        /// Inquiries in flight to one endpoint: a shop's system is no payment processor.
        in_flight_max: usize = 8, Number(1, 100);
        /// Seconds that an answer is good for the same request; 0 asks every time. Failures are
        /// remembered for five seconds at most.
        cache_seconds: Seconds = 300, Number(0, 86_400);
        /// Certificates (PEM) of authorities that are trusted for https besides those of the
        /// system.
        ca_file: Option<String> => "facts-ca.pem", Path;
    }
    with {
        /// The certificates in that file, as PEM.
        ca: Option<String>;
    }
}

/// The system of one account.
#[derive(Debug, Clone)]
pub struct FactsEndpoint {
    /// Where it is asked. https; http only for this machine itself.
    pub url: String,
    /// What signs the inquiries; several while one is being rolled.
    pub secrets: Vec<SecretString>,
}
