//! Reviews: whether an answer of a reviewer counts.
//!
//! An answer is kept as it came and judged once: as soon as its request was decided, and where it
//! names the review that is open, as soon as the broker has confirmed the event that showed it.
//! Every judged answer stays in the case: that is the audit trail, and nothing is ever taken out of
//! it.

use super::binding::binding;
use super::ledger;
use super::milestone::Milestone;
use super::reviewed::{Judged, Refused, Sheet};
use super::state::{Case, RequestState};
use super::{guard, people, question, verdict};
use domain::authority::{Authority, Why};
use domain::calculation::Calculation;
use domain::conversation::{Opened, ReviewAnswer, ReviewerSaid};
use domain::decision::{Decision, InfoNeeded, Ruling, Silence, Verdict};
use domain::grounds::Grounds;
use domain::ids::{AnswerId, RequestId};
use domain::money::Money;
use domain::reviewer::Voice;
use domain::time::{after, seconds_between};

/// The most answers of reviewers that are kept per payment.
pub const REVIEWS_MAX: usize = 64;

/// How many of them may be strays that are still to be told, and how many one reviewer's.
pub const STRAYS_MAX: usize = 16;

/// Whether there is room for one more answer. Strays have a part of it, and so has each reviewer.
pub(super) fn has_room(case: &Case, answer: &ReviewAnswer) -> bool {
    let known = || case.reviews.values().map(|known| &known.answer);
    let strays = known().filter(|known| !is_anybodys_round(case, known)).count();
    let theirs = known().filter(|known| known.reviewer == answer.reviewer).count();
    case.reviews.len() < REVIEWS_MAX
        && theirs < STRAYS_MAX
        && (is_anybodys_round(case, answer) || strays < STRAYS_MAX)
}

/// Whether an answer names a round that there was.
fn is_anybodys_round(case: &Case, answer: &ReviewAnswer) -> bool {
    let mut opened = case.requests.values().filter_map(|state| state.opened.as_ref());
    opened.any(|opened| opened.binding.as_ref() == Some(&answer.binding))
}

/// Forgets a stray that was told: it can come again, and be told again, and takes no room.
pub(super) fn forget(case: &mut Case, id: &AnswerId, why: Refused) {
    let is_stray = case
        .reviews
        .get(id)
        .is_some_and(|known| why.is_stray() || !is_anybodys_round(case, &known.answer));
    if is_stray {
        case.reviews.remove(id);
        case.told.milestones.remove(&Milestone::ReviewRefused(id.clone()));
    }
}

/// What reviewers of `state` are shown; `None` where no review is open.
pub fn sheet(case: &Case, state: &RequestState) -> Option<Sheet> {
    let (ruling, opened) = (state.ruling.as_ref()?, state.opened.as_ref()?);
    let Verdict::Review { proposed, approvers, .. } = &ruling.decision.verdict else { return None };
    Some(Sheet {
        round: opened.round,
        operation: case.key_of(&state.request),
        proposed: *proposed,
        captured: case.payment.as_ref().map(|payment| payment.captured),
        refunded: ledger::refunded(case),
        disputed: ledger::disputed(case),
        left: ledger::left(case),
        approvers: opened.approvers.max(*approvers),
        two_above: people::one_may(case, &ruling.decision),
        promised_by: state.promise.map(|promise| promise.by),
        until: opened.until,
        grounds: grounds_today(case, state),
        binding: opened.binding.clone().unwrap_or_default(),
        joins: state.joins.clone(),
    })
}

/// What the decision was made on, with what the case knows of the money today.
fn grounds_today(case: &Case, state: &RequestState) -> Option<Box<Grounds>> {
    let mut grounds = state.grounds.clone()?;
    grounds.facts.ledger = ledger::facts(case);
    Some(grounds)
}

/// Whether a review of `state` is open and is its own.
pub fn is_open(state: &RequestState) -> bool {
    let review = state
        .ruling
        .as_ref()
        .is_some_and(|ruling| matches!(ruling.decision.verdict, Verdict::Review { .. }));
    review && state.joins.is_none() && state.opened.is_some()
}

/// Whether what was opened about `state` has its binding.
pub fn is_bound(state: &RequestState) -> bool {
    state.opened.as_ref().is_some_and(|opened| opened.binding.is_some())
}

/// Whether a decision says only that the request waits for another one. It does not travel: what it
/// waits for may be over when it is read again.
pub fn only_waits(decision: &Decision) -> bool {
    matches!(&decision.verdict, Verdict::Review { why, .. } if *why == Why::OpenRequest)
}

/// Whether a person is asked about `state`, by itself or by the request that it has joined.
pub fn is_anybodys(case: &Case, state: &RequestState) -> bool {
    let lead = state.joins.as_ref().and_then(|lead| case.requests.get(lead));
    lead.is_none_or(is_open)
}

