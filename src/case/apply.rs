//! Folds one fact into the state. Total: every fact has an answer in every state.

use std::collections::BTreeMap;

use super::announcement::{Announcement, Owed, RequestNews};
use super::fact::Fact;
use super::review::{self, REVIEWS_MAX, Reviewed};
use super::state::{Case, RequestState};
use super::{binding, call, question, verdict};
use crate::domain::commission::Commission;
use crate::domain::conversation::{Answer, Answers, Feedback, ReviewAnswer};
use crate::domain::ids::EventId;
use crate::domain::observation::{Listing, Observation};
use crate::domain::payment::{Payment, PaymentStatus};
use crate::domain::refund::Refund;
use crate::domain::request::RefundRequest;

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
        Fact::Bound { request, round, nonce } => {
            advanced(binding::bind(case, &request, round, &nonce))
        }
        Fact::Reviewed(answer) => reviewed(case, answer),
        Fact::Lapsed { request, next } => advanced(question::lapse(case, &request, next)),
        Fact::FeedbackGiven(feedback) => feedback_given(case, feedback),
        Fact::Attempting { key, request, at } => {
            advanced(call::attempting(case, &key, request, at))
        }
        Fact::Answered { key, outcome, at } => advanced(call::answered(case, &key, outcome, at)),
        Fact::RefusalConfirmed { key } => advanced(call::refusal_confirmed(case, &key)),
        Fact::Closed { key, at } => advanced(call::closed(case, &key, at)),
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
        let receipt = known.request.receipt.join(request.receipt);
        let earlier = receipt != known.request.receipt;
        known.request.receipt = receipt;
        let claimed = &mut known.request.claims.email;
        *claimed = claimed.or(request.claims.email);
        return advanced(compare_emails(case) || earlier);
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

/// What a webhook says of the payment: good for how far its money has come, until it was listed.
fn payment_seen(case: &mut Case, seen: Payment) -> bool {
    let news = match &case.payment {
        None => true,
        Some(known) if known.captured.currency != seen.captured.currency => return false,
        // A bank can take back what had arrived, and a customer try again after a failure: which of
        // the two it was is in the list. That it was under way before it arrived is no news.
        Some(known) => {
            known.clone().heard(&seen) != *known
                || (known.status == PaymentStatus::Settled && seen.status == PaymentStatus::Void)
        }
    };
    let mut changed = std::mem::take(&mut case.payment_missing);
    if news {
        changed |= !std::mem::replace(&mut case.payment_unlisted, true);
    }
    changed
        | keep_payment(case, |known| match known {
            None => seen,
            Some(known) => known.heard(&seen),
        })
}

/// What a list says of the payment. The list is the truth: a webhook may carry the metadata of
/// another object (Stripe: the charge's instead of the intent's), so product, plan and commission
/// are taken from the list alone.
fn payment_listed(case: &mut Case, listed: Payment) -> bool {
    let confirmed = !case.payment_unlisted;
    let mut changed = std::mem::take(&mut case.payment_missing);
    changed |= std::mem::take(&mut case.payment_unlisted);
    if let Some(commission) = listed.commission.clone() {
        changed |= commission_learned(case, commission);
    }
    let other = |known: &Payment| known.captured.currency != listed.captured.currency;
    if case.payment.as_ref().is_some_and(other) {
        return changed;
    }
    changed
        | keep_payment(case, |known| match known {
            None => listed,
            Some(known) => {
                // What an earlier list has seen arrive is not on its way again: this one is older.
                let arrived = known.status == PaymentStatus::Settled && confirmed;
                let older = arrived && listed.status == PaymentStatus::Settling;
                let status = if older { known.status } else { listed.status };
                let sums = listed.clone().heard(&known);
                // Captured grows, as a payment can be captured in several steps; all of it is undone
                // where it came to nothing after all.
                let captured =
                    if status == PaymentStatus::Void { listed.captured } else { sums.captured };
                Payment { status, captured, ..sums }
            }
        })
}

fn keep_payment(case: &mut Case, join: impl FnOnce(Option<Payment>) -> Payment) -> bool {
    let kept = join(case.payment.clone());
    let changed = case.payment.as_ref().is_none_or(|known| {
        // What is not stored is no news.
        let (card, email) = (kept.card.clone(), kept.email);
        Payment { card, email, ..known.clone() } != kept
    });
    case.payment = Some(kept);
    changed | compare_emails(case)
}

pub(super) fn refund_seen(case: &mut Case, refund: Refund) -> bool {
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

fn published(case: &mut Case, events: &[EventId]) -> bool {
    let (confirmed, owed): (Vec<Owed>, Vec<Owed>) =
        std::mem::take(&mut case.told.owed).into_iter().partition(|owed| events.contains(&owed.id));
    case.told.owed = owed;
    for owed in &confirmed {
        if let Announcement::Request(request, news) = &owed.announcement
            && let RequestNews::ReviewRequested { sheet: Some(sheet), .. } = news
        {
            review::published(case, request, sheet);
        }
    }
    let changed = !confirmed.is_empty();
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
