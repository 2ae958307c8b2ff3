//! Sixty wrong policies, each as somebody could write it, and what they are told. The snapshots
//! are what a support lead reads: each names the place, says what is wrong, and what to write.

use std::collections::BTreeSet;

use super::sample::full_text;
use crate::Policy;
use diagnostics::render_mistakes;

const FULL: &str = "approve = \"full\"";
const NEVER: &str = "[\"payment.fraud_warning\"]";

/// What is written wrong: before the rules, the rules, behind the rules.
type Wrong = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const FRAMES: &[Wrong] = &[
    ("", &[("[]", "within = \"30 days\"\napprove = \"full\"")], ""),
    ("", &[("[]", "within = \"30 days of sale\"\napprove = \"full\"")], ""),
    ("", &[("[]", "within = \"2592000 seconds of purchase\"\napprove = \"full\"")], ""),
    ("", &[("[]", "within = \"2592000 days of purchase\"\napprove = \"full\"")], ""),
    ("", &[("[]", "within = \"four weeks of purchase\"\napprove = \"full\"")], ""),
    ("", &[("[]", "within = 30\napprove = \"full\"")], ""),
    (
        "",
        &[(
            "[]",
            "within = \"14 days of purchase\"\nafter = \"30 days of purchase\"\napprove = \"full\"",
        )],
        "",
    ),
    ("time_zone = \"Europe/Berln\"\n", &[(NEVER, FULL)], ""),
    ("time_zone = \"CEST\"\n", &[(NEVER, FULL)], ""),
    ("", &[("[\"payment.age_days <= 86400\"]", FULL)], ""),
    ("", &[("[\"payment.age_seconds <= 30\"]", FULL)], ""),
    ("", &[("[\"payment.age_days <= 10\", \"payment.age_days > 20\"]", FULL)], ""),
];

const AMOUNTS: &[Wrong] = &[
    ("", &[(NEVER, "approve = { prorate = \"usage\" }")], ""),
    ("", &[(NEVER, "approve = { prorate = { used = \"merchant.used\" } }")], ""),
    (
        "",
        &[(NEVER, "approve = { prorate = { used = \"merchant.used\", of = \"merchant.all\" } }")],
        "",
    ),
    (
        "",
        &[(NEVER, "approve = { prorate = { used = \"payment.plan\", of = \"payment.lines\" } }")],
        "",
    ),
    (
        "",
        &[(NEVER, "approve = { share = \"50%\", floor = { EUR = 900 }, cap = { EUR = 800 } }")],
        "",
    ),
    ("", &[(NEVER, "approve = { share = \"50%\", floor = 900 }")], ""),
    ("", &[(NEVER, "approve = { share = \"50%\", cap = { EURO = 900 } }")], ""),
    ("", &[(NEVER, "approve = { share = \"50%\", rounding = \"bankers\" }")], ""),
    ("", &[(NEVER, "approve = { amount = \"full\", less = [\"fees\"] }")], ""),
    ("", &[(NEVER, "approve = { amount = \"full\", less = \"processor_fee\" }")], ""),
    (
        "",
        &[(
            NEVER,
            "approve = { amount = \"full\", less = [\"processor_fee\", \"processor_fee\"] }",
        )],
        "",
    ),
    ("", &[(NEVER, "approve = { amount = { EUR = 500 }, less = [{ EUR = 500 }] }")], ""),
    ("", &[(NEVER, "approve = { amount = { EUR = 500 }, floor = { EUR = 100 } }")], ""),
    ("", &[(NEVER, "approve = { amount = \"full\", lines = [] }")], ""),
    ("", &[(NEVER, "approve = { amount = \"full\", lines = \"all\" }")], ""),
    ("", &[(NEVER, "approve = { amount = { EUR = 49.00 } }")], ""),
];

