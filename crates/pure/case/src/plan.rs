//! Says what to do next. Depends on nothing but its arguments, so asking again after a crash gives
//! the same answer.

use jiff::Timestamp;

use super::announcement::{Announcement, RefundNews, RequestNews};
use super::binding;
use super::claim::{self, Brought, Claim};
use super::clock::{self, feedback_at};
use super::credit_note;
use super::diagnosis;
use super::guard;
use super::ledger;
use super::operation::{self, Doubt, Operation, OperationStep};
use super::promise;
use super::proof::{self, Ground};
use super::question;
use super::receipt;
use super::state::{Case, RequestState};
use super::terms::Terms;
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::legs::Sight;
use domain::switch::SwitchPosition;
use domain::time::after;

/// Seconds between two looks at what the switch holds: after it is opened, all goes on within them.
pub const HELD: i64 = 60;

/// Seconds within which a worker mostly has the answer to its call, and has told it.
const TELLS_WITHIN: i64 = 10;

/// Seconds between two looks for an invoice that cannot be had just now.
const INVOICE: i64 = 60;

/// What to do next about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Give the review of this request its nonce.
    Bind(RequestId),
    /// Tell the world what is owed.
    Publish,
    /// Read payment, refunds and disputes from the processor.
    Gather,
    /// Decide this request.
    Decide(RequestId),
    /// What is open about this request was not answered in time.
    Lapse(RequestId),
    /// Take a refusal for final: the list shows it.
    Confirm(IdempotencyKey),
    /// Give an operation up: the list shows that the money went back another way.
    Close(IdempotencyKey),
    /// Announce a call, which then waits. Only ever planned on a fresh listing.
    Claim(IdempotencyKey),
    /// Note the doubt, and call the processor's refund API. Only ever planned on a fresh listing.
    Attempt(IdempotencyKey),
    /// Claim, and have the credit note issued that follows the refund with this key. No money moves.
    Credit(IdempotencyKey),
    /// Nothing until then.
    Wait(Timestamp),
    /// Nothing until something is learned.
    Rest,
}

/// What to do next.
///
/// `fresh` says that a listing read in this pass is folded in, and that nothing was sent since;
/// `brought`, what the delivery has to do with claims; `switch`, what is stopped. What is stopped
/// waits as it is: once the switch is open, the same is planned that would have been planned without
/// it.
pub fn plan(
    case: &Case,
    now: Timestamp,
    (fresh, brought): (bool, Brought<'_>),
    switch: SwitchPosition,
    terms: &Terms,
) -> Plan {
    let at = At { now, fresh, brought, switch };
    if let Some(unbound) = binding::unbound(case).pop() {
        return Plan::Bind(unbound.request);
    }
    if !case.told.owed.is_empty() {
        return Plan::Publish;
    }
    let mut steps: Vec<Plan> = Vec::new();
    if !terms.merchant_of_record {
        steps.extend(undecided(case, at, terms));
        steps.extend(case.requests.values().flat_map(|state| open(case, state, at, terms)));
    }
    // A frozen payment moves no money, whatever was approved.
    if !diagnosis::is_frozen(case) && !terms.merchant_of_record {
        for (key, operation) in &case.operations {
            steps.push(of_operation(case, key, operation, at, terms));
        }
        for (key, _) in credit_note::wanted(case, terms) {
            let step = credit_note::plan(case, key, now, terms);
            let is_held = matches!(step, Plan::Credit(_)) && !at.decides();
            steps.push(if is_held { at.held() } else { step });
        }
    }
    steps.push(of_listing(case, at, terms));
    for refund in case.refunds.values() {
        steps.extend(feedback_at(case, refund, terms).filter(|at| *at > now).map(Plan::Wait));
    }
    soonest(steps)
}

/// The first thing to do; else the earliest wait; else rest.
fn soonest(steps: Vec<Plan>) -> Plan {
    let mut wait: Option<Timestamp> = None;
    for step in steps {
        match step {
            Plan::Bind(_)
            | Plan::Publish
            | Plan::Gather
            | Plan::Decide(_)
            | Plan::Lapse(_)
            | Plan::Confirm(_)
            | Plan::Close(_)
            | Plan::Claim(_)
            | Plan::Attempt(_)
            | Plan::Credit(_) => return step,
            Plan::Wait(at) => wait = Some(wait.map_or(at, |earliest| earliest.min(at))),
            Plan::Rest => {}
        }
    }
    wait.map_or(Plan::Rest, Plan::Wait)
}

#[derive(Clone, Copy)]
struct At<'a> {
    now: Timestamp,
    fresh: bool,
    brought: Brought<'a>,
    switch: SwitchPosition,
}

