//! A webhook before and after its signature was checked.
//!
//! Not here: what the body means (`event.rs`), and how each processor signs (its own folder).

use std::fmt;

use jiff::Timestamp;

use super::setup::Setup;
use super::translation::translation;
use domain::processor::Processor;

/// What arrived, unchanged. Nothing in it may be believed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RawWebhook<'a> {
    /// Headers, names in lower case; those of
    /// [`signature_headers`](super::Profile::signature_headers) are enough.
    pub headers: &'a [(String, String)],
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When it arrived. Ages are judged against this instant, so that a delivery that lay in our
    /// own queue does not go stale there.
    pub received_at: Timestamp,
}

impl fmt::Debug for RawWebhook<'_> {
    /// Leaves the body and the header values out: they hold customer data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawWebhook")
            .field("body_bytes", &self.body.len())
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

/// A body that the processor signed. Only [`verify`] makes one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifiedWebhook<'a> {
    body: &'a [u8],
}

impl<'a> VerifiedWebhook<'a> {
    /// A body as if it had been signed, to try what is made of it.
    #[cfg(test)]
    pub(super) fn of_test(body: &'a [u8]) -> Self {
        Self { body }
    }

    /// The signed bytes.
    pub(super) fn body(self) -> &'a [u8] {
        self.body
    }
}

impl fmt::Debug for VerifiedWebhook<'_> {
    /// Leaves the body out: it holds customer data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedWebhook")
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why a webhook, or another signed request, is not believed. For our own log and counters: the
/// sender is told nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Rejection {
    /// A header that carries the signature is not there.
    #[error("a signature header is missing")]
    MissingHeader,
    /// A signature header cannot be read.
    #[error("a signature header cannot be read")]
    Malformed,
    /// No signature fits any of our secrets.
    #[error("no signature fits")]
    BadSignature,
    /// Rightly signed, but more than 300 s ago.
    #[error("the signature is too old")]
    Stale,
    /// Rightly signed, but with a time more than 300 s ahead.
    #[error("the signature is from the future")]
    FromTheFuture,
    /// We have no usable secret to check it with: ours to fix.
    #[error("there is no usable secret")]
    NoSecret,
}

impl Rejection {
    /// Every rejection, for tables and tests.
    pub const ALL: [Self; 6] = [
        Self::MissingHeader,
        Self::Malformed,
        Self::BadSignature,
        Self::Stale,
        Self::FromTheFuture,
        Self::NoSecret,
    ];

    /// A short code for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MissingHeader => "missing_header",
            Self::Malformed => "malformed",
            Self::BadSignature => "bad_signature",
            Self::Stale => "stale",
            Self::FromTheFuture => "from_the_future",
            Self::NoSecret => "no_secret",
        }
    }
}

/// Checks a webhook's signature and age.
///
/// Any one of the account's secrets may fit, so that a secret can be rolled; one that is too short to
/// be genuine is not used.
pub fn verify<'a>(
    processor: Processor,
    raw: RawWebhook<'a>,
    setup: &Setup,
) -> Result<VerifiedWebhook<'a>, Rejection> {
    (translation(processor).verify)(&raw, setup)?;
    Ok(VerifiedWebhook { body: raw.body })
}

/// When a webhook says that it was signed, believed or not; `None` where it does not say it.
pub fn signed_at(processor: Processor, headers: &[(String, String)]) -> Option<Timestamp> {
    (translation(processor).signed_at)(headers)
}

/// The value of the one header of that name. A second one makes it ambiguous which of them a
/// proxy in between has looked at, so it is refused.
pub(super) fn sole_header<'a>(
    headers: &'a [(String, String)],
    name: &str,
) -> Result<&'a str, Rejection> {
    let mut values = headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let value = values.next().ok_or(Rejection::MissingHeader)?;
    if values.next().is_some() { Err(Rejection::Malformed) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rejection_has_its_own_code() {
        let codes: std::collections::BTreeSet<_> =
            Rejection::ALL.iter().map(|rejection| rejection.as_str()).collect();
        assert_eq!(codes.len(), Rejection::ALL.len());
    }

    #[test]
    fn a_body_cannot_be_printed() {
        let raw = RawWebhook {
            headers: &[("stripe-signature".to_owned(), "t=1,v1=cafe".to_owned())],
            body: b"jenny@example.test",
            received_at: Timestamp::UNIX_EPOCH,
        };
        let verified = VerifiedWebhook { body: raw.body };
        let printed = format!("{raw:?} {verified:?}");
        assert!(printed.contains("body_bytes: 18"), "{printed}");
        // Neither as text nor as a list of byte values.
        for leak in ["jenny", "106", "cafe"] {
            assert!(!printed.contains(leak), "{printed}");
        }
    }
}
