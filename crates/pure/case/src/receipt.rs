//! The receipt of a request: a letter of its own, or the answer where that comes at once.
//!
//! It waits a little, because in most cases the payment, and often the answer, is known within
//! seconds: the customer gets one letter that says what it is about, and not two in one second.

use jiff::Timestamp;

use super::announcement::RequestNews;
use super::promise;
use super::state::RequestState;
use super::terms::Terms;
use domain::time::after;

/// Whether the customer still has to hear that the request has arrived. Who has not asked is owed no
/// receipt.
pub(super) fn is_owed(state: &RequestState) -> bool {
    state.stages.acknowledged_at.is_none() && !state.request.is_proposed()
}

/// Until when a receipt that is owed waits.
pub fn waits_until(state: &RequestState, terms: &Terms) -> Option<Timestamp> {
    is_owed(state).then(|| after(state.request.receipt.seen_at, terms.receipt_within))
}

/// The receipt, once it need not wait any more; `decided` is what is told of the decision.
pub(super) fn due(
    state: &RequestState,
    decided: Option<&RequestNews>,
    now: Timestamp,
    terms: &Terms,
) -> Option<RequestNews> {
    let until = waits_until(state, terms)?;
    let answered = matches!(
        decided,
        Some(
            RequestNews::Approved { .. }
                | RequestNews::Denied { .. }
                | RequestNews::InfoRequested { .. }
        )
    );
    let answer_by = promise::first(state, now, terms);
    // Whoever waits for a person is told so, and no clock that is ahead of ours keeps anybody waiting.
    let seen = state.request.receipt.seen_at <= now;
    let waits = state.ruling.is_none() && seen && now < until;
    (!waits).then_some(RequestNews::Acknowledged { answer_by, answered })
}
