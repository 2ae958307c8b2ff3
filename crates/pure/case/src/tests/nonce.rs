//! S1: an answer counts only if its reviewer was shown the review: it names a nonce that nobody can
//! work out, and its event was confirmed before.

use super::talk::{
    DAY, approves, asked, bound, by_two, decide, id, in_review, judged, says, staff, told, verdict,
};
use super::world::{
    ANYONE, CAPTURED, at, case, full_key, listing, next, opened, publish, refund, request, ruling,
    seen, step, usd,
};
use crate::apply::Effect;
use crate::binding::binding;
use crate::fact::Fact;
use crate::plan::Plan;
use crate::reviewed::{Judged, Refused};
use crate::state::Case;
use domain::conversation::{Opened, ReviewAnswer, ReviewerSaid};
use domain::decision::Verdict;
use domain::ids::AnswerId;
use domain::refund::RefundStatus;

/// A review by `verdict` that is decided and not confirmed as told.
fn unpublished(verdict: Verdict) -> Case {
    let mut case = asked(&["r1"]);
    decide(&mut case, "r1", verdict, 2);
    case
}

fn answer(answer: &str, who: &str, binding: &str, said: ReviewerSaid) -> ReviewAnswer {
    ReviewAnswer {
        id: AnswerId::parse(answer).unwrap(),
        request: id("r1"),
        reviewer: staff(who),
        binding: binding.to_owned(),
        at: at(3),
        said,
        because: super::talk::reason(),
        standing: Some(ANYONE),
        signed: None,
    }
}

fn approval(name: &str, who: &str, binding: &str) -> ReviewAnswer {
    answer(name, who, binding, ReviewerSaid::Approve(usd(CAPTURED)))
}

/// Everything that a filer can make out of what they know: all of the binding but its nonce.
fn worked_out(case: &Case) -> Vec<String> {
    let state = &case.requests[&id("r1")];
    let decision = &state.ruling.as_ref().unwrap().decision;
    let opened = state.opened.clone().unwrap();
    let nonces = [None, Some(String::new()), Some("0".repeat(64)), Some("r1".to_owned())];
    let with = |nonce| binding(case, state, decision, &Opened { nonce, ..opened.clone() });
    nonces.into_iter().map(with).collect()
}

fn unjudged(case: &Case, answer: &str) -> bool {
    case.reviews[&AnswerId::parse(answer).unwrap()].judged.is_none()
}

fn opened_of(case: &Case) -> Opened {
    case.requests[&id("r1")].opened.clone().unwrap()
}

#[test]
fn s1_what_a_filer_can_work_out_binds_nothing_before_and_after() {
    let forged = worked_out(&in_review(by_two()));
    assert_eq!(forged.len(), 4);
    for forged in forged {
        for before in [true, false] {
            let invented =
                [approval("a1", "invented-1", &forged), approval("a2", "invented-2", &forged)];
            let mut case = if before { case() } else { in_review(by_two()) };
            for answer in invented {
                step(&mut case, Fact::Reviewed(answer), at(3));
            }
            if before {
                step(&mut case, Fact::Requested(request("r1", None)), at(4));
                step(&mut case, listing(Vec::new(), Vec::new()), at(4));
                assert!(unjudged(&case, "a1"), "nothing is open yet");
                decide(&mut case, "r1", by_two(), 5);
            }
            let said = told(&mut case, 5);
            assert!(said.contains(&"review_refused:a1".to_owned()), "{said:?}");
            assert!(said.contains(&"review_refused:a2".to_owned()), "{said:?}");
            assert!(!before || said.contains(&"review:r1".to_owned()), "{said:?}");
            assert!(case.reviews.is_empty(), "told, and not kept");
            assert!(case.operations.is_empty());
            assert!(opened_of(&case).voices.is_empty());
        }
    }
}

#[test]
fn s1_the_right_answer_waits_until_its_review_was_confirmed_as_told() {
    let deny = || ReviewerSaid::Deny { clause: "late".to_owned(), alternatives: Vec::new() };
    let ask = || ReviewerSaid::Ask { questions: vec!["why".to_owned()] };
    for (said, told_then) in [
        (ReviewerSaid::Approve(usd(CAPTURED)), "approved:r1"),
        (deny(), "denied:r1"),
        (ask(), "asked:2:r1"),
    ] {
        let mut case = unpublished(Verdict::review("large"));
        let early = says(&case, "a1", "agent-1", said, 3);
        assert_eq!(step(&mut case, Fact::Reviewed(early), at(3)), Effect::Advanced);
        assert!(unjudged(&case, "a1"));
        assert!(!opened_of(&case).published && case.operations.is_empty());
        assert_eq!(next(&case, at(3)), Plan::Publish, "it is told first");
        // The acknowledgement alone is not the review.
        let Fact::Published(ids) = publish(&mut case) else { panic!("events") };
        step(&mut case, Fact::Published(ids[..1].to_vec()), at(4));
        assert!(unjudged(&case, "a1"));
        assert_eq!(told(&mut case, 5), ["review:r1"]);
        assert_eq!(judged(&case, "a1"), Judged::Accepted);
        assert_eq!(told(&mut case, 5), [told_then]);
    }
}

#[test]
fn s1_two_early_answers_of_one_person_are_one_voice() {
    let mut case = unpublished(by_two());
    for (name, who) in [("a1", "Agent-7"), ("a2", "AGENT-7"), ("a3", " agent-7 ")] {
        let early = says(&case, name, who, ReviewerSaid::Approve(usd(CAPTURED)), 3);
        step(&mut case, Fact::Reviewed(early), at(3));
    }
    told(&mut case, 4);
    assert_eq!(judged(&case, "a1"), Judged::Accepted);
    for name in ["a2", "a3"] {
        assert_eq!(judged(&case, name), Judged::Refused(Refused::SamePerson));
    }
    assert!(case.operations.is_empty());
}

