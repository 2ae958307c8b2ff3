//! What was earned on the payment, and by whom: the processor's own metadata, else a message.
//!
//! Whoever may send messages could name a rival, or itself, before the payment was read for the first
//! time. So the metadata win, whichever came first; what differs is told to a person, and changes
//! nothing about whom the commission is taken back from.

use super::state::Case;
use domain::commission::Commission;

/// A message has a commission.
pub(super) fn reported(case: &mut Case, reported: Commission) -> bool {
    match &mut case.commission {
        None => {
            case.commission = Some(reported);
            true
        }
        Some(known) if known.is(&reported) => pay(known, &reported),
        Some(known) => {
            let paid = known.id == reported.id && pay(known, &reported);
            !std::mem::replace(&mut case.commission_contested, true) | paid
        }
    }
}

/// The list has a commission, from the payment's metadata.
pub(super) fn listed(case: &mut Case, listed: Commission) -> bool {
    let first = !std::mem::replace(&mut case.commission_listed, true);
    let Some(known) = &mut case.commission else {
        case.commission = Some(listed);
        return true;
    };
    let paid = known.id == listed.id && pay(known, &listed);
    if !first || known.is(&listed) {
        // What was earned is frozen when it is first read: only `paid` moves on.
        return first | paid;
    }
    case.commission_contested = true;
    // What was taken back of the other one is in somebody's books already: a person must look.
    if case.told.clawed.unwrap_or_default() == 0 {
        let paid = known.id == listed.id && known.paid;
        *known = Commission { paid: listed.paid || paid, ..listed };
    }
    true
}

fn pay(known: &mut Commission, said: &Commission) -> bool {
    let changed = said.paid && !known.paid;
    known.paid |= changed;
    changed
}
