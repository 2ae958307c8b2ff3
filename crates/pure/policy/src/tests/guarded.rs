//! Rules that a guard takes the place of are warned of.

use super::sample::policy_text;
use crate::Policy;

fn warned(condition: &str) -> Vec<String> {
    let when = format!("[{}]", toml::Value::String(condition.to_owned()));
    let rule = (when.as_str(), "unknown = \"skip\"\nreview = \"x\"");
    let policy = Policy::parse(&policy_text(&[rule])).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let found = policy.warnings().iter().map(|found| found.message.as_str());
    let by = found.filter_map(|message| message.strip_prefix("where this holds, the guard `"));
    by.filter_map(|rest| Some(rest.split_once('`')?.0.to_owned())).collect()
}

#[test]
fn w15_a_rule_that_a_guard_takes_the_place_of_is_warned_of() {
    let mut tried = 0;
    for (condition, guard) in [
        ("payment.disputed", "disputed"),
        ("payment.disputed && request.full", "disputed"),
        ("findings.already_disputed", "disputed"),
        ("payment.disputed || findings.already_refunded", "already_refunded"),
        ("findings.never_charged", "nothing_taken"),
        ("payment.left_minor == 0", "already_refunded"),
        ("payment.left_minor < 1", "already_refunded"),
        ("0 >= payment.amount_minor", "nothing_taken"),
        ("request.amount_minor > payment.left_minor", "amount_above_rest"),
        ("payment.left_minor < request.amount_minor", "amount_above_rest"),
        ("request.amount_minor > payment.amount_minor", "amount_above_rest"),
    ] {
        assert_eq!(warned(condition), [guard], "{condition}");
        tried += 1;
    }
    assert_eq!(tried, 11);
    for condition in [
        "!payment.disputed",
        "payment.disputed || payment.fraud_warning",
        "payment.fraud_warning",
        "payment.left_minor > 0",
        "payment.left_minor <= 100",
        "request.amount_minor >= payment.left_minor",
        "request.amount_minor < payment.left_minor",
        "findings.any",
    ] {
        assert_eq!(warned(condition), [""; 0], "{condition}");
    }
}
