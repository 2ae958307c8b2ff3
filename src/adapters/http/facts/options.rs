//! What is configured about the way to the merchants' own systems.

use std::time::Duration;

use secrecy::SecretString;

/// Limits, for each account on its own and for this process alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsOptions {
    /// Whether endpoints may be at private addresses and on this machine.
    pub allow_private: bool,
    /// Longest duration of building a connection, name resolution and TLS included.
    pub connect: Duration,
    /// Longest duration of all of it: the wait for a place, both tries, the last byte.
    pub whole: Duration,
    /// Largest answer, in bytes.
    pub answer_bytes_max: usize,
    /// Inquiries under way at the same time.
    pub in_flight_max: usize,
    /// How long an answer is remembered.
    pub remembered: Duration,
    /// Certificates of authorities that are trusted besides those of the system, as PEM.
    pub ca: Option<String>,
}

impl Default for FactsOptions {
    fn default() -> Self {
        Self {
            allow_private: false,
            connect: Duration::from_secs(1),
            whole: Duration::from_secs(2),
            answer_bytes_max: 64 * 1024,
            in_flight_max: 8,
            remembered: Duration::from_secs(300),
            ca: None,
        }
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
