//! What is gone of a payment, summed. Amounts of two currencies are never added or compared.

/// Sums parts; `None` is one of which nobody knows what it is in this currency, and which may be all
/// of the `rest`. Saturates: what leaves 64 bits leaves nothing to give.
pub fn sum(parts: impl IntoIterator<Item = Option<i64>>, rest: i64) -> i64 {
    let (mut known, mut guessed) = (0_i64, false);
    for part in parts {
        known = known.saturating_add(part.unwrap_or_default());
        guessed |= part.is_none();
    }
    if guessed { known.max(rest) } else { known }
}
