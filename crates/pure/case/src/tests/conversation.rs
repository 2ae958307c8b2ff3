//! What the world is told, step by step.

use super::world::{
    BARE, CAPTURED, at, call, case, dispute, disputed, full_key, listing, next, opened, publish,
    refund, request, ruling, seen, step, terms, usd,
};
use crate::announcement::{Announcement, Failed, Failure, RefundNews};
use crate::apply::Effect;
use crate::fact::Fact;
use crate::guard::guard;
use crate::operation::{Operation, OperationStep};
use crate::plan::{Plan, plan};
use crate::state::Case;
use crate::terms::Terms;
use crate::trouble::Trouble;
use domain::decision::{Ruling, Verdict};
use domain::dispute::DisputeStage;
use domain::ids::RequestId;
use domain::key::Subject;
use domain::legs::{Legs, Sight};
use domain::money::{Currency, Money};
use domain::outcome::{CallOutcome, Refusal};
use domain::refund::{Refund, RefundStatus};
use domain::request::RefundRequest;
use domain::switch::SwitchPosition::Open;
use domain::time::after;
use jiff::Timestamp;

/// Publishes, and returns the milestones told.
fn told(case: &mut Case) -> Vec<String> {
    let texts = case.told.owed.iter().map(|owed| owed.announcement.milestone().text()).collect();
    let published = publish(case);
    step(case, published, at(0));
    texts
}

fn decided(request: RequestId, ruling: Ruling, now: Timestamp) -> Fact {
    Fact::Decided { request, ruling, opened: opened(now), grounds: None }
}

fn approved() -> Case {
    let mut case = case();
    step(&mut case, Fact::Requested(request("r1", None)), at(0));
    step(&mut case, listing(Vec::new(), Vec::new()), at(1));
    let ruling = ruling(Verdict::Approve(usd(CAPTURED)));
    step(&mut case, decided(request("r1", None).id, ruling, at(1)), at(1));
    case
}

fn attempted(now: Timestamp) -> Case {
    let mut case = approved();
    told(&mut case);
    let fact = Fact::Attempting { key: full_key(), request: call(), at: now };
    assert_eq!(step(&mut case, fact, now), Effect::Advanced);
    case
}

#[test]
fn a_request_is_acknowledged_approved_refunded_and_asked_about() {
    let mut case = approved();
    let key = full_key();
    assert_eq!(told(&mut case), ["acknowledged:r1", "approved:r1"]);
    assert_eq!(next(&case, at(2)), Plan::Attempt(key.clone()));
    assert_eq!(
        plan(&case, at(2), (false, BARE), Open, &terms()),
        Plan::Gather,
        "never without a fresh list"
    );

    step(&mut case, Fact::Attempting { key: key.clone(), request: call(), at: at(2) }, at(2));
    assert_eq!(next(&case, at(3)), Plan::Wait(at(32)), "the claim keeps others away");
    let done = CallOutcome::Done(refund("re_1", CAPTURED, RefundStatus::Succeeded, false));
    step(&mut case, Fact::Answered { key, outcome: done, at: at(3) }, at(3));
    assert_eq!(told(&mut case), ["succeeded:re_1"]);

    let due = after(at(3), terms().feedback_after);
    assert_eq!(next(&case, at(4)), Plan::Wait(due));
    assert!(crate::owe::owe(&mut case, due, &terms()));
    assert_eq!(told(&mut case), ["feedback:re_1"]);
    assert_eq!(next(&case, due), Plan::Rest);
}

