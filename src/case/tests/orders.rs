//! The same facts in any order and any repetition give the same state.

use super::world::{
    CAPTURED, at, case, commission, dispute, disputed, facts_only, listing, payment, publish,
    refund, request, seen, step, warned,
};
use crate::case::fact::Fact;
use crate::case::state::Case;
use crate::domain::dispute::DisputeStage;
use crate::domain::observation::Observation;
use crate::domain::refund::{Refund, RefundStatus};

/// Every order of `items` (Heap's algorithm).
fn permutations(items: &[Fact]) -> Vec<Vec<Fact>> {
    fn heap(k: usize, items: &mut Vec<Fact>, found: &mut Vec<Vec<Fact>>) {
        if k <= 1 {
            found.push(items.clone());
            return;
        }
        for i in 0..k {
            heap(k - 1, items, found);
            items.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
        }
    }
    let mut found = Vec::new();
    heap(items.len(), &mut items.to_vec(), &mut found);
    found
}

fn run(facts: &[Fact]) -> Case {
    let mut case = case();
    for (second, fact) in (0_i64..).zip(facts) {
        step(&mut case, fact.clone(), at(second));
        let published = publish(&mut case);
        step(&mut case, published, at(second));
    }
    facts_only(&case)
}

fn failed(refund: Refund) -> Refund {
    Refund { failure: Some("lost_or_stolen_card".to_owned()), ..refund }
}

/// The event sets of the scenarios, by name.
fn scenarios() -> Vec<(&'static str, Vec<Fact>)> {
    use RefundStatus::{Canceled, Failed, Pending, Succeeded};
    let ours = |status| refund("re_1", CAPTURED, status, true);
    let theirs = |id, minor, status| seen(refund(id, minor, status, false));
    let chargeback = |stage, taken, back| disputed(dispute("du_1", stage, taken, back));
    let earned = Fact::CommissionLearned(commission());
    let charge = Fact::Observed(Observation::Payment(payment()));
    vec![
        ("a refund succeeds", vec![seen(ours(Pending)), seen(ours(Succeeded)), charge.clone()]),
        (
            "a refund fails later",
            vec![
                seen(ours(Pending)),
                seen(ours(Succeeded)),
                seen(failed(ours(Failed))),
                earned.clone(),
                charge.clone(),
            ],
        ),
        (
            "a refund is cancelled",
            vec![seen(ours(Succeeded)), seen(ours(Canceled)), earned.clone()],
        ),
        (
            "made by hand",
            vec![
                theirs("re_a", 1000, Succeeded),
                theirs("re_b", 1000, Succeeded),
                Fact::Observed(Observation::RefundedAtLeast(1000)),
                Fact::Observed(Observation::RefundedAtLeast(2000)),
                earned.clone(),
                charge.clone(),
            ],
        ),
        (
            "a dispute is won",
            vec![
                chargeback(DisputeStage::NeedsResponse, 0, 0),
                chargeback(DisputeStage::NeedsResponse, CAPTURED, 0),
                chargeback(DisputeStage::UnderReview, CAPTURED, 0),
                chargeback(DisputeStage::Won, CAPTURED, 0),
                chargeback(DisputeStage::Won, CAPTURED, CAPTURED),
                earned.clone(),
            ],
        ),
        (
            "a dispute is lost",
            vec![
                chargeback(DisputeStage::Inquiry, 0, 0),
                chargeback(DisputeStage::NeedsResponse, CAPTURED, 0),
                chargeback(DisputeStage::Lost, CAPTURED, 0),
                charge.clone(),
                earned.clone(),
            ],
        ),
        (
            "a warning, a refund and a dispute",
            vec![
                warned(true),
                warned(false),
                theirs("re_a", 500, Succeeded),
                chargeback(DisputeStage::Prevented, 0, 0),
                charge.clone(),
            ],
        ),
        (
            "asked, and listed",
            vec![
                Fact::Requested(request("r1", None)),
                Fact::Requested(request("r2", Some(100))),
                listing(vec![ours(Succeeded)], Vec::new()),
                seen(ours(Pending)),
                earned,
            ],
        ),
    ]
}

#[test]
fn every_order_of_every_scenario_ends_in_the_same_state() {
    let mut orders = 0;
    for (name, facts) in scenarios() {
        let reference = run(&facts);
        for order in permutations(&facts) {
            orders += 1;
            assert_eq!(run(&order), reference, "{name}");
        }
    }
    // 3! + 5! + 3! + 6! + 6! + 5! + 5! + 5!
    assert_eq!(orders, 6 + 120 + 6 + 720 + 720 + 120 + 120 + 120);
}

#[test]
fn every_duplication_ends_in_the_same_state() {
    let mut runs = 0;
    for (name, facts) in scenarios() {
        let reference = run(&facts);
        for repeated in 0..facts.len() {
            for position in 0..=facts.len() {
                let mut again = facts.clone();
                again.insert(position, facts[repeated].clone());
                assert_eq!(run(&again), reference, "{name}: {repeated} again at {position}");
                runs += 1;
            }
        }
        let twice: Vec<Fact> = facts.iter().chain(&facts).cloned().collect();
        assert_eq!(run(&twice), reference, "{name}: all twice");
        runs += 1;
    }
    assert_eq!(runs, 2 * (3 * 4) + 4 * (5 * 6) + 2 * (6 * 7) + 8);
}

#[test]
fn a_webhooks_view_of_the_payment_never_outweighs_the_list() {
    use crate::domain::payment::Payment;
    let webhook = Payment { product: Some("charge".to_owned()), ..payment() };
    let listed = Payment { product: Some("intent".to_owned()), ..payment() };
    let hook = Fact::Observed(Observation::Payment(webhook));
    let list = Fact::Listed(crate::domain::observation::Listing {
        payment: Some(listed),
        refunds: Vec::new(),
        disputes: Vec::new(),
    });
    for order in permutations(&[hook, list]) {
        let product = run(&order).payment.unwrap().product;
        assert_eq!(product.as_deref(), Some("intent"));
    }
}
