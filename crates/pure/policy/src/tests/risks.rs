//! Policies that are correct and give away what nobody meant: each is told, in its place, with a
//! remedy. The snapshots are what their author reads. What is shipped has no risk.

use super::sample::full_text;
use super::shipped;
use crate::Policy;
use diagnostics::render_mistakes;

const BOUNDED: &str = "[[band]]\nup_to = { EUR = 20000 }\nwho = \"machine\"\n\n[[band]]\nwho = \"two\"\n\n\
                       [limits]\nper_day = { EUR = 500000 }\n\n";
const FULL: &str = "approve = \"full\"";

fn risks(text: &str) -> (usize, String) {
    let policy = Policy::parse(text)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes("policy.toml", text, &mistakes)));
    (policy.risks().len(), render_mistakes("policy.toml", text, policy.risks()))
}

fn bounded(rules: &[(&str, &str)]) -> (usize, String) {
    risks(&full_text("", rules, BOUNDED))
}

#[test]
fn s7_a_policy_without_bounds_is_warned_of() {
    let rules = [("[\"customer.payments == 1\"]", "unknown = \"review\"\napprove = \"full\"")];
    let (count, none) = risks(&full_text("", &rules, ""));
    assert_eq!(count, 2, "{none}");
    let partly = "[[band]]\nup_to = { EUR = 20000 }\nwho = \"machine\"\n\n[[band]]\n\
                  who = \"two\"\n\n[limits]\nper_hour = { EUR = 500000 }\n\n";
    assert_eq!(risks(&full_text("", &rules, partly)), (0, String::new()));
    insta::assert_snapshot!("risks_unbounded", none);
    // Where no machine gives anything, nothing need bound it.
    for outcome in ["review = \"x\"", "shadow = true\napprove = \"full\""] {
        assert_eq!(risks(&full_text("", &[("[]", outcome)], "")), (0, String::new()), "{outcome}");
    }
}

#[test]
fn s7_the_word_of_who_asks_is_warned_of() {
    let rules = [
        ("[\"request.reason == 'duplicate'\", \"request.proof_of_purchase\"]", FULL),
        ("[\"request.reason in ['wrong_charge', 'other']\", \"payment.age_days <= 30\"]", FULL),
        ("[\"request.reason == 'fraudulent'\", \"payment.age_days <= 90\"]", FULL),
        ("[\"request.reason == 'unused'\", \"payment.currency == 'EUR'\"]", FULL),
        ("[\"request.channel == 'phone'\"]", "unknown = \"skip\"\napprove = \"full\""),
        ("[\"has(answers.proof_of_purchase)\", \"!payment.fraud_warning\"]", FULL),
        (
            "[\"payment.age_days > 400\"]",
            "ask = { questions = [\"proof_of_purchase\"], within_days = 7, silence = \"review\" }",
        ),
        ("[]", FULL),
    ];
    let (count, text) = bounded(&rules);
    assert_eq!(count, 7, "{text}");
    insta::assert_snapshot!("risks_word", text);
}

#[test]
fn s7_what_the_processor_or_the_shop_knows_is_more_than_a_word() {
    let skip = "unknown = \"skip\"\napprove = \"full\"";
    for (when, outcome) in [
        ("[\"request.reason == 'duplicate'\", \"customer.twins_3d >= 1\"]", skip),
        ("[\"request.reason == 'duplicate'\", \"card.twins_3d >= 1\"]", skip),
        ("[\"request.reason == 'unused'\", \"payment.age_days <= 30\"]", FULL),
        (
            "[\"request.reason == 'accidental_renewal'\", \"payment.renewal\"]",
            "unknown = \"skip\"\nsubscription = \"keep\"\napprove = \"full\"",
        ),
        ("[\"request.reason != 'duplicate'\", \"payment.age_days <= 30\"]", FULL),
        ("[\"request.reason == 'other'\", \"earlier.requests == 0\"]", FULL),
    ] {
        assert_eq!(bounded(&[(when, outcome)]), (0, String::new()), "{when}");
    }
    let declared = "[facts.double]\ntype = \"bool\"\n\n";
    let rules = [("[\"request.reason == 'wrong_charge'\", \"merchant.double\"]", skip)];
    assert_eq!(risks(&full_text(declared, &rules, BOUNDED)).0, 0);
}

#[test]
fn s7_an_unknown_fact_that_pays_is_warned_of() {
    let pays = ("[\"payment.age_days <= 30\"]", FULL);
    let deny = "unknown = \"skip\"\ndeny = { alternatives = [\"credit\"] }";
    let rules = [
        ("[\"customer.refunds >= 3\"]", "unknown = \"skip\"\nreview = \"often\""),
        ("[\"card.known && card.disputes >= 1\"]", "review = \"disputes\""),
        ("[\"has(payment.plan)\", \"payment.plan == 'final'\"]", "review = \"final\""),
        ("[\"payment.country == 'US'\"]", deny),
        pays,
        (
            "[\"payment.plan == 'pro'\", \"payment.age_days <= 60\"]",
            "unknown = \"match\"\napprove = \"full\"",
        ),
    ];
    let (count, text) = bounded(&rules);
    assert_eq!(count, 5, "{text}");
    insta::assert_snapshot!("risks_unknown", text);

    for rules in [
        // A person decides where it is unknown.
        [("[\"customer.refunds >= 3\"]", "unknown = \"review\"\nreview = \"often\""), pays],
        // What pays needs the same history.
        ([
            ("[\"customer.refunds >= 3\"]", "unknown = \"skip\"\nreview = \"often\""),
            ("[\"customer.payments == 1\"]", "unknown = \"skip\"\napprove = \"full\""),
        ]),
        // The one that pays stands before it.
        [pays, ("[\"customer.refunds >= 3\"]", "unknown = \"skip\"\nreview = \"often\"")],
        // No request is one of both.
        [
            (
                "[\"request.reason == 'other'\", \"customer.refunds >= 3\"]",
                "unknown = \"skip\"\nreview = \"x\"",
            ),
            ("[\"request.reason == 'unused'\", \"payment.age_days <= 30\"]", FULL),
        ],
    ] {
        assert_eq!(bounded(&rules), (0, String::new()), "{rules:?}");
    }
}

