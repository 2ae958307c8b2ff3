//! The conversation: questions, silence, reviews by one and by two, joins, rehearsals, clocks.

use std::collections::BTreeMap;

use super::world::{
    ANYONE, BARE, CAPTURED, at, case, facts_only, full_key, listing, next, opened, publish, refund,
    request, ruling, seen, step, terms, usd,
};
use crate::announcement::{Announcement, RequestNews};
use crate::apply::Effect;
use crate::fact::Fact;
use crate::plan::{Plan, plan};
use crate::promise::Promise;
use crate::reviewed::{Judged, Refused};
use crate::state::Case;
use crate::terms::{Targets, Terms};
use crate::{invariants, owe};
use domain::authority::Why;
use domain::conversation::{Answer, AnswerValue, Answers, ReviewAnswer, ReviewerSaid};
use domain::decision::{InfoNeeded, Ruling, Silence, Verdict};
use domain::ids::{AnswerId, RequestId, StaffId};
use domain::reason_code::ReasonCode;
use domain::refund::RefundStatus;
use domain::switch::SwitchPosition::Open;

pub(super) const DAY: i64 = 86_400;

pub(super) fn id(text: &str) -> RequestId {
    RequestId::parse(text).unwrap()
}

pub(super) fn staff(text: &str) -> StaffId {
    StaffId::parse(text).unwrap()
}

/// Publishes, and returns the milestones told.
pub(super) fn told(case: &mut Case, now: i64) -> Vec<String> {
    let texts = case.told.owed.iter().map(|owed| owed.announcement.milestone().text()).collect();
    let published = publish(case);
    step(case, published, at(now));
    texts
}

pub(super) fn asked(ids: &[&str]) -> Case {
    let mut case = case();
    for id in ids {
        step(&mut case, Fact::Requested(request(id, None)), at(0));
    }
    step(&mut case, listing(Vec::new(), Vec::new()), at(1));
    case
}

pub(super) fn decide(case: &mut Case, request: &str, verdict: Verdict, now: i64) {
    let (request, ruling, opened) = (id(request), ruling(verdict), opened(at(now)));
    step(case, Fact::Decided { request, ruling, opened, grounds: None }, at(now));
}

pub(super) fn questions(silence: Silence) -> Verdict {
    Verdict::NeedInfo(InfoNeeded {
        questions: vec!["proof_of_purchase".to_owned(), "was_it_used".to_owned()],
        answer_within: 3 * DAY,
        remind_after: Some(DAY),
        silence,
    })
}

pub(super) fn to_review() -> Silence {
    Silence::Review { why: "no_answer".into() }
}

pub(super) fn answers(request: &str, keys: &[&str], now: i64) -> Fact {
    let value = AnswerValue::Flag(true);
    let answer = |key: &&str| ((*key).to_owned(), Answer { at: at(now), value: value.clone() });
    let answers: BTreeMap<_, _> = keys.iter().map(answer).collect();
    Fact::InfoReceived(Answers { request: id(request), answers })
}

pub(super) fn by_two() -> Verdict {
    let proposed = Some(usd(CAPTURED));
    Verdict::Review { why: "large".into(), approvers: 2, proposed }
}

pub(super) fn bound(case: &Case, request: &str) -> String {
    case.requests[&id(request)].opened.clone().unwrap().binding.unwrap()
}

/// What is given as a reason where it does not matter which.
pub(super) fn reason() -> Option<ReasonCode> {
    ReasonCode::parse("policy_applied")
}

pub(super) fn says(
    case: &Case,
    answer: &str,
    who: &str,
    said: ReviewerSaid,
    now: i64,
) -> ReviewAnswer {
    ReviewAnswer {
        id: AnswerId::parse(answer).unwrap(),
        request: id("r1"),
        reviewer: staff(who),
        binding: bound(case, "r1"),
        at: at(now),
        said,
        because: reason(),
        standing: Some(ANYONE),
        signed: None,
    }
}

pub(super) fn approves(case: &Case, answer: &str, who: &str, now: i64) -> ReviewAnswer {
    says(case, answer, who, ReviewerSaid::Approve(usd(CAPTURED)), now)
}

pub(super) fn judged(case: &Case, answer: &str) -> Judged {
    case.reviews[&AnswerId::parse(answer).unwrap()].judged.unwrap()
}

pub(super) fn verdict<'a>(case: &'a Case, request: &str) -> &'a Verdict {
    &case.requests[&id(request)].ruling.as_ref().unwrap().decision.verdict
}

/// A case whose review by `verdict` is open since second 2.
pub(super) fn in_review(verdict: Verdict) -> Case {
    let mut case = asked(&["r1"]);
    decide(&mut case, "r1", verdict, 2);
    told(&mut case, 2);
    case
}

