//! Who writes `min(a, b)` or `max(a, b)` is told how that is said here.

use super::sample::{Sample, full_text, policy_text};
use crate::Policy;
use diagnostics::{Mistake, render_mistakes};
use domain::decision::Verdict;
use domain::request::Reason;

const FULL: &str = "approve = \"full\"";

fn mistakes(text: &str) -> Vec<Mistake> {
    Policy::parse(text).expect_err(text)
}

/// The remedy for a condition.
fn remedy(condition: &str) -> String {
    let found = mistakes(&policy_text(&[(&format!("[\"{condition}\"]"), FULL)]));
    found[0].remedy.clone()
}

#[test]
fn what_is_compared_with_the_smaller_or_the_larger_of_two_is_compared_with_both() {
    let (amount, left, back) =
        ("payment.amount_minor", "payment.left_minor", "payment.refunded_minor");
    for (said, written) in [
        (
            format!("{amount} <= min({left}, 5000)"),
            format!("{amount} <= {left} && {amount} <= 5000"),
        ),
        (
            format!("{amount} < LEAST(5000, {left})"),
            format!("{amount} < 5000 && {amount} < {left}"),
        ),
        (format!("{amount} >= min({left}, 9)"), format!("{amount} >= {left} || {amount} >= 9")),
        (format!("{amount} <= max({left}, 9)"), format!("{amount} <= {left} || {amount} <= 9")),
        (format!("{amount} > greatest({left}, 9)"), format!("{amount} > {left} && {amount} > 9")),
        (format!("min({left}, 9) <= {amount}"), format!("{left} <= {amount} || 9 <= {amount}")),
        (
            format!("Math.max({left}, 9) <= {amount}"),
            format!("{left} <= {amount} && 9 <= {amount}"),
        ),
        (
            format!("{amount} <= min({left}, 50 EUR)"),
            format!("{amount} <= {left} && ({amount} <= 5000 && payment.currency == 'EUR')"),
        ),
        (
            format!("max({amount}, {back}) < min({left}, 9)"),
            format!("{amount} < {left} && {amount} < 9 && ({back} < {left} && {back} < 9)"),
        ),
        (
            format!("NOT ({amount} <= min({left}, 9)) AND payment.disputed"),
            format!("!({amount} <= {left} && {amount} <= 9) && payment.disputed"),
        ),
    ] {
        assert_eq!(remedy(&said), format!("write \"{written}\""), "{said}");
    }
}

/// Each way to write it, with each comparison, says of every number what it says elsewhere.
#[test]
fn a_translation_holds_for_the_numbers_that_the_smaller_or_larger_of_two_holds_for() {
    let mut tried = 0;
    for (name, is_min) in [("min", true), ("max", false)] {
        for sign in ["<", "<=", ">", ">="] {
            for is_left in [true, false] {
                let of_two = format!("{name}(payment.left_minor, 5)");
                let amount = "payment.amount_minor";
                let said = if is_left {
                    format!("{of_two} {sign} {amount}")
                } else {
                    format!("{amount} {sign} {of_two}")
                };
                let told = remedy(&said);
                let condition = told.strip_prefix("write ").unwrap();
                let policy = Policy::parse(&policy_text(&[(&format!("[{condition}]"), FULL)]));
                let policy = policy.unwrap_or_else(|wrong| panic!("{told}: {wrong:?}"));
                for (amount, left) in (3..8_i64).flat_map(|a| (1..=a).map(move |b| (a, b))) {
                    let two = if is_min { left.min(5) } else { left.max(5) };
                    let (one, other) = if is_left { (two, amount) } else { (amount, two) };
                    let expected = match sign {
                        "<" => one < other,
                        "<=" => one <= other,
                        ">" => one > other,
                        _ => one >= other,
                    };
                    let sample = Sample::new(Reason::Unused).captured(amount, "USD", 1).left(left);
                    let verdict = policy.decision(&sample.facts()).verdict;
                    let holds = matches!(verdict, Verdict::Approve(_));
                    assert_eq!(holds, expected, "{said} of {amount} and {left}: {told}");
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(tried, 16 * 25);
}

#[test]
fn what_cannot_be_said_so_is_told_in_words() {
    for condition in [
        "payment.amount_minor == min(payment.left_minor, 5)",
        "min(payment.left_minor, 5) + 1 <= payment.amount_minor",
        "payment.amount_minor <= min(payment.left_minor, 5, 6)",
        "payment.plan == min(payment.plan, 'pro')",
        "min(payment.plan, payment.product) <= payment.plan",
    ] {
        assert!(
            remedy(condition).starts_with("compare with both: `a <= x && a <= y`"),
            "{condition}"
        );
    }
    assert!(
        remedy("payment.amount_minor != max(payment.left_minor, 5)")
            .contains("no less than the larger")
    );
}

#[test]
fn an_amount_out_of_two_has_a_cap_or_a_floor() {
    let of_outcome = |outcome: &str| policy_text(&[("[\"payment.fraud_warning\"]", outcome)]);
    let shown = [
        of_outcome("approve = \"min(full, 5000)\""),
        of_outcome("approve = { share = \"max(50%, 10%)\" }"),
        of_outcome("approve = { amount = \"full\", cap = \"min(5000, 6000)\" }"),
        of_outcome("approve = { amount = \"full\", cap = { EUR = \"MIN(5000, 6000)\" } }"),
        of_outcome("approve = { amount = \"full\", less = [\"max(processor_fee, 500)\"] }"),
        of_outcome("approve = { amount = \"full\", less = [\"min(merchant.used_minor, 500)\"] }"),
        full_text("[amounts]\nsmall = \"Math.max(5000, 6000)\"\n\n", &[("[]", FULL)], ""),
    ]
    .map(|text| {
        let found = mistakes(&text);
        assert_eq!(found.len(), 1, "{text}");
        render_mistakes("policy.toml", &text, &found)
    });
    insta::assert_snapshot!("extremes", shown.join("\n\n"));
}

#[test]
fn a_policy_that_includes_another_is_told_that_it_is_one_text() {
    for key in ["include", "includes", "import", "extends", "base", "overrides"] {
        let found =
            mistakes(&full_text(&format!("{key} = \"base.toml\"\n\n"), &[("[]", FULL)], ""));
        assert_eq!(found.len(), 1, "{key}");
        assert!(found[0].remedy.starts_with("a policy is one text"), "{}", found[0].remedy);
        assert!(found[0].remedy.contains("[accounts.shop]"), "{}", found[0].remedy);
    }
    // In a rule it is a key like any other that there is not.
    let found = mistakes(&policy_text(&[("[]", "extends = \"x\"\napprove = \"full\"")]));
    assert!(found[0].remedy.starts_with("use one of"), "{}", found[0].remedy);
}
