//! Conditions in the words of other languages are translated, whole, and say the same.

use proptest::prelude::*;

use super::sample::{any_sample, full_text};
use crate::Policy;
use crate::language::head::Head;
use crate::language::translation::translated;
use crate::language::undecided::Undecided;
use crate::language::view::View;
use crate::language::{syntax, typing};
use domain::facts::Facts;

const HEAD: &str = "[lists]\neu = [\"AT\", \"DE\"]\n[facts.seats]\ntype = \"int\"\n";

/// The first remedy for a condition, and how many mistakes there are.
fn told(condition: &str) -> (String, usize) {
    let quoted = toml::Value::String(condition.to_owned());
    let text = full_text("", &[(&format!("[{quoted}]"), "approve = \"full\"")], HEAD);
    let mistakes = Policy::parse(&text).expect_err(condition);
    (mistakes[0].remedy.clone(), mistakes.len())
}

fn written(condition: &str) -> String {
    format!("write \"{}\"", condition.replace('"', "\\\""))
}

type Pair = (&'static str, &'static str);

const SQL: &[Pair] = &[
    (
        "payment.plan = 'pro' AND payment.age_days <= 30",
        "payment.plan == 'pro' && payment.age_days <= 30",
    ),
    (
        "payment.age_days BETWEEN 14 AND 30 AND NOT payment.disputed",
        "payment.age_days >= 14 && payment.age_days <= 30 && !payment.disputed",
    ),
    ("payment.age_days NOT BETWEEN 14 AND 30", "payment.age_days < 14 || payment.age_days > 30"),
    (
        "request.reason IN ('unused', 'other') OR payment.disputed = TRUE",
        "request.reason in ['unused', 'other'] || payment.disputed",
    ),
    ("payment.country NOT IN ('DE', 'AT')", "!(payment.country in ['DE', 'AT'])"),
    ("payment.plan LIKE 'pro%'", "payment.plan.startsWith('pro')"),
    ("payment.plan like '%pro'", "payment.plan.endsWith('pro')"),
    ("payment.plan NOT LIKE '%pro%'", "!payment.plan.contains('pro')"),
    ("payment.plan IS NULL", "!has(payment.plan)"),
    ("payment.plan IS NOT NULL", "has(payment.plan)"),
    ("payment.plan <> 'pro'", "payment.plan != 'pro'"),
    ("payment.plan = 'an''n'", "payment.plan == \"an'n\""),
    (
        "CASE WHEN payment.disputed THEN FALSE ELSE payment.age_days < 30 END",
        "!payment.disputed && payment.age_days < 30",
    ),
];

const SPREADSHEETS: &[Pair] = &[
    (
        "AND(payment.age_days<=30, payment.plan=\"pro\")",
        "payment.age_days <= 30 && payment.plan == 'pro'",
    ),
    ("OR(payment.disputed; NOT(request.full))", "payment.disputed || !request.full"),
    ("IF(payment.disputed, FALSE, TRUE)", "!payment.disputed"),
    (
        "IF(payment.disputed, request.full, payment.age_days<3)",
        "payment.disputed && request.full || !payment.disputed && payment.age_days < 3",
    ),
    ("ISBLANK(payment.plan)", "!has(payment.plan)"),
];

const JAVASCRIPT: &[Pair] = &[
    ("payment.plan === 'pro' && !(payment.disputed)", "payment.plan == 'pro' && !payment.disputed"),
    ("payment.plan !== \"pro\"", "payment.plan != 'pro'"),
    ("payment.plan.includes('pro')", "payment.plan.contains('pro')"),
    ("['DE', 'AT'].includes(payment.country)", "payment.country in ['DE', 'AT']"),
    ("payment.disputed ? false : request.full", "!payment.disputed && request.full"),
    ("payment.plan == null", "!has(payment.plan)"),
    ("payment?.plan !== undefined", "has(payment.plan)"),
    ("payment['plan'] == 'pro'", "payment.plan == 'pro'"),
    ("payment.ageDays <= 30", "payment.age_days <= 30"),
];

