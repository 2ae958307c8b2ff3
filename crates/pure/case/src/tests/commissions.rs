//! Whose commission it is: the payment's own metadata decide, and what differs is told.

use std::collections::BTreeSet;

use super::world::{at, case, commission, listed, payment, publish, refund, seen, step};
use crate::announcement::{Announcement, Clawback};
use crate::apply::Effect;
use crate::commission::COMMISSIONS_MAX;
use crate::fact::Fact;
use crate::state::Case;
use crate::trouble::Trouble;
use domain::commission::{ClawbackMode, Commission};
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

/// The commissions of the case, by their ids.
fn known(case: &Case) -> Vec<Commission> {
    case.commissions.values().cloned().collect()
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
            assert_eq!(known(&case), [commission()]);
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
fn s10_two_messages_about_one_commission_that_differ_are_told_and_the_first_stays() {
    let more = Commission { earned: Money::new(1, commission().earned.currency), ..commission() };
    let others = Commission { partner: rivals().partner, ..commission() };
    for second in [others, more] {
        let mut case = after(vec![listed(payment()), by_message(commission()), by_message(second)]);
        assert_eq!(told(&mut case).1, [Trouble::CommissionContested]);
        assert_eq!(known(&case), [commission()]);
    }
    let same = Commission { paid: true, base: None, ..commission() };
    let mut case = after(vec![listed(payment()), by_message(commission()), by_message(same)]);
    assert_eq!(told(&mut case).1, [], "the same one, paid");
    assert!(known(&case)[0].paid);
}

#[test]
fn s10_metadata_that_come_after_something_was_taken_back_change_no_books() {
    let mut case = after(vec![listed(payment()), by_message(rivals()), refunded()]);
    assert_eq!(told(&mut case).0.len(), 1);
    step(&mut case, by_metadata(), at(1));
    assert_eq!(told(&mut case), (Vec::new(), vec![Trouble::CommissionContested]));
    assert_eq!(known(&case), [rivals()]);
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

/// What was taken back in all of each partner.
fn totals(case: &Case) -> Vec<(&str, i64)> {
    let clawed = case.told.clawbacks.iter();
    clawed.map(|(id, clawed)| (case.commissions[id].partner.as_str(), clawed.total)).collect()
}

#[test]
fn m12_two_partners_who_earned_on_one_payment_are_both_clawed_back_to_the_cent() {
    let second = Commission { earned: Money::new(333, commission().earned.currency), ..rivals() };
    let (first, partner) = (commission(), commission().partner.as_str().to_owned());
    let part = |id, minor| seen(refund(id, minor, RefundStatus::Succeeded, false));
    let thirds = [("re_1", 1633), ("re_2", 1633), ("re_3", 1634)];
    let mut facts = vec![listed(payment()), by_message(first.clone()), by_message(second.clone())];
    facts.extend(thirds.map(|(id, minor)| part(id, minor)));
    let mut tried = 0;
    for turn in 0..facts.len() {
        let mut facts = facts.clone();
        facts.rotate_left(turn);
        for facts in [facts.clone(), facts.into_iter().rev().collect()] {
            let mut case = after(facts);
            let (taken, troubles) = told(&mut case);
            assert_eq!(troubles, []);
            let sum = |of: &str| -> i64 {
                taken.iter().filter(|(who, _)| who == of).map(|(_, delta)| delta).sum()
            };
            assert_eq!((sum(&partner), sum("rival")), (first.earned.minor, 333));
            assert_eq!(totals(&case), [("rival", 333), (partner.as_str(), first.earned.minor)]);
            assert_eq!(known(&case), [second.clone(), first.clone()]);
            tried += 1;
        }
    }
    assert_eq!(tried, 12);
}

#[test]
fn m12_each_commission_is_booked_by_whether_it_was_paid_itself() {
    let second = Commission { paid: true, ..rivals() };
    let case =
        after(vec![listed(payment()), by_message(commission()), by_message(second), refunded()]);
    let modes = case.told.owed.iter().filter_map(|owed| match &owed.announcement {
        Announcement::Clawback(clawback) => Some((clawback.ordinal, clawback.mode)),
        _ => None,
    });
    let expected = [(1, ClawbackMode::NegativeLine), (1, ClawbackMode::Void)];
    assert_eq!(modes.collect::<Vec<_>>(), expected);
    // Each has a milestone, and an event, of its own.
    let ids: BTreeSet<_> = case.told.owed.iter().map(|owed| owed.id.clone()).collect();
    assert_eq!(ids.len(), case.told.owed.len());
}

#[test]
fn m12_a_metadata_commission_stands_alone_and_the_other_is_told() {
    for facts in [
        vec![by_metadata(), by_message(rivals()), refunded()],
        vec![by_message(rivals()), by_metadata(), refunded()],
        vec![by_message(rivals()), by_message(commission()), by_metadata(), refunded()],
    ] {
        let mut case = after(facts);
        assert_eq!(told(&mut case).1, [Trouble::CommissionContested]);
        assert_eq!(known(&case), [commission()]);
    }
}

#[test]
fn m12_commissions_that_come_to_more_than_was_paid_are_told_and_none_is_taken_back() {
    let captured = payment().captured;
    let half = Money::new(captured.minor / 2, captured.currency);
    let more = Money::new(captured.minor - half.minor + 1, captured.currency);
    for (earned, absurd) in [(half, false), (more, true)] {
        let first = by_message(Commission { earned: half, ..commission() });
        let second = by_message(Commission { earned, ..rivals() });
        let mut case = after(vec![listed(payment()), first, second, refunded()]);
        let (taken, troubles) = told(&mut case);
        assert_eq!((taken.is_empty(), troubles.is_empty()), (absurd, !absurd), "{earned}");
    }
}

#[test]
fn m12_a_payment_has_room_for_so_many_commissions_and_one_too_many_is_refused_loudly() {
    let mut case = case();
    let nth = |number: usize| {
        let id = CommissionId::parse(format!("c-{number}")).unwrap();
        by_message(Commission { id, ..commission() })
    };
    for number in 0..COMMISSIONS_MAX {
        assert_eq!(step(&mut case, nth(number), at(0)), Effect::Advanced);
    }
    assert_eq!(step(&mut case, nth(COMMISSIONS_MAX), at(0)), Effect::Overflows);
    assert_eq!(step(&mut case, nth(0), at(0)), Effect::Known);
    assert_eq!(case.commissions.len(), COMMISSIONS_MAX);
}
