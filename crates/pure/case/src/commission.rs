//! What was earned on the payment, and by whom: the processor's own metadata, else messages.
//!
//! A payment can have several commissions, of several partners: each has an id of its own, and is
//! taken back by itself. Metadata have room for one.
//!
//! Whoever may send messages could name a rival, or itself, before the payment was read for the first
//! time. So the metadata win, whichever came first; what differs is told to a person, and changes
//! nothing about whom the commission is taken back from.

use super::apply::Effect;
use super::state::{Case, Clawed};
use domain::commission::Commission;
use domain::ids::CommissionId;

/// The most commissions that are kept per payment; more is somebody's loop, and no scheme of partners.
pub const COMMISSIONS_MAX: usize = 16;

/// A message has a commission.
pub(super) fn reported(case: &mut Case, reported: Commission) -> Effect {
    let is_full = case.commissions.len() >= COMMISSIONS_MAX;
    let changed = match case.commissions.get_mut(&reported.id) {
        Some(known) if known.is(&reported) => pay(known, &reported),
        Some(known) => pay(known, &reported) | contest(case),
        None if case.commission_listed.is_some() => contest(case),
        None if is_full => return Effect::Overflows,
        None => {
            case.commissions.insert(reported.id.clone(), reported);
            true
        }
    };
    if changed { Effect::Advanced } else { Effect::Known }
}

/// The list has a commission, from the payment's metadata.
pub(super) fn listed(case: &mut Case, listed: Commission) -> bool {
    let known = case.commissions.get_mut(&listed.id);
    if case.commission_listed.is_some() {
        // What was earned is frozen when it is first read: only `paid` moves on.
        return known.is_some_and(|known| pay(known, &listed));
    }
    case.commission_listed = Some(listed.id.clone());
    let (same, paid) = match known {
        Some(known) => (known.is(&listed), pay(known, &listed) | known.paid),
        None => (false, listed.paid),
    };
    let alone = case.commissions.keys().all(|id| *id == listed.id);
    if alone && (same || case.commissions.is_empty()) {
        case.commissions.entry(listed.id.clone()).or_insert(listed);
        return true;
    }
    contest(case);
    // What was taken back of another one is in somebody's books already: a person must look.
    let is_other = |id: &CommissionId| !(same && *id == listed.id);
    let booked = |(id, clawed): (&CommissionId, &Clawed)| is_other(id) && clawed.total != 0;
    if !case.told.clawbacks.iter().any(booked) {
        case.commissions.retain(|id, _| *id == listed.id);
        case.told.clawbacks.retain(|id, _| *id == listed.id);
        if !same {
            case.commissions.insert(listed.id.clone(), Commission { paid, ..listed });
        }
    }
    true
}

fn contest(case: &mut Case) -> bool {
    !std::mem::replace(&mut case.commission_contested, true)
}

fn pay(known: &mut Commission, said: &Commission) -> bool {
    let changed = said.paid && !known.paid;
    known.paid |= changed;
    changed
}