const PYTHON: &[Pair] = &[
    ("payment.plan not in ['a', 'b']", "!(payment.plan in ['a', 'b'])"),
    ("14 < payment.age_days <= 30", "14 < payment.age_days && payment.age_days <= 30"),
    ("payment.plan.startswith('pro')", "payment.plan.startsWith('pro')"),
    ("payment.plan is not None", "has(payment.plan)"),
    ("'pro' in payment.plan", "payment.plan.contains('pro')"),
    ("payment.disputed == True", "payment.disputed"),
    ("payment.disputed is False", "!payment.disputed"),
    (
        "request.full if payment.disputed else payment.age_days < 30",
        "payment.disputed && request.full || !payment.disputed && payment.age_days < 30",
    ),
    ("all([request.full, payment.age_days < 30])", "request.full && payment.age_days < 30"),
];

const ENGLISH: &[Pair] = &[
    (
        "payment.age_days is at most 30 and payment.plan is not 'pro'",
        "payment.age_days <= 30 && payment.plan != 'pro'",
    ),
    ("age_days is greater than or equal to 14 days", "payment.age_days >= 14"),
    ("payment.plan is one of 'a', 'b' or 'c'", "payment.plan in ['a', 'b', 'c']"),
    ("payment.plan == 'a' or 'b'", "payment.plan in ['a', 'b']"),
    ("payment.plan != 'a' and 'b'", "!(payment.plan in ['a', 'b'])"),
    ("payment.plan starts with 'pro'", "payment.plan.startsWith('pro')"),
    ("customer.refunds is between 1 and 3", "customer.refunds >= 1 && customer.refunds <= 3"),
    ("payment.country is in lists.eu", "payment.country in lists.eu"),
];

const SIGNS: &[Pair] = &[
    ("!payment.country in lists.eu", "!(payment.country in lists.eu)"),
    ("payment.age_days ≤ 30 & request.full", "payment.age_days <= 30 && request.full"),
    ("payment.age_days => 30 | request.full", "payment.age_days >= 30 || request.full"),
    ("payment.plan in {'a', 'b'}", "payment.plan in ['a', 'b']"),
    ("payment.plan == “pro”", "payment.plan == 'pro'"),
    ("payment.plan == ‘pro’", "payment.plan == 'pro'"),
    ("payment.plan == ['a', 'b']", "payment.plan in ['a', 'b']"),
    (
        "(payment.disputed or request.full) and payment.age_days < 30",
        "(payment.disputed || request.full) && payment.age_days < 30",
    ),
];

const NUMBERS: &[Pair] = &[
    ("payment.age_days <= 10,000", "payment.age_days <= 10000"),
    ("payment.amount_minor <= 10_000", "payment.amount_minor <= 10000"),
    ("payment.age_days <= 30d", "payment.age_days <= 30"),
    ("payment.age_days <= 2 weeks", "payment.age_days <= 14"),
    ("payment.age_seconds < 48 hours", "payment.age_seconds < 172800"),
    ("payment.age_days <= 30.0", "payment.age_days <= 30"),
    ("payment.age_days <= '30'", "payment.age_days <= 30"),
    ("customer.refund_percent > 40%", "customer.refund_percent > 40"),
    (
        "customer.refund_percent > 40% and payment.disputed",
        "customer.refund_percent > 40 && payment.disputed",
    ),
    ("payment.amount_minor <= €49.00", "payment.amount_minor <= 4900 && payment.currency == 'EUR'"),
    ("payment.amount_minor > 49.5 EUR", "payment.amount_minor > 4950 && payment.currency == 'EUR'"),
];

const NAMES: &[Pair] = &[
    ("request.reason == duplicate", "request.reason == 'duplicate'"),
    ("plan = pro and currency = EUR", "payment.plan == 'pro' && payment.currency == 'EUR'"),
    ("payment.disputed == 'yes'", "payment.disputed"),
    ("payment.disputed = 0", "!payment.disputed"),
];