#[test]
fn the_frozen_request_goes_out_again_after_the_wait_of_the_ladder() {
    let mut case = attempted(at(2));
    let key = full_key();
    let unknown = Fact::Answered { key: key.clone(), outcome: CallOutcome::Unknown, at: at(27) };
    step(&mut case, unknown, at(27));
    assert_eq!(next(&case, at(28)), Plan::Wait(at(32)), "rung one: five seconds");
    assert_eq!(next(&case, at(32)), Plan::Attempt(key.clone()));
    let other = domain::http::HttpRequest { body: "amount=1".to_owned(), ..call() };
    step(&mut case, Fact::Attempting { key: key.clone(), request: other, at: at(32) }, at(32));
    let OperationStep::InDoubt(doubt) = &case.operations[&key].step else {
        panic!("not in doubt");
    };
    assert_eq!((doubt.attempt, doubt.request.body.as_str()), (2, "amount=4900"));
}

#[test]
fn a_processors_retry_after_is_respected() {
    let mut case = attempted(at(2));
    let outcome = CallOutcome::Busy { retry_after: Some(90) };
    step(&mut case, Fact::Answered { key: full_key(), outcome, at: at(3) }, at(3));
    assert_eq!(next(&case, at(4)), Plan::Wait(at(93)));
}

#[test]
fn a_refusal_is_final_only_after_a_list_has_confirmed_it() {
    let mut case = attempted(at(2));
    let key = full_key();
    let outcome = CallOutcome::Refused(Refusal::NotRefundable);
    step(&mut case, Fact::Answered { key: key.clone(), outcome, at: at(3) }, at(3));
    assert_eq!(told(&mut case), [""; 0]);
    // An earlier attempt, executed but not yet listed, could be the reason of the refusal.
    let settled = after(at(3), terms().settle);
    step(&mut case, listing(Vec::new(), Vec::new()), at(4));
    assert_eq!(next(&case, at(4)), Plan::Wait(settled));
    assert_eq!(plan(&case, settled, (false, BARE), Open, &terms()), Plan::Gather);
    let mut found = case.clone();
    step(&mut case, listing(Vec::new(), Vec::new()), settled);
    assert_eq!(next(&case, settled), Plan::Confirm(key.clone()));
    step(&mut case, Fact::RefusalConfirmed { key: key.clone() }, settled);
    assert_eq!(told(&mut case), [format!("refused:{key}"), format!("parked:refund_refused:{key}")]);
    assert_eq!(next(&case, settled), Plan::Rest);

    let ours = refund("re_1", CAPTURED, RefundStatus::Succeeded, true);
    step(&mut found, listing(vec![ours], Vec::new()), settled);
    assert_eq!(told(&mut found), ["succeeded:re_1"], "the list knows better than the refusal");
}

#[test]
fn a_refund_that_fails_later_is_corrected_once_and_never_made_again() {
    let mut case = attempted(at(2));
    step(&mut case, seen(refund("re_1", CAPTURED, RefundStatus::Succeeded, true)), at(3));
    told(&mut case);
    step(&mut case, seen(refund("re_1", CAPTURED, RefundStatus::Failed, true)), at(432_000));
    let late = case.told.owed.iter().any(|owed| match &owed.announcement {
        Announcement::Refund(RefundNews::Failed(Failed { how, .. })) => {
            matches!(how, Failure::CameBack { late: true, .. })
        }
        _ => false,
    });
    assert!(late, "its success had been announced");
    assert_eq!(told(&mut case), ["failed:re_1", "parked:refund_failed:re_1"]);
    assert_eq!(next(&case, at(9_000_000)), Plan::Rest);
    step(&mut case, Fact::Requested(request("r2", None)), at(500_000));
    let ruling = guard(&case, &request("r2", None)).unwrap();
    assert_eq!(ruling.decision.by.to_string(), "guard.refund_failed_before");
}

