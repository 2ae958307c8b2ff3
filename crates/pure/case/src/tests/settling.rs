//! A payment whose money has not arrived, has come to nothing, or was captured in part.

use super::world::{
    BARE, CAPTURED, EARNED, at, case, commission, listed, next, refund, request, ruling, seen,
    standing, step, terms, usd,
};
use crate::announcement::{Announcement, Clawback, RefundNews};
use crate::diagnosis;
use crate::fact::Fact;
use crate::guard::guard;
use crate::ledger;
use crate::operation::OperationStep;
use crate::plan::{Plan, plan};
use crate::question;
use crate::state::Case;
use domain::commission::ClawbackMode;
use domain::decision::Verdict;
use domain::observation::Observation;
use domain::outcome::Refusal;
use domain::payment::{Payment, PaymentStatus};
use domain::refund::{Refund, RefundStatus};
use domain::switch::SwitchPosition::Open;

use PaymentStatus::{Settled, Settling, Void};

const DAY: i64 = 86_400;

/// A request about a payment that was listed.
fn asked(payment: Payment) -> Case {
    let mut case = case();
    step(&mut case, Fact::Requested(request("r1", None)), at(0));
    step(&mut case, listed(payment), at(1));
    case.told.owed.clear();
    case
}

fn rule(case: &Case) -> Option<String> {
    guard(case, &request("r1", None)).map(|ruling| ruling.decision.by.to_string())
}

fn decided(rule: Verdict) -> Fact {
    Fact::Decided {
        request: request("r1", None).id,
        ruling: ruling(rule),
        opened: super::world::opened(at(2)),
        grounds: None,
    }
}

fn hook(payment: Payment) -> Fact {
    Fact::Observed(Observation::Payment(payment))
}

fn clawbacks(case: &Case) -> Vec<(i64, ClawbackMode)> {
    let owed = case.told.owed.iter().filter_map(|owed| match &owed.announcement {
        Announcement::Clawback(Clawback { total, mode, .. }) => Some((*total, *mode)),
        _ => None,
    });
    owed.collect()
}

#[test]
fn m1_a_request_about_a_payment_that_settles_waits_and_is_looked_at_again() {
    for captured in [0, 100] {
        let case = asked(standing(Settling, captured, CAPTURED));
        assert_eq!(plan(&case, at(2), (false, BARE), Open, &terms()), Plan::Gather);
        assert_eq!(next(&case, at(2)), Plan::Wait(at(2 + terms().watch)));
        assert_eq!(ledger::left(&case), 0, "nothing is there to be promised");
        // Not forever: then a person is asked.
        let patience = terms().settling_max;
        assert_eq!(next(&case, at(patience - 60)), Plan::Wait(at(patience)));
        assert_eq!(next(&case, at(patience)), Plan::Decide(request("r1", None).id));
        assert_eq!(rule(&case).as_deref(), Some("guard.payment_unsettled"));
    }
}

#[test]
fn m1_what_became_of_the_payment_wakes_the_request() {
    let unsettled = || guard(&asked(standing(Settling, 0, CAPTURED)), &request("r1", None));
    for (status, captured, rule_then) in
        [(Settled, CAPTURED, None), (Void, 0, Some("guard.nothing_taken"))]
    {
        for put_to_a_person in [false, true] {
            let mut case = asked(standing(Settling, 0, CAPTURED));
            if put_to_a_person {
                let verdict = unsettled().unwrap().decision.verdict;
                step(&mut case, decided(verdict), at(2));
                case.told.owed.clear();
                assert!(!question::is_due(&case, &case.requests[&request("r1", None).id]));
                assert_eq!(
                    plan(&case, at(3), (false, BARE), Open, &terms()),
                    Plan::Gather,
                    "looked at again"
                );
            }
            step(&mut case, hook(standing(status, captured, captured)), at(3));
            assert_eq!(plan(&case, at(3), (false, BARE), Open, &terms()), Plan::Gather);
            step(&mut case, listed(standing(status, captured, CAPTURED)), at(4));
            assert_eq!(next(&case, at(4)), Plan::Decide(request("r1", None).id));
            assert_eq!(rule(&case).as_deref(), rule_then, "{status:?}");
        }
    }
}

#[test]
fn m1_nothing_is_clawed_while_it_settles_and_all_of_it_once_it_came_to_nothing() {
    let mut case = case();
    step(&mut case, Fact::CommissionLearned(commission()), at(0));
    step(&mut case, listed(standing(Settling, 0, CAPTURED)), at(1));
    step(&mut case, seen(refund("theirs", 490, RefundStatus::Succeeded, false)), at(2));
    assert_eq!(clawbacks(&case), []);
    assert!(!diagnosis::is_frozen(&case));
    let settled = {
        let mut case = case.clone();
        step(&mut case, listed(standing(Settled, CAPTURED, CAPTURED)), at(3));
        clawbacks(&case)
    };
    assert_eq!(settled, [(98, ClawbackMode::Reduce)]);
    // One webhook may be about an attempt that another one has made good: the list says.
    step(&mut case, hook(standing(Void, 0, 0)), at(3));
    assert_eq!(clawbacks(&case), []);
    assert_eq!(plan(&case, at(3), (false, BARE), Open, &terms()), Plan::Gather);
    step(&mut case, listed(standing(Void, 0, CAPTURED)), at(4));
    assert_eq!(clawbacks(&case), [(EARNED, ClawbackMode::Void)]);
}

