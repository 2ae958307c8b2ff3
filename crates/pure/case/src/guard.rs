//! What is decided before any policy is asked: contradictions between the request and the facts,
//! and what the processor has already done. No merchant's rule can override these.

use super::ledger;
use super::operation::OperationStep;
use super::state::{Case, RequestState};
use domain::authority::{Authority, GuardCode, Why};
use domain::calculation::Calculation;
use domain::decision::{Bounds, Decision, Ruling, Verdict};
use domain::facts::Facts;
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::payment::PaymentStatus;
use domain::request::RefundRequest;

/// The alternative that is offered where nothing was taken: somebody who explains.
const EXPLAIN: &str = "onboarding_call";

/// Decides `request` where the facts leave nothing to a policy.
pub fn guard(case: &Case, request: &RefundRequest) -> Option<Ruling> {
    let Some(payment) = &case.payment else {
        return Some(review(GuardCode::PaymentUnknown));
    };
    let standing =
        Standing { asked: request.amount, captured: payment.captured, left: ledger::left(case) };
    if standing.is_foreign() {
        return Some(review(GuardCode::CurrencyMismatch));
    }
    if let Some(ruling) = case.key_of(request).and_then(|key| known_operation(case, &key)) {
        return Some(ruling);
    }
    if case.is_blocked_by_dispute() {
        return Some(review(GuardCode::Disputed));
    }
    // How much is left nobody knows, so that nothing can be denied for want of it.
    if ledger::is_guessed(case) {
        return Some(review(GuardCode::CurrencyMismatch));
    }
    if super::diagnosis::is_frozen(case) {
        return Some(review(GuardCode::Frozen));
    }
    if payment.status == PaymentStatus::Settling {
        return Some(review(GuardCode::PaymentUnsettled));
    }
    if payment.status == PaymentStatus::Void {
        return Some(nothing_taken());
    }
    standing.rest()
}

/// What of it can be said where nothing but the facts is known, as in a trial; `None` where they leave it
/// to a policy.
pub fn guard_facts(facts: &Facts) -> Option<Ruling> {
    let standing = Standing {
        asked: facts.request.amount,
        captured: facts.payment.captured,
        left: facts.ledger.left_minor,
    };
    if standing.is_foreign() {
        return Some(review(GuardCode::CurrencyMismatch));
    }
    if facts.ledger.disputed {
        return Some(review(GuardCode::Disputed));
    }
    standing.rest()
}

/// What was asked for, beside what was paid and what is left of it, minor units.
struct Standing {
    asked: Option<Money>,
    captured: Money,
    left: i64,
}

impl Standing {
    fn is_foreign(&self) -> bool {
        self.asked.is_some_and(|asked| asked.currency != self.captured.currency)
    }

    fn rest(&self) -> Option<Ruling> {
        if self.captured.minor == 0 {
            return Some(nothing_taken());
        }
        if self.left <= 0 {
            return Some(already_refunded());
        }
        let is_above = self.asked.is_some_and(|asked| asked.minor > self.left);
        is_above.then(|| review(GuardCode::AmountAboveRest))
    }
}

/// Whether a person is asked about `state` because its payment's money has not arrived.
pub fn asks_whether_settled(state: &RequestState) -> bool {
    let verdict = state.ruling.as_ref().map(|ruling| &ruling.decision.verdict);
    let unsettled = Why::Guard(GuardCode::PaymentUnsettled);
    matches!(verdict, Some(Verdict::Review { why, .. }) if *why == unsettled)
}

/// The same goods were asked for before, by another request or before the store was lost.
fn known_operation(case: &Case, key: &IdempotencyKey) -> Option<Ruling> {
    let operation = case.operations.get(key);
    let Some(refund) = case.refunds_of(key).next() else {
        return operation.map(|operation| match operation.step {
            // Under way: join it; what becomes of it is told once.
            OperationStep::Ready | OperationStep::Claimed(_) | OperationStep::InDoubt(_) => {
                joined(operation.decision.clone())
            }
            // The key is spent: whether to try another way is for a person.
            OperationStep::Refused { .. } => review(GuardCode::RefundRefusedBefore),
        });
    };
    Some(if !refund.status.holds_money() {
        review(GuardCode::RefundFailedBefore)
    } else if operation.is_some() {
        already_refunded()
    } else {
        // Executed, but this record has never heard of it: the record was lost.
        ruling(decision(Verdict::Approve(refund.amount), Authority::Recovered, "recovered"))
    })
}

/// Whether no refund can follow under this key any more: the processor has refused it, or what it made
/// has come back.
pub(super) fn is_spent(case: &Case, key: &IdempotencyKey) -> bool {
    match case.refunds_of(key).next() {
        Some(refund) => !refund.status.holds_money(),
        None => case.operations.get(key).is_some_and(|operation| operation.step.is_over()),
    }
}

/// Reviewers approved another request for these goods, and not this one: it says so.
fn joined(mut decision: Decision) -> Ruling {
    if decision.by == Authority::Approvers {
        decision.by = Authority::Joined;
    }
    ruling(decision)
}

fn nothing_taken() -> Ruling {
    denied(GuardCode::NothingTaken, "nothing_taken", &[EXPLAIN])
}

fn already_refunded() -> Ruling {
    // Who has all of the money back is offered nothing in its place.
    denied(GuardCode::AlreadyRefunded, "already_returned", &[])
}

fn denied(found: GuardCode, clause: &str, alternatives: &[&str]) -> Ruling {
    let alternatives = alternatives.iter().map(|alternative| (*alternative).to_owned()).collect();
    let verdict = Verdict::Deny { alternatives };
    ruling(decision(verdict, Authority::Guard(found), clause))
}

fn review(found: GuardCode) -> Ruling {
    before_a_person(found, None)
}

/// A person is asked because of what was found, and this is proposed to them.
pub fn before_a_person(found: GuardCode, proposed: Option<Money>) -> Ruling {
    let verdict = Verdict::Review { why: found.into(), approvers: 1, proposed };
    ruling(decision(verdict, Authority::Guard(found), found.as_str()))
}

fn decision(verdict: Verdict, by: Authority, clause: &str) -> Decision {
    Decision {
        verdict,
        by,
        clause: clause.to_owned(),
        policy_hash: None,
        shadow: false,
        subscription: None,
        calculation: Calculation::default(),
        bounds: Bounds::default(),
    }
}

fn ruling(decision: Decision) -> Ruling {
    Ruling { decision, trace: Vec::new() }
}