impl At<'_> {
    /// Whether the switch lets anybody decide.
    fn decides(self) -> bool {
        self.switch < SwitchPosition::Everything
    }

    /// The next look at what the switch holds.
    fn held(self) -> Plan {
        Plan::Wait(after(self.now, HELD))
    }
}

/// Requests are decided in the order in which workers saw them: when a customer asked is only the
/// sender's word.
fn undecided(case: &Case, at: At<'_>, terms: &Terms) -> Option<Plan> {
    let due = case.requests.values().filter(|state| question::is_due(case, state));
    let first = due.min_by_key(|state: &&RequestState| {
        (state.request.receipt.seen_at, state.request.id.clone())
    })?;
    // Nobody can decide about money that may yet arrive, or not; but not forever.
    let patience = after(first.request.receipt.seen_at, terms.settling_max);
    // What is on the invoice may decide it, and is not worth more than a while.
    let invoice_by = after(first.request.receipt.seen_at, terms.facts_within);
    Some(if !at.decides() {
        at.held()
    } else if !at.fresh {
        Plan::Gather
    } else if case.is_settling() && at.now < patience {
        Plan::Wait(patience.min(after(at.now, terms.watch)))
    } else if case.lacks_invoice() && at.now < invoice_by {
        Plan::Wait(invoice_by.min(after(at.now, INVOICE)))
    } else {
        Plan::Decide(first.request.id.clone())
    })
}

/// What is open between us and others about one request: reminders, deadlines, clocks.
fn open(case: &Case, state: &RequestState, at: At<'_>, terms: &Terms) -> Vec<Plan> {
    let now = at.now;
    let mut steps = Vec::new();
    match question::lapses_at(case, state) {
        Some(until) if until <= now && !at.decides() => steps.push(at.held()),
        // What is asked again is asked with the facts of the day; and it may have been carried out.
        Some(until) if until <= now && !at.fresh => steps.push(Plan::Gather),
        Some(until) if until <= now => steps.push(Plan::Lapse(state.request.id.clone())),
        until => steps.extend(until.map(Plan::Wait)),
    }
    let remind_at = question::remind_at(case, state);
    let clocks = clock::due(case, state, &terms.targets).into_iter().map(|due| due.by);
    let told_at = receipt::waits_until(state, terms).into_iter();
    let told_at = told_at.chain(promise::notice_at(state, terms));
    let later = remind_at.into_iter().chain(told_at).chain(clocks).filter(|at| *at > now);
    steps.extend(later.map(Plan::Wait));
    steps
}

