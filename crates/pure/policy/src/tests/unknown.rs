//! The third value: what a rule does where nobody knows a fact.

use super::sample::{DAY, Sample, policy, text_of};
use crate::Policy;
use diagnostics::Severity;
use domain::request::Reason;

const FULL: &str = "approve = \"full\"";

fn decided(rules: &[(&str, &str)], sample: &Sample) -> String {
    let ruling = policy(rules).decide(&sample.facts());
    format!("{}: {}", ruling.decision.by, text_of(&ruling.decision.verdict))
}

#[test]
fn a_rule_says_what_it_does_where_a_fact_is_unknown() {
    let plain = Sample::new(Reason::Other);
    let planned = plain.clone().plan("pro");
    let mut tried = 0;
    for (unknown, nobody_knows, known) in [
        ("", "r0: review fact_unknown", "r0: approve 49.00 USD"),
        ("unknown = \"review\"\n", "r0: review fact_unknown", "r0: approve 49.00 USD"),
        ("unknown = \"skip\"\n", "r1: review next", "r0: approve 49.00 USD"),
        ("unknown = \"match\"\n", "r0: approve 49.00 USD", "r0: approve 49.00 USD"),
    ] {
        let outcome = format!("{unknown}{FULL}");
        let rules =
            [("[\"payment.plan == 'pro'\"]", outcome.as_str()), ("[]", "review = \"next\"")];
        assert_eq!(decided(&rules, &plain), nobody_knows, "{unknown}");
        assert_eq!(decided(&rules, &planned), known, "{unknown}");
        tried += 1;
    }
    assert_eq!(tried, 4);
}

#[test]
fn a_condition_that_does_not_hold_decides_whatever_is_unknown_beside_it() {
    let plain = Sample::new(Reason::Other);
    for when in [
        "[\"payment.plan == 'pro'\", \"payment.fraud_warning\"]",
        "[\"payment.fraud_warning\", \"payment.plan == 'pro'\"]",
        "[\"payment.plan == 'pro' && payment.fraud_warning\"]",
    ] {
        for unknown in ["", "unknown = \"match\"\n", "unknown = \"skip\"\n"] {
            let rules = [(when, &*format!("{unknown}{FULL}"))];
            assert_eq!(decided(&rules, &plain), "default: review none", "{when} {unknown}");
        }
    }
}

#[test]
fn contradictions_and_impossible_sums_ask_a_person_whatever_the_rule_says() {
    let early = Sample::new(Reason::Other).age(-1);
    let mut tried = 0;
    for unknown in ["skip", "match", "review"] {
        for (when, sample, why) in [
            ("[\"payment.age_days <= 30 || payment.plan == 'x'\"]", &early, "facts_contradict"),
            ("[\"payment.plan == 'x'\", \"payment.age_days <= 30\"]", &early, "facts_contradict"),
            (
                "[\"payment.plan == 'x'\", \"1 / payment.refunded_minor == 1\"]",
                &Sample::new(Reason::Other),
                "not_computable",
            ),
        ] {
            let rules = [(when, &*format!("unknown = \"{unknown}\"\n{FULL}"))];
            assert_eq!(decided(&rules, sample), format!("r0: review {why}"), "{when} {unknown}");
            tried += 1;
        }
    }
    assert_eq!(tried, 9);
}

#[test]
fn the_checker_asks_only_where_a_fact_can_be_unknown() {
    let of = |when: &str, unknown: &str| {
        let text = super::sample::policy_text(&[(when, &format!("{unknown}{FULL}"))]);
        let policy = Policy::parse(&text).unwrap();
        let mut warnings = policy.warnings().iter();
        assert!(warnings.all(|found| found.severity == Severity::Warning));
        policy.warnings().len()
    };
    assert_eq!(of("[\"payment.plan == 'pro'\"]", ""), 1);
    assert_eq!(of("[\"payment.plan == 'pro'\"]", "unknown = \"skip\"\n"), 0);
    assert_eq!(of("[\"has(payment.plan)\", \"payment.plan == 'pro'\"]", ""), 0);
    assert_eq!(of("[\"payment.fraud_warning\"]", "unknown = \"skip\"\n"), 1, "it says too much");
    assert_eq!(of("[]", "within = \"3 days of delivery\"\n"), 1, "a delivery may be unknown");
    assert_eq!(of("[]", "within = \"3 days of purchase\"\n"), 0);
}

#[test]
fn an_account_of_the_rule_shows_the_unknown_as_such() {
    let policy = policy(&[(
        "[\"payment.plan == 'pro'\", \"payment.age_days <= 3\"]",
        "unknown = \"skip\"\napprove = \"full\"",
    )]);
    let ruling = policy.decide(&Sample::new(Reason::Other).age(DAY).facts());
    let tried: Vec<_> = ruling.trace[0]
        .conditions
        .iter()
        .map(|condition| (condition.held, condition.values[0].1.as_str()))
        .collect();
    assert_eq!(tried, [(None, "unknown"), (Some(true), "1")]);
}
