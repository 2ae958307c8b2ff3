//! What is decided before any policy is asked: contradictions between the request and the facts,
//! and what the processor has already done. No merchant's rule can override these.

use super::ledger;
use super::operation::Step;
use super::state::{Case, RequestState};
use crate::domain::decision::{Bounds, Decision, Ruling, Verdict};
use crate::domain::key::IdempotencyKey;
use crate::domain::payment::PaymentStatus;
use crate::domain::request::RefundRequest;

/// The rule of a decision that is read off its refund, because the record of it was lost.
pub const RECOVERED: &str = "guard.recovered";

/// The rule of a decision that reviewers took about another request for the same goods.
pub const JOINED: &str = "guard.joined";

/// Why a person is asked about a payment that has neither settled nor failed for so long.
pub const UNSETTLED: &str = "payment_unsettled";

/// The alternative that a guard's denial offers: somebody who explains.
const EXPLAIN: &str = "onboarding_call";

/// Decides `request` where the facts leave nothing to a policy.
pub fn guard(case: &Case, request: &RefundRequest) -> Option<Ruling> {
    let Some(payment) = &case.payment else {
        return Some(review("payment_unknown"));
    };
    if let Some(amount) = request.amount
        && amount.currency != payment.captured.currency
    {
        return Some(review("currency_mismatch"));
    }
    if let Some(ruling) = case.key_of(request).and_then(|key| known_operation(case, &key)) {
        return Some(ruling);
    }
    if case.is_blocked_by_dispute() {
        return Some(review("disputed"));
    }
    if super::trouble::is_frozen(case) {
        return Some(review("frozen"));
    }
    if payment.status == PaymentStatus::Settling {
        return Some(review(UNSETTLED));
    }
    if payment.status == PaymentStatus::Void || payment.captured.minor == 0 {
        return Some(denied("guard.nothing_taken", "nothing_taken"));
    }
    let left = ledger::left(case);
    if left == 0 {
        return Some(already_refunded());
    }
    if request.amount.is_some_and(|amount| amount.minor > left) {
        return Some(review("amount_above_rest"));
    }
    None
}

/// Whether a person is asked about `state` because its payment's money has not arrived.
pub fn asks_whether_settled(state: &RequestState) -> bool {
    let verdict = state.ruling.as_ref().map(|ruling| &ruling.decision.verdict);
    matches!(verdict, Some(Verdict::Review { why, .. }) if why == UNSETTLED)
}

/// The same goods were asked for before, by another request or before the store was lost.
fn known_operation(case: &Case, key: &IdempotencyKey) -> Option<Ruling> {
    let operation = case.operations.get(key);
    let Some(refund) = case.refunds_of(key).next() else {
        return operation.map(|operation| match operation.step {
            // Under way: join it; what becomes of it is told once.
            Step::Ready | Step::InDoubt(_) => joined(operation.decision.clone()),
            // The key is spent: whether to try another way is for a person.
            Step::Refused { .. } => review("refund_refused_before"),
        });
    };
    Some(if !refund.status.holds_money() {
        review("refund_failed_before")
    } else if operation.is_some() {
        already_refunded()
    } else {
        // Executed, but this record has never heard of it: the record was lost.
        ruling(decision(Verdict::Approve(refund.amount), RECOVERED, "recovered"))
    })
}

/// Reviewers approved another request for these goods, and not this one: it says so.
fn joined(mut decision: Decision) -> Ruling {
    if decision.rule == super::review::APPROVED {
        JOINED.clone_into(&mut decision.rule);
    }
    ruling(decision)
}

fn already_refunded() -> Ruling {
    denied("guard.already_refunded", "already_returned")
}

fn denied(rule: &str, clause: &str) -> Ruling {
    let verdict = Verdict::Deny { alternatives: vec![EXPLAIN.to_owned()] };
    ruling(decision(verdict, rule, clause))
}

fn review(why: &str) -> Ruling {
    ruling(decision(Verdict::review(why), &format!("guard.{why}"), why))
}

fn decision(verdict: Verdict, rule: &str, clause: &str) -> Decision {
    Decision {
        verdict,
        rule: rule.to_owned(),
        clause: clause.to_owned(),
        // No policy was asked.
        policy_hash: String::new(),
        shadow: false,
        bounds: Bounds::default(),
    }
}

fn ruling(decision: Decision) -> Ruling {
    Ruling { decision, trace: Vec::new() }
}
