//! Was it made? One function for every sight. Pure: it may serve the product as it stands.

use crate::sight::{Listing, Sum};

/// Whether a refund was made, as far as a list can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It was.
    Made,
    /// It was not, and no call that was written before can make it any more.
    NotMade,
    /// Nobody can tell from this list.
    Unclear,
}

/// What a list says about a refund of `amount`. `baseline` is what was refunded before its first
/// call; `settled` says that a call of ours must be in this list if it was executed at all.
pub fn verdict(baseline: u8, amount: u8, listing: Listing, settled: bool) -> Verdict {
    let is_gone = match listing {
        Listing::Named { shown: true, .. } => return Verdict::Made,
        Listing::Named { shown: false, .. } => true,
        Listing::Summed(Sum { least, most }) if least == most && least == baseline + amount => {
            return Verdict::Made;
        }
        Listing::Summed(Sum { most, .. }) => most < baseline + amount,
        Listing::Nothing => false,
    };
    if is_gone && settled { Verdict::NotMade } else { Verdict::Unclear }
}
