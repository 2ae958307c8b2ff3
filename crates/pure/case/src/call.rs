//! What becomes of an operation: the claim before its call, and what the call or a list says.

use jiff::Timestamp;

use super::claim::{Claim, ClaimId};
use super::ledger;
use super::observed::refund_seen;
use super::operation::{Doubt, Inconclusive, InconclusiveKind, OperationStep};
use super::state::Case;
use domain::http::HttpRequest;
use domain::key::IdempotencyKey;
use domain::outcome::CallOutcome;
use domain::refund::Refund;

pub(super) fn claimed(case: &mut Case, key: &IdempotencyKey, id: ClaimId, at: Timestamp) -> bool {
    if case.is_executed(key) {
        return false;
    }
    let Some(operation) = case.operations.get_mut(key) else { return false };
    let doubt = match &operation.step {
        OperationStep::Ready => None,
        OperationStep::InDoubt(doubt) => Some(doubt.clone()),
        OperationStep::Claimed(earlier) => earlier.doubt.clone(),
        OperationStep::Refused { .. } => return false,
    };
    operation.step = OperationStep::Claimed(Claim { id, at, doubt });
    true
}

pub(super) fn attempting(
    case: &mut Case,
    key: &IdempotencyKey,
    request: HttpRequest,
    at: Timestamp,
) -> bool {
    if case.is_executed(key) {
        return false;
    }
    let Some(operation) = case.operations.get_mut(key) else { return false };
    let doubt = match &operation.step {
        OperationStep::Ready | OperationStep::Claimed(Claim { doubt: None, .. }) => {
            Doubt { request, attempt: 1, first_at: at, since: at, answer: None }
        }
        // The frozen request goes out again: one key, one body. Clocks are put back, and those of
        // two workers differ: the earliest claim is the one that the key's lifetime counts from.
        OperationStep::InDoubt(doubt)
        | OperationStep::Claimed(Claim { doubt: Some(doubt), .. }) => Doubt {
            attempt: doubt.attempt.saturating_add(1),
            first_at: doubt.first_at.min(at),
            since: at,
            answer: None,
            ..doubt.clone()
        },
        OperationStep::Refused { .. } => return false,
    };
    operation.step = OperationStep::InDoubt(doubt);
    true
}

pub(super) fn answered(
    case: &mut Case,
    key: &IdempotencyKey,
    outcome: CallOutcome,
    at: Timestamp,
) -> bool {
    let inconclusive = match outcome {
        CallOutcome::Done(refund) => {
            // The answer to the call with this key is about this key, whatever it echoes.
            return refund_seen(case, Refund { key: Some(key.clone()), ..refund });
        }
        CallOutcome::Refused(refusal) => {
            let Some(operation) = case.operations.get_mut(key) else { return false };
            let doubtful = matches!(operation.step, OperationStep::InDoubt(_));
            if doubtful {
                operation.step = OperationStep::Refused { refusal, at, confirmed: false };
            }
            return doubtful;
        }
        CallOutcome::Busy { retry_after } => {
            Inconclusive { at, kind: InconclusiveKind::Busy, retry_after }
        }
        CallOutcome::Unknown => {
            Inconclusive { at, kind: InconclusiveKind::Unknown, retry_after: None }
        }
        CallOutcome::KeyConflict => {
            Inconclusive { at, kind: InconclusiveKind::KeyConflict, retry_after: None }
        }
        CallOutcome::Misconfigured => {
            Inconclusive { at, kind: InconclusiveKind::Misconfigured, retry_after: None }
        }
    };
    match case.operations.get_mut(key).map(|operation| &mut operation.step) {
        Some(OperationStep::InDoubt(doubt)) => {
            doubt.answer = Some(inconclusive);
            true
        }
        Some(OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::Refused { .. })
        | None => false,
    }
}

pub(super) fn refusal_confirmed(case: &mut Case, key: &IdempotencyKey) -> bool {
    let executed = case.is_executed(key);
    match case.operations.get_mut(key).map(|operation| &mut operation.step) {
        Some(OperationStep::Refused { confirmed, .. }) if !executed => {
            !std::mem::replace(confirmed, true)
        }
        Some(
            OperationStep::Ready
            | OperationStep::Claimed(_)
            | OperationStep::InDoubt(_)
            | OperationStep::Refused { .. },
        )
        | None => false,
    }
}

pub(super) fn closed(case: &mut Case, key: &IdempotencyKey, at: Timestamp) -> bool {
    if case.is_executed(key) {
        return false;
    }
    let overtaken =
        case.operations.get(key).and_then(|operation| ledger::overtaken(case, operation));
    match (overtaken, case.operations.get_mut(key).map(|operation| &mut operation.step)) {
        (
            Some(refusal),
            Some(
                step @ (OperationStep::Ready
                | OperationStep::Claimed(_)
                | OperationStep::InDoubt(_)),
            ),
        ) => {
            // What the processor would answer, without the call.
            *step = OperationStep::Refused { refusal, at, confirmed: true };
            true
        }
        (Some(_), Some(OperationStep::Refused { .. })) | (_, None) | (None, Some(_)) => false,
    }
}
