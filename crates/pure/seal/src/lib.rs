//! The keys under which the workers seal what leaves their hands and must come back as it was.
//!
//! Neither the broker nor the store is trusted: whoever can write there could otherwise write a
//! decision. The ingress, which strangers talk to, has none of these keys, and operators have none.
#![warn(missing_docs)] // Read from outside: by the workers and by both stores.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A code of HMAC-SHA256.
const SEAL_BYTES: usize = 32;

/// The keys of the workers, in the order in which they are configured: the first one seals, and each
/// of them opens, so that one can take the place of another without a decision being lost.
#[derive(Clone)]
pub struct SealingKeys {
    first: Hmac<Sha256>,
    others: Vec<Hmac<Sha256>>,
}

impl SealingKeys {
    /// `None` where there is no key.
    pub fn of<K: AsRef<[u8]>>(keys: impl IntoIterator<Item = K>) -> Option<Self> {
        // HMAC takes a key of any length, so none is passed over.
        let mut keys = keys.into_iter().filter_map(|key| Hmac::new_from_slice(key.as_ref()).ok());
        Some(Self { first: keys.next()?, others: keys.collect() })
    }

    /// The seal of the joined `parts`, in hex. They must be such that they cannot run into each other.
    pub fn seal(&self, parts: &[&[u8]]) -> String {
        hex::encode(over(&self.first, parts).finalize().into_bytes())
    }

    /// Whether `seal` is that of the joined `parts`, under any of the keys; in constant time.
    pub fn fits(&self, parts: &[&[u8]], seal: &str) -> bool {
        let mut code = [0; SEAL_BYTES];
        let mut keys = std::iter::once(&self.first).chain(&self.others);
        hex::decode_to_slice(seal, &mut code).is_ok()
            && keys.any(|key| over(key, parts).verify_slice(&code).is_ok())
    }
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingKeys").finish_non_exhaustive()
    }
}

fn over(key: &Hmac<Sha256>, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut code = key.clone();
    for part in parts {
        code.update(part);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_key_seals_and_each_of_them_opens() {
        let [old, new] = [b"an old key of the workers", b"a new key of the workers "];
        let [before, after] =
            [vec![old], vec![new, old]].map(|keys| SealingKeys::of(keys).unwrap());
        let parts: [&[u8]; 2] = [b"label\n", b"text"];
        let [sealed_before, sealed_after] = [&before, &after].map(|keys| keys.seal(&parts));
        assert_ne!(sealed_before, sealed_after);
        assert!(after.fits(&parts, &sealed_before) && after.fits(&parts, &sealed_after));
        assert!(!before.fits(&parts, &sealed_after), "it has not heard of the new key");
        let cut = sealed_before.split_at(1).1;
        for other in ["", "00", cut, &sealed_before.replace('a', "b")] {
            assert!(!before.fits(&parts, other), "{other}");
        }
        assert!(!before.fits(&[b"label\n", b"texT"], &sealed_before));
    }

    #[test]
    fn a_golden_vector_pins_the_seal() {
        // Test case 2 of RFC 4231.
        let keys = SealingKeys::of([b"Jefe"]).unwrap();
        let seal = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(keys.seal(&[b"what do ya want ", b"for nothing?"]), seal);
    }

    #[test]
    fn keys_are_not_shown_and_none_are_no_keys() {
        let shown = format!("{:?}", SealingKeys::of([b"a key"]).unwrap());
        assert_eq!(shown, "SealingKeys { .. }");
        assert!(SealingKeys::of([b""; 0]).is_none());
    }
}
