//! Reviews: whose answers count, and to what they are bound.

use super::talk::{
    DAY, answers, approves, asked, bound, by_two, decide, id, in_review, judged, says, staff, told,
};
use super::world::{
    CAPTURED, at, dispute, disputed, full_key, next, opened, refund, request, ruling, seen, step,
    usd, warned,
};
use crate::apply::Effect;
use crate::binding::binding;
use crate::fact::Fact;
use crate::plan::Plan;
use crate::reviewed::{Judged, Refused};
use crate::state::Case;
use domain::authority::{Authority, Why};
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::decision::Verdict;
use domain::dispute::DisputeStage;
use domain::ids::AnswerId;
use domain::reason_code::ReasonCode;
use domain::refund::RefundStatus;
use domain::request::RefundRequest;

/// What the binding below is the hash of, worked out apart from this code.
const TEXT: &str = "rb3|stripe-eu/pi_1|r1|1|rf1-6sl3pgehtcy65bxu724tnary64|USD|4900 USD|2|\
     |unused|2025-10-09T08:53:20Z|4900|0|0|false|0|0|rule|clause|hash|||nonce-r1-1";
const GOLDEN: &str = "rb3-cc3dee1b27b050973e0501d78f7c69642a0921ed5386cfb2b4c05b7aa8da5bf9";

#[test]
fn one_reviewer_approves_what_one_must() {
    let mut case = in_review(Verdict::review("large"));
    let answer = approves(&case, "a1", "agent-1", 100);
    assert_eq!(step(&mut case, Fact::Reviewed(answer.clone()), at(100)), Effect::Advanced);
    assert_eq!(judged(&case, "a1"), Judged::Accepted);
    assert_eq!(told(&mut case, 100), ["approved:r1"]);
    assert_eq!(next(&case, at(100)), Plan::Attempt(full_key()));
    assert_eq!(case.operations[&full_key()].decision.by, Authority::Approvers);
    // Twice is once; the same id with another content is not the same answer.
    assert_eq!(step(&mut case, Fact::Reviewed(answer.clone()), at(200)), Effect::Known);
    let other = ReviewAnswer { reviewer: staff("agent-2"), ..answer };
    assert_eq!(step(&mut case, Fact::Reviewed(other), at(200)), Effect::Contradicts);
}

#[test]
fn two_different_people_approve_in_either_order() {
    let mut ends = Vec::new();
    for people in [["a1", "a2"], ["a2", "a1"]] {
        let mut case = in_review(by_two());
        let first = approves(&case, people[0], &format!("of-{}", people[0]), 100);
        let second = approves(&case, people[1], &format!("of-{}", people[1]), 100);
        step(&mut case, Fact::Reviewed(first.clone()), at(100));
        assert!(case.operations.is_empty(), "one of two moves nothing");
        assert!(!matches!(next(&case, at(100)), Plan::Attempt(_) | Plan::Decide(_)));
        let again = ReviewAnswer { id: AnswerId::parse("a3").unwrap(), ..first };
        step(&mut case, Fact::Reviewed(again), at(101));
        assert_eq!(judged(&case, "a3"), Judged::Refused(Refused::SamePerson));
        step(&mut case, Fact::Reviewed(second), at(102));
        told(&mut case, 103);
        assert_eq!(next(&case, at(103)), Plan::Attempt(full_key()));
        ends.push(case.operations);
    }
    assert_eq!(ends[0], ends[1]);
}

/// Whatever was proposed, or nothing: who gives more than one person may give needs a second one.
#[test]
fn more_than_one_person_may_give_takes_two_whatever_was_proposed() {
    for (two_above, takes_two) in
        [(None, false), (Some(CAPTURED), false), (Some(CAPTURED - 1), true)]
    {
        let mut case = asked(&["r1"]);
        let mut ruling = ruling(Verdict::review("no_rule"));
        ruling.decision.bounds.two_above = two_above;
        let decided =
            Fact::Decided { request: id("r1"), ruling, opened: opened(at(2)), grounds: None };
        step(&mut case, decided, at(2));
        told(&mut case, 2);
        for (answer, who) in [("a1", "agent-1"), ("a2", "agent-2")] {
            assert!(!takes_two || case.operations.is_empty(), "{two_above:?} {who}");
            let answer = approves(&case, answer, who, 100);
            step(&mut case, Fact::Reviewed(answer), at(100));
        }
        assert_eq!(case.operations[&full_key()].amount, usd(CAPTURED), "{two_above:?}");
        assert_eq!(judged(&case, "a1"), Judged::Accepted);
        let second = if takes_two { Judged::Accepted } else { Judged::Refused(Refused::NotOpen) };
        assert_eq!(judged(&case, "a2"), second, "{two_above:?}");
    }
}

