//! How an amount came about is part of the decision, and leads to that amount and to no other.

use super::sample::{DAY, Sample, money, policy};
use domain::calculation::Step;
use domain::decision::Decision;
use domain::facts::Facts;
use domain::request::Reason;

/// Works a calculation out again, step by step, and holds it against the amount and the facts.
pub(super) fn leads_to_its_amount(facts: &Facts, decision: &Decision) {
    let Some(money) = decision.amount() else {
        assert!(decision.calculation.0.is_empty(), "nothing is calculated that is not shown");
        return;
    };
    let (mut top, mut bottom) = (0_i128, 1_i128);
    for step in &decision.calculation.0 {
        let before = (top, bottom);
        let is_more = |minor: i64| i128::from(minor) * bottom > top;
        let is_less = |minor: i64| i128::from(minor) * bottom < top;
        let rounded = |to: i64, minor: i64| {
            assert_eq!(minor % to, 0, "{step:?}");
            (i128::from(minor) * bottom - top).abs() < i128::from(to) * bottom
        };
        (top, bottom) = match *step {
            Step::Captured { minor } => {
                assert_eq!(minor, facts.payment.captured.minor);
                (i128::from(minor), 1)
            }
            Step::Lines { minor } | Step::Fixed { minor } => (i128::from(minor), 1),
            Step::Share { basis_points } => (top * i128::from(basis_points), bottom * 10_000),
            Step::Time { left: part, term: whole }
            | Step::Days { left: part, term: whole }
            | Step::Months { left: part, term: whole }
            | Step::Use { unused: part, bought: whole } => {
                (top * i128::from(part), bottom * i128::from(whole))
            }
            Step::ProcessorFee { minor } | Step::Kept { minor } => {
                (top - i128::from(minor) * bottom, bottom)
            }
            Step::Rounded { to, minor } => {
                assert!((i128::from(minor) * bottom - top).abs() * 2 <= i128::from(to) * bottom);
                assert!(rounded(to, minor));
                (i128::from(minor), 1)
            }
            Step::RoundedUp { to, minor } => {
                assert!(rounded(to, minor) && !is_less(minor));
                (i128::from(minor), 1)
            }
            Step::RoundedDown { to, minor } => {
                assert!(rounded(to, minor) && !is_more(minor));
                (i128::from(minor), 1)
            }
            Step::Floor { minor } => {
                assert!(is_more(minor), "{step:?}");
                (i128::from(minor), 1)
            }
            Step::Cap { minor } | Step::Asked { minor } | Step::Left { minor } => {
                assert!(is_less(minor), "{step:?} after {before:?}");
                (i128::from(minor), 1)
            }
            Step::Given { minor } => (top - i128::from(minor) * bottom, bottom),
            Step::Cut { to, minor } => {
                assert_eq!((top - i128::from(minor)).div_euclid(i128::from(to)), 0, "{step:?}");
                (i128::from(minor), 1)
            }
        };
    }
    assert_eq!((top, bottom), (i128::from(money.minor), 1), "{:?}", decision.calculation);
    // What a letter says of it is worked out by other code than this.
    let told = decision.calculation.worked_out(money.minor).map(|worked| worked.len());
    assert_eq!(told, Some(decision.calculation.0.len()), "{:?}", decision.calculation);
}

/// A half of 120.00, less 3.00, at most 50.00; 10.00 was given before.
#[test]
fn w5_the_calculation_names_every_step_that_made_the_amount() {
    let half = "approve = { share = \"50%\", less = [{ EUR = 300 }], cap = { EUR = 5000 } }";
    let sample = Sample::new(Reason::Other).captured(12_000, "EUR", 1).left(11_000);
    let facts = sample.facts();
    let decision = policy(&[("[]", half)]).decide(&facts).decision;
    leads_to_its_amount(&facts, &decision);
    assert_eq!(decision.amount(), Some(money(4000, "EUR")));
    assert_eq!(
        decision.calculation.0,
        [
            Step::Captured { minor: 12_000 },
            Step::Share { basis_points: 5000 },
            Step::Kept { minor: 300 },
            Step::Rounded { to: 1, minor: 5700 },
            Step::Cap { minor: 5000 },
            Step::Given { minor: 1000 },
        ]
    );
}

#[test]
fn w5_a_part_by_time_says_how_much_time_is_left() {
    let sample = Sample::new(Reason::Other).captured(12_000, "EUR", 1).age(30 * DAY);
    let mut facts = sample.facts();
    facts.payment.term_ends_at =
        facts.payment.charged_at.checked_add(jiff::SignedDuration::from_hours(24 * 120)).ok();
    facts.payment.purchase.renewal = Some(false);
    let decision = policy(&[("[]", "approve = \"prorated\"")]).decide(&facts).decision;
    leads_to_its_amount(&facts, &decision);
    assert_eq!(
        decision.calculation.0,
        [
            Step::Captured { minor: 12_000 },
            Step::Time { left: 90 * DAY, term: 120 * DAY },
            Step::Rounded { to: 1, minor: 9000 },
        ]
    );
}

/// What nobody is shown is not calculated for anybody.
#[test]
fn w5_a_decision_without_an_amount_has_no_calculation() {
    for outcome in [
        "deny = { alternatives = [\"credit\"] }",
        "review = \"odd\"",
        "approve = { cap = { USD = 1 }, amount = \"full\" }",
    ] {
        let sample = Sample::new(Reason::Other).captured(12_000, "EUR", 1);
        let decision = policy(&[("[]", outcome)]).decide(&sample.facts()).decision;
        assert_eq!(decision.amount(), None, "{outcome}");
        assert!(decision.calculation.0.is_empty(), "{outcome}");
    }
}
