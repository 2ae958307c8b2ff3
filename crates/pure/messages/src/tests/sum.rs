//! How a part came about: every step that changed the amount is told, and what is told comes to it.

use std::collections::BTreeSet;

use super::{money, to};
use crate::catalogue::{Catalogue, source};
use crate::letter::{Answered, Because, Extent, Letter, LetterContent};
use domain::calculation::{Calculation, Step};
use domain::locale::Locale;

const PAID: i64 = 12_000;

/// The letter of a part of 120.00 USD.
fn letter(locale: Locale, steps: &[Step], minor: i64, extent: Option<Extent>) -> Letter {
    let calculation = Calculation(steps.to_vec());
    let content = LetterContent::Approved {
        answered: Answered::Soon,
        because: Because::Terms,
        amount: money(minor, "USD"),
        extent: extent.unwrap_or(Extent::Part { paid: money(PAID, "USD") }),
        calculation: Some(&calculation),
        clause: None,
        clause_text: None,
        business_days: (5, 7),
    };
    Catalogue::builtin().unwrap().render(&content, &to(locale, None)).unwrap()
}

/// The lines of the sum: the block after the one that says that it follows.
fn told(letter: &Letter) -> Option<Vec<String>> {
    let blocks: Vec<&str> = letter.text.split("\n\n").collect();
    let plain = self::letter(letter.locale, &[], 1, None);
    (blocks.len() > plain.text.split("\n\n").count())
        .then(|| blocks[3].lines().map(str::to_owned).collect())
}

const CAPTURED: Step = Step::Captured { minor: PAID };

/// A calculation, what it comes to, and what is said of it in English.
type Told = (Vec<Step>, i64, &'static [&'static str]);

/// To the nearest unit.
fn rounded(minor: i64) -> Step {
    Step::Rounded { to: 1, minor }
}

/// Calculations that between them have every step.
fn calculations() -> Vec<Told> {
    let mut all = whole_payments();
    all.extend(other_beginnings());
    all
}

fn whole_payments() -> Vec<Told> {
    vec![
        (
            vec![
                CAPTURED,
                Step::Months { left: 8, term: 12 },
                Step::ProcessorFee { minor: 205 },
                Step::Kept { minor: 1000 },
                rounded(6795),
                Step::Given { minor: 1000 },
                Step::Left { minor: 5000 },
                Step::Cut { to: 300, minor: 4800 },
            ],
            4800,
            &[
                "You paid: $120.00",
                "Months left of your term: 8 of 12",
                "Less the payment company’s fee: $2.05",
                "Less what we keep: $10.00",
                "That comes to: $67.95",
                "Less earlier refunds and disputes: $10.00",
                "Still left of this payment: $50.00",
                "Paid out in steps of $3.00: $48.00",
            ],
        ),
        (
            vec![CAPTURED, Step::Days { left: 10, term: 365 }, rounded(329)],
            329,
            &[
                "You paid: $120.00",
                "Days left of your term: 10 of 365",
                "Rounded, that comes to: $3.29",
            ],
        ),
        (
            vec![
                CAPTURED,
                Step::Share { basis_points: 5000 },
                rounded(6000),
                Step::Cap { minor: 5000 },
            ],
            5000,
            &[
                "You paid: $120.00",
                "Share that you get back: 50%",
                "That comes to: $60.00",
                "The most that we give back: $50.00",
            ],
        ),
    ]
}

