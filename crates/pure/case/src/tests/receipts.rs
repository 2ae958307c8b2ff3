//! What counts from the receipt of a request.

use proptest::prelude::*;

use super::talk::{asked, id};
use super::world::{at, case, listing, next, request, step, terms};
use crate::announcement::{Announcement, RequestNews};
use crate::apply::{Effect, apply};
use crate::clock;
use crate::fact::Fact;
use crate::plan::Plan;
use crate::state::Case;
use crate::terms::Targets;
use domain::receipt::Receipt;
use domain::request::RefundRequest;

const DAY: i64 = 86_400;

fn dated(name: &str, requested: i64, received: i64) -> RefundRequest {
    let receipt = Receipt::of(at(received));
    RefundRequest { requested_at: at(requested), receipt, ..request(name, None) }
}

fn with(requests: &[RefundRequest]) -> Case {
    let mut case = asked(&[]);
    for request in requests {
        step(&mut case, Fact::Requested(request.clone()), at(DAY));
    }
    case.told.owed.clear();
    case
}

#[test]
fn s6_requests_are_decided_in_the_order_of_their_receipt() {
    let (first, second) = (dated("r2", 50, 10), dated("r1", -9 * DAY, 20));
    for requests in [[first.clone(), second.clone()], [second, first]] {
        assert_eq!(next(&with(&requests), at(DAY)), Plan::Decide(id("r2")));
    }
}

fn promised(case: &Case) -> Vec<jiff::Timestamp> {
    let owed = case.told.owed.iter().filter_map(|owed| match &owed.announcement {
        Announcement::Request(_, RequestNews::Acknowledged { answer_by, .. }) => Some(*answer_by),
        _ => None,
    });
    owed.collect()
}

#[test]
fn m22_the_promise_and_the_clocks_count_from_the_receipt() {
    let mut case = case();
    step(&mut case, Fact::Requested(dated("r1", -5 * DAY, 100)), at(160));
    assert_eq!(promised(&case), [at(100 + terms().answer_within)]);
    let targets = Targets { decided: Some(DAY), ..Targets::default() };
    let state = case.requests.values().next().unwrap();
    let due = clock::due(&case, state, &targets);
    assert_eq!(due.iter().map(|due| due.by).collect::<Vec<_>>(), [at(100 + terms().answer_within)]);
}

#[test]
fn s6_another_receipt_of_a_request_is_no_contradiction() {
    let mut case = with(&[dated("r1", 0, 100)]);
    for (received, effect, kept) in [
        (200, Effect::Known, 100),
        (100, Effect::Known, 100),
        (60, Effect::Advanced, 60),
        (100, Effect::Known, 60),
    ] {
        assert_eq!(apply(&mut case, Fact::Requested(dated("r1", 0, received))), effect);
        assert_eq!(case.requests[&id("r1")].request.receipt.at, at(kept));
    }
    let other = Fact::Requested(dated("r1", 1, 60));
    assert_eq!(apply(&mut case, other), Effect::Contradicts);
}

proptest! {
    #[test]
    fn s6_receipts_join_in_any_order(mut receipts in prop::collection::vec(0_i64..1000, 1..6)) {
        let kept = |receipts: &[i64]| {
            let copies: Vec<_> = receipts.iter().map(|at| dated("r1", 0, *at)).collect();
            with(&copies).requests[&id("r1")].request.receipt.at
        };
        let one_way = kept(&receipts);
        receipts.reverse();
        prop_assert_eq!(one_way, kept(&receipts));
        receipts.sort_unstable();
        prop_assert_eq!(one_way, at(receipts[0]));
    }

    #[test]
    fn m22_whatever_is_claimed_the_promise_lies_ahead(
        requested in -400 * DAY..400 * DAY,
        received in -400 * DAY..400 * DAY,
        now in -400 * DAY..400 * DAY,
    ) {
        let mut case = case();
        step(&mut case, Fact::Requested(dated("r1", requested, received)), at(now));
        step(&mut case, listing(Vec::new(), Vec::new()), at(now));
        let promised = promised(&case);
        prop_assert_eq!(promised.len(), 1);
        prop_assert!(promised[0] > at(now));
    }
}