#[test]
fn a_question_is_asked_reminded_once_and_answered() {
    let mut case = asked(&["r1"]);
    decide(&mut case, "r1", questions(to_review()), 2);
    assert_eq!(told(&mut case, 2), ["acknowledged:r1", "asked:1:r1"]);
    assert_eq!(next(&case, at(2)), Plan::Wait(at(2 + DAY)), "until the reminder");
    assert!(case.operations.is_empty());

    step(&mut case, answers("r1", &["was_it_used"], DAY), at(DAY));
    owe::owe(&mut case, at(2 + DAY), &terms());
    let Some(Announcement::Request(_, RequestNews::InfoReminded { questions: missing, .. })) =
        case.told.owed.last().map(|owed| &owed.announcement)
    else {
        panic!("a reminder is owed")
    };
    assert_eq!(missing, &["proof_of_purchase"], "what is still to be answered");
    assert_eq!(told(&mut case, 2 + DAY), ["reminded:1:r1"]);
    assert_eq!(next(&case, at(2 + DAY)), Plan::Wait(at(2 + 3 * DAY)), "until the deadline");

    step(&mut case, answers("r1", &["proof_of_purchase"], 2 * DAY), at(2 * DAY));
    assert_eq!(plan(&case, at(2 * DAY), (false, BARE), Open, &terms()), Plan::Gather);
    assert_eq!(next(&case, at(2 * DAY)), Plan::Decide(id("r1")));
    decide(&mut case, "r1", Verdict::Approve(usd(CAPTURED)), 2 * DAY);
    assert_eq!(told(&mut case, 2 * DAY), ["approved:r1"]);
    assert_eq!(next(&case, at(2 * DAY)), Plan::Attempt(full_key()));
}

#[test]
fn silence_has_the_meaning_that_the_policy_gave_it() {
    let deny =
        Silence::Deny { clause: "no_answer".to_owned(), alternatives: vec!["discount".to_owned()] };
    for (silence, told_then) in [(deny, "denied:r1"), (to_review(), "review_again:2:r1")] {
        let mut case = asked(&["r1"]);
        decide(&mut case, "r1", questions(silence), 2);
        told(&mut case, 2);
        let lapse = |now: i64| Fact::Lapsed { request: id("r1"), next: opened(at(now)) };
        assert_eq!(step(&mut case, lapse(3 * DAY), at(3 * DAY)), Effect::Known, "too early");
        told(&mut case, 3 * DAY);
        let late = 2 + 3 * DAY;
        assert_eq!(next(&case, at(late)), Plan::Lapse(id("r1")));
        step(&mut case, lapse(late), at(late));
        assert_eq!(told(&mut case, late), [told_then]);
        // What is answered later changes nothing any more.
        step(&mut case, answers("r1", &["proof_of_purchase", "was_it_used"], late), at(late));
        assert!(!matches!(next(&case, at(late)), Plan::Decide(_)));
    }
}

#[test]
fn a_policy_that_asks_what_was_answered_or_asks_forever_ends_at_a_person() {
    let mut case = asked(&["r1"]);
    decide(&mut case, "r1", questions(to_review()), 2);
    step(&mut case, answers("r1", &["proof_of_purchase", "was_it_used"], 3), at(3));
    decide(&mut case, "r1", questions(to_review()), 4);
    assert!(
        matches!(verdict(&case, "r1"), Verdict::Review { why, .. } if *why == Why::AskedInVain)
    );
}

#[test]
fn an_answer_may_come_before_its_request() {
    let facts = [
        Fact::Requested(request("r1", None)),
        answers("r1", &["was_it_used", "proof_of_purchase"], 1),
        answers("r1", &["was_it_used"], 5),
        answers("r2", &["was_it_used"], 5),
    ];
    let mut ends = Vec::new();
    for first in 0..facts.len() {
        for second in 0..facts.len() {
            let mut order: Vec<Fact> = facts.to_vec();
            order.swap(0, first);
            order.swap(1, second);
            let again = order.clone();
            let mut case = case();
            for fact in order.into_iter().chain(again) {
                step(&mut case, fact, at(9));
            }
            ends.push(facts_only(&case));
        }
    }
    assert_eq!(ends.len(), 16);
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(ends[0].answers[&id("r1")]["was_it_used"].at, at(5), "the later answer counts");
}

