//! Parts of the tax come to the tax.

use proptest::prelude::*;

use super::world::{
    at, case, listed, opened, payment, publish, refund, request, ruling, seen, step,
};
use crate::announcement::{Announcement, RefundNews, RequestNews};
use crate::fact::Fact;
use crate::state::Case;
use domain::decision::Verdict;
use domain::ids::RequestId;
use domain::money::{Currency, Money, split};
use domain::payment::Payment;
use domain::purchase::Purchase;
use domain::refund::{Refund, RefundStatus};

fn money(minor: i64) -> Money {
    Money::new(minor, Currency::parse("USD").unwrap())
}

fn start(captured: i64, tax: i64) -> Case {
    let mut case = case();
    let purchase = Box::new(Purchase { tax_minor: Some(tax), ..Purchase::default() });
    let (captured, authorised) = (money(captured), money(captured));
    step(&mut case, listed(Payment { captured, authorised, purchase, ..payment() }), at(0));
    case
}

fn made(id: &str, minor: i64, status: RefundStatus) -> Fact {
    seen(Refund { amount: money(minor), ..refund(id, 0, status, false) })
}

/// Publishes, and returns the taxes of what was given, by hand or by us.
fn taxes(case: &mut Case) -> Vec<i64> {
    let told = case.told.owed.iter().filter(|owed| {
        let news = &owed.announcement;
        matches!(news, Announcement::Refund(RefundNews::Succeeded { .. } | RefundNews::Adopted(_)))
    });
    let found = told.filter_map(|owed| owed.tax).map(|tax| tax.minor).collect();
    let published = publish(case);
    step(case, published, at(0));
    found
}

#[test]
fn m13_three_equal_parts_of_300_00_with_47_90_tax_name_47_90_in_all() {
    let mut case = start(30_000, 4_790);
    let mut told = Vec::new();
    for id in ["re_1", "re_2", "re_3"] {
        step(&mut case, made(id, 10_000, RefundStatus::Succeeded), at(1));
        told.extend(taxes(&mut case));
    }
    assert_eq!(told, [1_597, 1_596, 1_597]);
    assert_eq!(told.iter().sum::<i64>(), 4_790);
}

#[test]
fn m13_parts_that_are_seen_at_once_come_to_the_tax_as_well() {
    let mut case = start(30_000, 4_790);
    for id in ["re_1", "re_2", "re_3"] {
        crate::apply::apply(&mut case, made(id, 10_000, RefundStatus::Succeeded));
    }
    crate::owe::owe(&mut case, at(1), &super::world::terms());
    assert_eq!(taxes(&mut case).iter().sum::<i64>(), 4_790);
}

#[test]
fn m13_what_came_back_leaves_its_tax_to_what_follows() {
    let mut case = start(30_000, 4_790);
    step(&mut case, made("re_1", 10_000, RefundStatus::Succeeded), at(1));
    assert_eq!(taxes(&mut case), [1_597]);
    step(&mut case, made("re_1", 10_000, RefundStatus::Failed), at(2));
    let mut told = Vec::new();
    for id in ["re_2", "re_3", "re_4"] {
        step(&mut case, made(id, 10_000, RefundStatus::Succeeded), at(3));
        told.extend(taxes(&mut case));
    }
    assert_eq!(told.iter().sum::<i64>(), 4_790);
}

#[test]
fn m13_an_approval_and_its_refund_name_the_same_tax() {
    let mut case = start(4_900, 782);
    step(&mut case, made("re_1", 1_633, RefundStatus::Succeeded), at(1));
    let before = taxes(&mut case);
    step(&mut case, Fact::Requested(request("r1", Some(1_633))), at(2));
    let request = RequestId::parse("r1").unwrap();
    let ruling = ruling(Verdict::Approve(money(1_633)));
    let decided = Fact::Decided { request, ruling, opened: opened(at(2)), grounds: None };
    step(&mut case, decided, at(2));
    let approved = case.told.owed.iter().find_map(|owed| match &owed.announcement {
        Announcement::Request(_, RequestNews::Approved { .. }) => owed.tax,
        _ => None,
    });
    let published = publish(&mut case);
    step(&mut case, published, at(2));
    // Somebody refunds the rest by hand before ours is made.
    step(&mut case, made("re_2", 1_634, RefundStatus::Succeeded), at(3));
    let by_hand = taxes(&mut case);
    let key = case.operations.keys().next().unwrap().clone();
    let ours = Refund {
        key: Some(key),
        amount: money(1_633),
        ..refund("re_3", 0, RefundStatus::Succeeded, false)
    };
    step(&mut case, seen(ours), at(4));
    let refunded = taxes(&mut case);
    assert_eq!(refunded, [approved.unwrap().minor]);
    assert_eq!(before[0] + by_hand[0] + refunded[0], 782);
}

#[test]
fn m13_a_tax_that_nobody_has_said_is_not_named() {
    let mut case = case();
    step(&mut case, listed(payment()), at(0));
    step(&mut case, seen(refund("re_1", 100, RefundStatus::Succeeded, false)), at(1));
    assert_eq!(taxes(&mut case), [0_i64; 0]);
}

proptest! {
    #[test]
    fn m13_the_parts_of_any_split_come_to_the_tax(
        captured in 1_i64..50_000_000,
        rate in 0_i64..=100,
        weights in prop::collection::vec(1_i64..1000, 1..12),
    ) {
        let tax = captured * rate / 100;
        let mut case = start(captured, tax);
        let mut sum = 0;
        for (index, minor) in split(captured, &weights).unwrap().into_iter().enumerate() {
            if minor == 0 {
                continue;
            }
            step(&mut case, made(&format!("re_{index}"), minor, RefundStatus::Succeeded), at(1));
            for part in taxes(&mut case) {
                prop_assert!((0..=minor).contains(&part));
                sum += part;
            }
        }
        prop_assert_eq!(sum, tax);
    }
}
