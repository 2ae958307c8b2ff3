//! What shows that a call executes nothing twice, whatever this program has forgotten meanwhile. Where
//! nothing does, no call is made, and a person has to look.
//!
//! That a list must be fresh, and an earlier call old enough to be in it, is planned beside this.

use jiff::Timestamp;

use super::ledger;
use super::operation::{Operation, OperationStep};
use super::reviewed::Judged;
use super::state::Case;
use domain::conversation::ReviewerSaid;
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::legs::{Legs, Sight};
use domain::payment::PaymentStatus;
use domain::time::after;

/// Why a call executes nothing twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// The processor refuses a second one, or executes nothing for it.
    Facts,
    /// Only a claim can show it, and the permit that comes back after its wait.
    Claim,
}

/// Why the operation may be called for, on a list that does not show it; `None` where nothing shows that
/// it may.
pub(super) fn ground(
    case: &Case,
    (key, operation): (&IdempotencyKey, &Operation),
    now: Timestamp,
    legs: Legs,
) -> Option<Ground> {
    match (legs.key, legs.list) {
        // An earlier execution is in the list before its key is forgotten.
        (Some(_), Sight::Named) => Some(Ground::Facts),
        (None, Sight::Named) if is_capped(case, operation, legs) => Some(Ground::Facts),
        (None, Sight::Named) => Some(Ground::Claim),
        // A refund that was made, failed and is forgotten would be made again, if the key were: all calls
        // lie within half of its life, and the rest covers one that is written late.
        (Some(life), Sight::Blind) => {
            let begun = begun(case, key, operation);
            let in_time = begun.is_some_and(|begun| now < after(begun, life / 2));
            (in_time && is_capped(case, operation, legs)).then_some(Ground::Facts)
        }
        (None, Sight::Blind) => None,
    }
}

/// An instant before which nobody called for the operation. It is known again when the store has
/// forgotten it, because it travels with what brought the decision: a request has the time of its
/// receipt, and an approval of a reviewer its own.
fn begun(case: &Case, key: &IdempotencyKey, operation: &Operation) -> Option<Timestamp> {
    if operation.decision.by.is_people() {
        let is_of = |request: &RequestId| case.requests_of(key).any(|it| it.request.id == *request);
        let approvals = case.reviews.values().filter(|known| {
            known.judged == Some(Judged::Accepted)
                && matches!(known.answer.said, ReviewerSaid::Approve(_))
                && is_of(&known.answer.request)
        });
        return approvals.map(|known| known.answer.at).min();
    }
    case.requests_of(key).map(|state| state.request.receipt.seen_at).min()
}

/// Whether the processor would refuse a second execution because it exceeds what was captured. Other
/// refunds do not count: one that is listed today may fail, and make room for it.
fn is_capped(case: &Case, operation: &Operation, legs: Legs) -> bool {
    let twice = operation.amount.minor.saturating_mul(2);
    legs.capped && case.status() == Some(PaymentStatus::Settled) && twice > ledger::captured(case)
}

/// Whether nothing shows that the operation may be called for, or what became of it, and a person has to
/// find out.
pub(super) fn is_wanting(
    case: &Case,
    (key, operation): (&IdempotencyKey, &Operation),
    now: Timestamp,
    legs: Legs,
) -> bool {
    let blind = legs.list == Sight::Blind;
    let overtaken = ledger::overtaken(case, operation).is_some();
    match &operation.step {
        OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::InDoubt(_)
            if overtaken =>
        {
            blind
        }
        OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::InDoubt(_) => {
            case.status() == Some(PaymentStatus::Settled)
                && !case.is_blocked_by_dispute()
                && ground(case, (key, operation), now, legs).is_none()
        }
        OperationStep::Refused { confirmed, .. } => blind && !confirmed,
    }
}