const MORE: &[Pair] = &[
    ("=AND(payment.disputed; payment.age_days<30)", "payment.disputed && payment.age_days < 30"),
    ("payment.disputed = TRUE()", "payment.disputed"),
    ("payment.age_days >= 14 AND <= 30", "payment.age_days >= 14 && payment.age_days <= 30"),
    ("payment.age_days is below 3 or is above 30", "payment.age_days < 3 || payment.age_days > 30"),
    ("payment.country == GB or IE", "payment.country in ['GB', 'IE']"),
    ("plan is pro or basic or free", "payment.plan in ['pro', 'basic', 'free']"),
    (
        "request.reason in duplicate, wrong_charge",
        "request.reason in ['duplicate', 'wrong_charge']",
    ),
    ("payment.age_days == 30 or 31", "payment.age_days in [30, 31]"),
    ("\"payment.plan\" = 'pro'", "payment.plan == 'pro'"),
    ("payment_plan = 'pro'", "payment.plan == 'pro'"),
    ("customer.refund_percent >= 40 %", "customer.refund_percent >= 40"),
    (
        "payment.plan = 'pro' or payment.disputed = true;",
        "payment.plan == 'pro' || payment.disputed",
    ),
    ("plan = pro or disputed", "payment.plan == 'pro' || payment.disputed"),
    (
        "not (payment.plan in ('a', 'b') or payment.disputed)",
        "!(payment.plan in ['a', 'b'] || payment.disputed)",
    ),
    ("XOR(payment.disputed, request.full)", "payment.disputed != request.full"),
    ("payment.age_days mod 7 = 0", "payment.age_days % 7 == 0"),
    ("isin(payment.plan, ['a', 'b'])", "payment.plan in ['a', 'b']"),
    ("payment.plan in ('pro')", "payment.plan in ['pro']"),
    ("payment.country != DE and AT", "!(payment.country in ['DE', 'AT'])"),
    ("payment.country is not DE and AT and CH", "!(payment.country in ['DE', 'AT', 'CH'])"),
    ("IIF(payment.disputed, 1, 0) = 1", "payment.disputed"),
    ("payment.plan.indexOf('pro') >= 0", "payment.plan.contains('pro')"),
    ("['a', 'b'].indexOf(payment.plan) === -1", "!(payment.plan in ['a', 'b'])"),
    ("payment.age_days < 30, payment.disputed", "payment.age_days < 30 && payment.disputed"),
    ("payment.age_days < 30; payment.disputed;", "payment.age_days < 30 && payment.disputed"),
    ("payment.country isn't DE", "payment.country != 'DE'"),
    (
        "payment.plan exists and payment.product is missing",
        "has(payment.plan) && !has(payment.product)",
    ),
];

#[test]
fn w20_words_of_other_languages_are_translated_whole() {
    let mut tried = 0;
    for pairs in [SQL, SPREADSHEETS, JAVASCRIPT, PYTHON, ENGLISH, SIGNS, NUMBERS, NAMES, MORE] {
        for (foreign, ours) in pairs {
            assert_eq!(told(foreign), (written(ours), 1), "{foreign}");
            tried += 1;
        }
    }
    assert_eq!(tried, 94);
}

#[test]
fn w20_what_is_translated_and_still_wrong_is_said_in_one_remedy() {
    let (remedy, count) = told("payment.age_day <= 30 AND request.reason = 'duplicat'");
    let expected = "write \"payment.age_day <= 30 && request.reason == 'duplicat'\"; then: there is no \
                    fact `payment.age_day`, did you mean `payment.age_days`?";
    assert_eq!((remedy.as_str(), count), (expected, 1));
}

#[test]
fn w20_what_cannot_be_said_with_the_same_meaning_is_not_translated() {
    let mut tried = 0;
    for foreign in [
        // Another time than what is counted.
        "payment.age_days <= 48 hours",
        "payment.age_days <= 3 months",
        "payment.age_days <= 1.5",
        // Of which currency, and with how many decimals?
        "payment.amount_minor <= 49.00",
        "payment.amount_minor <= 49,00",
        "payment.amount_minor <= $49",
        "NOT payment.amount_minor > €49.00",
        "payment.amount_minor <= 10.000",
        // Patterns within.
        "payment.plan LIKE 'p%o'",
        "payment.plan LIKE 'pro_'",
        "payment.plan.toLowerCase() == 'pro'",
        "IF(payment.disputed, 'deny', 'approve')",
        "payment.plan == 'a' and 'b'",
        "customer.refund_percent > 40% of all",
        "payment.age_days < 2026-01-01",
        "payment.plan matches 'pro.*'",
        "payment.plan in (select plan from plans)",
        "the payment is disputed",
    ] {
        assert_eq!(translated(foreign, &Head::default()), None, "{foreign}");
        let (remedy, _) = told(foreign);
        assert!(!remedy.starts_with("write \""), "{foreign}: {remedy}");
        tried += 1;
    }
    assert_eq!(tried, 18);
    let frame = "a time frame stands beside the conditions: `within = \"48 hours of purchase\"`, or \
                 `after = …`";
    assert_eq!(told("payment.age_days <= 48 hours"), (frame.to_owned(), 1));
    // No frame is an hour and a half long.
    let (remedy, _) = told("payment.age_days <= 1.5h");
    assert!(!remedy.contains("within"), "{remedy}");
}

