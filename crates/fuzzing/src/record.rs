//! What is stored, and what travels sealed: written again it is the same.

use case::invariants;
use wire::record;

/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    if let Ok(case) = record::decode(bytes) {
        let written = record::encode(&case);
        let again = record::decode(&written)
            .unwrap_or_else(|error| unreachable!("{error}: {}", String::from_utf8_lossy(&written)));
        assert_eq!(again, case);
        assert_eq!(record::encode(&again), written);
        // Whatever it says of itself, it is judged and does not end the process.
        drop(invariants::check(&case));
    }
    if let Ok(outlay) = record::decode_outlay(bytes) {
        let written = record::encode_outlay(&outlay);
        let again = record::decode_outlay(&written).map(|again| record::encode_outlay(&again));
        assert_eq!(again.ok(), Some(written));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(carried) = record::decode_decision(text) {
        let written = record::encode_decision(&carried);
        let again = record::decode_decision(&written)
            .unwrap_or_else(|error| unreachable!("{error}: {written}"));
        assert_eq!(again.ruling.decision, carried.ruling.decision);
        assert_eq!(again.opened, carried.opened);
        assert_eq!(record::encode_decision(&again), written);
    }
}
