//! The idempotency key of a refund operation, and what it is derived from.
//!
//! The derivation is frozen: a changed one would double every refund in flight. It is versioned by
//! the prefix `rf1` and pinned by golden vectors below.

use std::fmt;

use sha2::{Digest, Sha256};

use super::ids::{CaseId, RequestId};
use super::money::Currency;
use super::processor::Processor;

/// What is being given back. Never the delivery, the attempt, the time or the amount alone.
///
/// Two causes for the same goods collapse into one operation (two requests for the whole payment),
/// and two equal partial refunds asked for separately stay two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The whole payment, however much of it the policy grants.
    Full,
    /// A part that one request names by its amount.
    Partial(RequestId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("full"),
            Self::Partial(request) => write!(f, "partial:{request}"),
        }
    }
}

/// The one immutable key under which a refund operation is known to the processor.
///
/// 30 ASCII characters: fits Square (45), Adyen (64), PayPal (108) and Stripe (255).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Derives the key of giving back `subject` of the payment of `case`.
    pub fn derive(
        processor: Processor,
        case: &CaseId,
        subject: &Subject,
        currency: Currency,
    ) -> Self {
        // `|` separates safely: no identifier may contain it.
        let text = format!(
            "rf1|{}|{}|{}|{subject}|{}",
            processor.as_str(),
            case.account,
            case.payment,
            currency.code()
        );
        Self(format!("rf1-{}", base32_26(&Sha256::digest(text.as_bytes()))))
    }

    /// Reads a key that came back from a processor or a store; `None` if it is not one of ours.
    pub fn recognise(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("rf1-")?;
        let ours = rest.len() == 26 && rest.bytes().all(|b| ALPHABET.contains(&b));
        ours.then(|| Self(text.to_owned()))
    }

    /// The text that is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of `text` in hex, behind the name of the derivation that made the text.
pub fn fingerprint(derivation: &str, text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let hex: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{derivation}-{}", hex.concat())
}

/// RFC 4648, in lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Writes the first 130 bits as 26 base32 characters.
fn base32_26(bytes: &[u8]) -> String {
    let mut bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |i| (byte >> i) & 1));
    (0..26)
        .filter_map(|_| {
            let value = (0..5)
                .fold(0_usize, |value, _| value * 2 + usize::from(bits.next().unwrap_or_default()));
            ALPHABET.get(value).copied().map(char::from)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derive(case: &str, subject: &Subject, currency: &str) -> String {
        let case = CaseId::parse(case).unwrap();
        let currency = Currency::parse(currency).unwrap();
        IdempotencyKey::derive(Processor::Stripe, &case, subject, currency).to_string()
    }

    #[test]
    fn golden_vectors_pin_the_derivation() {
        // Worked out apart from this code: base32(sha256("rf1|stripe|eu|pi_1|full|USD"))[..26].
        let partial = |id: &str| Subject::Partial(RequestId::parse(id).unwrap());
        for (case, subject, currency, key) in [
            ("eu/pi_1", Subject::Full, "usd", "rf1-3ja7mryiyhnovcl26vvielkgiv"),
            ("eu/pi_1", partial("r-1"), "usd", "rf1-kdxkrgozegjllqwrafepahl4e4"),
            ("eu/pi_1", partial("r-2"), "usd", "rf1-xj4edngc2sogylbjgfo6jcl4me"),
            ("us/pi_1", Subject::Full, "jpy", "rf1-oqsoclrths7qjyhzmuef36vpj4"),
        ] {
            assert_eq!(derive(case, &subject, currency), key);
        }
    }

    #[test]
    fn keys_are_short_and_recognised() {
        let key = derive("eu/pi_1", &Subject::Full, "usd");
        assert_eq!(key.len(), 30);
        assert!(IdempotencyKey::recognise(&key).is_some());
        for foreign in ["", "rf1-", "rf1-short", "rf2-abcdefghijklmnopqrstuvwxyz", "order-17"] {
            assert!(IdempotencyKey::recognise(foreign).is_none(), "{foreign}");
        }
    }
}
