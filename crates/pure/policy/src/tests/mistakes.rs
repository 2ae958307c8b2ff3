//! Every mistake is found, is shown in its place, and comes with a remedy. The snapshots under
//! `snapshots/` are what a support lead reads.

use super::sample::policy_text;
use crate::Policy;
use diagnostics::{Mistake, Severity, render_mistakes};

const FULL: &str = "approve = \"full\"";

fn found(text: &str) -> Vec<Mistake> {
    match Policy::parse(text) {
        Ok(policy) => policy.warnings().to_vec(),
        Err(mistakes) => mistakes,
    }
}

fn shown(text: &str) -> String {
    render_mistakes("policy.toml", text, &found(text))
}

fn of_condition(condition: &str) -> String {
    shown(&policy_text(&[(&format!("[{condition}]"), FULL)]))
}

fn of_outcome(outcome: &str) -> String {
    shown(&policy_text(&[("[\"payment.fraud_warning\"]", outcome)]))
}

/// Wrong conditions, quoted as TOML, by subject.
const CONDITIONS: [(&str, &[&str]); 8] = [
    (
        "names",
        &[
            r#""payment.age_day <= 30""#,
            r#""age_days <= 30""#,
            r#""payment.amount == 100""#,
            r#""request.reason == duplicate""#,
            r#""payment.plan.name == 'x'""#,
            r#""has(payment.plam)""#,
            r#""zzz""#,
        ],
    ),
    (
        "types",
        &[
            r#""payment.age_days == '30'""#,
            r#""payment.fraud_warning == 1""#,
            r#""payment.age_days""#,
            r#""payment.age_days && payment.fraud_warning""#,
            r#""!payment.plan""#,
            r#""payment.plan > 'pro'""#,
            r#""payment.fraud_warning < true""#,
            r#""payment.plan + 'x' == 'px'""#,
            r#""-payment.plan == 3""#,
            r#""payment.age_days in ['1', '2']""#,
            r#""payment.plan in [1, 'x']""#,
            r#""payment.plan in []""#,
            r#""payment.plan in 'pro'""#,
            r#""payment.plan == ['pro']""#,
            r#""payment.fraud_warning in [true]""#,
            r#""1 < 2""#,
            r#""true""#,
        ],
    ),
    (
        "words",
        &[
            r#""request.reason == 'duplicat'""#,
            r#""'Duplicate' == request.reason""#,
            r#""request.reason in ['duplicate', 'bought twice']""#,
            r#""payment.currency == 'usd'""#,
            r#""payment.currency in ['USD', 'EURO']""#,
        ],
    ),
    (
        "functions",
        &[
            r#""known(payment.plan)""#,
            r#""payment.plan.startswith('pro')""#,
            r#""payment.plan.startsWith(3)""#,
            r#""payment.plan.contains()""#,
            r#""has(payment.plan, payment.product)""#,
            r#""has('x')""#,
            r#""[1, 2].exists(x, x == payment.age_days)""#,
            r#""now() > 3""#,
        ],
    ),
    (
        "foreign_habits",
        &[
            r#""payment.age_days = 30""#,
            r#""payment.age_days === 30""#,
            r#""payment.age_days =< 30""#,
            r#""payment.age_days <> 30""#,
            r#""payment.fraud_warning and request.full""#,
            r#""payment.fraud_warning or request.full""#,
            r#""not payment.fraud_warning""#,
            r#""payment.fraud_warning & request.full""#,
            r#""payment.plan == null""#,
            r#""payment.plan is 'pro'""#,
            r#""payment.fraud_warning ? request.full : true""#,
            r#""payment.plan == “pro”""#,
            r#""payment['plan'] == 'pro'""#,
            r#""payment.age_days <= 30; request.full""#,
        ],
    ),
    (
        "numbers",
        &[
            r#""payment.amount_minor <= 49.00""#,
            r#""payment.amount_minor <= 49,00""#,
            r#""payment.amount_minor <= €49""#,
            r#""payment.age_days <= 30d""#,
            r#""payment.age_days <= 30u""#,
            r#""payment.age_days <= 1e3""#,
            r#""payment.age_days <= 10_000""#,
            r#""payment.age_days <= 9223372036854775808""#,
        ],
    ),
    (
        "shape",
        &[
            r#""""#,
            r#""payment.fraud_warning &&""#,
            r#""payment.fraud_warning request.full""#,
            r#""(payment.fraud_warning""#,
            r#""payment.fraud_warning)""#,
            r#""payment.plan == 'pro""#,
            r#""payment.plan == 'a\\nb'""#,
            r#""payment.plan in ['a' 'b']""#,
            r#""payment. == 3""#,
            r#""3.plan == 3""#,
            r#""((((((((((((payment.fraud_warning))))))))))))""#,
            r#""payment == {'a': 1}""#,
            "3",
        ],
    ),
    (
        "places",
        &[
            // Letter for letter, in each kind of TOML text; with escapes the whole text is meant.
            r"'payment.age_day <= 30'",
            "\"\"\"\n  request.full &&\n  payment.age_day <= 30\"\"\"",
            "'''payment.age_day <= 30'''",
            r#""payment.plan == 'é' && payment.age_day <= 30""#,
            r#""payment.plan == \"x\" && payment.age_day <= 30""#,
        ],
    ),
];

