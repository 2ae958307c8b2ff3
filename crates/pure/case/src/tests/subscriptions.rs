//! When the world is told that a subscription is to end.

use super::talk::{approves, asked, id, says, told};
use super::world::{
    CAPTURED, at, full_key, listed, next, opened, payment, refund, request, ruling, seen, step, usd,
};
use crate::announcement::{Announcement, RequestNews};
use crate::apply::Effect;
use crate::fact::Fact;
use crate::plan::Plan;
use crate::state::Case;
use domain::conversation::ReviewerSaid;
use domain::decision::Verdict;
use domain::ids::SubscriptionId;
use domain::payment::Payment;
use domain::refund::RefundStatus::{self, Canceled, Failed, Pending, Succeeded};
use domain::subscription::{CancelWhen, Subscription};

const NOW: Option<Subscription> = Some(Subscription::Cancel(CancelWhen::Now));

fn decide(case: &mut Case, request: &str, verdict: Verdict, subscription: Option<Subscription>) {
    let mut ruling = ruling(verdict);
    ruling.decision.subscription = subscription;
    let (request, opened) = (id(request), opened(at(2)));
    step(case, Fact::Decided { request, ruling, opened, grounds: None }, at(2));
    told(case, 2);
}

fn approved(subscription: Option<Subscription>) -> Case {
    let mut case = asked(&["r1"]);
    decide(&mut case, "r1", Verdict::Approve(usd(CAPTURED)), subscription);
    assert_eq!(next(&case, at(2)), Plan::Attempt(full_key()));
    case
}

fn refunded(case: &mut Case, status: RefundStatus, second: i64) -> Vec<String> {
    step(case, seen(refund("re_1", CAPTURED, status, true)), at(second));
    told(case, second)
}

#[test]
fn w21_the_end_is_told_once_the_refund_has_gone_through_and_once() {
    let mut case = approved(NOW);
    assert_eq!(refunded(&mut case, Pending, 10), [""; 0], "it can still fail");
    assert_eq!(refunded(&mut case, Succeeded, 20), ["succeeded:re_1", "cancel_suggested:r1"]);
    assert_eq!(refunded(&mut case, Succeeded, 30), [""; 0]);
    // What comes back afterwards takes nothing back of what was told, and tells nothing more of it.
    assert_eq!(refunded(&mut case, Failed, 40), ["failed:re_1", "parked:refund_failed:re_1"]);
}

#[test]
fn w21_a_refund_that_fails_ends_nothing() {
    for status in [Failed, Canceled] {
        let mut case = approved(NOW);
        let all = [refunded(&mut case, Pending, 10), refunded(&mut case, status, 20)].concat();
        assert_eq!(all, ["failed:re_1", "parked:refund_failed:re_1"]);
    }
    // One that somebody made by hand answers no request.
    let mut case = approved(NOW);
    step(&mut case, seen(refund("re_hand", 100, Succeeded, false)), at(10));
    assert_eq!(told(&mut case, 10), ["adopted:re_hand"]);
}

#[test]
fn w21_what_goes_on_and_what_nobody_said_is_not_told() {
    for subscription in [None, Some(Subscription::Keep)] {
        let mut case = approved(subscription);
        assert_eq!(refunded(&mut case, Succeeded, 20), ["succeeded:re_1"], "{subscription:?}");
    }
}

#[test]
fn w21_it_says_which_subscription_and_when() {
    let named = SubscriptionId::parse("sub_1").unwrap();
    for subscription in [Some(named), None] {
        for when in CancelWhen::ALL.map(|(when, _)| when) {
            let mut case = approved(Some(Subscription::Cancel(when)));
            let mut sold: Payment = payment();
            sold.purchase.subscription.clone_from(&subscription);
            step(&mut case, listed(sold), at(5));
            step(&mut case, seen(refund("re_1", CAPTURED, Succeeded, true)), at(20));
            let news = case.told.owed.iter().find_map(|owed| match &owed.announcement {
                Announcement::Request(request, news @ RequestNews::CancelSuggested { .. }) => {
                    Some((request.clone(), news.clone()))
                }
                _ => None,
            });
            let refund = refund("re_1", CAPTURED, Succeeded, true).id;
            let key = full_key();
            let subscription = subscription.clone();
            let expected = RequestNews::CancelSuggested { key, refund, subscription, when };
            assert_eq!(news, Some((id("r1"), expected)));
        }
    }
}

#[test]
fn w21_people_who_approve_a_review_inherit_it_and_a_denial_ends_nothing() {
    for (said, expected) in [
        (ReviewerSaid::Approve(usd(CAPTURED)), NOW),
        // Less than was proposed is still by the rule.
        (ReviewerSaid::Approve(usd(1)), NOW),
        (ReviewerSaid::Deny { clause: "clause".to_owned(), alternatives: Vec::new() }, None),
    ] {
        let mut case = asked(&["r1"]);
        decide(&mut case, "r1", Verdict::review("large"), NOW);
        let answer = says(&case, "a1", "agent-1", said.clone(), 100);
        assert_eq!(step(&mut case, Fact::Reviewed(answer), at(100)), Effect::Advanced);
        told(&mut case, 100);
        let decision = &case.requests[&id("r1")].ruling.as_ref().unwrap().decision;
        assert_eq!(decision.subscription, expected, "{said:?}");
        if expected.is_some() {
            assert_eq!(
                refunded(&mut case, Succeeded, 200),
                ["succeeded:re_1", "cancel_suggested:r1"]
            );
        }
    }
}

#[test]
fn w21_each_request_that_a_refund_answers_is_told_by_itself() {
    let mut case = asked(&["r1"]);
    decide(&mut case, "r1", Verdict::review("large"), NOW);
    step(&mut case, Fact::Requested(request("r2", None)), at(50));
    decide(&mut case, "r2", Verdict::review("large"), None);
    assert_eq!(case.requests[&id("r2")].joins, Some(id("r1")));
    let answer = approves(&case, "a1", "agent-1", 100);
    step(&mut case, Fact::Reviewed(answer), at(100));
    told(&mut case, 100);
    let suggested = ["cancel_suggested:r1", "cancel_suggested:r2"];
    assert_eq!(
        refunded(&mut case, Succeeded, 200)[1..],
        suggested,
        "both were answered by one word"
    );
}
