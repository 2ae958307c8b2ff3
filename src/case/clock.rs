//! The clocks of a request: by when each stage should be reached.

use jiff::Timestamp;

use super::state::{Case, RequestState};
use super::terms::Targets;
use crate::domain::time::after;

/// A stage of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The customer knows that the request has arrived.
    Acknowledged,
    /// The customer knows the decision.
    Decided,
    /// The money is on its way.
    Refunded,
    /// The customer was asked how it was.
    FollowedUp,
}

impl Stage {
    /// Every stage with its name in events and metrics.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Acknowledged, "acknowledged"),
        (Self::Decided, "decided"),
        (Self::Refunded, "refunded"),
        (Self::FollowedUp, "followed_up"),
    ];

    /// The name in events and metrics.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(stage, _)| *stage == self).map_or("decided", |(_, name)| name)
    }

    /// Reads the name in events and metrics.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(stage, _)| *stage)
    }
}

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
    let clocks = [
        (Stage::Acknowledged, stages.acknowledged_at, received, targets.acknowledged),
        (Stage::Decided, stages.decided_at, received, targets.decided),
        (Stage::Refunded, stages.refunded_at, approved_at, targets.refunded),
        (Stage::FollowedUp, stages.followed_up_at, refunded_at, targets.followed_up),
    ];
    clocks
        .into_iter()
        .filter(|(_, reached, _, _)| reached.is_none())
        .filter_map(|(stage, _, from, target)| Some(Due { stage, by: after(from?, target?) }))
        .collect()
}
