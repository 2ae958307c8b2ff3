//! Commission follows the money, to the cent, in every currency.

use proptest::prelude::*;

use super::world::{
    BARE, at, case, commission, dispute, disputed, listed, payment, publish, refund, seen, step,
    terms,
};
use crate::announcement::{Announcement, Clawback};
use crate::fact::Fact;
use crate::plan::{Plan, plan};
use crate::state::Case;
use domain::commission::{ClawbackMode, Commission};
use domain::dispute::DisputeStage;
use domain::money::{Currency, Money, split};
use domain::observation::{Listing, Observation};
use domain::payment::Payment;
use domain::refund::{Refund, RefundStatus};
use domain::switch::SwitchPosition::Open;

fn start(captured: Money, earned: Money, paid: bool) -> Case {
    let mut case = case();
    let paid_for = Payment { captured, authorised: captured, ..payment() };
    step(&mut case, listed(paid_for), at(0));
    step(&mut case, Fact::CommissionLearned(Commission { earned, paid, ..commission() }), at(0));
    case
}

/// Publishes, and returns the clawbacks among what was owed: (delta, total, mode).
fn clawbacks(case: &mut Case) -> Vec<(i64, i64, ClawbackMode)> {
    let found = case
        .told
        .owed
        .iter()
        .filter_map(|owed| match &owed.announcement {
            Announcement::Clawback(Clawback { delta, total, mode, .. }) => {
                Some((*delta, *total, *mode))
            }
            _ => None,
        })
        .collect();
    let published = publish(case);
    step(case, published, at(0));
    found
}

/// One worker dies after it has told of a refund and before it has read the payment; another one
/// meets the payment in the next webhook, which says nothing of the commission.
#[test]
fn a_payment_that_only_a_webhook_has_described_is_read_before_the_case_rests() {
    let mut case = case();
    step(&mut case, seen(refund("re_1", 4900, RefundStatus::Succeeded, false)), at(0));
    assert_eq!(clawbacks(&mut case), []);
    step(&mut case, Fact::Observed(Observation::Payment(payment())), at(1));
    assert_eq!(plan(&case, at(1), (false, BARE), Open, &terms()), Plan::Gather);
    let listed = Payment { commission: Some(commission()), ..payment() };
    let refunds = vec![refund("re_1", 4900, RefundStatus::Succeeded, false)];
    let listing = Listing { payment: Some(listed), refunds, disputes: Vec::new() };
    step(&mut case, Fact::Listed(listing), at(2));
    assert_eq!(clawbacks(&mut case).len(), 1);
    assert_eq!(plan(&case, at(2), (false, BARE), Open, &terms()), Plan::Rest);
}

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::parse(code).unwrap())
}

fn made_by_hand(id: &str, amount: Money, status: RefundStatus) -> Fact {
    seen(Refund { amount, ..refund(id, 0, status, false) })
}

/// A10: partial 33 %, dispute of the rest, won, refund of the rest.
#[test]
fn a10_commission_follows_a_partial_refund_a_dispute_a_win_and_the_rest() {
    let mut case = start(money(10_000, "EUR"), money(1_999, "EUR"), false);
    step(&mut case, made_by_hand("re_1", money(3_300, "EUR"), RefundStatus::Succeeded), at(1));
    assert_eq!(clawbacks(&mut case), [(660, 660, ClawbackMode::Reduce)]);
    step(&mut case, disputed(dispute("du_1", DisputeStage::NeedsResponse, 6_700, 0)), at(2));
    assert_eq!(clawbacks(&mut case), [(1_339, 1_999, ClawbackMode::Void)]);
    step(&mut case, disputed(dispute("du_1", DisputeStage::Won, 6_700, 6_700)), at(3));
    assert_eq!(clawbacks(&mut case), [(-1_339, 660, ClawbackMode::Reduce)]);
    step(&mut case, made_by_hand("re_2", money(6_700, "EUR"), RefundStatus::Succeeded), at(4));
    assert_eq!(clawbacks(&mut case), [(1_339, 1_999, ClawbackMode::Void)]);
    let clawed = case.told.clawbacks[&commission().id];
    assert_eq!((clawed.total, clawed.returned), (1_999, 1_339));
}

/// A7: succeeded, then failed five days later.
#[test]
fn a7_a_refund_that_fails_later_gives_the_commission_back() {
    for ending in [RefundStatus::Failed, RefundStatus::Canceled] {
        let mut case = start(money(4_900, "USD"), money(981, "USD"), true);
        let refund = |status| made_by_hand("re_1", money(4_900, "USD"), status);
        step(&mut case, refund(RefundStatus::Succeeded), at(1));
        assert_eq!(clawbacks(&mut case), [(981, 981, ClawbackMode::NegativeLine)]);
        step(&mut case, refund(ending), at(5 * 86_400));
        assert_eq!(clawbacks(&mut case), [(-981, 0, ClawbackMode::NegativeLine)]);
        assert_eq!(crate::ledger::left(&case), 4_900, "refundable again");
    }
}

#[test]
fn a_record_that_was_lost_states_the_total_again_when_money_came_back() {
    let mut case = start(money(4_900, "USD"), money(981, "USD"), false);
    step(&mut case, made_by_hand("re_1", money(4_900, "USD"), RefundStatus::Failed), at(1));
    assert_eq!(clawbacks(&mut case), [(0, 0, ClawbackMode::Reduce)]);
    step(&mut case, made_by_hand("re_1", money(4_900, "USD"), RefundStatus::Failed), at(2));
    assert_eq!(clawbacks(&mut case), []);
}

#[test]
fn a_pending_refund_takes_no_commission() {
    let mut case = start(money(4_900, "USD"), money(981, "USD"), false);
    step(&mut case, made_by_hand("re_1", money(4_900, "USD"), RefundStatus::Pending), at(1));
    assert_eq!(clawbacks(&mut case), []);
    assert_eq!(crate::ledger::left(&case), 0, "but it is reserved");
}

proptest! {
    /// A11: random splits in currencies of zero, two and three decimals.
    #[test]
    fn a11_many_partial_refunds_take_what_one_full_refund_takes(
        captured in 1_i64..50_000_000,
        rate in 0_i64..=100,
        weights in prop::collection::vec(1_i64..1000, 1..12),
        code in prop::sample::select(vec!["JPY", "KWD", "ISK", "UGX", "EUR"]),
    ) {
        let earned = captured * rate / 100;
        let mut case = start(money(captured, code), money(earned, code), false);
        let mut sum = 0;
        for (index, minor) in split(captured, &weights).unwrap().into_iter().enumerate() {
            if minor == 0 {
                continue;
            }
            let id = format!("re_{index}");
            step(&mut case, made_by_hand(&id, money(minor, code), RefundStatus::Succeeded), at(1));
            for (delta, total, _) in clawbacks(&mut case) {
                sum += delta;
                prop_assert_eq!(sum, total);
                prop_assert!(total <= earned);
            }
        }
        prop_assert_eq!(sum, earned);
    }
}