#[test]
fn two_requests_for_the_whole_payment_are_one_operation() {
    let mut case = approved();
    told(&mut case);
    step(&mut case, Fact::Requested(request("r2", None)), at(2));
    let joined = guard(&case, &request("r2", None)).unwrap();
    step(&mut case, decided(request("r2", None).id, joined, at(2)), at(2));
    assert_eq!(case.operations.len(), 1);
    assert_eq!(told(&mut case), ["acknowledged:r2", "approved:r2"], "each request is answered");
    step(&mut case, seen(refund("re_1", CAPTURED, RefundStatus::Succeeded, true)), at(3));
    let answered = case.told.owed.iter().find_map(|owed| match &owed.announcement {
        Announcement::Refund(RefundNews::Succeeded { requests, .. }) => Some(requests.len()),
        _ => None,
    });
    assert_eq!(answered, Some(2));
}

/// A4: two equal partial refunds decided separately.
#[test]
fn a4_two_equal_partial_refunds_are_two_operations() {
    let mut case = case();
    for id in ["r1", "r2"] {
        step(&mut case, Fact::Requested(request(id, Some(1000))), at(0));
        step(&mut case, listing(Vec::new(), Vec::new()), at(1));
        let ruling = ruling(Verdict::Approve(usd(1000)));
        step(&mut case, decided(request(id, None).id, ruling, at(1)), at(1));
    }
    assert_eq!(case.operations.len(), 2);
    assert_eq!(crate::ledger::reserved(&case), 2000);
}

#[test]
fn the_reservation_keeps_promises_within_the_capture() {
    let mut case = case();
    step(&mut case, listing(Vec::new(), Vec::new()), at(0));
    for id in ["r1", "r2"] {
        step(&mut case, Fact::Requested(request(id, Some(3000))), at(0));
        let ruling = ruling(Verdict::Approve(usd(3000)));
        step(&mut case, decided(request(id, None).id, ruling, at(1)), at(1));
    }
    assert_eq!(case.operations.len(), 1);
    let second = case.requests[&request("r2", None).id].ruling.clone().unwrap();
    assert_eq!(second.decision.verdict, Verdict::review("amount_above_rest"));
}

#[test]
fn guards_catch_what_contradicts_the_facts() {
    let known = |refunds, disputes| {
        let mut case = case();
        step(&mut case, listing(refunds, disputes), at(0));
        case
    };
    let eur = RefundRequest {
        amount: Some(Money::new(100, Currency::parse("EUR").unwrap())),
        ..request("r1", None)
    };
    let open = vec![dispute("du_1", DisputeStage::NeedsResponse, CAPTURED, 0)];
    let inquiry = vec![dispute("du_1", DisputeStage::Inquiry, 0, 0)];
    let full = vec![refund("re_1", CAPTURED, RefundStatus::Succeeded, false)];
    let ours = vec![refund("re_1", CAPTURED, RefundStatus::Succeeded, true)];
    let table = [
        (case(), request("r1", None), Some("guard.payment_unknown")),
        (known(vec![], vec![]), eur, Some("guard.currency_mismatch")),
        (known(vec![], vec![]), request("r1", Some(4901)), Some("guard.amount_above_rest")),
        (known(vec![], vec![]), request("r1", Some(4900)), None),
        (known(vec![], open), request("r1", None), Some("guard.disputed")),
        (known(vec![], inquiry), request("r1", None), None),
        (known(full, vec![]), request("r1", None), Some("guard.already_refunded")),
        (known(ours, vec![]), request("r1", None), Some("guard.recovered")),
    ];
    for (case, request, rule) in table {
        let found = guard(&case, &request).map(|ruling| ruling.decision.by.to_string());
        assert_eq!(found.as_deref(), rule);
    }
}

#[test]
fn an_open_dispute_holds_an_approved_refund_back() {
    let mut case = approved();
    told(&mut case);
    step(&mut case, disputed(dispute("du_1", DisputeStage::NeedsResponse, 0, 0)), at(2));
    told(&mut case);
    assert_eq!(next(&case, at(3)), Plan::Wait(after(at(3), terms().watch)));
    step(&mut case, disputed(dispute("du_1", DisputeStage::Won, 0, 0)), at(4));
    told(&mut case);
    assert_eq!(next(&case, at(5)), Plan::Attempt(full_key()));
}