#[test]
fn m1_a_webhook_about_the_way_does_not_undo_the_arrival() {
    let mut case = asked(standing(Settled, CAPTURED, CAPTURED));
    for late in [standing(Settling, 0, CAPTURED), standing(Settling, 0, 0)] {
        step(&mut case, hook(late), at(2));
        assert_eq!((case.status(), case.payment_unlisted), (Some(Settled), false));
    }
    // An older list neither; but one that a webhook has put in doubt is believed.
    step(&mut case, listed(standing(Settling, 0, CAPTURED)), at(3));
    assert_eq!(case.status(), Some(Settled));
    step(&mut case, hook(standing(Void, 0, 0)), at(4));
    assert_eq!((case.status(), case.payment_unlisted), (Some(Settled), true));
    step(&mut case, listed(standing(Void, 0, CAPTURED)), at(5));
    assert_eq!((case.status(), ledger::captured(&case)), (Some(Void), 0));
}

#[test]
fn m1_an_approval_that_waits_is_not_carried_out_on_money_that_is_gone() {
    let mut case = asked(standing(Settled, CAPTURED, CAPTURED));
    step(&mut case, decided(Verdict::Approve(usd(CAPTURED))), at(2));
    case.told.owed.clear();
    assert!(matches!(next(&case, at(2)), Plan::Attempt(_)));
    step(&mut case, listed(standing(Void, 0, CAPTURED)), at(3));
    let Plan::Close(key) = next(&case, at(3)) else { panic!("{:?}", next(&case, at(3))) };
    step(&mut case, Fact::Closed { key: key.clone(), at: at(3) }, at(3));
    let OperationStep::Refused { refusal, .. } = &case.operations[&key].step else { panic!() };
    assert_eq!(*refusal, Refusal::NotRefundable);
}

#[test]
fn m2_the_first_refund_over_the_rest_is_the_release() {
    use RefundStatus::{Failed, Pending, Succeeded};
    let made = |id, minor, second, status| Refund {
        created_at: at(second),
        ..refund(id, minor, status, false)
    };
    let rows = [
        (vec![made("re_1", 900, 10, Succeeded)], 0),
        (vec![made("re_1", 900, 10, Pending)], 0),
        (vec![made("re_1", 899, 10, Succeeded)], 899),
        (vec![made("re_1", 900, 20, Succeeded), made("re_2", 900, 10, Succeeded)], 900),
        (vec![made("re_1", 100, 5, Succeeded), made("re_2", 900, 10, Succeeded)], 100),
        // A refund that failed is neither.
        (vec![made("re_1", 900, 5, Failed), made("re_2", 900, 10, Succeeded)], 0),
        // Nor is one of ours.
        (vec![refund("re_1", 900, Succeeded, true)], 900),
    ];
    for (refunds, refunded) in rows {
        let mut case = asked(standing(Settled, 4000, CAPTURED));
        for refund in &refunds {
            step(&mut case, seen(refund.clone()), at(30));
        }
        assert_eq!(ledger::refunded(&case), refunded, "{refunds:?}");
        assert_eq!(ledger::left(&case), 4000 - refunded, "{refunds:?}");
        assert!(!diagnosis::is_frozen(&case));
    }
}

#[test]
fn m2_what_was_let_go_whole_is_no_loss_whatever_it_is_called() {
    let mut case = asked(standing(Void, 0, CAPTURED));
    step(&mut case, seen(refund("re_1", CAPTURED, RefundStatus::Succeeded, false)), at(2));
    assert_eq!((ledger::refunded(&case), ledger::lost(&case)), (0, 0));
    assert!(!diagnosis::is_frozen(&case));
    assert_eq!(rule(&case).as_deref(), Some("guard.nothing_taken"));
    let adopted = case.told.owed.iter();
    let is_adoption = |announcement: &Announcement| {
        matches!(announcement, Announcement::Refund(RefundNews::Adopted(_)))
    };
    assert!(!adopted.into_iter().any(|owed| is_adoption(&owed.announcement)));
}

#[test]
fn m1_the_patience_is_counted_from_the_request() {
    let case = asked(standing(Settling, 0, CAPTURED));
    let later = at(terms().settling_max + DAY);
    assert_eq!(next(&case, later), Plan::Decide(request("r1", None).id));
}
