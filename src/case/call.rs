//! What becomes of an operation: the claim before its call, and what the call or a list says.

use jiff::Timestamp;

use super::ledger;
use super::observed::refund_seen;
use super::operation::{Doubt, Inconclusive, InconclusiveKind, Step};
use super::state::Case;
use crate::domain::http::HttpRequest;
use crate::domain::key::IdempotencyKey;
use crate::domain::outcome::Outcome;
use crate::domain::refund::Refund;

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
        Step::Ready => Doubt { request, attempt: 1, first_at: at, since: at, answer: None },
        // The frozen request goes out again: one key, one body. Clocks are put back, and those of
        // two workers differ: the earliest claim is the one that the key's lifetime counts from.
        Step::InDoubt(doubt) => Doubt {
            attempt: doubt.attempt.saturating_add(1),
            first_at: doubt.first_at.min(at),
            since: at,
            answer: None,
            ..doubt.clone()
        },
        Step::Refused { .. } => return false,
    };
    operation.step = Step::InDoubt(doubt);
    true
}

pub(super) fn answered(
    case: &mut Case,
    key: &IdempotencyKey,
    outcome: Outcome,
    at: Timestamp,
) -> bool {
    let inconclusive = match outcome {
        Outcome::Done(refund) => {
            // The answer to the call with this key is about this key, whatever it echoes.
            return refund_seen(case, Refund { key: Some(key.clone()), ..refund });
        }
        Outcome::Refused(refusal) => {
            let Some(operation) = case.operations.get_mut(key) else { return false };
            let doubtful = matches!(operation.step, Step::InDoubt(_));
            if doubtful {
                operation.step = Step::Refused { refusal, at, confirmed: false };
            }
            return doubtful;
        }
        Outcome::Busy { retry_after } => {
            Inconclusive { at, kind: InconclusiveKind::Busy, retry_after }
        }
        Outcome::Unknown => Inconclusive { at, kind: InconclusiveKind::Unknown, retry_after: None },
        Outcome::KeyConflict => {
            Inconclusive { at, kind: InconclusiveKind::KeyConflict, retry_after: None }
        }
        Outcome::Misconfigured => {
            Inconclusive { at, kind: InconclusiveKind::Misconfigured, retry_after: None }
        }
    };
    match case.operations.get_mut(key).map(|operation| &mut operation.step) {
        Some(Step::InDoubt(doubt)) => {
            doubt.answer = Some(inconclusive);
            true
        }
        Some(Step::Ready | Step::Refused { .. }) | None => false,
    }
}

pub(super) fn refusal_confirmed(case: &mut Case, key: &IdempotencyKey) -> bool {
    let executed = case.is_executed(key);
    match case.operations.get_mut(key).map(|operation| &mut operation.step) {
        Some(Step::Refused { confirmed, .. }) if !executed => !std::mem::replace(confirmed, true),
        Some(Step::Ready | Step::InDoubt(_) | Step::Refused { .. }) | None => false,
    }
}

pub(super) fn closed(case: &mut Case, key: &IdempotencyKey, at: Timestamp) -> bool {
    if case.is_executed(key) {
        return false;
    }
    let overtaken =
        case.operations.get(key).and_then(|operation| ledger::overtaken(case, operation));
    match (overtaken, case.operations.get_mut(key).map(|operation| &mut operation.step)) {
        (Some(refusal), Some(step @ (Step::Ready | Step::InDoubt(_)))) => {
            // What the processor would answer, without the call.
            *step = Step::Refused { refusal, at, confirmed: true };
            true
        }
        (Some(_), Some(Step::Refused { .. })) | (_, None) | (None, Some(_)) => false,
    }
}
