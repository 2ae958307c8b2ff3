//! E-mail addresses, of which nothing but a hash is ever held.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of an e-mail address, trimmed and in lower case: two can be compared without either
/// address being here. It is never stored: who has it could try addresses on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailHash(pub [u8; 32]);

impl EmailHash {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }

    /// The hash of an address; `None` where it is empty.
    pub fn of(address: &str) -> Option<Self> {
        let plain = address.trim().to_lowercase();
        (!plain.is_empty()).then(|| Self(Sha256::digest(plain.as_bytes()).into()))
    }
}

impl std::fmt::Debug for EmailHash {
    /// Not even the hash is shown: who has it could try addresses on it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_trimmed_and_in_lower_case() {
        let jane = EmailHash::of("jane@example.com");
        assert_eq!(EmailHash::of(" Jane@Example.COM\n"), jane);
        assert_ne!(EmailHash::of("john@example.com"), jane);
        assert_eq!(EmailHash::of("  "), None);
        // Of `printf jane@example.com | sha256sum`.
        let digits = "8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d";
        assert_eq!(EmailHash::parse(digits), jane);
        assert_eq!(EmailHash::parse("8c87"), None);
        assert_eq!(format!("{:?}", jane.unwrap()), "EmailHash(…)");
    }
}