fn other_beginnings() -> Vec<Told> {
    vec![
        (
            vec![
                Step::Lines { minor: 4000 },
                Step::Use { unused: 1, bought: 3 },
                Step::RoundedUp { to: 10, minor: 1340 },
                Step::Floor { minor: 2000 },
                Step::Asked { minor: 1500 },
            ],
            1500,
            &[
                "Paid for the items concerned: $40.00",
                "Part that you have not used: about 33.33%",
                "Rounded up, that comes to: $13.40",
                "The least that we give back: $20.00",
                "You asked for: $15.00",
            ],
        ),
        (
            vec![
                CAPTURED,
                Step::Time { left: 100, term: 800 },
                Step::RoundedDown { to: 7, minor: 1498 },
            ],
            1498,
            &[
                "You paid: $120.00",
                "Part of your term that is left: 12.5%",
                "Rounded down, that comes to: $14.98",
            ],
        ),
        (
            vec![CAPTURED, Step::Time { left: 86_400, term: 864_000 }, rounded(1200)],
            1200,
            &["You paid: $120.00", "Days left of your term: 1 of 10", "That comes to: $12.00"],
        ),
        (
            vec![Step::Fixed { minor: 2500 }, Step::Kept { minor: 500 }],
            2000,
            &["Fixed amount for this case: $25.00", "Less what we keep: $5.00"],
        ),
    ]
}

#[test]
fn w5_the_letter_of_a_part_names_each_step_that_changed_the_amount() {
    for (steps, minor, english) in calculations() {
        assert_eq!(told(&letter(Locale::En, &steps, minor, None)).unwrap(), english);
        for locale in Locale::ALL {
            let letter = letter(locale, &steps, minor, None);
            let lines = told(&letter).unwrap();
            assert_eq!(lines.len(), steps.len(), "{locale}: {lines:?}");
            let rows = letter.html.matches("<tr><th").count();
            assert_eq!(rows, lines.len(), "{locale} has no table: {lines:?}");
        }
    }
}

#[test]
fn w5_every_language_has_every_line_of_a_sum() {
    let ids = |locale| -> BTreeSet<&'static str> {
        let lines = source(locale).lines().filter(|line| line.starts_with("sum-"));
        lines.filter_map(|line| line.split_once(" =").map(|(id, _)| id)).collect()
    };
    let english = ids(Locale::En);
    assert_eq!(english.len(), 17);
    let kinds: BTreeSet<_> = calculations()
        .into_iter()
        .flat_map(|(steps, ..)| steps)
        .map(|step| std::mem::discriminant(&step))
        .map(|kind| format!("{kind:?}"))
        .collect();
    assert_eq!(kinds.len(), 19, "the calculations of these tests have every step");
    for locale in Locale::ALL {
        assert_eq!(ids(locale), english, "{locale}");
    }
}

#[test]
fn w5_what_changed_nothing_is_not_told() {
    let steps = [
        CAPTURED,
        Step::Months { left: 12, term: 12 },
        Step::ProcessorFee { minor: 0 },
        Step::Rounded { to: 1, minor: 12_000 },
        Step::Left { minor: 5000 },
    ];
    let lines = told(&letter(Locale::En, &steps, 5000, None)).unwrap();
    assert_eq!(lines, ["You paid: $120.00", "Still left of this payment: $50.00"]);
}

#[test]
fn w5_a_sum_that_is_not_that_of_the_letter_is_left_out_whole() {
    let half = Step::Share { basis_points: 5000 };
    let rounded = Step::Rounded { to: 1, minor: 6000 };
    let whole = [CAPTURED, half, rounded];
    assert!(told(&letter(Locale::En, &whole, 6000, None)).is_some());
    let none = |steps: &[Step], minor, extent| {
        for locale in Locale::ALL {
            let letter = letter(locale, steps, minor, extent);
            assert_eq!(told(&letter), None, "{locale} {steps:?}");
        }
    };
    none(&whole, 5999, None);
    none(
        &[Step::Captured { minor: 13_000 }, half, Step::Rounded { to: 1, minor: 6500 }],
        6500,
        None,
    );
    none(&[half, rounded], 6000, None);
    none(&[Step::Fixed { minor: 6000 }], 6000, None);
    let sliver = Step::Use { unused: 1, bought: 1_000_000 };
    let up = Step::RoundedUp { to: 1, minor: 1 };
    none(&[CAPTURED, sliver, up], 1, None);
    for extent in [Extent::Full, Extent::Asked, Extent::Converted] {
        none(&whole, 6000, Some(extent));
    }
}
