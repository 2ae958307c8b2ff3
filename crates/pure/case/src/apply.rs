//! Folds one fact into the state. Total: every fact has an answer in every state.

use std::collections::BTreeSet;

use super::announcement::{Announcement, Owed, RequestNews};
use super::fact::Fact;
use super::observed::{compare_emails, join, listed, observed};
use super::review;
use super::reviewed::Reviewed;
use super::state::{Case, RequestState};
use super::{binding, call, commission, credit_note, question, verdict};
use domain::conversation::{Answer, Answers, Feedback, ReviewAnswer};
use domain::ids::{EventId, RequestId};
use domain::request::RefundRequest;

/// The most requests that are kept per payment; more is somebody's loop, not a customer.
pub const REQUESTS_MAX: usize = 64;

/// How many of them one sender may file, so that none takes the room of the others.
pub const SENDERS_REQUESTS_MAX: usize = 32;

/// What a fact did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The state changed.
    Advanced,
    /// The fact was known, or something further is.
    Known,
    /// A request with this id and another content was there first.
    Contradicts,
    /// The case has as many of these as it can hold: requests, answers, commissions.
    Overflows,
}

/// The most answers of a customer that are kept per request besides those that were asked for.
pub const ANSWERS_MAX: usize = 32;

/// The most requests that are answered for before they came.
const EARLY_MAX: usize = 16;

/// Folds `fact` into `case`, and judges what reviewers have said.
pub fn apply(case: &mut Case, fact: Fact) -> Effect {
    let effect = fold(case, fact);
    review::judge(case);
    effect
}

fn fold(case: &mut Case, fact: Fact) -> Effect {
    match fact {
        Fact::Requested(request) => requested(case, request),
        Fact::CommissionLearned(reported) => commission::reported(case, reported),
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
        Fact::Claimed { key, claim, at } => advanced(call::claimed(case, &key, claim, at)),
        Fact::Attempting { key, request, at } => {
            advanced(call::attempting(case, &key, request, at))
        }
        Fact::Answered { key, outcome, at } => advanced(call::answered(case, &key, outcome, at)),
        Fact::RefusalConfirmed { key } => advanced(call::refusal_confirmed(case, &key)),
        Fact::Closed { key, at } => advanced(call::closed(case, &key, at)),
        Fact::Crediting { key, at } => advanced(credit_note::crediting(case, &key, at)),
        Fact::Credited { key, outcome, at } => {
            advanced(credit_note::credited(case, &key, outcome, at))
        }
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
    let theirs = case.requests.values().filter(|state| state.request.sender == request.sender);
    if case.requests.len() >= REQUESTS_MAX || theirs.count() >= SENDERS_REQUESTS_MAX {
        return Effect::Overflows;
    }
    let state = RequestState::new(request);
    case.requests.insert(state.request.id.clone(), state);
    compare_emails(case);
    Effect::Advanced
}

fn info_received(case: &mut Case, received: Answers) -> Effect {
    // What was not asked, and what is about no request yet, has a part of the room: whoever sends it must
    // not keep out what is waited for.
    let early = |request: &RequestId| !case.requests.contains_key(request);
    let others = case.answers.keys().filter(|request| **request != received.request);
    if early(&received.request) && others.filter(|request| early(request)).count() >= EARLY_MAX {
        return Effect::Overflows;
    }
    let asked = question::asked(case, &received.request);
    let kept = case.answers.get(&received.request);
    let all = kept.into_iter().flatten().chain(&received.answers).map(|(question, _)| question);
    let unasked = all.filter(|question| !asked.contains(*question)).collect::<BTreeSet<_>>();
    if unasked.len() > ANSWERS_MAX {
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
        return if known.answer.is(&answer) { Effect::Known } else { Effect::Contradicts };
    }
    if !review::has_room(case, &answer) {
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
        let Announcement::Request(request, news) = &owed.announcement else { continue };
        if let RequestNews::ReviewRequested { sheet: Some(sheet), .. } = news {
            review::published(case, request, sheet);
        }
        if let RequestNews::ReviewRefused { answer, why, .. } = news {
            review::forget(case, answer, *why);
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