#[test]
fn an_answer_that_is_unbound_late_stale_or_not_theirs_to_give_does_not_count() {
    let by = |edit: &dyn Fn(&mut Case, &mut ReviewAnswer)| {
        let mut case = in_review(Verdict::review("large"));
        let mut answer = approves(&case, "a1", "agent-1", 100);
        edit(&mut case, &mut answer);
        let now = answer.at;
        step(&mut case, Fact::Reviewed(answer), now);
        let refused = case
            .told
            .owed
            .iter()
            .any(|owed| owed.announcement.milestone().text() == "review_refused:a1");
        assert!(refused, "it is told");
        assert!(case.operations.is_empty(), "nothing moves");
        judged(&case, "a1")
    };
    let said = |said: ReviewerSaid| {
        move |_: &mut Case, answer: &mut ReviewAnswer| answer.said = said.clone()
    };
    let hand = seen(refund("re_hand", 1000, RefundStatus::Succeeded, false));
    let found = [
        by(&|_, answer| answer.binding = "rb1-other".to_owned()),
        by(&|_, answer| answer.at = at(2 + 3 * DAY + 1)),
        by(&|case, _| {
            step(case, hand.clone(), at(50));
        }),
        by(&|case, _| {
            step(case, warned(true), at(50));
        }),
        by(&|case, _| {
            step(case, disputed(dispute("dp_1", DisputeStage::Inquiry, 0, 0)), at(50));
        }),
        by(&|case, answer| {
            let state = case.requests.get_mut(&id("r1")).unwrap();
            state.request.requested_by = Some(answer.reviewer.clone());
        }),
        by(&said(ReviewerSaid::Approve(usd(CAPTURED + 1)))),
        by(&said(ReviewerSaid::Approve(usd(0)))),
        by(&|case, _| {
            let deny = ReviewerSaid::Deny { clause: "late".to_owned(), alternatives: Vec::new() };
            let first = says(case, "a0", "agent-2", deny, 60);
            step(case, Fact::Reviewed(first), at(60));
        }),
    ];
    let expected = [
        Refused::Unbound,
        Refused::Expired,
        Refused::Stale,
        Refused::Stale,
        Refused::Stale,
        Refused::Requester,
        Refused::Amount,
        Refused::Amount,
        Refused::NotOpen,
    ];
    assert_eq!(found, expected.map(Judged::Refused));
}

#[test]
fn what_has_changed_under_a_review_is_asked_again() {
    let mut case = in_review(Verdict::review("large"));
    let before = bound(&case, "r1");
    let answer = approves(&case, "a1", "agent-1", 100);
    step(&mut case, seen(refund("re_hand", 1000, RefundStatus::Succeeded, false)), at(50));
    step(&mut case, Fact::Reviewed(answer), at(100));
    assert_eq!(told(&mut case, 100), ["adopted:re_hand", "review_again:2:r1", "review_refused:a1"]);
    assert_eq!(next(&case, at(100)), Plan::Wait(at(100 + 3 * DAY)), "nothing is decided by it");
    assert_ne!(bound(&case, "r1"), before);
}

#[test]
fn a_second_amount_must_be_the_first() {
    let mut case = in_review(by_two());
    let first = approves(&case, "a1", "agent-1", 100);
    let second = says(&case, "a2", "agent-2", ReviewerSaid::Approve(usd(CAPTURED - 1)), 101);
    step(&mut case, Fact::Reviewed(first), at(100));
    step(&mut case, Fact::Reviewed(second), at(101));
    assert_eq!(judged(&case, "a2"), Judged::Refused(Refused::OtherAmount));
    assert!(case.operations.is_empty());
}

#[test]
fn a_reviewer_may_ask_the_customer_first() {
    let mut case = in_review(by_two());
    let ask =
        says(&case, "a1", "agent-1", ReviewerSaid::Ask { questions: vec!["why".to_owned()] }, 100);
    step(&mut case, Fact::Reviewed(ask.clone()), at(100));
    assert_eq!(told(&mut case, 100), ["asked:2:r1"]);
    step(&mut case, answers("r1", &["why"], 200), at(200));
    assert_eq!(next(&case, at(200)), Plan::Decide(id("r1")));
    decide(&mut case, "r1", by_two(), 201);
    assert_eq!(told(&mut case, 201), ["review_again:3:r1"]);
    let approval = ReviewAnswer { id: AnswerId::parse("a2").unwrap(), ..ask };
    step(&mut case, Fact::Reviewed(approval), at(202));
    assert_eq!(judged(&case, "a2"), Judged::Refused(Refused::Unbound), "that round is over");
}