#[test]
fn further_requests_join_the_open_review_and_are_decided_with_it() {
    let mut case = asked(&["r1", "r2", "r3"]);
    decide(&mut case, "r1", by_two(), 2);
    decide(&mut case, "r2", by_two(), 3);
    let partial = request("p1", Some(100));
    step(&mut case, Fact::Requested(partial), at(3));
    decide(&mut case, "p1", Verdict::review("large"), 3);
    // The third was filed by one of those who approve: it is not theirs to decide.
    let theirs = case.requests.get_mut(&id("r3")).unwrap();
    theirs.request.requested_by = Some(staff("agent-1"));
    decide(&mut case, "r3", by_two(), 3);
    let joins = |case: &Case| -> Vec<bool> {
        let ids = ["r1", "r2", "r3", "p1"];
        ids.iter().map(|request| case.requests[&id(request)].joins.is_some()).collect()
    };
    assert_eq!(joins(&case), [false, true, true, true]);
    told(&mut case, 3);
    let aside = ReviewAnswer { request: id("r2"), ..approves(&case, "a0", "agent-1", 4) };
    step(&mut case, Fact::Reviewed(aside), at(4));
    assert_eq!(judged(&case, "a0"), Judged::Refused(Refused::Joined));
    assert_eq!(told(&mut case, 4), ["review_refused:a0"]);
    for (answer, who) in [("a1", "agent-1"), ("a2", "agent-2")] {
        let answer = approves(&case, answer, who, 5);
        step(&mut case, Fact::Reviewed(answer), at(5));
    }
    assert_eq!(told(&mut case, 5), ["approved:r1", "approved:r2"]);
    assert_eq!(case.operations.len(), 1);
    let undecided: Vec<&RequestId> = case
        .requests
        .values()
        .filter(|state| state.ruling.is_none())
        .map(|state| &state.request.id)
        .collect();
    assert_eq!(undecided, [&id("p1"), &id("r3")], "decided anew");
}

/// One conversation per payment: whoever asks again meanwhile waits for what comes of it, whatever
/// the policy would make of the further request.
#[test]
fn further_requests_join_the_open_question_and_are_decided_after_it() {
    let verdicts = [
        Verdict::Approve(usd(100)),
        Verdict::Deny { alternatives: Vec::new() },
        questions(to_review()),
        Verdict::review("large"),
    ];
    for verdict in verdicts {
        let mut case = asked(&["r1"]);
        decide(&mut case, "r1", questions(to_review()), 2);
        step(&mut case, Fact::Requested(request("p1", Some(100))), at(3));
        decide(&mut case, "p1", verdict.clone(), 3);
        assert_eq!(case.requests[&id("p1")].joins, Some(id("r1")), "{verdict:?}");
        let told_now = told(&mut case, 3);
        assert_eq!(told_now, ["acknowledged:r1", "asked:1:r1", "acknowledged:p1"], "{verdict:?}");
        assert!(case.operations.is_empty());
        assert!(!matches!(next(&case, at(4)), Plan::Decide(_) | Plan::Attempt(_)));
        // Silence: the first one goes to a person, and the further one with it.
        let mut silent = case.clone();
        let lapsed = at(2 + 3 * DAY);
        let next_round = opened(lapsed);
        step(&mut silent, Fact::Lapsed { request: id("r1"), next: next_round }, lapsed);
        assert_eq!(told(&mut silent, 2 + 3 * DAY), ["review:p1", "review_again:2:r1"]);
        // Answers: the first one is decided, and then the further one anew.
        step(&mut case, answers("r1", &["proof_of_purchase", "was_it_used"], 5), at(5));
        decide(&mut case, "r1", Verdict::Approve(usd(CAPTURED)), 5);
        assert_eq!(case.requests[&id("p1")].ruling, None, "{verdict:?}");
        assert_eq!(told(&mut case, 5), ["approved:r1"]);
    }
}

#[test]
fn a_rehearsal_is_told_and_moves_nothing() {
    for (verdict, why) in [
        (Verdict::Approve(usd(CAPTURED)), "shadow_approve"),
        (Verdict::Deny { alternatives: vec!["discount".to_owned()] }, "shadow_deny"),
        (questions(to_review()), "shadow_need_info"),
    ] {
        let mut case = asked(&["r1"]);
        let mut ruling: Ruling = ruling(verdict);
        ruling.decision.shadow = true;
        let fact =
            Fact::Decided { request: id("r1"), ruling, opened: opened(at(2)), grounds: None };
        step(&mut case, fact, at(2));
        assert!(case.operations.is_empty());
        let Verdict::Review { why: told_why, .. } = super::talk::verdict(&case, "r1") else {
            panic!("a person decides")
        };
        assert_eq!(told_why.as_str(), why);
        assert!(case.requests[&id("r1")].ruling.as_ref().unwrap().decision.shadow);
        assert_eq!(told(&mut case, 2), ["acknowledged:r1", "review:r1"]);
        assert_eq!(next(&case, at(2)), Plan::Wait(at(2 + 3 * DAY)));
        let answer = approves(&case, "a1", "agent-1", 3);
        step(&mut case, Fact::Reviewed(answer), at(3));
        let state = &case.requests[&id("r1")];
        assert!(!state.ruling.as_ref().unwrap().decision.shadow);
        let automatic = state.automatic.as_ref().unwrap();
        assert!(automatic.shadow);
        assert_eq!(Some(automatic.said.as_str()), why.strip_prefix("shadow_"));
        assert_eq!(case.operations.len(), 1, "a person's decision is none");
    }
}

