//! What a decision makes of its request: an operation, a question, a review, or an end.

use super::operation::{Operation, OperationStep};
use super::state::{Automatic, Case, RequestState};
use super::{ledger, people, promise, question, review};
use domain::authority::{Authority, GuardCode, Why};
use domain::calculation::Calculation;
use domain::conversation::Opened;
use domain::decision::{Decision, Ruling, Verdict, VerdictKind};
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::time::after;

/// Why a person decides what a rehearsal would have done.
static SHADOWS: [(VerdictKind, Why); 3] = [
    (VerdictKind::Approve, Why::ShadowApprove),
    (VerdictKind::Deny, Why::ShadowDeny),
    (VerdictKind::NeedInfo, Why::ShadowNeedInfo),
];

/// The most questions to a customer about one request; then a person decides.
const QUESTIONS_MAX: u32 = 3;

/// Keeps the first decision about a request, and each later one that its conversation calls for.
pub(super) fn decide(case: &mut Case, id: &RequestId, ruling: Ruling, opened: Opened) -> bool {
    let Some(state) = case.requests.get(id) else { return false };
    if !question::is_due(case, state) {
        return false;
    }
    let before = state.opened.clone();
    let round = before.as_ref().map_or(0, |before| before.round);
    promise::goes_on(case, id, opened.at);
    let automatic = automatic(&ruling.decision);
    let mut ruling = rehearsed(ruling);
    if opened.round == 0 && !is_final(&ruling.decision) && review::lead(case, id).is_some() {
        ruling.decision.verdict = Verdict::review(Why::OpenRequest);
    }
    if let Verdict::NeedInfo(info) = &ruling.decision.verdict
        && opened.round == 0
        && (round >= QUESTIONS_MAX || question::has_answers(case, id, &info.questions))
    {
        ruling.decision.verdict = Verdict::review(Why::AskedInVain);
    }
    let opened = match &ruling.decision.verdict {
        // It travelled with the message, and goes on where it was.
        _ if opened.round > 0 => opened,
        Verdict::NeedInfo(info) => Opened {
            round: round.saturating_add(1),
            until: after(opened.at, info.answer_within),
            ..opened
        },
        Verdict::Review { .. } => Opened { round: round.saturating_add(1), ..opened },
        Verdict::Approve(_) | Verdict::Deny { .. } => before.unwrap_or(opened),
    };
    keep(case, id, ruling, opened);
    if let Some(state) = case.requests.get_mut(id) {
        state.automatic = automatic.or(state.automatic.take());
    }
    true
}

/// Whether a guard has read off the facts what became of the request: nobody need be waited for.
fn is_final(decision: &Decision) -> bool {
    let ended = matches!(decision.verdict, Verdict::Approve(_) | Verdict::Deny { .. });
    let read_off = match decision.by {
        Authority::Guard(_) | Authority::Recovered => true,
        Authority::Joined
        | Authority::Approvers
        | Authority::Denier
        | Authority::Statute(_)
        | Authority::Rule(_)
        | Authority::Default => false,
    };
    ended && read_off
}

/// What is kept of a decision for trends; `None` for one that people took.
fn automatic(decision: &Decision) -> Option<Automatic> {
    let said = match &decision.verdict {
        // A rehearsal that has travelled: its review says what it would have done.
        Verdict::Review { why, .. } if decision.shadow => SHADOWS
            .iter()
            .find(|(_, shadow)| shadow == why)
            .map_or(VerdictKind::Review, |(kind, _)| *kind),
        Verdict::Approve(_)
        | Verdict::Deny { .. }
        | Verdict::NeedInfo(_)
        | Verdict::Review { .. } => decision.verdict.kind(),
    };
    let automatic = Automatic { by: decision.by.clone(), said, shadow: decision.shadow };
    (!decision.by.is_people()).then_some(automatic)
}

/// Keeps a decision that came back with its message. What was promised before the store forgot
/// stands; what no longer fits is closed, and told.
pub(super) fn remember(case: &mut Case, id: &RequestId, ruling: Ruling, opened: Opened) -> bool {
    let Some(state) = case.requests.get(id).cloned() else { return false };
    if !question::is_due(case, &state) {
        return false;
    }
    if let (Verdict::Approve(amount), Some(key)) =
        (&ruling.decision.verdict, case.key_of(&state.request))
        && is_giveable(case, amount)
    {
        reserve(case, key, &state, &ruling.decision, *amount);
    }
    decide(case, id, ruling, opened)
}

