//! Derives what the world must be told from the state, and queues what is new.
//!
//! Announcements are a function of the state and the set of milestones already reached: a crash
//! between a step and its announcement loses nothing, because the next pass derives it again.

use jiff::Timestamp;

use super::announcement::{
    Announcement, Clawback, DisputeNews, Failed, Failure, Owed, RefundNews, RequestNews,
};
use super::clock::{self, feedback_at};
use super::credit_note::{self, CreditStep};
use super::diagnosis;
use super::dispute;
use super::ledger;
use super::milestone::Milestone;
use super::operation::OperationStep;
use super::promise;
use super::proof;
use super::question;
use super::receipt;
use super::release;
use super::review;
use super::reviewed::{Judged, Reviewed};
use super::stamp;
use super::state::{Case, RequestState};
use super::subscription;
use super::tax;
use super::terms::Terms;
use super::trouble::Trouble;
use domain::commission::{ClawbackMode, Commission};
use domain::decision::{Ruling, Verdict};
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::payment::PaymentStatus;
use domain::refund::{Refund, RefundStatus};
use domain::time::after;

/// Queues every announcement that the state calls for and that was not made. Says whether the
/// state changed.
pub fn owe(case: &mut Case, now: Timestamp, terms: &Terms) -> bool {
    let mut changed = dispute::reopen(case);
    let mut due = Vec::new();
    for state in case.requests.values() {
        // Where somebody else sells, somebody else answers.
        if !terms.merchant_of_record {
            let news = of_request(case, state, now, terms).into_iter();
            let news = news.chain(reminder(case, state, now));
            let news = news.chain(promise::delayed(state, now, terms));
            let news = news.chain(missed(case, state, now, terms));
            due.extend(news.map(|news| Announcement::Request(state.request.id.clone(), news)));
        }
    }
    due.extend(case.reviews.values().filter_map(refused));
    for (key, operation) in &case.operations {
        if let OperationStep::Refused { refusal, confirmed: true, .. } = &operation.step
            && !case.is_executed(key)
        {
            due.push(Announcement::Refund(RefundNews::Failed(Failed {
                how: Failure::Refused { key: key.clone(), refusal: refusal.clone() },
                amount: operation.amount,
                requests: requests_of(case, key),
            })));
        }
    }
    for refund in release::refunds(case) {
        due.extend(of_refund(case, refund).map(Announcement::Refund));
    }
    let suggested = case.requests.values().filter_map(|state| {
        let news = subscription::suggested(case, state)?;
        Some(Announcement::Request(state.request.id.clone(), news))
    });
    due.extend(suggested);
    due.extend(case.credits.iter().filter_map(|(key, step)| credited(case, key, step)));
    due.extend(case.warnings.values().cloned().map(Announcement::FraudWarned));
    due.extend(case.disputes.values().flat_map(|it| dispute::news(case, it)));
    let clawbacks = case.commissions.values().filter_map(|commission| clawback(case, commission));
    due.extend(clawbacks.map(Announcement::Clawback));
    let feedback = case.refunds.values().filter_map(|refund| feedback(case, refund, now, terms));
    due.extend(feedback.map(Announcement::Refund));
    due.extend(diagnosis::troubles(case).into_iter().map(Announcement::CaseParked));
    due.extend(doubts(case, now, terms).map(Announcement::CaseParked));

    for announcement in due {
        changed |= queue(case, announcement, now);
    }
    changed | stamp::stamp(case, now)
}

fn queue(case: &mut Case, announcement: Announcement, now: Timestamp) -> bool {
    let milestone = announcement.milestone();
    if case.told.milestones.contains(&milestone) {
        return false;
    }
    match &announcement {
        Announcement::Clawback(Clawback { commission, delta, total, ordinal, .. }) => {
            let clawed = case.told.clawbacks.entry(commission.id.clone()).or_default();
            (clawed.total, clawed.count) = (*total, *ordinal);
            clawed.returned = clawed.returned.saturating_add(delta.saturating_neg().max(0));
        }
        Announcement::Refund(RefundNews::Succeeded { refund, .. }) => {
            case.told.succeeded_at.insert(refund.id.clone(), now);
        }
        Announcement::Request(request, news) => promise::note(case, request, news),
        Announcement::Dispute(DisputeNews::Won(_) | DisputeNews::Lost(_), dispute) => {
            if let Some(verdict) = dispute.stage().verdict() {
                case.told.verdicts.insert(dispute.id.clone(), verdict);
            }
        }
        Announcement::Refund(
            RefundNews::ActionRequired { .. }
            | RefundNews::Failed(_)
            | RefundNews::Adopted(_)
            | RefundNews::Credited { .. }
            | RefundNews::FeedbackDue { .. },
        )
        | Announcement::FraudWarned(_)
        | Announcement::Dispute(DisputeNews::Opened, _)
        | Announcement::CaseParked(_) => {}
    }
    // At least the present millisecond, so that a case rebuilt after the loss of the store goes on
    // above the numbers that consumers have already seen.
    let clock = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let sequence = case.told.sequence.saturating_add(1).max(clock);
    case.told.sequence = sequence;
    let id = milestone.event_id(&case.id, sequence);
    let tax = tax::tell(case, &announcement);
    case.told.owed.push(Owed { id, sequence, at: now, announcement, tax });
    case.told.milestones.insert(milestone);
    true
}