fn of_operation(
    case: &Case,
    key: &IdempotencyKey,
    operation: &Operation,
    at: At<'_>,
    terms: &Terms,
) -> Plan {
    if case.is_executed(key) {
        let settled = case.refunds_of(key).all(|refund| refund.status.is_settled());
        // How it goes on is looked up where it can be; else a webhook says it.
        let settled = settled || terms.legs.list == Sight::Blind;
        return match (settled, at.fresh) {
            (true, _) => Plan::Rest,
            (false, true) => Plan::Wait(after(at.now, terms.watch)),
            (false, false) => Plan::Gather,
        };
    }
    if terms.legs.list == Sight::Blind && ledger::overtaken(case, operation).is_some() {
        // What overtook it may be what was sent, and forgotten.
        return Plan::Rest;
    }
    match &operation.step {
        // Nothing was sent yet, so there is nothing to look up.
        OperationStep::Ready if !operation.is_let_by(at.switch) => at.held(),
        OperationStep::Ready if terms.legs.key.is_none() && claim::is_other_open(case, key) => {
            Plan::Wait(after(at.now, terms.settle))
        }
        OperationStep::Ready => when_unblocked(case, (key, operation), at, terms),
        OperationStep::Claimed(claim) => of_claim(case, (key, operation, claim), at, terms),
        OperationStep::InDoubt(doubt) if ledger::overtaken(case, operation).is_some() => {
            when_settled(doubt, key, at, terms)
        }
        OperationStep::InDoubt(doubt) => {
            let retry_at = retry_at(doubt, terms);
            if at.now < retry_at {
                Plan::Wait(retry_at)
            } else {
                when_unblocked(case, (key, operation), at, terms)
            }
        }
        // An earlier attempt may be why the processor refuses this one. It must be in the list
        // once the time that a call and a list may take has passed.
        // Without a list nobody knows whether an attempt that is forgotten is why.
        OperationStep::Refused { .. } if terms.legs.list == Sight::Blind => Plan::Rest,
        OperationStep::Refused { confirmed: false, at: refused_at, .. } => {
            let settled_at = after(*refused_at, terms.settle);
            match (at.now >= settled_at, at.fresh) {
                (false, _) => Plan::Wait(settled_at),
                (true, false) => Plan::Gather,
                (true, true) => Plan::Confirm(key.clone()),
            }
        }
        OperationStep::Refused { confirmed: true, .. } => Plan::Rest,
    }
}

/// An attempt, unless the switch holds it, an open dispute would make it a second payment to the
/// customer, or the money has not arrived.
fn when_unblocked(
    case: &Case,
    (key, operation): (&IdempotencyKey, &Operation),
    at: At<'_>,
    terms: &Terms,
) -> Plan {
    let overtaken = ledger::overtaken(case, operation).is_some();
    if !at.fresh {
        Plan::Gather
    } else if overtaken {
        Plan::Close(key.clone())
    } else if !operation.is_let_by(at.switch) {
        at.held()
    } else if case.is_blocked_by_dispute() || case.is_settling() {
        Plan::Wait(after(at.now, terms.watch))
    } else {
        match proof::ground(case, (key, operation), at.now, terms.legs) {
            Some(Ground::Facts) => Plan::Attempt(key.clone()),
            Some(Ground::Claim) if is_permitted(operation, at) => Plan::Attempt(key.clone()),
            Some(Ground::Claim) if at.brought.claims(case, key) => Plan::Claim(key.clone()),
            // It is claimed by what carries its request.
            Some(Ground::Claim) => Plan::Wait(after(at.now, terms.watch)),
            // For a person, who is told of it.
            None => Plan::Rest,
        }
    }
}

/// Whether the delivery has the permit of the operation's claim.
fn is_permitted(operation: &Operation, at: At<'_>) -> bool {
    matches!(&operation.step, OperationStep::Claimed(claim) if at.brought.permits(claim))
}

/// A claim whose permit is here waits until its window opens; without it, until it is over.
fn of_claim(
    case: &Case,
    (key, operation, claim): (&IdempotencyKey, &Operation, &Claim),
    at: At<'_>,
    terms: &Terms,
) -> Plan {
    let window = claim.window(terms);
    if ledger::overtaken(case, operation).is_some() {
        // By then the list shows a call that was made in the window, and is forgotten.
        let settled_at = after(window.end, terms.settle);
        return match (at.now >= settled_at, at.fresh) {
            (false, _) => Plan::Wait(settled_at),
            (true, false) => Plan::Gather,
            (true, true) => Plan::Close(key.clone()),
        };
    }
    let is_good = at.brought.permits(claim) && at.now < window.end;
    let until = if is_good { window.start } else { window.end };
    if at.now < until {
        Plan::Wait(until)
    } else {
        let brought = Brought { permit: at.brought.permit.filter(|_| is_good), ..at.brought };
        when_unblocked(case, (key, operation), At { brought, ..at }, terms)
    }
}

