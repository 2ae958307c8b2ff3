//! Folds one fact into the state. Total: every fact has an answer in every state.

use std::collections::BTreeMap;

use super::fact::Fact;
use super::ledger;
use super::operation::{Doubt, Inconclusive, InconclusiveKind, Operation, Step};
use super::state::{Case, RequestState};
use crate::domain::commission::Commission;
use crate::domain::decision::{Ruling, Verdict};
use crate::domain::http::HttpRequest;
use crate::domain::ids::{EventId, RequestId};
use crate::domain::key::IdempotencyKey;
use crate::domain::observation::{Listing, Observation};
use crate::domain::outcome::Outcome;
use crate::domain::payment::Payment;
use crate::domain::refund::Refund;
use crate::domain::request::RefundRequest;
use jiff::Timestamp;

/// At most so many requests are kept per payment; more is somebody's loop, not a customer.
pub const REQUESTS_MAX: usize = 64;

/// What a fact did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The state changed.
    Advanced,
    /// The fact was known, or something further is.
    Known,
    /// A request with this id and another content was there first.
    Contradicts,
    /// The case has as many requests as it can hold.
    Overflows,
}

/// Folds `fact` into `case`.
pub fn apply(case: &mut Case, fact: Fact) -> Effect {
    match fact {
        Fact::Requested(request) => requested(case, request),
        Fact::CommissionLearned(commission) => advanced(commission_learned(case, commission)),
        Fact::Observed(observation) => advanced(observed(case, observation)),
        Fact::Listed(listing) => advanced(listed(case, listing)),
        Fact::Decided { request, ruling } => advanced(decided(case, &request, ruling)),
        Fact::Attempting { key, request, at } => advanced(attempting(case, &key, request, at)),
        Fact::Answered { key, outcome, at } => advanced(answered(case, &key, outcome, at)),
        Fact::RefusalConfirmed { key } => advanced(refusal_confirmed(case, &key)),
        Fact::Published(events) => advanced(published(case, &events)),
    }
}

fn advanced(changed: bool) -> Effect {
    if changed { Effect::Advanced } else { Effect::Known }
}

fn requested(case: &mut Case, request: RefundRequest) -> Effect {
    if let Some(known) = case.requests.get(&request.id) {
        return if known.request == request { Effect::Known } else { Effect::Contradicts };
    }
    if case.requests.len() >= REQUESTS_MAX {
        return Effect::Overflows;
    }
    let state = RequestState::new(request);
    case.requests.insert(state.request.id.clone(), state);
    Effect::Advanced
}

fn commission_learned(case: &mut Case, learned: Commission) -> bool {
    let Some(frozen) = &mut case.commission else {
        case.commission = Some(learned);
        return true;
    };
    // Rate, base and currency are frozen when first learned; only `paid` moves on.
    let changed = learned.paid && learned.id == frozen.id && !frozen.paid;
    frozen.paid |= changed;
    changed
}

fn observed(case: &mut Case, observation: Observation) -> bool {
    match observation {
        Observation::Payment(payment) => payment_seen(case, payment),
        Observation::Refund(refund) => refund_seen(case, refund),
        Observation::Dispute(dispute) => {
            let id = dispute.id.clone();
            join(&mut case.disputes, id, dispute, crate::domain::dispute::Dispute::join)
        }
        Observation::FraudWarning(warning) => {
            let id = warning.id.clone();
            join(&mut case.warnings, id, warning, crate::domain::dispute::FraudWarning::join)
        }
        Observation::RefundedAtLeast(minor) => {
            let changed = minor > case.refunded_at_least;
            case.refunded_at_least = case.refunded_at_least.max(minor);
            changed
        }
    }
}

/// What a webhook says of the payment: good for the captured amount, while nothing was listed.
fn payment_seen(case: &mut Case, payment: Payment) -> bool {
    let unmissed = std::mem::take(&mut case.payment_missing);
    unmissed | keep_payment(case, payment, false)
}

/// What a list says of the payment. The list is the truth: a webhook may carry the metadata of
/// another object (Stripe: the charge's instead of the intent's), so product, plan and commission
/// are taken from the list alone.
fn payment_listed(case: &mut Case, payment: Payment) -> bool {
    let mut changed = std::mem::take(&mut case.payment_missing);
    if let Some(commission) = payment.commission.clone() {
        changed |= commission_learned(case, commission);
    }
    changed | keep_payment(case, payment, true)
}