fn of_request(
    case: &Case,
    state: &RequestState,
    now: Timestamp,
    terms: &Terms,
) -> Vec<RequestNews> {
    let at_once = receipt::is_owed(state);
    let decided = state.ruling.clone().and_then(|ruling| decided(case, state, ruling, at_once));
    let receipt = receipt::due(state, decided.as_ref(), now, terms);
    receipt.into_iter().chain(decided).collect()
}

/// What is told of a decision.
fn decided(
    case: &Case,
    state: &RequestState,
    ruling: Ruling,
    at_once: bool,
) -> Option<RequestNews> {
    match (&ruling.decision.verdict, &state.operation) {
        (Verdict::Approve(_), Some(key)) => {
            case.operations.get(key).map(|operation| RequestNews::Approved {
                key: key.clone(),
                amount: operation.amount,
                full: operation.amount.minor == ledger::captured(case),
                at_once,
                ruling,
            })
        }
        (Verdict::Approve(_), None) => None,
        (Verdict::Deny { .. }, _) => Some(RequestNews::Denied { at_once, ruling }),
        (Verdict::NeedInfo(_), _) => state.opened.as_ref().map(|opened| {
            let (round, answer_by) = (opened.round, opened.until);
            RequestNews::InfoRequested { round, answer_by, ruling }
        }),
        // The customer is asked about another request, which this one has joined: so far there is
        // nothing for a person.
        (Verdict::Review { .. }, _) if !review::is_anybodys(case, state) => None,
        // Without its binding nobody could answer it.
        (Verdict::Review { .. }, _) if !review::is_bound(state) => None,
        (Verdict::Review { .. }, _) => {
            Some(RequestNews::ReviewRequested { ruling, sheet: review::sheet(case, state) })
        }
    }
}

fn reminder(case: &Case, state: &RequestState, now: Timestamp) -> Option<RequestNews> {
    let at = question::remind_at(case, state)?;
    let (info, opened) = question::open(case, state)?;
    let answered = case.answers.get(&state.request.id);
    let missing = info
        .questions
        .iter()
        .filter(|question| answered.is_none_or(|known| !known.contains_key(*question)));
    (at <= now && now < opened.until).then(|| RequestNews::InfoReminded {
        round: opened.round,
        questions: missing.cloned().collect(),
        answer_by: opened.until,
    })
}

fn missed(case: &Case, state: &RequestState, now: Timestamp, terms: &Terms) -> Vec<RequestNews> {
    let late = clock::due(case, state, &terms.targets).into_iter().filter(|due| due.by <= now);
    late.map(|due| RequestNews::ClockMissed { stage: due.stage, due_at: due.by }).collect()
}

fn refused(reviewed: &Reviewed) -> Option<Announcement> {
    let Some(Judged::Refused(why)) = reviewed.judged else { return None };
    let answer = &reviewed.answer;
    let news = RequestNews::ReviewRefused {
        answer: answer.id.clone(),
        reviewer: answer.reviewer.clone(),
        said: answer.said.as_str().to_owned(),
        why,
    };
    Some(Announcement::Request(answer.request.clone(), news))
}

fn of_refund(case: &Case, refund: &Refund) -> Option<RefundNews> {
    let requests = refund.key.as_ref().map(|key| requests_of(case, key)).unwrap_or_default();
    match (&refund.status, &refund.key) {
        (RefundStatus::Succeeded, Some(key)) => {
            let (key, refund) = (key.clone(), refund.clone());
            Some(RefundNews::Succeeded { key, refund, requests })
        }
        (RefundStatus::Failed | RefundStatus::Canceled, key) => {
            let adopted = Milestone::Adopted(refund.id.clone());
            // A refund made elsewhere that was never seen alive is no news to anybody.
            let known = key.is_some() || case.told.milestones.contains(&adopted);
            let how = failure(case, refund);
            known.then_some(RefundNews::Failed(Failed { how, amount: refund.amount, requests }))
        }
        (
            RefundStatus::Pending
            | RefundStatus::RequiresAction
            | RefundStatus::Other(_)
            | RefundStatus::Succeeded,
            None,
        ) => (release::is_weighed(case) || case.payment_missing)
            .then(|| RefundNews::Adopted(refund.clone())),
        (RefundStatus::RequiresAction, Some(key)) => {
            let (key, refund) = (key.clone(), refund.clone());
            Some(RefundNews::ActionRequired { key, refund, requests })
        }
        (RefundStatus::Pending | RefundStatus::Other(_), Some(_)) => None,
    }
}