#[test]
fn s7_a_bound_that_parts_pass_under_is_warned_of() {
    let rules = [
        ("[\"payment.currency == 'EUR' && request.amount_minor > 5000\"]", "review = \"large\""),
        (
            "[\"payment.age_days <= 30\", \"payment.currency == 'EUR'\", \"!(10000 < request.amount_minor)\"]",
            FULL,
        ),
    ];
    let (count, text) = bounded(&rules);
    assert_eq!(count, 2, "{text}");
    insta::assert_snapshot!("risks_parts", text);
    let whole = "[\"payment.age_days <= 30\", \"payment.currency == 'EUR' && payment.amount_minor <= 5000\"]";
    assert_eq!(bounded(&[(whole, FULL)]), (0, String::new()));
}

#[test]
fn w1_a_denial_of_what_was_never_owed_is_warned_of() {
    let silence = "ask = { questions = [\"which_order\"], within_days = 7, silence = \"deny\", \
                   alternatives = [\"credit\"] }";
    let deny = "deny = { alternatives = [\"credit\"] }";
    let rules = [
        ("[\"request.reason == 'duplicate'\", \"payment.age_days > 90\"]", deny),
        ("[\"request.reason in ['change_of_mind', 'fraudulent']\"]", deny),
        ("[\"!(request.reason != 'wrong_charge')\"]", silence),
    ];
    let (count, text) = bounded(&rules);
    assert_eq!(count, 3, "{text}");
    insta::assert_snapshot!("risks_denial", text);
    for (when, outcome) in [
        ("[\"request.reason == 'change_of_mind'\"]", deny),
        ("[\"request.reason != 'duplicate'\"]", deny),
        ("[\"!(request.reason in ['duplicate', 'fraudulent'])\"]", deny),
        ("[\"request.reason == 'duplicate'\"]", "review = \"duplicate\""),
    ] {
        assert_eq!(bounded(&[(when, outcome)]), (0, String::new()), "{when}");
    }
}

#[test]
fn w21_a_renewal_that_is_given_back_and_goes_on_is_warned_of() {
    let skip = "unknown = \"skip\"\napprove = \"full\"";
    let rules = [
        ("[\"request.reason == 'accidental_renewal'\", \"payment.age_days <= 1\"]", FULL),
        (
            "[\"payment.age_days <= 2\", \"request.reason in ['unused', 'accidental_renewal']\"]",
            FULL,
        ),
        ("[\"payment.renewal\", \"payment.age_days <= 3\"]", skip),
        ("[\"!(!payment.renewal || payment.age_days > 4)\"]", skip),
        ("[\"billing.after_cancellation\", \"payment.age_days <= 5\"]", skip),
        (
            "[\"payment.age_days <= 6\"]",
            "within = \"72 hours of renewal\"\nunknown = \"skip\"\napprove = \"full\"",
        ),
        (
            "[\"payment.renewal\", \"payment.age_days <= 7\"]",
            "unknown = \"skip\"\nshadow = true\napprove = { share = \"50%\" }",
        ),
    ];
    let (count, text) = bounded(&rules);
    assert_eq!(count, rules.len(), "{text}");
    insta::assert_snapshot!("risks_renewal", text);
    for (when, outcome) in rules {
        for word in ["cancel_now", "cancel_at_period_end", "keep"] {
            let said = format!("subscription = \"{word}\"\n{outcome}");
            assert_eq!(bounded(&[(when, &said)]), (0, String::new()), "{when} {word}");
        }
    }
    let deny = "unknown = \"skip\"\ndeny = { alternatives = [\"credit\"] }";
    for (when, outcome) in [
        ("[\"payment.renewal\"]", deny),
        (
            "[\"payment.renewal\"]",
            "unknown = \"review\"\nreview = { why = \"x\", propose = \"full\" }",
        ),
        ("[\"!payment.renewal\", \"payment.age_days <= 14\"]", skip),
        ("[\"request.reason != 'accidental_renewal'\", \"payment.age_days <= 14\"]", FULL),
        ("[\"request.reason == 'unused'\", \"payment.age_days <= 14\"]", FULL),
    ] {
        assert_eq!(bounded(&[(when, outcome)]), (0, String::new()), "{when} {outcome}");
    }
}

#[test]
fn s7_no_policy_that_is_shipped_has_a_risk() {
    let mut files = shipped::policies();
    for kit in ["base", "overlays/example"] {
        files.push(format!("deploy/kubernetes/{kit}/policy.toml"));
    }
    assert_eq!(files.len(), 13);
    for file in files {
        let text = golden::read(&file);
        let policy = Policy::parse(&text)
            .unwrap_or_else(|mistakes| panic!("{}", render_mistakes(&file, &text, &mistakes)));
        let found = [policy.warnings(), policy.risks()].concat();
        assert!(found.is_empty(), "{}", render_mistakes(&file, &text, &found));
        assert_eq!(policy.one_text_clauses().count(), 0, "{file}");
    }
}