#[test]
fn an_approved_refund_is_given_up_where_the_bank_gave_the_money_back() {
    let mut case = approved();
    told(&mut case);
    let key = full_key();
    step(&mut case, disputed(dispute("dp", DisputeStage::Lost, CAPTURED, 0)), at(3));
    told(&mut case);
    assert_eq!(
        plan(&case, at(3), (false, BARE), Open, &terms()),
        Plan::Gather,
        "never without a fresh list"
    );
    assert_eq!(next(&case, at(3)), Plan::Close(key.clone()));
    step(&mut case, Fact::Closed { key: key.clone(), at: at(3) }, at(3));
    assert_eq!(told(&mut case), [format!("refused:{key}"), format!("parked:refund_refused:{key}")]);
    assert_eq!(next(&case, at(4)), Plan::Rest);
    // An appeal that is won does not bring a refund back that the customer was told is off.
    step(&mut case, disputed(dispute("dp", DisputeStage::Won, CAPTURED, CAPTURED)), at(5));
    told(&mut case);
    assert_eq!(next(&case, at(6)), Plan::Rest);
}

#[test]
fn a_refund_made_by_hand_stops_a_call_that_no_longer_fits() {
    let by_hand = |minor| seen(refund("re_hand", minor, RefundStatus::Succeeded, false));
    for (minor, refusal) in [(100, Refusal::AmountTooLarge), (CAPTURED, Refusal::AlreadyRefunded)] {
        let mut case = approved();
        let key = full_key();
        step(&mut case, by_hand(minor), at(3));
        told(&mut case);
        assert_eq!(next(&case, at(3)), Plan::Close(key.clone()));
        step(&mut case, Fact::Closed { key: key.clone(), at: at(3) }, at(3));
        let Operation {
            step: OperationStep::Refused { refusal: why, confirmed: true, .. }, ..
        } = &case.operations[&key]
        else {
            panic!("not refused");
        };
        assert_eq!(*why, refusal);
    }
}

#[test]
fn what_was_sent_is_given_up_only_on_a_list_that_must_show_it() {
    let mut case = attempted(at(2));
    let key = full_key();
    step(&mut case, disputed(dispute("dp", DisputeStage::Lost, CAPTURED, 0)), at(3));
    told(&mut case);
    let settled = after(after(at(2), terms().claim), terms().settle);
    assert_eq!(next(&case, at(3)), Plan::Wait(settled));
    assert_eq!(plan(&case, settled, (false, BARE), Open, &terms()), Plan::Gather);
    assert_eq!(next(&case, settled), Plan::Close(key.clone()));
    // Executed after all: the list knows better.
    step(&mut case, seen(refund("re_1", CAPTURED, RefundStatus::Succeeded, true)), at(4));
    assert_eq!(step(&mut case, Fact::Closed { key, at: settled }, settled), Effect::Known);
}

#[test]
fn two_refunds_under_one_key_freeze_the_payment() {
    let mut case = approved();
    for id in ["re_1", "re_2"] {
        step(&mut case, seen(refund(id, 100, RefundStatus::Succeeded, true)), at(2));
    }
    assert!(told(&mut case).contains(&format!("parked:refunds_conflict:{}", full_key())));
    step(&mut case, Fact::Requested(request("r2", Some(100))), at(3));
    let ruling = guard(&case, &request("r2", Some(100))).unwrap();
    assert_eq!(ruling.decision.by.to_string(), "guard.frozen");
}

#[test]
fn a_loss_above_the_capture_is_parked_and_freezes() {
    let mut case = case();
    let lost = dispute("du_1", DisputeStage::Lost, CAPTURED, 0);
    let full = refund("re_1", CAPTURED, RefundStatus::Succeeded, false);
    step(&mut case, listing(vec![full], vec![lost]), at(0));
    assert!(told(&mut case).contains(&Trouble::LossAboveCapture.text_of_milestone()));
    assert!(crate::diagnosis::is_frozen(&case));
}

