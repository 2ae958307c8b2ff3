//! The claim of a refund that fits twice, at a processor that names refunds and has no keys.

use jiff::Timestamp;

use super::world::{
    at, call, case, full_key, label, listing, publish, refund, request, ruling, step, terms, usd,
};
use crate::claim::{Brought, ClaimId};
use crate::fact::Fact;
use crate::operation::OperationStep;
use crate::plan::{Plan, plan};
use crate::state::Case;
use crate::terms::Terms;
use domain::conversation::Opened;
use domain::decision::Verdict;
use domain::ids::RequestId;
use domain::key::IdempotencyKey;
use domain::legs::{Legs, Sight};
use domain::outcome::CallOutcome;
use domain::refund::RefundStatus;
use domain::switch::SwitchPosition::{self, Open};

/// S of these terms, and so the width of the window.
const WAIT: i64 = 490;

fn keyless() -> Terms {
    Terms { legs: Legs { key: None, list: Sight::Named, capped: false }, ..terms() }
}

fn r1() -> RequestId {
    RequestId::parse("r1").unwrap()
}

/// Approved, and told; nothing was sent.
fn approved() -> Case {
    let mut case = case();
    step(&mut case, Fact::Requested(request("r1", None)), at(0));
    step(&mut case, listing(Vec::new(), Vec::new()), at(0));
    let ruling = ruling(Verdict::Approve(usd(super::world::CAPTURED)));
    let opened = Opened::at(at(0), at(86_400));
    step(&mut case, Fact::Decided { request: r1(), ruling, opened, grounds: None }, at(0));
    tell(&mut case);
    case
}

fn tell(case: &mut Case) {
    let published = publish(case);
    step(case, published, at(0));
}

fn claim(case: &mut Case, name: &str, second: i64) {
    let (key, claim) = (full_key(), ClaimId::new(name));
    step(case, Fact::Claimed { key, claim, at: at(second) }, at(second));
}

/// What is planned for a delivery that carries the request, with this permit.
fn with(case: &Case, now: Timestamp, permit: Option<&str>) -> Plan {
    let (request, permit) = (r1(), permit.map(ClaimId::new));
    let brought = Brought { request: Some(&request), permit: permit.as_ref() };
    plan(case, now, (true, brought), Open, &keyless())
}

#[test]
fn what_carries_the_request_claims_and_nothing_else() {
    let case = approved();
    assert_eq!(with(&case, at(1), None), Plan::Claim(full_key()));
    let stranger = RequestId::parse("r9").unwrap();
    for request in [None, Some(&stranger)] {
        let brought = Brought { request, permit: None };
        let waits = plan(&case, at(1), (true, brought), Open, &keyless());
        assert_eq!(waits, Plan::Wait(at(1 + terms().watch)), "{request:?}");
    }
    let request = r1();
    let brought = Brought { request: Some(&request), permit: None };
    let unlisted = plan(&case, at(1), (false, brought), Open, &keyless());
    assert_eq!(unlisted, Plan::Gather, "never without a list");
    let stopped = plan(&case, at(1), (true, brought), SwitchPosition::Everything, &keyless());
    assert!(matches!(stopped, Plan::Wait(_)), "{stopped:?}");
}

#[test]
fn a_permit_is_for_one_claim_and_for_its_window() {
    let mut case = approved();
    claim(&mut case, "c1", 10);
    let (opens, ends) = (10 + WAIT, 10 + 2 * WAIT);
    let attempt = Plan::Attempt(full_key());
    let again = Plan::Claim(full_key());
    for (now, permit, expected) in [
        // Too early: it is passed on.
        (opens - 1, Some("c1"), Plan::Wait(at(opens))),
        (opens, Some("c1"), attempt.clone()),
        (ends - 1, Some("c1"), attempt),
        // Void: its window is over.
        (ends, Some("c1"), again.clone()),
        // No permit, or another one: whoever has the good one may still call.
        (opens, None, Plan::Wait(at(ends))),
        (ends - 1, Some("c0"), Plan::Wait(at(ends))),
        (ends, None, again),
    ] {
        assert_eq!(with(&case, at(now), permit), expected, "{permit:?} at {now}");
    }
    assert!(label(&case).contains("claimed"), "{}", label(&case));
}

#[test]
fn what_the_list_shows_is_adopted_whatever_was_claimed() {
    let mut case = approved();
    claim(&mut case, "c1", 10);
    let ours = refund("ours", super::world::CAPTURED, RefundStatus::Succeeded, true);
    step(&mut case, listing(vec![ours], Vec::new()), at(11));
    tell(&mut case);
    assert!(case.is_executed(&full_key()));
    assert!(!matches!(with(&case, at(10 + WAIT), Some("c1")), Plan::Attempt(_) | Plan::Claim(_)));
}

#[test]
fn what_was_in_doubt_is_claimed_anew_and_its_attempts_go_on() {
    let mut case = approved();
    claim(&mut case, "c1", 10);
    let attempt = |second| Fact::Attempting { key: full_key(), request: call(), at: at(second) };
    step(&mut case, attempt(500), at(500));
    let unknown = Fact::Answered { key: full_key(), outcome: CallOutcome::Unknown, at: at(501) };
    step(&mut case, unknown, at(501));
    assert_eq!(with(&case, at(500 + WAIT - 1), Some("c1")), Plan::Wait(at(500 + WAIT)));
    assert_eq!(with(&case, at(500 + WAIT), Some("c1")), Plan::Claim(full_key()), "used is used");
    claim(&mut case, "c2", 1000);
    step(&mut case, attempt(1500), at(1500));
    let OperationStep::InDoubt(doubt) = &case.operations[&full_key()].step else { panic!() };
    assert_eq!((doubt.attempt, doubt.first_at), (2, at(500)));
}

/// A sum could not tell two calls apart, and what one has done bounds the other.
#[test]
fn a_second_operation_waits_while_another_is_claimed() {
    let mut case = approved();
    claim(&mut case, "c1", 10);
    let mut other = case.operations[&full_key()].clone();
    other.step = OperationStep::Ready;
    other.subject = domain::key::Subject::Partial(RequestId::parse("r2").unwrap());
    other.amount = usd(100);
    let key =
        IdempotencyKey::derive(case.processor, &case.id, &other.subject, other.amount.currency);
    case.operations.insert(key.clone(), other);
    assert!(crate::claim::is_other_open(&case, &key));
    assert!(!crate::claim::is_other_open(&case, &full_key()));
    assert_eq!(
        with(&case, at(20), None),
        Plan::Wait(at(20 + WAIT)),
        "the second one is looked at again"
    );
}

/// A call in the window that the store has forgotten would be in the list by then.
#[test]
fn what_has_overtaken_a_claim_closes_it_after_its_window() {
    let mut case = approved();
    claim(&mut case, "c1", 10);
    let theirs = refund("theirs", super::world::CAPTURED, RefundStatus::Succeeded, false);
    step(&mut case, listing(vec![theirs], Vec::new()), at(11));
    tell(&mut case);
    let closes = 10 + 3 * WAIT;
    assert_eq!(with(&case, at(10 + WAIT), Some("c1")), Plan::Wait(at(closes)));
    assert_eq!(with(&case, at(closes), None), Plan::Close(full_key()));
    step(&mut case, Fact::Closed { key: full_key(), at: at(closes) }, at(closes));
    assert!(case.operations[&full_key()].step.is_over());
}
