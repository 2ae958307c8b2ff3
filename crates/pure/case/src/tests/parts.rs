//! A payment that is asked back in parts: no part passes for a small one, whoever approves it.

use proptest::prelude::*;

use super::talk::{asked, id, judged, staff, told};
use super::world::{ANYONE, CAPTURED, at, opened, refund, request, ruling, seen, step, usd};
use crate::fact::Fact;
use crate::operation::Operation;
use crate::review;
use crate::reviewed::{Judged, Refused};
use crate::state::Case;
use crate::{ledger, question};
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::decision::Verdict;
use domain::ids::AnswerId;
use domain::key::IdempotencyKey;
use domain::refund::{Refund, RefundStatus};

/// What a machine may give of a payment, and what one person may.
const MACHINE: i64 = 1000;
const ONE: i64 = 2000;

/// Decides as a policy with bands does, on what is given and promised.
fn decide(case: &mut Case, name: &str, now: i64) {
    let asked = case.requests[&id(name)].request.amount.map_or(CAPTURED, |asked| asked.minor);
    let amount = asked.min(ledger::left(case));
    let verdict = if amount == 0 {
        Verdict::Deny { alternatives: Vec::new() }
    } else if ledger::given(case) + amount <= MACHINE {
        Verdict::Approve(usd(amount))
    } else {
        let proposed = Some(usd(amount));
        Verdict::Review { why: "band".into(), approvers: 1, proposed }
    };
    let mut ruling = ruling(verdict);
    ruling.decision.bounds.two_above = Some(ONE);
    let opened = opened(at(now));
    step(case, Fact::Decided { request: id(name), ruling, opened, grounds: None }, at(now));
}

fn ask(case: &mut Case, name: &str, minor: i64, now: i64) {
    step(case, Fact::Requested(request(name, Some(minor))), at(now));
}

/// One person approves the open review of `name`.
fn approve(case: &mut Case, name: &str, (answer, who): (&str, &str), minor: i64, now: i64) {
    let binding = case.requests[&id(name)].opened.clone().unwrap().binding.unwrap();
    let answer = ReviewAnswer {
        id: AnswerId::parse(answer).unwrap(),
        request: id(name),
        reviewer: staff(who),
        binding,
        at: at(now),
        said: ReviewerSaid::Approve(usd(minor)),
        because: super::talk::reason(),
        standing: Some(ANYONE),
        signed: None,
    };
    told(case, now);
    step(case, Fact::Reviewed(answer), at(now));
}

fn is_given(case: &Case, name: &str) -> bool {
    case.requests[&id(name)].operation.is_some()
}

#[test]
fn s4_two_reviews_of_parts_give_no_more_by_one_person_each_than_one_person_may() {
    let mut case = asked(&[]);
    ask(&mut case, "r1", 1500, 1);
    decide(&mut case, "r1", 2);
    approve(&mut case, "r1", ("a1", "anna"), 1500, 3);
    assert!(is_given(&case, "r1"), "1500 of 2000");

    ask(&mut case, "r2", 501, 4);
    decide(&mut case, "r2", 5);
    let shown = review::sheet(&case, &case.requests[&id("r2")]).unwrap();
    assert_eq!((shown.approvers, shown.two_above), (2, Some(500)), "the reviewers are told");
    approve(&mut case, "r2", ("a2", "ben"), 501, 6);
    assert_eq!(judged(&case, "a2"), Judged::Accepted);
    assert!(!is_given(&case, "r2"), "one of two");
    approve(&mut case, "r2", ("a3", "clara"), 501, 7);
    assert!(is_given(&case, "r2"));
}

#[test]
fn s4_what_a_machine_gave_counts_in_a_review_of_another_part() {
    for (minor, by_one) in [(1000, true), (1001, false)] {
        let mut case = asked(&[]);
        for (name, now) in [("m1", 1), ("m2", 2)] {
            ask(&mut case, name, MACHINE / 2, now);
            decide(&mut case, name, now);
            assert!(is_given(&case, name), "by a machine");
        }
        ask(&mut case, "r1", minor, 3);
        decide(&mut case, "r1", 4);
        approve(&mut case, "r1", ("a1", "anna"), minor, 6);
        assert_eq!(is_given(&case, "r1"), by_one, "{minor}");
    }
}