#[test]
fn golden_vectors_pin_the_binding() {
    // Worked out apart from this code: sha256 of the text that binding.rs describes.
    let case = in_review(by_two());
    let text = format!(
        "rb3|stripe-eu/pi_1|r1|1|{}|USD|4900 USD|2||unused|{}|4900|0|0|false|0|0|rule|clause|hash|||nonce-r1-1",
        full_key(),
        at(0)
    );
    assert_eq!(text, TEXT);
    assert_eq!(bound(&case, "r1"), GOLDEN);
    let mut other = case.clone();
    other.requests.get_mut(&id("r1")).unwrap().request =
        RefundRequest { amount: Some(usd(1)), ..request("r1", None) };
    let state = &other.requests[&id("r1")];
    let (ruling, opened) = (state.ruling.as_ref().unwrap(), state.opened.as_ref().unwrap());
    assert_ne!(binding(&other, state, &ruling.decision, opened), GOLDEN);
}

#[test]
fn w18_what_was_not_proposed_counts_with_a_reason_alone() {
    let proposes = |minor: Option<i64>| Verdict::Review {
        why: "large".into(),
        approvers: 1,
        proposed: minor.map(usd),
    };
    let rehearsed = Verdict::review(Why::ShadowDeny);
    let approve = |minor| ReviewerSaid::Approve(usd(minor));
    let deny = || ReviewerSaid::Deny {
        clause: "late".to_owned(),
        alternatives: vec!["credit".to_owned()],
    };
    let ask = || ReviewerSaid::Ask { questions: vec!["was_it_used".to_owned()] };
    for (verdict, said, needed) in [
        (proposes(Some(CAPTURED)), approve(CAPTURED), false),
        (proposes(Some(CAPTURED)), approve(CAPTURED - 1), true),
        (proposes(Some(500)), approve(CAPTURED), true),
        (proposes(Some(CAPTURED)), deny(), true),
        (proposes(Some(CAPTURED)), ask(), false),
        // Nobody has proposed anything.
        (proposes(None), approve(CAPTURED), false),
        (proposes(None), deny(), false),
        (proposes(None), ask(), false),
        // A rehearsal has: a machine would have denied.
        (rehearsed.clone(), approve(CAPTURED), true),
        (rehearsed.clone(), deny(), false),
    ] {
        for code in [None, Some("goodwill")] {
            let mut case = in_review(verdict.clone());
            let because = code.and_then(ReasonCode::parse);
            let plain = says(&case, "a1", "agent-1", said.clone(), 100);
            let answer = ReviewAnswer { because: because.clone(), ..plain };
            step(&mut case, Fact::Reviewed(answer), at(100));
            let counts = !needed || code.is_some();
            let judgement =
                if counts { Judged::Accepted } else { Judged::Refused(Refused::NoReason) };
            assert_eq!(judged(&case, "a1"), judgement, "{verdict:?} {said:?} {code:?}");
            // It stands with the round from here on: the decision is published with it.
            let kept = case.requests[&id("r1")].opened.clone().unwrap().because;
            assert_eq!(kept, because.filter(|_| counts));
        }
    }
}

#[test]
fn w18_each_of_two_says_why_and_the_last_of_them_is_told() {
    let mut case = in_review(by_two());
    let less = ReviewerSaid::Approve(usd(CAPTURED - 1));
    let because = |code| ReasonCode::parse(code);
    let first = says(&case, "a1", "agent-1", less, 100);
    let first = ReviewAnswer { because: because("goodwill"), ..first };
    let bare = ReviewAnswer {
        id: AnswerId::parse("a2").unwrap(),
        reviewer: staff("agent-2"),
        because: None,
        ..first.clone()
    };
    let second = ReviewAnswer {
        id: AnswerId::parse("a3").unwrap(),
        because: because("our_error"),
        ..bare.clone()
    };
    for answer in [first, bare, second] {
        step(&mut case, Fact::Reviewed(answer), at(100));
    }
    assert_eq!(judged(&case, "a2"), Judged::Refused(Refused::NoReason));
    assert_eq!(judged(&case, "a3"), Judged::Accepted);
    let opened = case.requests[&id("r1")].opened.clone().unwrap();
    assert_eq!((opened.voices.len(), opened.because), (2, because("our_error")));
}
