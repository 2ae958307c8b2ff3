//! Reviewers are people who are known: what each may, and that nobody fills the room of the others.

use super::talk::{approves, by_two, id, in_review, judged, says, told, verdict};
use super::world::{CAPTURED, at, full_key, request, step, usd};
use crate::apply::{Effect, REQUESTS_MAX, SENDERS_REQUESTS_MAX, apply};
use crate::fact::Fact;
use crate::review::STRAYS_MAX;
use crate::reviewed::{Judged, Refused};
use crate::state::Case;
use domain::conversation::{ReviewAnswer, ReviewerSaid, Standing};
use domain::decision::Verdict;
use domain::ids::{AnswerId, SenderName};
use domain::outcome::Refusal;
use domain::request::RefundRequest;
use domain::reviewer::Voice;
use domain::sender::{Sender, SenderKind};

fn by_one() -> Verdict {
    Verdict::Review { why: "large".into(), approvers: 1, proposed: Some(usd(CAPTURED)) }
}

fn with(standing: Option<Standing>, answer: ReviewAnswer) -> Fact {
    Fact::Reviewed(ReviewAnswer { standing, ..answer })
}

fn of(voice: Voice) -> Standing {
    Standing { most: None, voice }
}

#[test]
fn s1_who_is_not_on_the_roster_approves_nothing() {
    let mut case = in_review(by_one());
    let answer = approves(&case, "a1", "invented-1", 3);
    step(&mut case, with(None, answer), at(3));
    assert_eq!(judged(&case, "a1"), Judged::Refused(Refused::Unlisted));
    assert!(case.operations.is_empty());
}

#[test]
fn s1_a_reviewer_brings_no_payment_above_what_they_may_approve() {
    for (most, counts) in [(CAPTURED, true), (CAPTURED - 1, false), (0, false)] {
        let mut case = in_review(by_one());
        let answer = approves(&case, "a1", "agent-8", 3);
        let standing = Standing { most: Some(most), voice: Voice::Second };
        step(&mut case, with(Some(standing), answer), at(3));
        let expected =
            if counts { Judged::Accepted } else { Judged::Refused(Refused::AboveReviewer) };
        assert_eq!(judged(&case, "a1"), expected, "{most}");
        assert_eq!(case.operations.contains_key(&full_key()), counts);
    }
    // What was given before counts, so that parts come to no more.
    let mut case = in_review(by_one());
    let standing = Some(Standing { most: Some(1000), voice: Voice::Second });
    let part = |case: &Case| says(case, "a1", "agent-8", ReviewerSaid::Approve(usd(600)), 3);
    let answer = part(&case);
    step(&mut case, with(standing, answer), at(3));
    assert_eq!(judged(&case, "a1"), Judged::Accepted);
    step(&mut case, Fact::Requested(request("r2", Some(600))), at(4));
    super::talk::decide(&mut case, "r2", by_one(), 5);
    told(&mut case, 5);
    let more = ReviewAnswer {
        id: AnswerId::parse("a2").unwrap(),
        request: id("r2"),
        binding: super::talk::bound(&case, "r2"),
        ..part(&case)
    };
    step(&mut case, with(standing, more), at(6));
    assert_eq!(judged(&case, "a2"), Judged::Refused(Refused::AboveReviewer));
}

#[test]
fn s1_of_two_who_approve_one_must_be_a_second_in_either_order() {
    use Voice::{First, Second};
    for (voices, enough) in [
        ([First, First], false),
        ([First, Second], true),
        ([Second, First], true),
        ([Second; 2], true),
    ] {
        let mut case = in_review(by_two());
        for ((name, who), voice) in [("a1", "agent-1"), ("a2", "agent-2")].into_iter().zip(voices) {
            let answer = approves(&case, name, who, 3);
            step(&mut case, with(Some(of(voice)), answer), at(3));
        }
        assert_eq!(judged(&case, "a1"), Judged::Accepted);
        let second = if enough { Judged::Accepted } else { Judged::Refused(Refused::NoSecond) };
        assert_eq!(judged(&case, "a2"), second, "{voices:?}");
        assert_eq!(case.operations.contains_key(&full_key()), enough, "{voices:?}");
        if !enough {
            let third = approves(&case, "a3", "lead-1", 4);
            step(&mut case, with(Some(of(Second)), third), at(4));
            assert!(matches!(verdict(&case, "r1"), Verdict::Approve(_)));
        }
    }
}