/// A proposal that one person could give when it was made, and money that moved since.
#[test]
fn s4_a_review_that_is_asked_again_counts_what_was_given_since() {
    let mut case = asked(&[]);
    ask(&mut case, "r1", 1500, 1);
    decide(&mut case, "r1", 2);
    let people = |case: &Case| case.requests[&id("r1")].opened.as_ref().unwrap().approvers;
    assert_eq!(people(&case), 1);
    told(&mut case, 3);
    step(&mut case, seen(refund("re_hand", 600, RefundStatus::Succeeded, false)), at(3));
    approve(&mut case, "r1", ("a1", "anna"), 1500, 4);
    assert_eq!(judged(&case, "a1"), Judged::Refused(Refused::Stale));
    assert_eq!(people(&case), 2, "asked again, of two");
    approve(&mut case, "r1", ("a2", "anna"), 1500, 5);
    assert!(!is_given(&case, "r1"));
    approve(&mut case, "r1", ("a3", "ben"), 1500, 6);
    assert!(is_given(&case, "r1"));
}

/// What was approved by one stays approved by enough, whatever is given afterwards.
#[test]
fn s4_an_approval_by_one_is_not_made_doubtful_by_what_is_given_later() {
    let mut case = asked(&[]);
    ask(&mut case, "r1", 1900, 1);
    decide(&mut case, "r1", 2);
    approve(&mut case, "r1", ("a1", "anna"), 1900, 3);
    // `step` checks the invariants.
    step(&mut case, seen(refund("re_hand", 2000, RefundStatus::Succeeded, false)), at(4));
    assert!(ledger::given(&case) > ONE && is_given(&case, "r1"));
}

/// Decides everything that is due, those whose review was another's included.
fn decide_all(case: &mut Case, now: i64) {
    while let Some(state) = case.requests.values().find(|state| question::is_due(case, state)) {
        let name = state.request.id.as_str().to_owned();
        decide(case, &name, now);
    }
}

/// Of the processor's books, or still on its way.
fn execute(case: &mut Case, (key, operation): (&IdempotencyKey, &Operation), now: i64) {
    let name = format!("re_{}", case.refunds.len());
    let made = refund(&name, operation.amount.minor, RefundStatus::Pending, false);
    step(case, seen(Refund { key: Some(key.clone()), ..made }), at(now));
}

/// The sum of what was given without a second voice.
fn without_a_second_voice(case: &Case) -> i64 {
    let single = case
        .requests
        .values()
        .filter(|state| state.opened.as_ref().is_none_or(|opened| opened.voices.len() < 2));
    let operations = single.filter_map(|state| case.operations.get(state.operation.as_ref()?));
    operations.map(|operation| operation.amount.minor).sum()
}

proptest! {
    #[test]
    fn s4_no_set_of_single_approvers_gives_more_than_one_of_them_may(
        parts in prop::collection::vec((1_i64..2500, 1_i64..2500, any::<bool>()), 1..9),
    ) {
        let mut case = asked(&[]);
        let mut now = 1;
        for (number, (minor, said, executes)) in parts.into_iter().enumerate() {
            now += 1;
            let name = format!("r{number}");
            ask(&mut case, &name, minor, now);
            decide_all(&mut case, now);
            let is_open = case.requests.values().find(|state| review::is_open(state)).cloned();
            if let Some(open) = is_open {
                let most = ledger::left(&case).min(open.request.amount.map_or(0, |m| m.minor));
                let (who, minor) = (format!("person-{number}"), said.min(most));
                let open = open.request.id.as_str().to_owned();
                approve(&mut case, &open, (&format!("a{number}"), &who), minor, now);
                decide_all(&mut case, now);
            }
            let ready = case.operations.iter().find(|(key, _)| !case.is_executed(key));
            let ready = ready.map(|(key, operation)| (key.clone(), operation.clone()));
            if let Some((key, operation)) = ready.filter(|_| executes) {
                execute(&mut case, (&key, &operation), now);
            }
            prop_assert!(without_a_second_voice(&case) <= ONE, "{}", without_a_second_voice(&case));
        }
    }
}