const TALK: &[Wrong] = &[
    ("", &[(NEVER, "ask = [\"order_number\"]")], ""),
    ("", &[(NEVER, "ask = { within_days = 7, silence = \"review\" }")], ""),
    ("", &[(NEVER, "ask = { questions = [], within_days = 7, silence = \"review\" }")], ""),
    (
        "",
        &[(
            NEVER,
            "ask = { questions = [\"What went wrong?\"], within_days = 7, silence = \"review\" }",
        )],
        "",
    ),
    (
        "",
        &[(NEVER, "ask = { questions = [\"a\", \"a\"], within_days = 7, silence = \"review\" }")],
        "",
    ),
    ("", &[(NEVER, "ask = { questions = [\"a\"], silence = \"review\" }")], ""),
    ("", &[(NEVER, "ask = { questions = [\"a\"], within_days = 7 }")], ""),
    (
        "",
        &[(NEVER, "ask = { questions = [\"a\"], within_days = 604800, silence = \"review\" }")],
        "",
    ),
    (
        "",
        &[(
            NEVER,
            "ask = { questions = [\"a\"], within_days = 7, remind_after_days = 7, silence = \"review\" }",
        )],
        "",
    ),
    ("", &[(NEVER, "ask = { questions = [\"a\"], within_days = 7, silence = \"approve\" }")], ""),
    ("", &[(NEVER, "ask = { questions = [\"a\"], within_days = 7, silence = \"deny\" }")], ""),
    (
        "",
        &[(
            NEVER,
            "ask = { questions = [\"a\"], within_days = 7, silence = \"deny\", clause = \"cc\", alternatives = [\"credit\"] }",
        )],
        "",
    ),
    ("", &[("[\"answers.order_number\"]", FULL)], ""),
    ("", &[(NEVER, "deny = { alternatives = \"offered\" }")], ""),
    ("", &[(NEVER, FULL)], "[[offer]]\nwhen = []\nalternatives = [\"credit\"]\n"),
    (
        "",
        &[(NEVER, "deny = { alternatives = \"offered\" }")],
        "[[offer]]\nwhen = [\"payment.fraud_warning\"]\nalternatives = [\"credit\"]\n",
    ),
    ("", &[("[\"payment.plan == 'pro'\"]", "unknown = \"ignore\"\napprove = \"full\"")], ""),
    ("", &[(NEVER, "shadow = \"yes\"\napprove = \"full\"")], ""),
];

const BANDS: &[Wrong] = &[
    (
        "",
        &[(NEVER, FULL)],
        "[[band]]\nup_to = { EUR = 5000 }\nwho = \"machine\"\n[[band]]\nup_to = { EUR = 4000 }\nwho = \"one\"\n[[band]]\nwho = \"two\"\n",
    ),
    ("", &[(NEVER, FULL)], "[[band]]\nup_to = { EUR = 5000 }\nwho = \"machine\"\n"),
    (
        "",
        &[(NEVER, FULL)],
        "[[band]]\nwho = \"machine\"\n[[band]]\nup_to = { EUR = 5000 }\nwho = \"one\"\n",
    ),
    (
        "",
        &[(NEVER, FULL)],
        "[[band]]\nup_to = { EUR = 5000 }\nwho = \"machine\"\n[[band]]\nup_to = { USD = 9000 }\nwho = \"one\"\n[[band]]\nwho = \"two\"\n",
    ),
    (
        "",
        &[(NEVER, FULL)],
        "[[band]]\nup_to = { EUR = 5000 }\nwho = \"boss\"\n[[band]]\nwho = \"two\"\n",
    ),
    ("", &[(NEVER, FULL)], "[[band]]\nup_to = 5000\nwho = \"one\"\n[[band]]\nwho = \"two\"\n"),
    ("", &[(NEVER, FULL)], "[limits]\nper_hour = { EUR = 5000 }\nper_day = { EUR = 1000 }\n"),
    ("", &[(NEVER, FULL)], "[limits]\nper_week = { EUR = 5000 }\n"),
    ("", &[(NEVER, "review = { why = \"x\", approvers = 3 }")], ""),
];

const FACTS: &[Wrong] = &[
    ("", &[("[\"merchant.logins == 0\"]", FULL)], ""),
    ("[facts.logins]\ntype = \"integer\"\n", &[("[\"merchant.logins == 0\"]", FULL)], ""),
    ("[facts.Logins]\ntype = \"int\"\n", &[(NEVER, FULL)], ""),
    (
        "[facts.logins]\ntype = \"int\"\ndefault = \"none\"\n",
        &[("[\"merchant.logins == 0\"]", FULL)],
        "",
    ),
    ("[facts.logins]\ntype = \"int\"\n", &[(NEVER, FULL)], ""),
];

fn told(wrong: &Wrong) -> String {
    let (head, rules, blocks) = wrong;
    let text = full_text(head, rules, blocks);
    let found = match Policy::parse(&text) {
        Ok(policy) => policy.warnings().to_vec(),
        Err(mistakes) => mistakes,
    };
    assert!(!found.is_empty(), "nothing is found in\n{text}");
    for mistake in &found {
        assert!(!mistake.remedy.is_empty() && !mistake.message.is_empty(), "{text}");
        assert!(text.get(mistake.span.clone()).is_some(), "{mistake:?} is nowhere in\n{text}");
    }
    render_mistakes("policy.toml", &text, &found)
}