fn keep_payment(case: &mut Case, payment: Payment, listed: bool) -> bool {
    let kept = match &case.payment {
        None => payment,
        // Captured grows: a payment can be captured in several steps.
        Some(known) => {
            let captured = known.captured.max(payment.captured);
            if known.captured.currency != payment.captured.currency {
                return false;
            }
            let newest = if listed { payment } else { known.clone() };
            Payment { captured, ..newest }
        }
    };
    let changed = case.payment.as_ref() != Some(&kept);
    case.payment = Some(kept);
    changed
}

fn refund_seen(case: &mut Case, refund: Refund) -> bool {
    let id = refund.id.clone();
    join(&mut case.refunds, id, refund, Refund::join)
}

fn join<K: Ord, V: Clone + PartialEq>(
    known: &mut BTreeMap<K, V>,
    id: K,
    seen: V,
    join: impl FnOnce(V, V) -> V,
) -> bool {
    if let Some(value) = known.get_mut(&id) {
        let joined = join(value.clone(), seen);
        let changed = *value != joined;
        *value = joined;
        changed
    } else {
        known.insert(id, seen);
        true
    }
}

fn listed(case: &mut Case, listing: Listing) -> bool {
    let mut changed = false;
    match listing.payment {
        Some(payment) => changed |= payment_listed(case, payment),
        None if case.payment.is_none() => {
            changed |= !case.payment_missing;
            case.payment_missing = true;
        }
        None => {}
    }
    for refund in listing.refunds {
        changed |= refund_seen(case, refund);
    }
    for dispute in listing.disputes {
        changed |= observed(case, Observation::Dispute(dispute));
    }
    changed
}

fn decided(case: &mut Case, id: &RequestId, mut ruling: Ruling) -> bool {
    let Some(state) = case.requests.get(id) else { return false };
    if state.ruling.is_some() {
        return false;
    }
    let key = case.key_of(&state.request);
    let subject = state.request.subject();
    let mut operation = None;
    if let (Verdict::Approve(amount), Some(key)) = (&ruling.decision.verdict, key) {
        // The reservation: a sum above what is left is not promised, whoever decided it.
        let known = case.operations.contains_key(&key) || case.is_executed(&key);
        let fits = case.payment.as_ref().is_some_and(|p| p.captured.currency == amount.currency)
            && amount.minor > 0
            && amount.minor <= ledger::left(case);
        if known || fits {
            let decision = ruling.decision.clone();
            let amount = *amount;
            case.operations.entry(key.clone()).or_insert_with(|| Operation {
                subject,
                amount,
                decision,
                step: Step::Ready,
            });
            operation = Some(key);
        }
    }
    if operation.is_none() && matches!(ruling.decision.verdict, Verdict::Approve(_)) {
        ruling.decision.verdict = Verdict::review("amount_above_rest");
    }
    if let Some(state) = case.requests.get_mut(id) {
        state.ruling = Some(ruling);
        state.operation = operation;
    }
    true
}

fn attempting(case: &mut Case, key: &IdempotencyKey, request: HttpRequest, at: Timestamp) -> bool {
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

fn answered(case: &mut Case, key: &IdempotencyKey, outcome: Outcome, at: Timestamp) -> bool {
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

fn refusal_confirmed(case: &mut Case, key: &IdempotencyKey) -> bool {
    let executed = case.is_executed(key);
    match case.operations.get_mut(key).map(|operation| &mut operation.step) {
        Some(Step::Refused { confirmed, .. }) if !executed => !std::mem::replace(confirmed, true),
        Some(Step::Ready | Step::InDoubt(_) | Step::Refused { .. }) | None => false,
    }
}

fn published(case: &mut Case, events: &[EventId]) -> bool {
    let before = case.told.owed.len();
    case.told.owed.retain(|owed| !events.contains(&owed.id));
    let changed = before != case.told.owed.len();
    if changed && case.told.owed.is_empty() {
        // Explanations were published; the state keeps the decisions only.
        for state in case.requests.values_mut() {
            if let Some(ruling) = &mut state.ruling {
                ruling.trace = Vec::new();
            }
        }
    }
    changed
}
