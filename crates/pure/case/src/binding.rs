//! The binding of a review: what an answer must repeat, so that it counts for exactly what its
//! reviewer was shown.
//!
//! It has a nonce in it that nobody can work out who was not shown the review. The nonce is made by
//! who has the key for it, out of what is said here, and comes in as a fact; so a review is without
//! a binding until then, and is neither told nor answered.

use super::ledger;
use super::state::{Case, RequestState};
use domain::conversation::Opened;
use domain::decision::{Decision, Verdict};
use domain::ids::RequestId;
use domain::key::fingerprint;
use domain::money::Money;

/// A review that has no nonce yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbound {
    /// Which request it is about.
    pub request: RequestId,
    /// Its round.
    pub round: u32,
    /// What its nonce is made of: the case, the request, the round, the decision, the money. The
    /// same again after a crash.
    pub subject: String,
}

/// The reviews without a nonce.
pub fn unbound(case: &Case) -> Vec<Unbound> {
    let reviews = case.requests.values().filter_map(|state| {
        let (decision, opened) = review(state)?;
        opened.binding.is_none().then(|| Unbound {
            request: state.request.id.clone(),
            round: opened.round,
            subject: subject(case, state, decision, opened.round),
        })
    });
    reviews.collect()
}

/// Gives a review its nonce, and by it its binding. Both are frozen: they travel with the decision,
/// and a key that is rolled later changes neither.
pub(super) fn bind(case: &mut Case, id: &RequestId, round: u32, nonce: &str) -> bool {
    let Some(state) = case.requests.get(id) else { return false };
    let Some((decision, opened)) = review(state) else { return false };
    if opened.binding.is_some() || opened.round != round {
        return false;
    }
    let mut bound = Opened { nonce: Some(nonce.to_owned()), ..opened.clone() };
    bound.binding = Some(binding(case, state, decision, &bound));
    if let Some(state) = case.requests.get_mut(id) {
        state.opened = Some(bound);
    }
    true
}

/// The binding by the facts of today. It differs from the one that was published where what the
/// review is about has changed since.
pub fn binding(case: &Case, state: &RequestState, decision: &Decision, opened: &Opened) -> String {
    let subject = subject(case, state, decision, opened.round);
    let nonce = opened.nonce.as_deref().unwrap_or_default();
    fingerprint("rb3", &format!("{subject}|{nonce}"))
}

fn review(state: &RequestState) -> Option<(&Decision, &Opened)> {
    let (ruling, opened) = (state.ruling.as_ref()?, state.opened.as_ref()?);
    let asks = matches!(ruling.decision.verdict, Verdict::Review { .. });
    asks.then_some((&ruling.decision, opened))
}

/// The operation, the amount, the currency and the facts: those that the decision was made on, and
/// what the case knows of the money today. Frozen with its version, `rb3`.
fn subject(case: &Case, state: &RequestState, decision: &Decision, round: u32) -> String {
    let (approvers, proposed) = match &decision.verdict {
        Verdict::Review { approvers, proposed, .. } => (*approvers, *proposed),
        Verdict::Approve(_) | Verdict::Deny { .. } | Verdict::NeedInfo(_) => (1, None),
    };
    let key = case.key_of(&state.request).map(|key| key.to_string()).unwrap_or_default();
    let currency = case.payment.as_ref().map_or("", |payment| payment.captured.currency.code());
    let money = |money: Option<Money>| {
        money.map(|money| format!("{} {}", money.minor, money.currency.code())).unwrap_or_default()
    };
    // `|` separates safely: no identifier may contain it, and of the rest only rule and clause
    // are text, which a policy admits as identifiers.
    format!(
        "rb3|{}|{}|{round}|{key}|{currency}|{}|{approvers}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
        case.id,
        state.request.id,
        money(proposed),
        money(state.request.amount),
        state.request.reason.as_str(),
        state.request.requested_at,
        ledger::captured(case),
        ledger::refunded(case),
        ledger::disputed(case),
        case.is_blocked_by_dispute(),
        case.disputes.len(),
        case.warnings.len(),
        decision.by,
        decision.clause,
        decision.policy_hash.as_deref().unwrap_or_default(),
        decision.bounds.facts,
        decision.bounds.two_above.map(|most| most.to_string()).unwrap_or_default(),
    )
}
