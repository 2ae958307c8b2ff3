//! The `Stripe-Signature` header, made the way Stripe's documentation describes it.
//!
//! Deliberately not here: checking one. The sandbox is the sender.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::config::BuildError;

/// Signs webhook bodies with one endpoint secret.
#[derive(Clone)]
pub(super) struct Signer {
    keyed: Hmac<Sha256>,
}

impl Signer {
    /// Takes the whole secret text as the key, prefix included.
    pub(super) fn new(secret: &str) -> Result<Self, BuildError> {
        let keyed = Hmac::new_from_slice(secret.as_bytes()).map_err(BuildError::Secret)?;
        Ok(Self { keyed })
    }

    /// Makes the header for a body sent at `t` (unix seconds).
    pub(super) fn header(&self, t: i64, body: &str) -> String {
        let mut mac = self.keyed.clone();
        mac.update(t.to_string().as_bytes());
        mac.update(b".");
        mac.update(body.as_bytes());
        format!("t={t},v1={}", hex::encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's `hmac` module.
    const EXPECTED: &str = "66e880d7175fffb43ce10c4e14db1cfb230c8804b5aafb116affbc9a836c7690";

    #[test]
    fn the_whole_secret_keys_the_time_and_the_body() {
        let signer = Signer::new("whsec_test").unwrap();
        let header = signer.header(1_760_000_000, r#"{"id":"evt_1"}"#);
        assert_eq!(header, format!("t=1760000000,v1={EXPECTED}"));
    }
}
