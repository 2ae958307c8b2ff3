//! Which rule decides, and what the trace shows.

use proptest::prelude::*;

use super::sample::{DAY, Sample, any_sample, policy, policy_text};
use crate::{Policy, REVIEW_CODES};
use domain::authority::Why;
use domain::decision::{ConditionTrace, RuleTrace, Verdict};
use domain::request::Reason;

const FULL: &str = "approve = \"full\"";

fn review(why: impl Into<Why>) -> Verdict {
    Verdict::review(why)
}

#[test]
fn the_first_rule_whose_conditions_all_hold_decides() {
    let policy = policy(&[
        ("[\"payment.age_days <= 30\", \"request.proof_of_purchase\"]", FULL),
        ("[\"payment.age_days <= 30\"]", "review = \"first\""),
        ("[\"request.full\"]", "review = \"second\""),
    ]);
    let ruling = policy.decide(&Sample::new(Reason::Other).facts());
    assert_eq!(ruling.decision.by.to_string(), "r1");
    assert_eq!(ruling.decision.clause, "c");
    assert_eq!(ruling.decision.verdict, review("first"));
    let condition = |text: &str, held, fact: &str, value: &str| ConditionTrace {
        text: text.to_owned(),
        held: Some(held),
        values: vec![(fact.to_owned(), value.to_owned())],
    };
    let in_time = condition("payment.age_days <= 30", true, "payment.age_days", "1");
    let proof = condition("request.proof_of_purchase", false, "request.proof_of_purchase", "false");
    assert_eq!(
        ruling.trace,
        [
            RuleTrace { rule: "r0".to_owned(), conditions: vec![in_time.clone(), proof] },
            RuleTrace { rule: "r1".to_owned(), conditions: vec![in_time] },
        ]
    );
}

#[test]
fn without_a_rule_the_default_asks_a_person() {
    let policy = policy(&[("[\"payment.fraud_warning\"]", FULL)]);
    let ruling = policy.decide(&Sample::new(Reason::Other).facts());
    assert_eq!(ruling.decision.by.to_string(), "default");
    assert_eq!(ruling.decision.clause, "d");
    assert_eq!(ruling.decision.verdict, review("none"));
    let tried: Vec<&str> = ruling.trace.iter().map(|tried| tried.rule.as_str()).collect();
    assert_eq!(tried, ["r0", "default"]);
}

#[test]
fn day_thirty_ends_with_its_last_second() {
    let policy = policy(&[("[\"payment.age_days <= 30\"]", FULL)]);
    for (age, rule) in [(0, "r0"), (30 * DAY, "r0"), (31 * DAY - 1, "r0"), (31 * DAY, "default")] {
        let facts = Sample::new(Reason::Other).age(age).facts();
        assert_eq!(policy.decide(&facts).decision.by.to_string(), rule, "{age}");
    }
}

#[test]
fn an_unknown_fact_in_a_reached_rule_asks_a_person() {
    let plain = Sample::new(Reason::Other);
    let planned = plain.clone().plan("pro");
    for (when, sample, rule, verdict) in [
        ("[\"payment.plan == 'pro'\"]", &plain, "r0", review(Why::FactUnknown)),
        ("[\"payment.plan != 'pro'\"]", &plain, "r0", review(Why::FactUnknown)),
        ("[\"!(payment.plan == 'pro')\"]", &plain, "r0", review(Why::FactUnknown)),
        ("[\"payment.plan in ['pro']\"]", &plain, "r0", review(Why::FactUnknown)),
        ("[\"has(payment.plan)\", \"payment.plan == 'pro'\"]", &plain, "default", review("none")),
        ("[\"has(payment.plan) && payment.plan == 'pro'\"]", &plain, "default", review("none")),
        ("[\"!has(payment.plan)\"]", &planned, "default", review("none")),
        ("[\"payment.plan == 'x'\"]", &planned, "default", review("none")),
        // An earlier condition that does not hold keeps the rule from being reached at all.
        ("[\"payment.fraud_warning\", \"payment.plan == 'x'\"]", &plain, "default", review("none")),
        ("[\"customer.refunds >= 0\"]", &plain, "r0", review(Why::FactUnknown)),
        ("[\"payment.term_left_days >= 0\"]", &plain, "r0", review(Why::FactUnknown)),
        ("[\"payment.age_seconds / 0 == 1\"]", &plain, "r0", review(Why::NotComputable)),
        (
            "[\"payment.left_minor * 9223372036854775807 > 0\"]",
            &plain,
            "r0",
            review(Why::NotComputable),
        ),
    ] {
        let decision = policy(&[(when, FULL)]).decide(&sample.facts()).decision;
        assert_eq!((decision.by.to_string().as_str(), decision.verdict), (rule, verdict), "{when}");
        assert_eq!(decision.clause, "d", "{when}");
    }
}