/// Why `answer` would not count now; `Ok` where it would. For who wants to know before sending it:
/// it is judged again when it arrives.
pub fn forecast(case: &Case, answer: &ReviewAnswer) -> Result<(), Refused> {
    let state = case.requests.get(&answer.request).ok_or(Refused::NotOpen)?;
    let ruling = state.ruling.as_ref().ok_or(Refused::NotOpen)?;
    counts(case, state, ruling, answer).map(|_| ())
}

/// The request that a further one joins: the one about which a person or the customer is being
/// asked. There is at most one per payment.
pub fn lead(case: &Case, other_than: &RequestId) -> Option<RequestId> {
    let is_lead = |state: &&RequestState| is_open(state) || question::open(case, state).is_some();
    let mut open = case.requests.values().filter(is_lead);
    open.find(|state| state.request.id != *other_than).map(|state| state.request.id.clone())
}

/// Judges every answer that can be judged, in the order in which they were given.
pub fn judge(case: &mut Case) {
    let mut waiting: Vec<(jiff::Timestamp, AnswerId)> = case
        .reviews
        .values()
        .filter(|reviewed| reviewed.judged.is_none())
        .map(|reviewed| (reviewed.answer.at, reviewed.answer.id.clone()))
        .collect();
    waiting.sort();
    for (_, id) in waiting {
        let Some(answer) = case.reviews.get(&id).map(|reviewed| reviewed.answer.clone()) else {
            continue;
        };
        let Some(state) = case.requests.get(&answer.request).cloned() else { continue };
        let Some(ruling) = state.ruling.clone() else { continue };
        if question::is_due(case, &state) || is_early(&state, &answer) {
            continue;
        }
        let judged = match counts(case, &state, &ruling, &answer) {
            Err(why @ (Refused::Stale | Refused::Expired)) => {
                ask_again(case, &state, ruling, &answer);
                Judged::Refused(why)
            }
            Ok(Some(opened)) => {
                take(case, &state, (ruling, opened), &answer);
                Judged::Accepted
            }
            Ok(None) => Judged::Accepted,
            Err(why) => Judged::Refused(why),
        };
        if let Some(reviewed) = case.reviews.get_mut(&id) {
            reviewed.judged = Some(judged);
            let approves = matches!(answer.said, ReviewerSaid::Approve(_));
            if judged != Judged::Accepted || !approves {
                reviewed.answer.signed = None;
            }
        }
    }
    verdict::follow(case);
}

/// Whether `answer` came before anybody can have been shown what it answers: its review has no
/// binding yet, or the right one and no confirmation that it was published. It waits for that; what
/// names anything else is judged at once.
fn is_early(state: &RequestState, answer: &ReviewAnswer) -> bool {
    let opened = state.opened.as_ref().filter(|_| is_open(state));
    opened.is_some_and(|opened| match &opened.binding {
        Some(binding) => *binding == answer.binding && !opened.published,
        None => true,
    })
}

/// Notes that the event of a review was confirmed: from here on somebody can have read it.
pub(super) fn published(case: &mut Case, request: &RequestId, sheet: &Sheet) {
    let opened = case.requests.get_mut(request).and_then(|state| state.opened.as_mut());
    if let Some(opened) = opened
        && opened.binding.as_ref() == Some(&sheet.binding)
    {
        opened.published = true;
    }
}

/// Asks for a review again, with the facts of the day and as much time as before. Not decided anew:
/// what a person was asked is not granted by a machine because something else has happened.
fn ask_again(case: &mut Case, state: &RequestState, ruling: Ruling, answer: &ReviewAnswer) {
    let Some(opened) = &state.opened else { return };
    let within = seconds_between(opened.at, opened.until).max(1);
    let round = opened.round.saturating_add(1);
    let next = Opened { round, ..Opened::at(answer.at, after(answer.at, within)) };
    verdict::keep(case, &state.request.id, ruling, next);
}

