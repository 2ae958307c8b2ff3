//! What a customer was promised: by when they hear the answer. One promise per request, whoever
//! answers; it is put off before it breaks, and never in silence.

use jiff::Timestamp;

use super::announcement::RequestNews;
use super::state::{Case, RequestState};
use super::terms::Terms;
use domain::decision::Verdict;
use domain::ids::RequestId;
use domain::time::{after, seconds_between};

/// The least by which a promise is put off, seconds. Letters tell it as a day.
const DAY: i64 = 86_400;

/// The most times a promise is put off: whoever has not answered by then will not because of one more
/// letter. With a promise of a day that is two months.
const DELAYS_MAX: u32 = 6;

/// By when a customer was promised an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// By when, as it was promised first.
    pub first: Timestamp,
    /// By when.
    pub by: Timestamp,
    /// How often it was put off.
    pub delays: u32,
}

/// The first promise: counted from the receipt, and from today where that has passed. It lies ahead,
/// on a day on which somebody can answer.
pub(super) fn first(state: &RequestState, now: Timestamp, terms: &Terms) -> Timestamp {
    let promised = after(state.request.receipt.at, terms.answer_within);
    let promised = if promised > now { promised } else { after(now, terms.answer_within) };
    terms.rest_days.next_other(promised)
}

/// When the customer is told that the answer takes longer; `None` where it is given, where somebody
/// waits for the customer, and where another request about the same payment is answered first.
pub(super) fn notice_at(state: &RequestState, terms: &Terms) -> Option<Timestamp> {
    let promise = state.promise?;
    let is_ours = state.ruling.as_ref().is_none_or(|ruling| match ruling.decision.verdict {
        Verdict::Review { .. } => state.joins.is_none(),
        // An answer that has come is decided about at once.
        Verdict::NeedInfo(_) | Verdict::Approve(_) | Verdict::Deny { .. } => false,
    });
    // Not before half of a short time has passed.
    let notice = terms.delay_notice.min(terms.answer_within / 2);
    (is_ours && promise.delays < DELAYS_MAX).then(|| after(promise.by, notice.saturating_neg()))
}

/// That the answer takes longer, once that is to be told. Each time it is put off by twice as long as
/// the time before, so that nobody gets the same letter every day.
pub(super) fn delayed(state: &RequestState, now: Timestamp, terms: &Terms) -> Option<RequestNews> {
    let promise = state.promise?;
    let at = notice_at(state, terms)?;
    let within = terms.answer_within.max(DAY);
    // Fewer than those, or there was no notice.
    let longer = within.saturating_mul(1 << promise.delays);
    let answer_by = terms.rest_days.next_other(after(promise.by.max(now), longer));
    let time = promise.delays.saturating_add(1);
    (at <= now).then_some(RequestNews::AnswerDelayed { time, answer_by })
}

/// Notes what an announcement promises.
pub(super) fn note(case: &mut Case, request: &RequestId, news: &RequestNews) {
    let (by, delays) = match news {
        RequestNews::Acknowledged { answer_by, .. } => (*answer_by, 0),
        RequestNews::AnswerDelayed { time, answer_by } => (*answer_by, *time),
        RequestNews::Approved { .. }
        | RequestNews::Denied { .. }
        | RequestNews::CancelSuggested { .. }
        | RequestNews::ReviewRequested { .. }
        | RequestNews::InfoRequested { .. }
        | RequestNews::InfoReminded { .. }
        | RequestNews::ReviewRefused { .. }
        | RequestNews::ClockMissed { .. } => return,
    };
    if let Some(state) = case.requests.get_mut(request) {
        let first = state.promise.map_or(by, |promise| promise.first);
        state.promise = Some(Promise { first, by, delays });
    }
}

/// The clock of a promise stands while the customer is asked: goes on after a question that has ended
/// `at`.
pub(super) fn goes_on(case: &mut Case, request: &RequestId, at: Timestamp) {
    let Some(state) = case.requests.get_mut(request) else { return };
    let asked = state.ruling.as_ref().is_some_and(|ruling| match ruling.decision.verdict {
        Verdict::NeedInfo(_) => true,
        Verdict::Approve(_) | Verdict::Deny { .. } | Verdict::Review { .. } => false,
    });
    if let (true, Some(promise), Some(opened)) = (asked, &mut state.promise, &state.opened) {
        let stood = seconds_between(opened.at, at).max(0);
        promise.first = after(promise.first, stood);
        promise.by = after(promise.by, stood);
    }
}