#[test]
fn s11_junk_answers_are_told_and_take_no_room() {
    let mut case = in_review(by_one());
    let milestones = case.told.milestones.len();
    let mut refused = 0;
    for number in 0..500 {
        let (name, who) = (format!("junk-{number}"), format!("agent-{number}"));
        let junk = ReviewAnswer {
            binding: format!("rb3-{number:064}"),
            ..approves(&case, &name, &who, 3)
        };
        match apply(&mut case, Fact::Reviewed(junk)) {
            Effect::Advanced => refused += 1,
            Effect::Overflows => {
                // Told, they are gone.
                step(&mut case, Fact::Published(Vec::new()), at(3));
                assert_eq!(case.reviews.len(), STRAYS_MAX);
                assert_eq!(told(&mut case, 3).len(), STRAYS_MAX);
                assert!(case.reviews.is_empty());
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(refused > 400, "{refused}");
    step(&mut case, Fact::Published(Vec::new()), at(4));
    told(&mut case, 4);
    assert_eq!(case.told.milestones.len(), milestones, "and nothing of them is remembered");
    let good = approves(&case, "good", "agent-1", 5);
    step(&mut case, Fact::Reviewed(good), at(5));
    assert_eq!(judged(&case, "good"), Judged::Accepted);
}

#[test]
fn s11_a_full_shelf_of_junk_has_room_for_the_answer_that_counts() {
    let mut case = in_review(by_one());
    let good = approves(&case, "good", "agent-1", 5);
    for number in 0..STRAYS_MAX {
        let name = AnswerId::parse(format!("junk-{number}")).unwrap();
        let reviewer = super::talk::staff(&format!("junk-{number}"));
        let junk = ReviewAnswer { id: name, reviewer, binding: "rb3-0".to_owned(), ..good.clone() };
        assert_eq!(apply(&mut case, Fact::Reviewed(junk)), Effect::Advanced);
    }
    let one_more = ReviewAnswer { binding: "rb3-0".to_owned(), ..good.clone() };
    assert_eq!(apply(&mut case, Fact::Reviewed(one_more)), Effect::Overflows);
    assert_eq!(apply(&mut case, Fact::Reviewed(good)), Effect::Advanced);
    assert_eq!(judged(&case, "good"), Judged::Accepted);
}

#[test]
fn s11_one_sender_never_takes_the_room_of_another() {
    let from = |name: &str, number: usize| RefundRequest {
        sender: Some(Sender { name: SenderName::parse(name).unwrap(), kind: SenderKind::Agent }),
        ..request(&format!("{name}-{number}"), Some(1))
    };
    let mut case = super::talk::asked(&[]);
    let mut taken = 0;
    for number in 0..2 * REQUESTS_MAX {
        if apply(&mut case, Fact::Requested(from("bot", number))) == Effect::Advanced {
            taken += 1;
        }
    }
    assert_eq!(taken, SENDERS_REQUESTS_MAX);
    assert_eq!(apply(&mut case, Fact::Requested(from("desk", 0))), Effect::Advanced);
}

#[test]
fn s11_one_reviewer_never_locks_the_reviews_of_a_payment() {
    let mut case = in_review(by_one());
    let mut taken = 0;
    for number in 0..200 {
        let name = format!("bad-{number}");
        // Bound, and of an amount that nobody can give.
        let said = ReviewerSaid::Approve(usd(CAPTURED + 1));
        let bad = says(&case, &name, "agent-8", said, 3);
        taken += usize::from(apply(&mut case, Fact::Reviewed(bad)) == Effect::Advanced);
    }
    assert_eq!(taken, STRAYS_MAX);
    let good = approves(&case, "good", "agent-1", 5);
    step(&mut case, Fact::Reviewed(good), at(5));
    assert_eq!(judged(&case, "good"), Judged::Accepted);
}

/// Who may answer for customers cannot keep out the answers that are waited for.
#[test]
fn s11_what_was_not_asked_keeps_no_answer_out() {
    let mut case = super::talk::asked(&["r1"]);
    super::talk::decide(&mut case, "r1", super::talk::questions(super::talk::to_review()), 2);
    told(&mut case, 2);
    let junk = |request: &str, number: usize| {
        super::talk::answers(request, &[&format!("junk_{number}")], 3)
    };
    let mut effects = Vec::new();
    for number in 0..100 {
        effects.push(apply(&mut case, junk("r1", number)));
        effects.push(apply(&mut case, junk(&format!("unknown-{number}"), number)));
    }
    assert!(effects.contains(&Effect::Overflows));
    let fact = super::talk::answers("r1", &["proof_of_purchase", "was_it_used"], 4);
    assert_eq!(apply(&mut case, fact), Effect::Advanced);
    assert!(crate::question::has_answers(
        &case,
        &id("r1"),
        &["proof_of_purchase".to_owned(), "was_it_used".to_owned()]
    ));
}

/// A person approves what the processor has refused: nothing could follow, so nothing is promised.
#[test]
fn what_can_lead_to_no_refund_is_not_approved() {
    let mut case = super::talk::asked(&["r1"]);
    super::talk::decide(&mut case, "r1", Verdict::Approve(usd(CAPTURED)), 2);
    told(&mut case, 2);
    for operation in case.operations.values_mut() {
        operation.step = crate::operation::OperationStep::Refused {
            refusal: Refusal::NotRefundable,
            at: at(3),
            confirmed: true,
        };
    }
    step(&mut case, Fact::Requested(request("r2", None)), at(4));
    super::talk::decide(&mut case, "r2", by_one(), 5);
    told(&mut case, 5);
    let answer = ReviewAnswer {
        id: AnswerId::parse("a1").unwrap(),
        request: id("r2"),
        reviewer: super::talk::staff("agent-1"),
        binding: super::talk::bound(&case, "r2"),
        at: at(6),
        said: ReviewerSaid::Approve(usd(CAPTURED)),
        because: None,
        standing: Some(of(Voice::Second)),
        signed: None,
    };
    step(&mut case, Fact::Reviewed(answer), at(6));
    assert_eq!(judged(&case, "a1"), Judged::Refused(Refused::KeySpent));
    assert!(!told(&mut case, 6).iter().any(|told| told == "approved:r2"));
}
