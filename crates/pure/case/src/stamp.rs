//! When each request reached each stage: stamped by the pass that first sees it reached, and kept.

use jiff::Timestamp;

use super::milestone::Milestone;
use super::stage::Stages;
use super::state::{Case, RequestState};
use domain::refund::{Refund, RefundStatus};

/// Stamps what was reached and has no stamp. Says whether the state changed.
pub(super) fn stamp(case: &mut Case, now: Timestamp) -> bool {
    let stamped: Vec<Stages> =
        case.requests.values().map(|state| reached(case, state, now)).collect();
    let mut changed = false;
    for (state, stages) in case.requests.values_mut().zip(stamped) {
        changed |= state.stages != stages;
        state.stages = stages;
    }
    changed
}

fn reached(case: &Case, state: &RequestState, now: Timestamp) -> Stages {
    let told = |milestone: &Milestone| case.told.milestones.contains(milestone).then_some(now);
    let id = || state.request.id.clone();
    let refund = succeeded(case, state);
    let refunded_at = refund.and_then(|refund| case.told.succeeded_at.get(&refund.id).copied());
    let asked_at = refund.and_then(|refund| told(&Milestone::Feedback(refund.id.clone())));
    let known = state.stages;
    Stages {
        acknowledged_at: known.acknowledged_at.or_else(|| told(&Milestone::Acknowledged(id()))),
        decided_at: known
            .decided_at
            .or_else(|| told(&Milestone::Approved(id())))
            .or_else(|| told(&Milestone::Denied(id()))),
        refunded_at: known.refunded_at.or(refunded_at),
        followed_up_at: known.followed_up_at.or(asked_at),
    }
}

/// The refund that answers the request, once it has gone through.
fn succeeded<'a>(case: &'a Case, state: &RequestState) -> Option<&'a Refund> {
    let key = state.operation.as_ref()?;
    case.refunds
        .values()
        .find(|refund| refund.key.as_ref() == Some(key) && refund.status == RefundStatus::Succeeded)
}
