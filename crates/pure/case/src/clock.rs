//! The clocks of a request: by when each stage should be reached.

use jiff::Timestamp;

use super::stage::Stage;
use super::state::{Case, RequestState};
use super::terms::{Targets, Terms};
use domain::refund::{Refund, RefundStatus};
use domain::time::after;

/// A stage that is still to be reached, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which stage.
    pub stage: Stage,
    /// By when.
    pub by: Timestamp,
}

/// The stages that `state` has not reached and has a target for. Each clock starts when the stage
/// before was reached; those of acknowledgement and decision start with the receipt.
pub fn due(case: &Case, state: &RequestState, targets: &Targets) -> Vec<Due> {
    let (stages, received) = (state.stages, Some(state.request.receipt.at));
    // A refund that was refused or came back is a trouble of its own; its clocks have stopped.
    let goes_on = state.operation.as_ref().is_some_and(|key| {
        let over = case.operations.get(key).is_none_or(|operation| operation.step.is_over());
        if case.is_executed(key) {
            case.refunds_of(key).all(|refund| refund.status.holds_money())
        } else {
            !over
        }
    });
    let approved_at = stages.decided_at.filter(|_| goes_on);
    let refunded_at = stages.refunded_at.filter(|_| goes_on);
    // Nobody waits for an answer to what nobody has asked.
    let received = received.filter(|_| !state.request.is_proposed());
    let clocks = [
        (Stage::Acknowledged, stages.acknowledged_at, received, targets.acknowledged),
        (Stage::Decided, stages.decided_at, received, targets.decided),
        (Stage::Refunded, stages.refunded_at, approved_at, targets.refunded),
        (Stage::FollowedUp, stages.followed_up_at, refunded_at, targets.followed_up),
    ];
    clocks
        .into_iter()
        .filter(|(_, reached, _, _)| reached.is_none())
        .filter_map(|(stage, _, from, target)| {
            Some(Due { stage, by: due_by(state, stage, from?, target?) })
        })
        .collect()
}

/// By when a stage is due that is counted from this instant: a decision, when it was promised, as it
/// was promised first.
pub fn due_by(state: &RequestState, which: Stage, from: Timestamp, target: i64) -> Timestamp {
    let promise = state.promise.filter(|_| which == Stage::Decided);
    promise.map_or_else(|| after(from, target), |promise| promise.first)
}

/// When the customer is to be asked for feedback; `None` for a refund that did not succeed, was made
/// elsewhere, or answers no request that is known.
pub fn feedback_at(case: &Case, refund: &Refund, terms: &Terms) -> Option<Timestamp> {
    let key = refund.key.as_ref()?;
    let succeeded = refund.status == RefundStatus::Succeeded;
    let asked = case.requests_of(key).next().is_some() && !terms.merchant_of_record;
    let at = case.told.succeeded_at.get(&refund.id).filter(|_| succeeded && asked)?;
    Some(after(*at, terms.feedback_after))
}