/// Whether `answer` counts; `Ok(None)` where it was counted before.
fn counts(
    case: &Case,
    state: &RequestState,
    ruling: &Ruling,
    answer: &ReviewAnswer,
) -> Result<Option<Opened>, Refused> {
    let Some(opened) = state.opened.clone() else { return Err(Refused::NotOpen) };
    let bound = opened.binding.as_ref() == Some(&answer.binding);
    if !is_open(state) {
        // Counted by a record that was lost since: the request's message remembers it.
        let recovered = ruling.decision.by == Authority::Recovered;
        let counted = bound && (recovered || opened.voices.contains(&answer.reviewer));
        let why = if state.joins.is_some() { Refused::Joined } else { Refused::NotOpen };
        return if counted { Ok(None) } else { Err(why) };
    }
    if !bound {
        return Err(Refused::Unbound);
    }
    let Some(standing) = answer.standing else { return Err(Refused::Unlisted) };
    if answer.at > opened.until {
        return Err(Refused::Expired);
    }
    if opened.binding != Some(binding(case, state, &ruling.decision, &opened)) {
        return Err(Refused::Stale);
    }
    if state.request.requested_by.as_ref() == Some(&answer.reviewer) {
        return Err(Refused::Requester);
    }
    if let ReviewerSaid::Approve(amount) = &answer.said {
        let currency = case.payment.as_ref().map(|payment| payment.captured.currency);
        let asked = state.request.amount.map_or(i64::MAX, |asked| asked.minor);
        let most = ledger::left(case).min(asked);
        if currency != Some(amount.currency) || !(1..=most).contains(&amount.minor) {
            return Err(Refused::Amount);
        }
        if case.key_of(&state.request).is_some_and(|key| guard::is_spent(case, &key)) {
            return Err(Refused::KeySpent);
        }
        if opened.voices.contains(&answer.reviewer) {
            return Err(Refused::SamePerson);
        }
        if opened.approved.is_some_and(|approved| approved != *amount) {
            return Err(Refused::OtherAmount);
        }
        let given = ledger::given(case);
        if standing.most.is_some_and(|most| amount.minor > most.saturating_sub(given)) {
            return Err(Refused::AboveReviewer);
        }
        let needed = usize::from(approvers(case, ruling, &opened, *amount));
        let is_second = opened.seconded || standing.voice == Voice::Second;
        if needed > 1 && opened.voices.len().saturating_add(1) >= needed && !is_second {
            return Err(Refused::NoSecond);
        }
    }
    if answer.because.is_none() && is_exception(&ruling.decision, &answer.said) {
        return Err(Refused::NoReason);
    }
    Ok(Some(opened))
}

/// Whether people who say so decide otherwise than was proposed to them: what a machine would have
/// denied counts as a proposal too. Where nothing was proposed, all is theirs; a question decides
/// nothing.
pub fn is_exception(decision: &Decision, said: &ReviewerSaid) -> bool {
    let Verdict::Review { why, proposed, .. } = &decision.verdict else { return false };
    match (said, proposed) {
        (ReviewerSaid::Approve(amount), Some(proposed)) => amount != proposed,
        (ReviewerSaid::Approve(_), None) => *why == Why::ShadowDeny,
        (ReviewerSaid::Deny { .. }, proposed) => proposed.is_some(),
        (ReviewerSaid::Ask { .. }, _) => false,
    }
}

/// How many people must approve `amount`, once this answer counts: as many as before, or more.
fn approvers(case: &Case, ruling: &Ruling, opened: &Opened, amount: Money) -> u8 {
    opened.approvers.max(people::for_amount(case, &ruling.decision, amount))
}

/// Does what an answer that counts says.
fn take(
    case: &mut Case,
    state: &RequestState,
    (mut ruling, mut opened): (Ruling, Opened),
    answer: &ReviewAnswer,
) {
    let approved_before = opened.voices.len();
    opened.voices.push(answer.reviewer.clone());
    opened.because.clone_from(&answer.because);
    opened.seconded |= answer.standing.is_some_and(|standing| standing.voice == Voice::Second);
    let needed = match &answer.said {
        ReviewerSaid::Approve(amount) => approvers(case, &ruling, &opened, *amount),
        ReviewerSaid::Deny { .. } | ReviewerSaid::Ask { .. } => opened.approvers,
    };
    let decision = &mut ruling.decision;
    decision.shadow = false;
    match &answer.said {
        ReviewerSaid::Approve(amount) => {
            opened.approved = Some(*amount);
            // Kept, because what is given later must not make it look too few.
            opened.approvers = needed;
            if approved_before.saturating_add(1) < usize::from(opened.approvers) {
                if let Some(state) = case.requests.get_mut(&state.request.id) {
                    state.opened = Some(opened);
                }
                return;
            }
            if decision.amount() != Some(*amount) {
                decision.calculation = Calculation::default();
            }
            decision.verdict = Verdict::Approve(*amount);
            decision.by = Authority::Approvers;
        }
        ReviewerSaid::Deny { clause, alternatives } => {
            decision.verdict = Verdict::Deny { alternatives: alternatives.clone() };
            decision.subscription = None;
            decision.clause.clone_from(clause);
            decision.by = Authority::Denier;
        }
        ReviewerSaid::Ask { questions } => {
            // As long as the reviewers had: they said how urgent it is.
            let answer_within = seconds_between(opened.at, opened.until).max(1);
            decision.verdict = Verdict::NeedInfo(InfoNeeded {
                questions: questions.clone(),
                answer_within,
                remind_after: Some(answer_within / 2),
                silence: Silence::Review { why: Why::NoAnswer },
            });
            opened.round = opened.round.saturating_add(1);
            opened.at = answer.at;
            opened.until = after(answer.at, answer_within);
        }
    }
    verdict::keep(case, &state.request.id, ruling, opened);
}