fn decided(condition: &str, facts: &Facts) -> Result<bool, Undecided> {
    let node = syntax::read(condition).unwrap_or_else(|wrong| panic!("{condition}: {wrong:?}"));
    let head = Head::default();
    let checked = typing::check(&node, &head);
    let checked = checked.unwrap_or_else(|wrong| panic!("{condition}: {wrong:?}"));
    checked.holds(&View::of(facts, &head))
}

/// One part of a condition: as ours write it, and as others do.
fn part() -> impl Strategy<Value = (String, String)> {
    let fact =
        prop::sample::select(vec!["payment.age_days", "customer.refunds", "earlier.requests"]);
    let sign = prop::sample::select(vec![
        ("==", "="),
        ("!=", "<>"),
        ("<", "is less than"),
        ("<=", "=<"),
        (">", "GT"),
        (">=", "≥"),
    ]);
    let text = prop::sample::select(vec!["payment.plan", "payment.product"]);
    let truth = prop::sample::select(vec!["payment.disputed", "request.full"]);
    prop_oneof![
        (fact.clone(), sign, 0_i64..40).prop_map(|(a, (ours, theirs), b)| (
            format!("{a} {ours} {b}"),
            format!("{a} {theirs} {b}")
        )),
        (fact.clone(), 0_i64..20, 0_i64..40).prop_map(|(a, b, c)| {
            (format!("({a} >= {b} && {a} <= {c})"), format!("{a} BETWEEN {b} AND {c}"))
        }),
        (fact, 0_i64..20, 0_i64..40).prop_map(|(a, b, c)| (
            format!("({b} < {a} && {a} <= {c})"),
            format!("{b} < {a} <= {c}")
        )),
        text.clone()
            .prop_map(|a| (format!("{a} in ['annual', 'x']"), format!("{a} IN ('annual', 'x')"))),
        text.clone()
            .prop_map(|a| (format!("!({a} in ['annual'])"), format!("{a} not in ['annual']"))),
        text.clone().prop_map(|a| (format!("{a}.startsWith('ann')"), format!("{a} LIKE 'ann%'"))),
        text.prop_map(|a| (format!("!has({a})"), format!("{a} is None"))),
        truth.clone().prop_map(|a| (a.to_owned(), format!("{a} = TRUE"))),
        truth.prop_map(|a| (format!("!{a}"), format!("{a} == false"))),
    ]
}

fn both() -> impl Strategy<Value = (String, String)> {
    part().prop_recursive(3, 6, 2, |inner| {
        (inner.clone(), inner, 0..4).prop_map(|((a, x), (b, y), shape)| match shape {
            0 => (format!("({a}) && ({b})"), format!("({x}) AND ({y})")),
            1 => (format!("{a} && {b} || {b}"), format!("{x} and {y} or {y}")),
            2 => (format!("!({a}) || {b}"), format!("NOT ({x}) OR {y}")),
            _ => (format!("(({a}) && ({b}) || !({a}) && ({a}))"), format!("(IF({x}, {y}, {x}))")),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn w20_a_translation_means_what_was_written((ours, theirs) in both(), sample in any_sample()) {
        // What is the same in both languages is not translated.
        let theirs = format!("{theirs} or payment.disputed");
        let ours = format!("({ours}) || payment.disputed");
        if theirs.len() <= 512 && ours.len() <= 512 {
            let found = translated(&theirs, &Head::default());
            if let Some(found) = found {
                let facts = sample.facts();
                prop_assert_eq!(decided(&found, &facts), decided(&ours, &facts), "{}: {}", theirs, found);
            } else {
                // It has become too long, or too deep.
                prop_assert!(theirs.len() > 200, "{}", theirs);
            }
        }
    }
}
