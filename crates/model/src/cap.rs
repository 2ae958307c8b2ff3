//! The cap as a proof of its own. Pure: it may serve the product as it stands.

/// Whether a second execution would exceed what was captured, so that the processor refuses it,
/// whatever is forgotten on our side. `refunded` may be too low, never too high.
pub fn is_capped_proof(amount: u8, captured: u8, refunded: u8) -> bool {
    let rest = captured.saturating_sub(refunded);
    amount <= rest && 2 * amount > rest
}
