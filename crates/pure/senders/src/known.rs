//! A sender as it is configured.

use jiff::Timestamp;
use secrecy::SecretString;

use domain::sender::{Rights, SenderKind};
use processors::{Rejection, standard_webhooks};

/// How a sender proves that a message is its own.
#[derive(Debug, Clone)]
pub enum Proof {
    /// It signs, by Standard Webhooks. Several secrets while one is being rolled; never empty.
    Secrets(Vec<SecretString>),
    /// It cannot sign, and the broker is trusted to let nobody else publish. Never for a review.
    Broker,
}

/// A sender as it is configured.
#[derive(Debug, Clone)]
pub struct Known {
    /// What sort of sender it is.
    pub kind: SenderKind,
    /// What it may do.
    pub rights: Rights,
    /// How it proves who it is.
    pub proof: Proof,
}

impl Known {
    /// Whether one of its secrets signed `body`, within 300 s of `received_at` where that is asked.
    pub(crate) fn verify(
        &self,
        headers: &[(String, String)],
        body: &[u8],
        received_at: Option<Timestamp>,
    ) -> Result<(), Rejection> {
        let secrets = match &self.proof {
            Proof::Secrets(secrets) => secrets.as_slice(),
            Proof::Broker => &[],
        };
        match received_at {
            Some(received_at) => standard_webhooks::verify(headers, body, secrets, received_at),
            None => standard_webhooks::verify_whenever(headers, body, secrets).map(drop),
        }
    }
}
