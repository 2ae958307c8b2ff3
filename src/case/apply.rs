//! Folds one fact into the state. Total: every fact has an answer in every state.

use std::collections::BTreeMap;

use super::fact::Fact;
use super::operation::{Doubt, Inconclusive, InconclusiveKind, Step};
use super::review::{self, REVIEWS_MAX, Reviewed};
use super::state::{Case, RequestState};
use super::{question, verdict};
use crate::domain::commission::Commission;
use crate::domain::conversation::{Answer, Answers, Feedback, ReviewAnswer};
use crate::domain::http::HttpRequest;
use crate::domain::ids::EventId;
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

/// At most so many answers of a customer are kept per request.
pub const ANSWERS_MAX: usize = 32;

/// Folds `fact` into `case`, and judges what reviewers have said.
pub fn apply(case: &mut Case, fact: Fact) -> Effect {
    let effect = fold(case, fact);
    review::judge(case);
    effect
}

fn fold(case: &mut Case, fact: Fact) -> Effect {
    match fact {
        Fact::Requested(request) => requested(case, request),
        Fact::CommissionLearned(commission) => advanced(commission_learned(case, commission)),
        Fact::Observed(observation) => advanced(observed(case, observation)),
        Fact::Listed(listing) => advanced(listed(case, listing)),
        Fact::Decided { request, ruling, opened, grounds } => {
            let decided = verdict::decide(case, &request, ruling, opened);
            if decided && let Some(state) = case.requests.get_mut(&request) {
                state.grounds = grounds;
            }
            advanced(decided)
        }
        Fact::Remembered { request, ruling, opened } => {
            advanced(verdict::remember(case, &request, ruling, opened))
        }
        Fact::InfoReceived(answers) => info_received(case, answers),
        Fact::Reviewed(answer) => reviewed(case, answer),
        Fact::Lapsed { request, next } => advanced(question::lapse(case, &request, next)),
        Fact::FeedbackGiven(feedback) => feedback_given(case, feedback),
        Fact::Attempting { key, request, at } => advanced(attempting(case, &key, request, at)),
        Fact::Answered { key, outcome, at } => advanced(answered(case, &key, outcome, at)),
        Fact::RefusalConfirmed { key } => advanced(refusal_confirmed(case, &key)),
        Fact::Closed { key, at } => advanced(closed(case, &key, at)),
        Fact::Published(events) => advanced(published(case, &events)),
    }
}

fn advanced(changed: bool) -> Effect {
    if changed { Effect::Advanced } else { Effect::Known }
}

fn requested(case: &mut Case, request: RefundRequest) -> Effect {
    if let Some(known) = case.requests.get_mut(&request.id) {
        if !known.request.is(&request) {
            return Effect::Contradicts;
        }
        let claimed = &mut known.request.claims.email;
        *claimed = claimed.or(request.claims.email);
        return if compare_emails(case) { Effect::Advanced } else { Effect::Known };
    }
    if case.requests.len() >= REQUESTS_MAX {
        return Effect::Overflows;
    }
    let state = RequestState::new(request);
    case.requests.insert(state.request.id.clone(), state);
    compare_emails(case);
    Effect::Advanced
}

/// Compares what customers gave as their e-mail address with that of the payment, once both are
/// known. What came of it is kept; the hashes are not.
fn compare_emails(case: &mut Case) -> bool {
    let Some(paid) = case.payment.as_ref().and_then(|payment| payment.email) else { return false };
    let mut changed = false;
    for state in case.requests.values_mut() {
        let claims = &mut state.request.claims;
        let matches = claims.email.map(|claimed| claimed == paid);
        if matches.is_some() && claims.email_matches != matches {
            claims.email_matches = matches;
            changed = true;
        }
    }
    changed
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
    case.payment_unlisted |= case.payment.is_none();
    unmissed | keep_payment(case, payment, false)
}

/// What a list says of the payment. The list is the truth: a webhook may carry the metadata of
/// another object (Stripe: the charge's instead of the intent's), so product, plan and commission
/// are taken from the list alone.
fn payment_listed(case: &mut Case, payment: Payment) -> bool {
    let mut changed = std::mem::take(&mut case.payment_missing);
    changed |= std::mem::take(&mut case.payment_unlisted);
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
    let changed = case.payment.as_ref().is_none_or(|known| {
        // What is not stored is no news.
        let (card, email) = (kept.card.clone(), kept.email);
        Payment { card, email, ..known.clone() } != kept
    });
    case.payment = Some(kept);
    changed | compare_emails(case)
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
        // Known from a webhook, and not to be had: there is no more to learn.
        None => changed |= std::mem::take(&mut case.payment_unlisted),
    }
    for refund in listing.refunds {
        changed |= refund_seen(case, refund);
    }
    for dispute in listing.disputes {
        changed |= observed(case, Observation::Dispute(dispute));
    }
    changed
}

fn info_received(case: &mut Case, received: Answers) -> Effect {
    let known = case.answers.keys().filter(|request| **request != received.request).count();
    let kept = case.answers.get(&received.request);
    let fresh = received
        .answers
        .keys()
        .filter(|question| kept.is_none_or(|kept| !kept.contains_key(*question)));
    let count = kept.map_or(0, BTreeMap::len).saturating_add(fresh.count());
    if known >= REQUESTS_MAX || count > ANSWERS_MAX {
        return Effect::Overflows;
    }
    let answers = case.answers.entry(received.request).or_default();
    let mut changed = false;
    for (question, answer) in received.answers {
        changed |= join(answers, question, answer, Answer::max);
    }
    advanced(changed)
}

fn reviewed(case: &mut Case, answer: ReviewAnswer) -> Effect {
    if let Some(known) = case.reviews.get(&answer.id) {
        // When it was said is put on by whoever received it first.
        let same = ReviewAnswer { at: known.answer.at, ..answer } == known.answer;
        return if same { Effect::Known } else { Effect::Contradicts };
    }
    if case.reviews.len() >= REVIEWS_MAX {
        return Effect::Overflows;
    }
    case.reviews.insert(answer.id.clone(), Reviewed { answer, judged: None });
    Effect::Advanced
}

fn feedback_given(case: &mut Case, feedback: Feedback) -> Effect {
    let known = case.feedback.keys().filter(|request| **request != feedback.request).count();
    if known >= REQUESTS_MAX {
        return Effect::Overflows;
    }
    let reasons = case.feedback.entry(feedback.request).or_default();
    let before = reasons.len();
    reasons.extend(feedback.reasons);
    advanced(reasons.len() != before)
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

fn closed(case: &mut Case, key: &IdempotencyKey, at: Timestamp) -> bool {
    if case.is_executed(key) {
        return false;
    }
    let overtaken = case.operations.get(key).and_then(|operation| operation.overtaken(case));
    match (overtaken, case.operations.get_mut(key).map(|operation| &mut operation.step)) {
        (Some(refusal), Some(step @ (Step::Ready | Step::InDoubt(_)))) => {
            // What the processor would answer, without the call.
            *step = Step::Refused { refusal, at, confirmed: true };
            true
        }
        (Some(_), Some(Step::Refused { .. })) | (_, None) | (None, Some(_)) => false,
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