#[test]
fn wrong_conditions_are_pointed_at() {
    let mut count = 0;
    for (subject, conditions) in CONDITIONS {
        let texts: Vec<String> =
            conditions.iter().map(|condition| of_condition(condition)).collect();
        for (text, condition) in texts.iter().zip(conditions) {
            assert!(text.contains("error:"), "{condition} passes");
            assert!(text.contains("= help: "), "{condition} has no remedy");
        }
        count += texts.len();
        insta::assert_snapshot!(format!("conditions_{subject}"), texts.join("\n\n"));
    }
    assert_eq!(count, 77);
}

#[test]
fn long_conditions_are_refused_by_their_length() {
    let long = format!("\"{}payment.disputed\"", "payment.disputed || ".repeat(26));
    assert!(of_condition(&long).contains("a condition has at most 512 bytes, this has 536"));
}

#[test]
fn wrong_outcomes_are_pointed_at() {
    let outcomes = [
        "",
        "approve = \"full\"\nreview = \"x\"",
        "aprove = \"full\"",
        "approve = \"half\"",
        "approve = 50",
        "approve = {}",
        "approve = { share = 0.5 }",
        "approve = { share = 50 }",
        "approve = { share = \"50\" }",
        "approve = { share = \"0%\" }",
        "approve = { share = \"101%\" }",
        "approve = { share = \"-5%\" }",
        "approve = { share = \"50%\", amount = { minor = 1, currency = \"EUR\" } }",
        "approve = { amount = 100 }",
        "approve = { amount = { minor = 10.5, currency = \"EUR\" } }",
        "approve = { amount = { minor = 0, currency = \"EUR\" } }",
        "approve = { amount = { minor = 100 } }",
        "approve = { amount = { minor = 100, currency = \"EURO\" } }",
        "approve = { amount = { minor = 100, curency = \"EUR\" } }",
        "deny = true",
        "deny = {}",
        "deny = { alternatives = [] }",
        "deny = { alternatives = \"credit\" }",
        "deny = { alternatives = [\"extended-trial\", \"flowers\", \"credit\", \"credit\"] }",
        "review = true",
        "review = \"Large amount!\"",
    ];
    let texts: Vec<String> = outcomes.into_iter().map(of_outcome).collect();
    for (text, outcome) in texts.iter().zip(outcomes) {
        assert!(text.contains("error:"), "{outcome} passes");
    }
    assert_eq!(texts.len(), 26);
    insta::assert_snapshot!("outcomes", texts.join("\n\n"));
}

const END: &str = "[default]\nreview = \"none\"\nclause = \"c\"\n[clauses]\nc = \"C.\"\n";

