//! What timestamped HMAC schemes share: the MAC itself, the digits of a time, the window.
//!
//! Exchanges with the facts endpoint are bound by the same MAC.
//!
//! Not here: how a header is laid out, which differs from scheme to scheme.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::webhook::Rejection;

/// How far the signed time may lie from the time of arrival, seconds, either way. Stripe's SDKs
/// and the Standard Webhooks libraries use the same number.
const WINDOW_SECONDS: i64 = 300;

/// The longest signature header that is looked at, bytes.
pub(super) const HEADER_BYTES_MAX: usize = 4096;

/// The most signatures that are tried per header; a sender has one per live secret.
pub(super) const SIGNATURES_MAX: usize = 16;

/// Whether one of `signatures` is the HMAC-SHA256 of the joined `parts`, in constant time.
pub fn fits(key: &[u8], parts: &[&[u8]], signatures: &[[u8; 32]]) -> bool {
    // HMAC takes a key of any length, so this never fails.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    for part in parts {
        mac.update(part);
    }
    signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
}

/// The HMAC-SHA256 of the joined `parts`.
pub fn sign(key: &[u8], parts: &[&[u8]]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().into())
}

/// Reads seconds since 1970: digits only, no sign, no leading zero, at most 12 of them.
///
/// One spelling per number, so that what was signed and what is judged cannot differ.
pub(super) fn seconds(text: &str) -> Result<i64, Rejection> {
    let plain = (1..=12).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if !plain {
        return Err(Rejection::Malformed);
    }
    text.parse().ok().ok_or(Rejection::Malformed)
}

/// Judges the age of a signature in whole seconds: 300 passes, 301 does not, either way.
pub(super) fn within_window(signed_at: i64, received_at: Timestamp) -> Result<(), Rejection> {
    let age = received_at.as_second().saturating_sub(signed_at);
    if age > WINDOW_SECONDS {
        Err(Rejection::Stale)
    } else if age < -WINDOW_SECONDS {
        Err(Rejection::FromTheFuture)
    } else {
        Ok(())
    }
}
