//! When a claim's permit may be used. Pure: it may serve the product as it stands.

use std::ops::Range;

/// The ages of a claim in which its permit allows the call: by the first, every earlier call is in
/// the list; by the last, whoever claims next has not called yet.
pub fn window(wait: u8) -> Range<u8> {
    wait..2 * wait
}