#[test]
fn sixty_wrong_policies_are_told_what_is_wrong_where_and_what_to_write() {
    let mut seen = BTreeSet::new();
    for (subject, wrong) in [
        ("frames", FRAMES),
        ("amounts", AMOUNTS),
        ("talk", TALK),
        ("bands", BANDS),
        ("facts", FACTS),
    ] {
        let texts: Vec<String> = wrong.iter().map(told).collect();
        seen.extend(texts.iter().cloned());
        insta::assert_snapshot!(format!("wrong_{subject}"), texts.join("\n\n"));
    }
    assert_eq!(seen.len(), 60, "each is told something of its own");
}

#[test]
fn gaps_between_rules_are_found() {
    let gap = |first: &str, second: &str, between: &str| {
        let text = full_text("", &[(first, FULL), (second, "review = \"x\"")], "");
        let text = if between.is_empty() {
            text
        } else {
            let rule =
                format!("[[rule]]\nid = \"b\"\n{between}\nreview = \"y\"\nclause = \"c\"\n\n");
            text.replace("[default]", &format!("{rule}[default]"))
        };
        let policy = Policy::parse(&text)
            .unwrap_or_else(|mistakes| panic!("{}", render_mistakes("p", &text, &mistakes)));
        let found = policy.warnings().iter();
        found.map(|mistake| mistake.message.clone()).collect::<Vec<_>>().join("; ")
    };
    let days = ("[\"payment.age_days <= 14\"]", "[\"payment.age_days > 30\"]");
    assert_eq!(
        gap(days.0, days.1, ""),
        "there is a gap before this rule: 15 to 30 are in no rule (`payment.age_days`)"
    );
    assert_eq!(
        gap("[\"earlier.requests < 2\"]", "[\"earlier.requests >= 3\"]", ""),
        "there is a gap before this rule: 2 is in no rule (`earlier.requests`)"
    );
    for (first, second, between) in [
        (days.0, "[\"payment.age_days > 14\"]", ""),
        (days.0, days.1, "when = [\"payment.age_days <= 30\"]"),
        (days.0, days.1, "when = []"),
        // Other conditions make other rules.
        (days.0, "[\"payment.age_days > 30\", \"payment.fraud_warning\"]", ""),
        ("[\"earlier.requests == 1\"]", "[\"earlier.requests == 3\"]", ""),
    ] {
        assert_eq!(gap(first, second, between), "", "{first} {second} {between}");
    }
}

#[test]
fn rules_that_follow_from_an_earlier_one_are_never_reached() {
    let reached = |first: (&str, &str), second: (&str, &str)| {
        let text = full_text("", &[first, second], "");
        match Policy::parse(&text) {
            Ok(_) => true,
            Err(mistakes) => {
                assert!(mistakes.iter().all(|found| found.message.contains("never reached")));
                false
            }
        }
    };
    let ask = "ask = { questions = [\"a\"], within_days = 7, silence = \"review\" }";
    let skip = "unknown = \"skip\"\napprove = \"full\"";
    let matches = "unknown = \"match\"\napprove = \"full\"";
    let mut tried = 0;
    for (first, second, expected) in [
        (("[\"payment.age_days <= 30\"]", FULL), ("[\"payment.age_days <= 14\"]", FULL), false),
        (("[\"payment.age_days <= 14\"]", FULL), ("[\"payment.age_days <= 30\"]", FULL), true),
        (
            ("[]", "within = \"30 days of purchase\"\napprove = \"full\""),
            ("[]", "within = \"14 days of purchase\"\napprove = \"full\""),
            false,
        ),
        (
            ("[]", "within = \"14 days of purchase\"\napprove = \"full\""),
            ("[]", "within = \"14 days of delivery\"\nunknown = \"skip\"\napprove = \"full\""),
            true,
        ),
        (
            ("[\"request.reason in ['unused', 'other']\"]", FULL),
            ("[\"request.reason == 'unused'\"]", FULL),
            false,
        ),
        (
            ("[\"payment.fraud_warning || request.full\"]", FULL),
            ("[\"request.full && payment.fraud_warning\"]", FULL),
            false,
        ),
        (("[\"request.full\"]", FULL), ("[\"request.full || payment.fraud_warning\"]", FULL), true),
        // A rule that asks gives way once it was answered.
        (("[\"request.full\"]", ask), ("[\"request.full\"]", FULL), true),
        // One that is skipped where a fact is unknown leaves those requests.
        (("[\"payment.plan == 'x'\"]", skip), ("[\"payment.plan == 'x'\"]", matches), true),
        (("[\"payment.plan == 'x'\"]", skip), ("[\"payment.plan == 'x'\"]", skip), false),
        (("[\"payment.plan == 'x'\"]", matches), ("[\"payment.plan == 'x'\"]", skip), false),
    ] {
        assert_eq!(reached(first, second), expected, "{first:?} {second:?}");
        tried += 1;
    }
    assert_eq!(tried, 11);
}