#[test]
fn wrong_documents_are_pointed_at() {
    let rule = "[[rule]]\nid = \"a\"\nwhen = [\"payment.fraud_warning\"]\nreview = \"x\"\nclause = \"c\"\n";
    let texts = [
        String::new(),
        "rule = [".to_owned(),
        "name = \"a\"\nname = \"b\"".to_owned(),
        format!("{rule}[clauses]\nc = \"C.\"\n"),
        format!("{rule}[default]\napprove = \"full\"\nclause = \"c\"\n[clauses]\nc = \"C.\"\n"),
        format!("{rule}[default]\nclause = \"c\"\n[clauses]\nc = \"C.\"\n"),
        format!("{rule}[default]\nreview = \"x\"\n[clauses]\nc = \"C.\"\n"),
        format!("{rule}[default]\nreview = \"x\"\nclause = \"c\"\n"),
        format!("{rule}default = 1\nclauses = 2\n"),
        format!("versoin = 2\nname = 3\n{rule}{END}"),
        format!("{rule}{rule}{END}"),
        format!("{}{END}", rule.replace("[[rule]]", "[rule]")),
        format!("rule = [1]\n{END}"),
        format!("[[rule]]\n{END}"),
        format!("{}{END}", rule.replace("when = [\"payment.fraud_warning\"]", "when = \"always\"")),
        format!("{}{END}", rule.replace("when = ", "if = ")),
        format!("{}{END}", rule.replace("\"a\"", "\"default\"")),
        format!("{}{END}", rule.replace("\"a\"", "\"Money back\"")),
        format!("{}{END}", rule.replace("\"a\"", "7")),
        format!("{}{END}", rule.replace("\"c\"", "\"cc\"")),
        format!("{}{END}", rule.replace("\"c\"", "\"windows\"")),
        format!("{rule}{END}C = \"x\"\nb = \" \"\nd = 1\n"),
    ];
    let shown: Vec<String> = texts.iter().map(|text| shown(text)).collect();
    for (text, source) in shown.iter().zip(&texts) {
        assert!(text.contains("error:"), "{source} passes");
    }
    assert_eq!(shown.len(), 22);
    insta::assert_snapshot!("documents", shown.join("\n\n"));
}

#[test]
fn rules_that_are_never_reached_are_refused() {
    let always = ("[]", FULL);
    let disputed = ("[\"payment.fraud_warning\"]", FULL);
    let texts = [
        policy_text(&[always, disputed]),
        policy_text(&[disputed, ("[ 'payment . fraud_warning' ]", "review = \"x\"")]),
        policy_text(&[disputed, ("[\"request.full\", \"payment.fraud_warning\"]", FULL)]),
        policy_text(&[("[\"request.full\", \"(request.full)\"]", FULL)]),
    ];
    let shown: Vec<String> = texts.iter().map(|text| shown(text)).collect();
    assert!(shown.iter().all(|text| text.contains("error:")));
    insta::assert_snapshot!("unreachable", shown.join("\n\n"));
    // What only looks alike is reached.
    for (first, second) in [
        ("[\"payment.fraud_warning\", \"request.full\"]", "[\"payment.fraud_warning\"]"),
        ("[\"payment.age_days <= 30\"]", "[\"payment.age_days <= 60\"]"),
        ("[\"payment.fraud_warning\"]", "[]"),
    ] {
        assert_eq!(found(&policy_text(&[(first, FULL), (second, FULL)])), []);
    }
}

#[test]
fn unwise_conditions_are_warned_of() {
    let conditions = [
        r#""payment.plan == 'pro'", "payment.plan != 'x'""#,
        r#""payment.fraud_warning || payment.plan == 'pro'""#,
        r#""!has(payment.plan) && payment.plan == 'pro'""#,
        r#""customer.refunds > 2""#,
        r#""payment.term_left_days > 3""#,
        r#""request.amount_minor > 10000""#,
        r#""10000 < payment.left_minor""#,
        r#""payment.age_days <= 2592000""#,
        r#""payment.age_seconds <= 30""#,
        r#""payment.age_days < 0""#,
        r#""customer.known && customer.refunds > -1""#,
        r#""has(payment.currency)""#,
    ];
    let texts: Vec<String> = conditions.iter().map(|condition| of_condition(condition)).collect();
    for (text, condition) in texts.iter().zip(conditions) {
        assert_eq!(text.matches("warning:").count(), 1, "{condition}: {text}");
        assert!(!text.contains("error:"), "{text}");
    }
    let unused = shown(&format!("{END}e = \"E.\"\n"));
    assert_eq!(unused.matches("warning:").count(), 1);
    insta::assert_snapshot!("warnings", format!("{}\n\n{unused}", texts.join("\n\n")));
}