/// How a refund failed that the processor had made. What waited for the customer never left the
/// merchant: it has not come back.
fn failure(case: &Case, refund: &Refund) -> Failure {
    let (id, key) = (refund.id.clone(), refund.key.clone());
    let reason = refund.failure.clone().unwrap_or_else(|| "unknown".to_owned());
    let late = case.told.succeeded_at.contains_key(&id);
    let waited = case.told.milestones.contains(&Milestone::ActionRequired(id.clone()));
    match key {
        Some(key) if waited && !late => Failure::Lapsed { refund: id, key, reason },
        key => Failure::CameBack { refund: id, key, reason, late },
    }
}

fn clawback(case: &Case, commission: &Commission) -> Option<Clawback> {
    // While it settles, how much there is to lose is not known.
    let payment = case.payment.as_ref().filter(|_| release::is_weighed(case))?;
    // What only a message has said waits for what the payment itself says.
    let confirmed = case.commission_listed.is_some() || !case.payment_unlisted;
    if !confirmed || diagnosis::is_commission_absurd(case, commission) {
        return None;
    }
    let (captured, lost) = (payment.captured, ledger::lost(case));
    let total = match payment.status {
        PaymentStatus::Settling => return None,
        // One webhook may be about an attempt that another one has made good.
        PaymentStatus::Void if case.payment_unlisted => return None,
        // No sale, no commission.
        PaymentStatus::Void => commission.earned.minor.max(0),
        PaymentStatus::Settled => commission.target(lost, captured.minor),
    };
    let clawed = case.told.clawbacks.get(&commission.id).copied();
    let announced = clawed.map(|clawed| clawed.total);
    // A record that never announced one, of a payment that got money back, may be a lost record:
    // the total is stated again, because the affiliate system may still hold an older one.
    let restate = announced.is_none() && was_given_back(case);
    if announced.unwrap_or_default() == total && !restate {
        return None;
    }
    let delta = total.saturating_sub(announced.unwrap_or_default());
    let mode = if commission.paid {
        ClawbackMode::NegativeLine
    } else if total == commission.earned.minor {
        ClawbackMode::Void
    } else {
        ClawbackMode::Reduce
    };
    let ordinal = clawed.unwrap_or_default().count.saturating_add(1);
    let commission = commission.clone();
    Some(Clawback { commission, delta, total, mode, lost, captured, ordinal })
}

fn was_given_back(case: &Case) -> bool {
    case.refunds.values().any(|refund| !refund.status.holds_money())
        || case.disputes.values().any(|dispute| dispute.moved().reinstated > 0)
}

fn feedback(case: &Case, refund: &Refund, now: Timestamp, terms: &Terms) -> Option<RefundNews> {
    let key = refund.key.clone()?;
    let due_at = feedback_at(case, refund, terms)?;
    (due_at <= now).then(|| RefundNews::FeedbackDue {
        requests: requests_of(case, &key),
        key,
        refund: refund.id.clone(),
        amount: refund.amount,
    })
}

fn doubts(case: &Case, now: Timestamp, terms: &Terms) -> impl Iterator<Item = Trouble> {
    let mut found = Vec::new();
    for (key, operation) in &case.operations {
        if case.is_executed(key) || operation.step.is_over() {
            continue;
        }
        let doubt = match &operation.step {
            OperationStep::InDoubt(doubt) => Some(doubt),
            OperationStep::Claimed(claim) => claim.doubt.as_ref(),
            OperationStep::Ready | OperationStep::Refused { .. } => None,
        };
        if let Some(doubt) = doubt
            && after(doubt.first_at, terms.doubt_max) <= now
        {
            found.push(Trouble::DoubtTooLong(key.clone()));
        }
        if proof::is_wanting(case, (key, operation), now, terms.legs) {
            found.push(Trouble::Unprovable(key.clone()));
        }
    }
    found.extend(credit_note::overdue(case, now, terms));
    found.into_iter()
}

fn credited(case: &Case, key: &IdempotencyKey, step: &CreditStep) -> Option<Announcement> {
    let CreditStep::Issued(note) = step else { return None };
    let refund = case.refunds_of(key).next()?.id.clone();
    let (key, note, requests) = (key.clone(), note.clone(), requests_of(case, key));
    Some(Announcement::Refund(RefundNews::Credited { key, refund, note, requests }))
}

fn requests_of(case: &Case, key: &IdempotencyKey) -> Vec<RequestId> {
    case.requests_of(key).map(|state| state.request.id.clone()).collect()
}