/// What was sent may still have been executed: the operation is given up only on a list that must
/// show it.
fn when_settled(doubt: &Doubt, key: &IdempotencyKey, at: At<'_>, terms: &Terms) -> Plan {
    let sent_by = doubt.answer.map_or_else(|| after(doubt.since, terms.claim), |answer| answer.at);
    let settled_at = after(sent_by, terms.settle);
    match (at.now >= settled_at, at.fresh) {
        (false, _) => Plan::Wait(settled_at),
        (true, false) => Plan::Gather,
        (true, true) => Plan::Close(key.clone()),
    }
}

/// Where all that is owed follows from calls: until when the worker that claimed them is given time
/// to tell it. A processor's webhook can be as fast as its answer, and both would tell the same.
///
/// A claim is no promise, its worker may have died: whoever leaves the telling to it comes back at
/// that time.
pub fn told_by_claim(case: &Case) -> Option<Timestamp> {
    let mut latest = None;
    for owed in &case.told.owed {
        match &owed.announcement {
            Announcement::Refund(RefundNews::Succeeded { key, .. })
            | Announcement::Request(_, RequestNews::CancelSuggested { key, .. }) => {
                latest = latest.max(Some(unanswered_since(case, key)?));
            }
            Announcement::Clawback(_) => {}
            Announcement::Refund(
                RefundNews::ActionRequired { .. }
                | RefundNews::Failed(_)
                | RefundNews::Adopted(_)
                | RefundNews::Credited { .. }
                | RefundNews::FeedbackDue { .. },
            )
            | Announcement::Request(..)
            | Announcement::FraudWarned(_)
            | Announcement::Dispute(..)
            | Announcement::CaseParked(_) => return None,
        }
    }
    latest.map(|at| after(at, TELLS_WITHIN))
}

/// When the latest claim of an operation was made, if nobody has written an answer down.
fn unanswered_since(case: &Case, key: &IdempotencyKey) -> Option<Timestamp> {
    match &case.operations.get(key)?.step {
        OperationStep::InDoubt(Doubt { since, answer: None, .. }) => Some(*since),
        OperationStep::InDoubt(Doubt { answer: Some(_), .. })
        | OperationStep::Ready
        | OperationStep::Claimed(_)
        | OperationStep::Refused { .. } => None,
    }
}

/// When a doubt may be taken up again.
fn retry_at(doubt: &Doubt, terms: &Terms) -> Timestamp {
    let due = operation::retry_at(doubt.answer, (doubt.attempt, doubt.since), terms);
    // Without a key only the list can tell, and only once an executed call must be in it.
    if terms.legs.key.is_none() { due.max(after(doubt.since, terms.settle)) } else { due }
}

/// A listing is needed where money is gone that the case cannot explain or weigh, where reports about
/// a dispute contradict each other, and where what it knows of the payment's money may be out of date
/// and something depends on it.
fn of_listing(case: &Case, at: At<'_>, terms: &Terms) -> Plan {
    if terms.legs.list == Sight::Blind {
        // Nobody can be asked; what is missing comes by webhook.
        return Plan::Rest;
    }
    let moved = !(case.refunds.is_empty() && case.disputes.is_empty());
    let unexplained = case.refunded_at_least > ledger::refunded_ever(case);
    let unread = case.payment.is_none() && !case.payment_missing || case.payment_unlisted;
    let unconfirmed = case.payment.is_some() && case.payment_unlisted;
    let depends = !case.commissions.is_empty() || !case.operations.is_empty();
    let asked = case.requests.values().any(guard::asks_whether_settled);
    let pause = if case.is_settling() || case.lacks_invoice() { terms.watch } else { terms.settle };
    let needed = unexplained
        || case.disputes_contested
        || unread && moved
        || unconfirmed && depends
        || case.lacks_invoice() && case.commissions.is_empty() && moved
        || credit_note::waits_for_invoice(case, terms)
        || case.is_settling() && (moved || asked);
    match (needed, at.fresh) {
        (false, _) => Plan::Rest,
        (true, false) => Plan::Gather,
        (true, true) => Plan::Wait(after(at.now, pause)),
    }
}
