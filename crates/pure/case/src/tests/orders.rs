//! The same facts in any order and any repetition give the same state.

use super::world::{
    CAPTURED, at, case, commission, dispute, disputed, facts_only, listed, listing, payment,
    publish, refund, reported, request, seen, standing, step, warned,
};
use crate::fact::Fact;
use crate::state::Case;
use domain::dispute::DisputeStage;
use domain::observation::{Listing, Observation};
use domain::payment::PaymentStatus;
use domain::refund::{Refund, RefundStatus};

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

/// The same of disputes.
fn disputes() -> Vec<(&'static str, Vec<Fact>)> {
    let chargeback = |stage, taken, back| disputed(dispute("du_1", stage, taken, back));
    let again = |second, stage, booked: &[i64]| disputed(reported("du_1", second, stage, booked));
    let earned = Fact::CommissionLearned(commission());
    let charge = Fact::Observed(Observation::Payment(payment()));
    vec![
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
            "a withdrawal is corrected, and the dispute lost after it was won",
            vec![
                again(20, DisputeStage::NeedsResponse, &[-4210]),
                again(21, DisputeStage::NeedsResponse, &[-4210, -35]),
                again(22, DisputeStage::Won, &[-4210, -35, 4245]),
                again(23, DisputeStage::Lost, &[-4210, -35, 4245, -4245]),
                charge.clone(),
                earned,
            ],
        ),
        (
            "a dispute is opened again and lost in the second of an earlier report",
            vec![
                again(20, DisputeStage::Won, &[-CAPTURED, CAPTURED]),
                again(20, DisputeStage::Lost, &[-CAPTURED]),
                again(21, DisputeStage::Appeal, &[-CAPTURED, CAPTURED]),
                again(21, DisputeStage::Lost, &[-CAPTURED, CAPTURED, -CAPTURED]),
                Fact::Listed(Listing {
                    payment: Some(payment()),
                    refunds: Vec::new(),
                    disputes: vec![reported("du_1", 20, DisputeStage::Lost, &[-CAPTURED])],
                }),
            ],
        ),
    ]
}

/// The same of payments whose money arrives, does not, or only in part.
fn settling() -> Vec<(&'static str, Vec<Fact>)> {
    use PaymentStatus::{Settled, Settling, Void};
    let theirs = |id, minor| seen(refund(id, minor, RefundStatus::Succeeded, false));
    let earned = Fact::CommissionLearned(commission());
    let stands = |status, captured, authorised| {
        Fact::Observed(Observation::Payment(standing(status, captured, authorised)))
    };
    // Later than the release, and over the same amount.
    let by_hand = seen(Refund {
        created_at: at(11),
        ..refund("re_by_hand", 900, RefundStatus::Succeeded, false)
    });
    vec![
        (
            "a debit arrives",
            vec![
                stands(Settling, 0, CAPTURED),
                stands(Settled, CAPTURED, CAPTURED),
                listed(standing(Settled, CAPTURED, CAPTURED)),
                theirs("re_a", 490),
                earned.clone(),
            ],
        ),
        (
            "a debit fails",
            vec![
                stands(Settling, 0, CAPTURED),
                stands(Void, 0, 0),
                listed(standing(Void, 0, CAPTURED)),
                Fact::Requested(request("r1", None)),
                earned.clone(),
            ],
        ),
        (
            "an authorisation is captured in part",
            vec![
                stands(Settling, 0, CAPTURED),
                stands(Settled, 4000, CAPTURED),
                theirs("re_release", 900),
                Fact::Observed(Observation::RefundedAtLeast(900)),
                by_hand.clone(),
                earned.clone(),
            ],
        ),
        (
            "an authorisation is let go",
            vec![
                stands(Settling, 0, CAPTURED),
                stands(Void, 0, CAPTURED),
                theirs("re_release", CAPTURED),
                listed(standing(Void, 0, CAPTURED)),
                earned.clone(),
            ],
        ),
    ]
}

fn all() -> impl Iterator<Item = (&'static str, Vec<Fact>)> {
    scenarios().into_iter().chain(disputes()).chain(settling())
}

#[test]
fn every_order_of_every_scenario_ends_in_the_same_state() {
    let mut orders = 0;
    for (name, facts) in all() {
        let reference = run(&facts);
        for order in permutations(&facts) {
            orders += 1;
            assert_eq!(run(&order), reference, "{name}");
        }
    }
    // 3! + 5! + 3! + 6! + 6! + 5! + 6! + 5! + 5! + 5! + 5! + 5! + 6! + 5!
    assert_eq!(orders, 2 * 6 + 8 * 120 + 4 * 720);
}

#[test]
fn every_duplication_ends_in_the_same_state() {
    let mut runs = 0;
    for (name, facts) in all() {
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
    assert_eq!(runs, 2 * (3 * 4) + 8 * (5 * 6) + 4 * (6 * 7) + 14);
}

#[test]
fn a_webhooks_view_of_the_payment_never_outweighs_the_list() {
    use domain::payment::Payment;
    let webhook = Payment { product: Some("charge".to_owned()), ..payment() };
    let listed = Payment { product: Some("intent".to_owned()), ..payment() };
    let hook = Fact::Observed(Observation::Payment(webhook));
    for order in permutations(&[hook, super::world::listed(listed)]) {
        let product = run(&order).payment.unwrap().product;
        assert_eq!(product.as_deref(), Some("intent"));
    }
}