#[test]
fn the_trace_shows_an_unknown_value_as_such() {
    let policy = policy(&[("[\"payment.plan == 'pro'\"]", FULL)]);
    let ruling = policy.decide(&Sample::new(Reason::Other).facts());
    let shown = &ruling.trace[0].conditions[0];
    assert_eq!(shown.held, None);
    assert_eq!(shown.values, [("payment.plan".to_owned(), "unknown".to_owned())]);
}

#[test]
fn the_trace_keeps_long_text_short() {
    let policy = policy(&[("[\"payment.plan == 'pro'\"]", FULL)]);
    let ruling = policy.decide(&Sample::new(Reason::Other).plan(&"é".repeat(5000)).facts());
    let value = &ruling.trace[0].conditions[0].values[0].1;
    assert_eq!(value.chars().count(), 66);
}

#[test]
fn the_history_is_asked_for_only_where_a_condition_names_it() {
    assert!(!policy(&[("[\"payment.fraud_warning\"]", FULL)]).needs_customer_history());
    assert!(policy(&[("[\"customer.known\"]", FULL)]).needs_customer_history());
    assert!(policy(&[("[\"has(customer.refunds)\"]", FULL)]).needs_customer_history());
}

#[test]
fn the_hash_is_that_of_the_text() {
    let text = policy_text(&[("[]", FULL)]);
    let hash = Policy::parse(&text).unwrap().hash().to_owned();
    assert_eq!(hash, Policy::parse(&text).unwrap().hash());
    assert_ne!(hash, Policy::parse(&format!("{text}\n")).unwrap().hash());
}

#[test]
fn a_policy_of_five_hundred_rules_loads_and_decides() {
    let rules: Vec<(String, &str)> = (0..500)
        .map(|index| (format!("[\"payment.age_days == {index}\", \"request.full\"]"), FULL))
        .collect();
    let rules: Vec<(&str, &str)> =
        rules.iter().map(|(when, outcome)| (when.as_str(), *outcome)).collect();
    let policy = policy(&rules);
    let ruling = policy.decide(&Sample::new(Reason::Other).age(499 * DAY).facts());
    assert_eq!(ruling.decision.by.to_string(), "r499");
    assert_eq!(ruling.trace.len(), 500);
}

#[test]
fn policies_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Policy>();
}

proptest! {
    #[test]
    fn the_same_facts_always_get_the_same_ruling(sample in any_sample()) {
        let text = include_str!("../../../../../config/policy.toml");
        let (one, other) = (Policy::parse(text).unwrap(), Policy::parse(text).unwrap());
        let ruling = one.decide(&sample.facts());
        prop_assert_eq!(&ruling, &one.decide(&sample.facts()));
        prop_assert_eq!(&ruling, &other.decide(&sample.facts()));
        let last = &ruling.trace[ruling.trace.len() - 1];
        prop_assert_eq!(&last.rule, &ruling.decision.by.to_string());
        let undecided =
            last.conditions.iter().any(|condition| condition.held.is_none());
        if undecided {
            let Verdict::Review { why, .. } = &ruling.decision.verdict else {
                return Err(TestCaseError::fail("an undecided rule gave money"));
            };
            prop_assert!(REVIEW_CODES.contains(why));
        }
    }
}