#[test]
fn wise_conditions_are_not_warned_of() {
    for conditions in [
        r#""has(payment.plan)", "payment.plan == 'pro'""#,
        r#""has(payment.plan) && payment.plan == 'pro'""#,
        r#""!has(payment.plan) || payment.plan == 'pro'""#,
        r#""!(!has(payment.plan) || payment.plan == 'pro')""#,
        r#""(has(payment.plan) && request.full) && payment.plan == 'pro'""#,
        r#""customer.known", "customer.refunds > 2 && customer.disputes == 0""#,
        r#""!customer.known || customer.refunds > 2""#,
        r#""payment.age_days <= 30", "payment.age_seconds > 86400""#,
        r#""payment.currency == 'EUR'", "request.amount_minor > 10000""#,
        r#""request.amount_minor < payment.left_minor", "payment.refunded_minor > 0""#,
    ] {
        assert_eq!(found(&policy_text(&[(&format!("[{conditions}]"), FULL)])), [], "{conditions}");
    }
}

#[test]
fn all_mistakes_are_found_at_once_in_the_order_of_the_text() {
    let text = policy_text(&[
        ("[\"payment.age_day <= 30 && request.ful\", \"payment.pln == 1\"]", "approve = \"haf\""),
        ("[\"payment.fraud_warning\"]", "deny = {}"),
    ])
    .replace("[default]", "[defualt]");
    let mistakes = found(&text);
    let errors = mistakes.iter().filter(|mistake| mistake.severity == Severity::Error).count();
    assert_eq!((mistakes.len(), errors), (8, 7), "{}", shown(&text));
    assert!(mistakes.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
    for mistake in &mistakes {
        assert!(text.get(mistake.span.clone()).is_some(), "{mistake:?}");
    }
}

#[test]
fn no_mistake_of_form_hides_another() {
    let text = "name = 1\nnmae = 2\n[[rule]]\nid = \"A\"\nwhen = [1, \"payment.fraud_warning\", 2]\n\
                shadow = 3\nfoo = 4\nwithin = 5\nask = { questions = [6, \"b\"], within_days = 0, \
                bar = 7 }\n[[rule]]\napprove = { share = 8, cap = { EUR = 0, EURO = 9 }, less = \
                [10, \"feee\"] }\n[[band]]\nwho = \"me\"\nup_to = 11\n[limits]\nper_day = {}\n\
                [lists]\nE = [12]\n[costs.strip]\n[facts.a]\ntype = 13\ndefault = []\n";
    let mistakes = found(text);
    let told: Vec<&str> = mistakes
        .iter()
        .map(|mistake| text.get(mistake.span.clone()).unwrap().lines().next().unwrap_or_default())
        .collect();
    let expected = [
        "",
        "1",
        "nmae",
        "[[rule]]",
        "\"A\"",
        "1",
        "2",
        "3",
        "foo",
        "5",
        "{ questions",
        "6",
        "0",
        "bar",
        "[[rule]]",
        "[[rule]]",
        "[[rule]]",
        "8",
        "0",
        "EURO",
        "10",
        "\"feee\"",
        "\"me\"",
        "11",
        "{}",
        "E",
        "12",
        "strip",
        "13",
        "[]",
        "",
    ];
    assert_eq!(told.len(), expected.len(), "{}", shown(text));
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told} {expected} {}", shown(text));
    }
}

#[test]
fn a_wrong_time_frame_hides_no_wrong_condition() {
    let outcome =
        "within = \"2 quarters of purchase\"\nafter = \"3 days of birth\"\napprove = \"full\"";
    let found = found(&super::sample::full_text(
        "",
        &[("[\"payment.age_dais < 3\", \"1 + 1\"]", outcome)],
        "",
    ));
    assert_eq!(found.len(), 4, "{found:?}");
}