#[test]
fn s1_who_filed_is_known_however_they_are_spelled() {
    let mut case = asked(&["r1"]);
    let state = case.requests.get_mut(&id("r1")).unwrap();
    state.request.requested_by = Some(staff("AGENT-7"));
    decide(&mut case, "r1", Verdict::review("large"), 2);
    told(&mut case, 2);
    let own = approves(&case, "a1", "Agent-7", 3);
    step(&mut case, Fact::Reviewed(own), at(3));
    assert_eq!(judged(&case, "a1"), Judged::Refused(Refused::Requester));
    // A further request of theirs does not share what they approved of another's.
    let mut case = asked(&["r1", "r2"]);
    let state = case.requests.get_mut(&id("r2")).unwrap();
    state.request.requested_by = Some(staff("AGENT-7"));
    decide(&mut case, "r1", Verdict::review("large"), 2);
    decide(&mut case, "r2", Verdict::review("large"), 2);
    told(&mut case, 2);
    let other = approves(&case, "a1", "agent-7", 3);
    step(&mut case, Fact::Reviewed(other), at(3));
    assert!(matches!(verdict(&case, "r1"), Verdict::Approve(_)));
    assert!(case.requests[&id("r2")].ruling.is_none(), "decided anew");
}

#[test]
fn s1_each_round_has_a_nonce_of_its_own_and_waits_for_its_own_event() {
    let lapsed = |case: &mut Case| {
        let later = at(2 + 3 * DAY);
        let lapse = Fact::Lapsed { request: id("r1"), next: opened(later) };
        step(case, lapse, later);
    };
    let stale = |case: &mut Case| {
        let hand = seen(refund("re_hand", 0, RefundStatus::Failed, false));
        step(case, hand, at(50));
        step(case, super::world::warned(true), at(50));
        let old = approves(case, "a0", "agent-9", 60);
        step(case, Fact::Reviewed(old), at(60));
        assert_eq!(judged(case, "a0"), Judged::Refused(Refused::Stale));
    };
    let again: [&dyn Fn(&mut Case); 2] = [&lapsed, &stale];
    for again in again {
        let mut case = in_review(Verdict::review("large"));
        let first = opened_of(&case);
        assert!(first.published);
        again(&mut case);
        let second = opened_of(&case);
        assert_eq!(second.round, 2);
        assert_ne!((&second.nonce, &second.binding), (&first.nonce, &first.binding));
        assert!(!second.published, "that the first was told says nothing of the second");
        let now = second.at.as_second() - at(0).as_second() + 1;
        let early = approves(&case, "a1", "agent-1", now);
        let old = ReviewAnswer {
            id: AnswerId::parse("a2").unwrap(),
            binding: first.binding.unwrap(),
            ..early.clone()
        };
        step(&mut case, Fact::Reviewed(early), at(now));
        step(&mut case, Fact::Reviewed(old), at(now));
        assert!(unjudged(&case, "a1") && case.operations.is_empty());
        assert_eq!(judged(&case, "a2"), Judged::Refused(Refused::Unbound));
        told(&mut case, now);
        assert_eq!(judged(&case, "a1"), Judged::Accepted);
        assert!(case.operations.contains_key(&full_key()));
    }
}

/// The store has forgotten, and an answer that was shown the nonce comes before the request's
/// message, with what that message remembers.
#[test]
fn s1_what_was_told_travels_with_the_decision() {
    let before = in_review(Verdict::review("large"));
    let right = approves(&before, "a1", "agent-1", 10);
    let travelled = opened_of(&before);
    for published in [true, false] {
        let mut case = case();
        step(&mut case, Fact::Reviewed(right.clone()), at(10));
        step(&mut case, Fact::Requested(request("r1", None)), at(11));
        step(&mut case, listing(Vec::new(), Vec::new()), at(11));
        assert!(unjudged(&case, "a1"));
        let opened = Opened { published, ..travelled.clone() };
        let ruling = ruling(Verdict::review("large"));
        step(&mut case, Fact::Remembered { request: id("r1"), ruling, opened }, at(12));
        assert_eq!(
            bound(&case, "r1"),
            right.binding,
            "as it was published, whatever the key is now"
        );
        assert_eq!(unjudged(&case, "a1"), !published);
        told(&mut case, 13);
        assert_eq!(judged(&case, "a1"), Judged::Accepted);
        assert_eq!(
            next(&case, at(14)),
            if published { Plan::Attempt(full_key()) } else { Plan::Publish }
        );
    }
}

#[test]
fn s1_a_nonce_is_given_once_and_to_its_round_only() {
    let mut case = in_review(Verdict::review("large"));
    let before = opened_of(&case);
    for round in [0, 1, 2] {
        let other = Fact::Bound { request: id("r1"), round, nonce: "another".to_owned() };
        assert_eq!(step(&mut case, other, at(9)), Effect::Known, "{round}");
    }
    let unknown = Fact::Bound { request: id("r9"), round: 1, nonce: "another".to_owned() };
    assert_eq!(step(&mut case, unknown, at(9)), Effect::Known);
    assert_eq!(opened_of(&case), before);
}

#[test]
fn s1_money_on_a_review_that_was_not_told_is_a_broken_invariant() {
    let mut case = in_review(Verdict::review("large"));
    let answer = approves(&case, "a1", "agent-1", 3);
    step(&mut case, Fact::Reviewed(answer), at(3));
    assert!(crate::invariants::check(&case).is_ok());
    let state = case.requests.get_mut(&id("r1")).unwrap();
    state.opened.as_mut().unwrap().published = false;
    assert!(crate::invariants::check(&case).is_err());
}
