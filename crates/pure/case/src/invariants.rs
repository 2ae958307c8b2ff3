//! What must hold of every state, checked after every step and every load, in release builds too.

use std::collections::BTreeSet;

use super::credit_note;
use super::ledger;
use super::operation::{Doubt, OperationStep};
use super::release;
use super::state::Case;
use super::{diagnosis, people};
use domain::authority::Authority;
use domain::decision::Verdict;
use domain::key::IdempotencyKey;

/// A sentence that was believed and does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("case {case}: {believed}")]
pub struct Violation {
    /// Which case.
    pub case: String,
    /// What was believed.
    pub believed: &'static str,
}

/// Checks the state.
pub fn check(case: &Case) -> Result<(), Violation> {
    let believed = [
        (loss_is_covered_or_frozen(case), "the loss stays within the capture, or all is frozen"),
        (clawback_is_bounded(case), "0 <= clawed <= commission"),
        (operations_are_whole(case), "an operation's key is derived from what it gives back"),
        (requests_lead_to_operations(case), "an approved request has an operation"),
        (reviews_are_bound(case), "money on a review has its bound approvals by different people"),
        (credit_note::are_covered(case), "a credit note is no larger than its refund"),
        (sequence_rises(case), "owed events stand in rising order"),
        (owed_is_marked(case), "what is owed is a milestone reached"),
    ];
    match believed.into_iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, believed)) => Err(Violation { case: case.id.to_string(), believed }),
    }
}

fn loss_is_covered_or_frozen(case: &Case) -> bool {
    let gone = ledger::refunded(case).saturating_add(ledger::disputed(case));
    !release::is_weighed(case) || gone <= ledger::captured(case) || diagnosis::is_frozen(case)
}

fn clawback_is_bounded(case: &Case) -> bool {
    case.told.clawbacks.iter().all(|(id, clawed)| {
        let commission = case.commissions.get(id);
        commission.is_some_and(|known| (0..=known.earned.minor).contains(&clawed.total))
    })
}

fn operations_are_whole(case: &Case) -> bool {
    let is_whole = |doubt: &Doubt| doubt.attempt >= 1 && doubt.first_at <= doubt.since;
    case.operations.iter().all(|(key, operation)| {
        let derived = IdempotencyKey::derive(
            case.processor,
            &case.id,
            &operation.subject,
            operation.amount.currency,
        );
        let attempted = match &operation.step {
            OperationStep::InDoubt(doubt) => is_whole(doubt),
            OperationStep::Claimed(claim) => claim.doubt.as_ref().is_none_or(is_whole),
            OperationStep::Ready | OperationStep::Refused { .. } => true,
        };
        derived == *key && operation.amount.minor > 0 && attempted
    })
}

fn requests_lead_to_operations(case: &Case) -> bool {
    case.requests.values().all(|state| match &state.operation {
        Some(key) => case.operations.contains_key(key) && state.ruling.is_some(),
        None => true,
    })
}

/// I16: what reviewers approved was put before the world, and names who, as many different people as were needed, and none of
/// them is the one who asked.
fn reviews_are_bound(case: &Case) -> bool {
    case.requests.values().all(|state| {
        let Some(decision) = state.ruling.as_ref().map(|ruling| &ruling.decision) else {
            return true;
        };
        let Verdict::Approve(amount) = decision.verdict else { return true };
        let least = people::for_amount_alone(decision, amount);
        let enough = state.opened.as_ref().is_some_and(|opened| {
            let people: BTreeSet<_> = opened.voices.iter().collect();
            opened.binding.is_some()
                && opened.published
                && people.len() >= usize::from(opened.approvers.max(least))
                && people.len() == opened.voices.len()
        });
        decision.by != Authority::Approvers || enough
    })
}

fn sequence_rises(case: &Case) -> bool {
    let rises = case.told.owed.is_sorted_by(|a, b| a.sequence < b.sequence);
    rises && case.told.owed.last().is_none_or(|last| last.sequence <= case.told.sequence)
}

fn owed_is_marked(case: &Case) -> bool {
    case.told.owed.iter().all(|owed| case.told.milestones.contains(&owed.announcement.milestone()))
}
