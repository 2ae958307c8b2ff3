//! Whose commission it is: the payment's own metadata decide, and what differs is told.

use super::world::{at, case, commission, listed, payment, publish, refund, seen, step};
use crate::announcement::{Announcement, Clawback};
use crate::apply::Effect;
use crate::fact::Fact;
use crate::state::Case;
use crate::trouble::Trouble;
use domain::commission::Commission;
use domain::ids::{CommissionId, PartnerId};
use domain::money::{Currency, Money};
use domain::observation::Observation;
use domain::payment::Payment;
use domain::refund::RefundStatus;

/// What somebody else would like the commission to be.
fn rivals() -> Commission {
    Commission {
        id: CommissionId::parse("c-9").unwrap(),
        partner: PartnerId::parse("rival").unwrap(),
        ..commission()
    }
}

fn by_message(commission: Commission) -> Fact {
    Fact::CommissionLearned(commission)
}

fn by_metadata() -> Fact {
    listed(Payment { commission: Some(commission()), ..payment() })
}

fn refunded() -> Fact {
    seen(refund("re_1", 4900, RefundStatus::Succeeded, false))
}

/// Publishes, and returns whom commission was taken back from, and the troubles.
fn told(case: &mut Case) -> (Vec<(String, i64)>, Vec<Trouble>) {
    let (mut taken, mut troubles) = (Vec::new(), Vec::new());
    for owed in &case.told.owed {
        match &owed.announcement {
            Announcement::Clawback(Clawback { commission, delta, .. }) => {
                taken.push((commission.partner.as_str().to_owned(), *delta));
            }
            Announcement::CaseParked(trouble) => troubles.push(trouble.clone()),
            _ => {}
        }
    }
    let published = publish(case);
    step(case, published, at(9));
    (taken, troubles)
}

fn after(facts: Vec<Fact>) -> Case {
    let mut case = case();
    for fact in facts {
        step(&mut case, fact, at(0));
    }
    case
}

#[test]
fn s10_the_payments_own_metadata_win_over_a_message_whichever_came_first() {
    let partner = commission().partner.as_str().to_owned();
    let mut tried = 0;
    for turn in 0..3 {
        let mut facts = vec![by_message(rivals()), by_metadata(), refunded()];
        facts.rotate_left(turn);
        for facts in [facts.clone(), facts.into_iter().rev().collect()] {
            let mut case = after(facts);
            let (taken, troubles) = told(&mut case);
            let earned = commission().earned.minor;
            assert_eq!(taken, [(partner.clone(), earned)], "nothing from the rival");
            assert_eq!(troubles, [Trouble::CommissionContested]);
            assert_eq!(case.commission, Some(commission()));
            // Told once, and a message that comes again changes nothing.
            assert_eq!(step(&mut case, by_message(rivals()), at(10)), Effect::Known);
            assert_eq!(told(&mut case), (Vec::new(), Vec::new()));
            tried += 1;
        }
    }
    assert_eq!(tried, 6);
}

#[test]
fn s10_what_only_a_message_says_is_taken_back_after_the_payment_was_read() {
    let mut case = after(vec![
        by_message(rivals()),
        Fact::Observed(Observation::Payment(payment())),
        refunded(),
    ]);
    assert_eq!(told(&mut case).0, [], "the metadata may say otherwise");
    step(&mut case, listed(payment()), at(1));
    assert_eq!(told(&mut case), (vec![("rival".to_owned(), commission().earned.minor)], vec![]));
}

#[test]
fn s10_two_messages_that_differ_are_told_and_the_first_stays() {
    let more = Commission { earned: Money::new(1, commission().earned.currency), ..commission() };
    for second in [rivals(), more] {
        let mut case = after(vec![listed(payment()), by_message(commission()), by_message(second)]);
        assert_eq!(told(&mut case).1, [Trouble::CommissionContested]);
        assert_eq!(case.commission, Some(commission()));
    }
    let same = Commission { paid: true, base: None, ..commission() };
    let mut case = after(vec![listed(payment()), by_message(commission()), by_message(same)]);
    assert_eq!(told(&mut case).1, [], "the same one, paid");
    assert!(case.commission.unwrap().paid);
}

#[test]
fn s10_metadata_that_come_after_something_was_taken_back_change_no_books() {
    let mut case = after(vec![listed(payment()), by_message(rivals()), refunded()]);
    assert_eq!(told(&mut case).0.len(), 1);
    step(&mut case, by_metadata(), at(1));
    assert_eq!(told(&mut case), (Vec::new(), vec![Trouble::CommissionContested]));
    assert_eq!(case.commission, Some(rivals()));
}

#[test]
fn s10_more_than_was_captured_is_not_taken_back_and_told() {
    let captured = payment().captured;
    let mut tried = 0;
    for (minor, code, absurd) in [
        (captured.minor, "USD", false),
        (captured.minor + 1, "USD", true),
        (i64::MAX, "USD", true),
        (i64::MAX, "JPY", false),
    ] {
        let earned = Money::new(minor, Currency::parse(code).unwrap());
        let huge = Commission { earned, ..commission() };
        let mut case = after(vec![by_message(huge), listed(payment()), refunded()]);
        let (taken, troubles) = told(&mut case);
        assert_eq!(taken.is_empty(), absurd, "{earned}");
        let expected = if absurd { vec![Trouble::CommissionAboveCapture] } else { Vec::new() };
        assert_eq!(troubles, expected, "{earned}");
        tried += 1;
    }
    assert_eq!(tried, 4);
}
