//! Questions to the customer: whether they are answered, when a reminder is due, what silence means.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::guard;
use super::promise;
use super::state::{Case, RequestState};
use super::verdict;
use domain::conversation::Opened;
use domain::decision::{InfoNeeded, Silence, Verdict};
use domain::ids::RequestId;
use domain::time::after;

/// The most rounds of one request: a review that nobody answers is asked again, with the facts of
/// that day, until then.
pub const ROUNDS_MAX: u32 = 8;

/// What was asked about `state`, where answers are still waited for.
pub fn open<'a>(case: &Case, state: &'a RequestState) -> Option<(&'a InfoNeeded, &'a Opened)> {
    let (ruling, opened) = (state.ruling.as_ref()?, state.opened.as_ref()?);
    let Verdict::NeedInfo(info) = &ruling.decision.verdict else { return None };
    (!has_answers(case, &state.request.id, &info.questions)).then_some((info, opened))
}

/// Whether every one of these questions has an answer.
pub fn has_answers(case: &Case, request: &RequestId, questions: &[String]) -> bool {
    let answers = case.answers.get(request);
    questions.iter().all(|question| answers.is_some_and(|known| known.contains_key(question)))
}

/// Whether a request is to be decided: never was, or what was missing is there. What a person was
/// asked because the money had not arrived is decided once it has, or has come to nothing.
pub fn is_due(case: &Case, state: &RequestState) -> bool {
    match state.ruling.as_ref().map(|ruling| &ruling.decision.verdict) {
        None => true,
        Some(Verdict::NeedInfo(info)) => {
            has_answers(case, &state.request.id, &info.questions) || is_outrun(case, state)
        }
        Some(Verdict::Review { .. }) => {
            is_outrun(case, state) || guard::asks_whether_settled(state) && !case.is_settling()
        }
        Some(Verdict::Approve(_) | Verdict::Deny { .. }) => false,
    }
}

/// Whether what is still open about `state` was carried out: a record that was lost has forgotten
/// who said so, and the guards say what was decided.
fn is_outrun(case: &Case, state: &RequestState) -> bool {
    case.key_of(&state.request).is_some_and(|key| {
        case.is_executed(&key) && case.refunds_of(&key).all(|refund| refund.status.holds_money())
    })
}

/// When the customer is to be reminded; `None` where no answer is waited for, or no reminder was
/// wanted before the deadline.
pub fn remind_at(case: &Case, state: &RequestState) -> Option<Timestamp> {
    let (info, opened) = open(case, state)?;
    Some(after(opened.at, info.remind_after?)).filter(|at| *at < opened.until)
}

/// What the customer is being asked about a request.
pub(super) fn asked<'c>(case: &'c Case, request: &RequestId) -> BTreeSet<&'c String> {
    let state = case.requests.get(request);
    let open = state.and_then(|state| open(case, state));
    open.into_iter().flat_map(|(info, _)| &info.questions).collect()
}

/// When what is open about `state` lapses; `None` where nothing is open.
pub fn lapses_at(case: &Case, state: &RequestState) -> Option<Timestamp> {
    if let Some((_, opened)) = open(case, state) {
        return Some(opened.until);
    }
    let opened = state.opened.as_ref().filter(|_| super::review::is_open(state))?;
    (opened.round < ROUNDS_MAX).then_some(opened.until)
}

/// Ends what is open and was not answered in time: silence has the meaning that the policy gave
/// it, and an unanswered review is asked again.
pub(super) fn lapse(case: &mut Case, id: &RequestId, next: Opened) -> bool {
    let Some(state) = case.requests.get(id) else { return false };
    if lapses_at(case, state).is_none_or(|until| until > next.at) {
        return false;
    }
    let (Some(mut ruling), Some(opened)) = (state.ruling.clone(), state.opened.clone()) else {
        return false;
    };
    let silence = match &ruling.decision.verdict {
        Verdict::NeedInfo(info) => Some(info.silence.clone()),
        Verdict::Approve(_) | Verdict::Deny { .. } | Verdict::Review { .. } => None,
    };
    match silence {
        Some(Silence::Deny { clause, alternatives }) => {
            ruling.decision.verdict = Verdict::Deny { alternatives };
            ruling.decision.clause = clause;
            verdict::keep(case, id, ruling, opened);
        }
        Some(Silence::Review { why }) => {
            promise::goes_on(case, id, next.at);
            ruling.decision.verdict = Verdict::review(why);
            let next = Opened { round: opened.round.saturating_add(1), ..next };
            verdict::keep(case, id, ruling, next);
        }
        // The same is asked again, with the facts of today. Not decided anew: what a person was asked
        // is not granted by a machine because nobody answered.
        None => {
            let next = Opened { round: opened.round.saturating_add(1), ..next };
            verdict::keep(case, id, ruling, next);
        }
    }
    true
}
