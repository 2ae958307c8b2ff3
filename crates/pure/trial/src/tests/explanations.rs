//! An account of a decision has every rule that was tried, and every value.

use super::{SHIPPED, one, policy};
use crate::course::Course;
use crate::{Suite, explanation};

#[test]
fn an_account_has_every_rule_and_every_value() {
    let (name, text, tests) = SHIPPED[1];
    let policy = policy(name, text);
    let suite = Suite::parse(tests).unwrap();
    let accounts: Vec<String> = suite
        .verify(Course::alone(&policy), one)
        .iter()
        .filter(|verified| !verified.case.expected.explanation.is_empty())
        .map(|verified| explanation::account(&policy, &verified.ruling))
        .collect();
    assert_eq!(accounts.len(), 3);
    insta::assert_snapshot!("accounts", accounts.join("\n\n\n"));
}

#[test]
fn a_headline_names_all_that_was_decided() {
    let mut told: Vec<String> = Vec::new();
    for (name, text, tests) in SHIPPED {
        let policy = policy(name, text);
        for verified in Suite::parse(tests).unwrap().verify(Course::alone(&policy), one) {
            told.push(explanation::headline(&verified.ruling.decision));
        }
    }
    told.sort();
    told.dedup();
    insta::assert_snapshot!("headlines", told.join("\n"));
}