#[test]
fn an_unanswered_review_is_asked_again_a_bounded_number_of_times() {
    let mut case = in_review(Verdict::review("large"));
    let mut rounds = 1;
    let mut now = 2;
    let delayed = at(terms().answer_within - terms().delay_notice);
    while let Plan::Wait(until) = next(&case, at(now))
        && until < delayed
    {
        now = until.as_second() - at(0).as_second();
        assert_eq!(next(&case, at(now)), Plan::Lapse(id("r1")));
        let lapse = Fact::Lapsed { request: id("r1"), next: opened(at(now)) };
        step(&mut case, lapse, at(now));
        assert_eq!(told(&mut case, now).len(), 1, "asked again");
        rounds += 1;
    }
    assert_eq!(rounds, crate::question::ROUNDS_MAX);
    assert_eq!(next(&case, at(now)), Plan::Wait(delayed), "the customer still waits");
    let late = approves(&case, "a1", "agent-1", now + 10);
    step(&mut case, Fact::Reviewed(late), at(now + 10));
    assert_eq!(judged(&case, "a1"), Judged::Accepted, "within the last deadline");
}

#[test]
fn each_clock_is_missed_once() {
    let hour = Some(3600);
    let targets =
        Targets { acknowledged: hour, decided: hour, refunded: hour, followed_up: Some(8 * DAY) };
    let terms = Terms { targets, ..terms() };
    let mut case = asked(&["r1"]);
    told(&mut case, 1);
    let promise = Promise { first: at(3600), by: at(2 * DAY), delays: 1 };
    case.requests.get_mut(&id("r1")).unwrap().promise = Some(promise);
    assert_eq!(plan(&case, at(2), (true, BARE), Open, &terms), Plan::Decide(id("r1")));
    for _ in 0..2 {
        owe::owe(&mut case, at(3600), &terms);
    }
    assert_eq!(told(&mut case, 3600), ["missed:decided:r1"]);
    decide(&mut case, "r1", Verdict::Approve(usd(CAPTURED)), 3601);
    told(&mut case, 3601);
    owe::owe(&mut case, at(7200), &terms);
    assert_eq!(told(&mut case, 7200), [""; 0]);
    owe::owe(&mut case, at(7201), &terms);
    assert_eq!(told(&mut case, 7201), ["missed:refunded:r1"]);
    step(&mut case, seen(refund("re_1", CAPTURED, RefundStatus::Succeeded, true)), at(7300));
    told(&mut case, 7300);
    let stages = case.requests[&id("r1")].stages;
    assert_eq!(stages.acknowledged_at, Some(at(0)));
    assert_eq!(stages.decided_at, Some(at(3601)));
    assert_eq!(stages.refunded_at, Some(at(7300)));
    assert_eq!(plan(&case, at(7301), (true, BARE), Open, &terms), Plan::Wait(at(7300 + 7 * DAY)));
    owe::owe(&mut case, at(7300 + 7 * DAY), &terms);
    assert_eq!(case.requests[&id("r1")].stages.followed_up_at, Some(at(7300 + 7 * DAY)));
    told(&mut case, 7300 + 7 * DAY);
    assert_eq!(plan(&case, at(7300 + 9 * DAY), (true, BARE), Open, &terms), Plan::Rest);
}

#[test]
fn a_seller_of_record_decides_pays_and_writes_itself() {
    let terms = Terms { merchant_of_record: true, ..terms() };
    let mut case = case();
    for fact in [
        Fact::CommissionLearned(super::world::commission()),
        Fact::Requested(request("r1", None)),
        listing(Vec::new(), Vec::new()),
    ] {
        crate::apply::apply(&mut case, fact);
        owe::owe(&mut case, at(1), &terms);
        invariants::check(&case).unwrap();
    }
    assert!(case.told.owed.is_empty(), "nobody is told of a request");
    assert_eq!(plan(&case, at(1), (true, BARE), Open, &terms), Plan::Rest, "nothing is decided");
    let made = refund("re_1", CAPTURED, RefundStatus::Succeeded, false);
    crate::apply::apply(&mut case, seen(made));
    owe::owe(&mut case, at(2), &terms);
    let texts: Vec<String> =
        case.told.owed.iter().map(|owed| owed.announcement.milestone().text()).collect();
    assert_eq!(texts, ["adopted:re_1", "clawback:1:981:com_1"]);
}