impl Trouble {
    fn text_of_milestone(&self) -> String {
        format!("parked:{}", self.text())
    }
}

#[test]
fn a_contradicting_request_is_told_from_a_repeated_one() {
    let mut case = case();
    assert_eq!(step(&mut case, Fact::Requested(request("r1", None)), at(0)), Effect::Advanced);
    assert_eq!(step(&mut case, Fact::Requested(request("r1", None)), at(1)), Effect::Known);
    let other = Fact::Requested(request("r1", Some(100)));
    assert_eq!(step(&mut case, other, at(2)), Effect::Contradicts);
    assert_eq!(request("r1", None).subject(), Subject::Full);
}

#[test]
fn processors_without_a_leg_are_asked_again_or_parked_but_never_called_blindly() {
    let unknown = |case: &mut Case| {
        let outcome = CallOutcome::Unknown;
        step(case, Fact::Answered { key: full_key(), outcome, at: at(3) }, at(3));
        told(case);
    };
    let legs = |key, list, capped| Terms { legs: Legs { key, list, capped }, ..terms() };
    let mut case = attempted(at(2));
    unknown(&mut case);
    let (at_once, later, after_half) = (at(10), at(2 + 490), at(2 + 43_200));
    let attempt = Plan::Attempt(full_key());
    let table = [
        // Key and list: as soon as the rung allows.
        (legs(Some(86_400), Sight::Named, false), at_once, attempt.clone()),
        // No key: once an executed call must be in the list; without a cap by who carries its request.
        (legs(None, Sight::Named, true), at_once, Plan::Wait(later)),
        (legs(None, Sight::Named, true), later, attempt.clone()),
        (legs(None, Sight::Named, false), later, Plan::Wait(after(later, terms().watch))),
        // No list: what would be refused again, inside half of the key's life.
        (legs(Some(86_400), Sight::Blind, true), at_once, attempt),
        (legs(Some(86_400), Sight::Blind, true), after_half, Plan::Rest),
        (legs(Some(86_400), Sight::Blind, false), at_once, Plan::Rest),
        (legs(None, Sight::Blind, true), later, Plan::Rest),
    ];
    for (terms, now, expected) in table {
        assert_eq!(
            plan(&case, now, (true, BARE), Open, &terms),
            expected,
            "{:?} at {now}",
            terms.legs
        );
    }
    let mut parked = case.clone();
    crate::owe::owe(&mut parked, at_once, &legs(None, Sight::Blind, false));
    assert_eq!(told(&mut parked), [format!("parked:unprovable:{}", full_key())]);
}

#[test]
fn a_doubt_that_lasts_for_days_is_brought_to_a_person_and_goes_on() {
    let mut case = attempted(at(2));
    let late = after(at(2), terms().doubt_max);
    crate::owe::owe(&mut case, late, &terms());
    assert_eq!(told(&mut case), [format!("parked:doubt_too_long:{}", full_key())]);
    assert_eq!(next(&case, late), Plan::Attempt(full_key()));
}

#[test]
fn a_total_that_no_refund_explains_calls_for_a_list() {
    let mut case = case();
    let total = domain::observation::Observation::RefundedAtLeast(500);
    step(&mut case, Fact::Observed(total), at(0));
    assert_eq!(plan(&case, at(0), (false, BARE), Open, &terms()), Plan::Gather);
    assert_eq!(
        plan(&case, at(0), (true, BARE), Open, &terms()),
        Plan::Wait(at(490)),
        "the list lags"
    );
    step(&mut case, listing(vec![made()], Vec::new()), at(1));
    told(&mut case);
    assert_eq!(plan(&case, at(1), (false, BARE), Open, &terms()), Plan::Rest);
}

fn made() -> Refund {
    refund("re_9", 500, RefundStatus::Succeeded, false)
}
