//! The policy that is shipped decides what its comments say.

use super::sample::{DAY, Sample, text_of};
use crate::Policy;
use diagnostics::render_mistakes;
use domain::locale::Locale;
use domain::request::Reason;

const TEXT: &str = include_str!("../../../../../config/policy.toml");

fn starter() -> Policy {
    Policy::parse(TEXT)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes("policy.toml", TEXT, &mistakes)))
}

#[test]
fn the_starter_policy_is_free_of_warnings() {
    let policy = starter();
    assert_eq!(policy.warnings(), &[], "{}", render_mistakes("p", TEXT, policy.warnings()));
    assert!(policy.needs_customer_history());
    assert_eq!(policy.rules().count(), 13);
    assert_eq!(policy.clauses().count(), 10);
    assert_eq!((policy.name(), policy.version()), ("Refund policy", "1"));
    assert_eq!(policy.hash().len(), 64);
}

fn cases() -> Vec<(Sample, &'static str, &'static str)> {
    let new = |reason| Sample::new(reason).history(1, 0, 0);
    let old = |reason| Sample::new(reason).history(7, 1, 0);
    let mut warned = new(Reason::Duplicate).proof();
    warned.ledger.fraud_warning = true;
    vec![
        (warned, "fraud-warning", "review fraud_warning"),
        (new(Reason::Fraudulent), "customer-reports-fraud", "review customer_reports_fraud"),
        (
            Sample::new(Reason::Unused).history(9, 3, 0),
            "repeated-refunds",
            "review repeated_refunds",
        ),
        (
            Sample::new(Reason::Unused).history(9, 0, 1),
            "repeated-refunds",
            "review repeated_refunds",
        ),
        (new(Reason::Unused).captured(25_001, "EUR", 1), "money-back", "review band_one"),
        (new(Reason::Unused).captured(25_000, "EUR", 1), "money-back", "approve 250.00 EUR"),
        (new(Reason::Unused).captured(100_001, "EUR", 1), "money-back", "review band_two"),
        (new(Reason::Unused).captured(37_500, "JPY", 1), "money-back", "approve 37500 JPY"),
        (new(Reason::Unused).captured(37_501, "JPY", 1), "money-back", "review band_one"),
        (new(Reason::Unused).captured(1000, "KWD", 10), "money-back", "review band_missing"),
        (new(Reason::ChangeOfMind).age(31 * DAY - 1), "money-back", "approve 49.00 USD"),
        (
            new(Reason::ChangeOfMind).age(31 * DAY),
            "too-late",
            "deny extended_trial+onboarding_call+downgrade",
        ),
        (
            old(Reason::AccidentalRenewal).renewal(true).age(15 * DAY - 1),
            "accidental-renewal",
            "approve 49.00 USD",
        ),
        (old(Reason::AccidentalRenewal), "accidental-renewal", "review fact_unknown"),
        (old(Reason::AccidentalRenewal).age(15 * DAY), "renewal-too-late", "deny downgrade+credit"),
        (old(Reason::TechnicalProblem).age(61 * DAY - 1), "technical-problem", "approve 49.00 USD"),
        (old(Reason::TechnicalProblem).age(61 * DAY), "default", "review no_rule_applies"),
        (old(Reason::Unused), "unused", "approve 49.00 USD"),
        (
            old(Reason::ChangeOfMind).age(73 * DAY).term(365 * DAY).plan("annual-pro"),
            "annual-prorated",
            "approve 39.20 USD",
        ),
        (
            old(Reason::ChangeOfMind).age(366 * DAY).term(365 * DAY).plan("annual"),
            "too-late",
            "deny extended_trial+onboarding_call+downgrade",
        ),
        (
            old(Reason::ChangeOfMind).age(73 * DAY).plan("annual"),
            "too-late",
            "deny extended_trial+onboarding_call+downgrade",
        ),
        (old(Reason::ChangeOfMind), "default", "review no_rule_applies"),
        // Without a history nobody is a new customer.
        (Sample::new(Reason::Other), "repeated-refunds", "review fact_unknown"),
        (new(Reason::Other).left(0), "money-back", "review nothing_left"),
        (new(Reason::Other).left(900), "money-back", "approve 9.00 USD"),
        (new(Reason::Other).age(-1), "money-back", "review facts_contradict"),
        (new(Reason::Other).asked(900, "EUR"), "money-back", "review currency_mismatch"),
    ]
}

/// What is said to be our mistake, or a renewal, against what is known.
fn against_the_facts() -> Vec<(Sample, &'static str, &'static str)> {
    let new = |reason| Sample::new(reason).history(1, 0, 0);
    let old = |reason| Sample::new(reason).history(7, 1, 0);
    vec![
        (old(Reason::Duplicate).twins(1, 0).age(400 * DAY), "charged-twice", "approve 49.00 USD"),
        (old(Reason::Duplicate).twins(1, 0).asked(900, "USD"), "charged-twice", "approve 9.00 USD"),
        // The earlier of two charges, and one that there is no other of.
        (old(Reason::Duplicate).proof().twins(0, 1), "charged-wrongly", "review charged_wrongly"),
        (
            new(Reason::Duplicate).proof().twins(0, 0),
            "contradiction",
            "review request_contradicts_payment",
        ),
        (
            old(Reason::Duplicate).proof().age(400 * DAY),
            "charged-wrongly",
            "review charged_wrongly",
        ),
        (
            old(Reason::WrongCharge).proof().asked(900, "USD"),
            "charged-wrongly",
            "review charged_wrongly",
        ),
        (
            old(Reason::AccidentalRenewal).renewal(false),
            "contradiction",
            "review request_contradicts_payment",
        ),
    ]
}

#[test]
fn the_starter_policy_decides_as_its_comments_say() {
    let policy = starter();
    let cases = [cases(), against_the_facts()].concat();
    assert_eq!(cases.len(), 34);
    for (sample, rule, verdict) in cases {
        let decision = policy.decide(&sample.facts()).decision;
        let got = (decision.by.to_string(), text_of(&decision.verdict));
        assert_eq!(got, (rule.to_owned(), verdict.to_owned()), "{sample:?}");
        assert!(policy.clause_text(&decision.clause, Locale::En).is_some());
        assert_eq!(decision.policy_hash.as_deref(), Some(policy.hash()));
    }
}

#[test]
fn every_rule_of_the_starter_policy_is_tried_by_a_case() {
    let policy = starter();
    let cases = [cases(), against_the_facts()].concat();
    for (id, _, _) in policy.rules() {
        assert!(cases.iter().any(|(_, rule, _)| *rule == id), "no case ends at {id}");
    }
}