/// A rehearsal moves nothing: what it would have done is proposed to a person.
fn rehearsed(mut ruling: Ruling) -> Ruling {
    if ruling.decision.shadow {
        let kind = ruling.decision.verdict.kind();
        let Some((_, why)) = SHADOWS.iter().find(|(shadowed, _)| *shadowed == kind) else {
            return ruling;
        };
        let proposed = match ruling.decision.verdict {
            Verdict::Approve(amount) => Some(amount),
            Verdict::Deny { .. } | Verdict::NeedInfo(_) | Verdict::Review { .. } => None,
        };
        ruling.decision.verdict = Verdict::Review { why: why.clone(), approvers: 1, proposed };
    }
    ruling
}

/// Writes a decision into the state.
pub(super) fn keep(case: &mut Case, id: &RequestId, mut ruling: Ruling, mut opened: Opened) {
    let Some(state) = case.requests.get(id).cloned() else { return };
    let operation = operation(case, &state, &ruling);
    if operation.is_none() && matches!(ruling.decision.verdict, Verdict::Approve(_)) {
        ruling.decision.verdict = Verdict::review(GuardCode::AmountAboveRest);
        opened =
            Opened { round: opened.round.saturating_add(1), ..Opened::at(opened.at, opened.until) };
    }
    let mut joins = None;
    let least = people::for_proposal(case, &ruling.decision);
    if let Verdict::Review { approvers, .. } = &mut ruling.decision.verdict {
        joins = review::lead(case, id);
        // What was given since it was decided counts as well.
        *approvers = (*approvers).max(least);
        opened.approvers = *approvers;
    }
    if let Some(state) = case.requests.get_mut(id) {
        state.ruling = Some(ruling);
        state.operation = operation;
        state.opened = (opened.round > 0).then_some(opened);
        state.joins = joins;
    }
}

/// The operation that carries out an approval; `None` for any other decision, and where the sum
/// is above what is left: that is not promised, whoever decided it.
fn operation(case: &mut Case, state: &RequestState, ruling: &Ruling) -> Option<IdempotencyKey> {
    let Verdict::Approve(amount) = &ruling.decision.verdict else { return None };
    let amount = *amount;
    let key = case.key_of(&state.request)?;
    let known = case.operations.contains_key(&key) || case.is_executed(&key);
    let fits = is_giveable(case, &amount) && amount.minor <= ledger::left(case);
    if !known && !fits {
        return None;
    }
    reserve(case, key.clone(), state, &ruling.decision, amount);
    Some(key)
}

fn is_giveable(case: &Case, amount: &Money) -> bool {
    let captured = case.payment.as_ref().map(|payment| payment.captured);
    captured.is_some_and(|captured| captured.currency == amount.currency) && amount.minor > 0
}

fn reserve(
    case: &mut Case,
    key: IdempotencyKey,
    state: &RequestState,
    decision: &Decision,
    amount: Money,
) {
    case.operations.entry(key).or_insert_with(|| Operation {
        subject: state.request.subject(),
        amount,
        // How the amount came about is kept with the request.
        decision: Decision { calculation: Calculation::default(), ..decision.clone() },
        step: OperationStep::Ready,
    });
}

/// Requests that joined a review share what its reviewers decided, as far as it is about the same
/// goods; the others are decided anew.
pub(super) fn follow(case: &mut Case) {
    let joined: Vec<RequestState> =
        case.requests.values().filter(|state| state.joins.is_some()).cloned().collect();
    for state in joined {
        let lead = state.joins.as_ref().and_then(|lead| case.requests.get(lead)).cloned();
        let Some(ruling) = lead.as_ref().and_then(|lead| lead.ruling.clone()) else { continue };
        let by_people = match &ruling.decision.verdict {
            Verdict::Review { .. } | Verdict::NeedInfo(_) => continue,
            Verdict::Deny { .. } => ruling.decision.by == Authority::Denier,
            Verdict::Approve(_) => ruling.decision.by == Authority::Approvers,
        };
        let goods = lead.as_ref().and_then(|lead| case.key_of(&lead.request));
        let shared = by_people && case.key_of(&state.request) == goods;
        let opened = lead.and_then(|lead| lead.opened);
        let asked = state.request.requested_by.as_ref();
        let theirs = |opened: &Opened| asked.is_some_and(|staff| opened.voices.contains(staff));
        if let (true, Some(opened)) = (shared, opened.filter(|opened| !theirs(opened))) {
            keep(case, &state.request.id, ruling, opened);
        } else if let Some(state) = case.requests.get_mut(&state.request.id) {
            (state.ruling, state.joins) = (None, None);
        }
    }
}
