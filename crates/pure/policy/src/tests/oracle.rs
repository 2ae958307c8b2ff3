//! A condition means what CEL says it means: the `cel` crate judges random conditions.

use std::collections::HashMap;

use cel::{Context, ExecutionError, Program, Value};
use proptest::prelude::*;

use super::sample::{Sample, any_sample};
use crate::language::fact::Fact;
use crate::language::head::Head;
use crate::language::undecided::Undecided;
use crate::language::view::View;
use crate::language::{syntax, typing};
use crate::{FACTS, Kind};
use domain::facts::Facts;
use domain::request::Reason;

fn context(facts: &Facts) -> Context<'static, 'static> {
    let mut groups: HashMap<&str, HashMap<String, Value>> =
        FACTS.iter().map(|entry| (entry.group(), HashMap::new())).collect();
    let head = Head::default();
    let view = View::of(facts, &head);
    for entry in FACTS {
        let fact = Fact::Known(entry);
        let value = match entry.kind() {
            Kind::Int => view.int(fact).map(Value::Int),
            Kind::Bool => view.bool(fact).map(Value::Bool),
            Kind::Text => view.text(fact).map(|text| Value::String(text.to_owned().into())),
            // Nothing is compared with an instant.
            Kind::Moment => None,
        };
        let (group, field) = entry.name.split_once('.').unwrap();
        if let Some(value) = value {
            groups.get_mut(group).unwrap().insert(field.to_owned(), value);
        }
    }
    let mut context = Context::default();
    for (group, fields) in groups {
        context.add_variable_from_value(group, fields);
    }
    context
}

fn judged(condition: &str, facts: &Facts) -> Result<bool, ExecutionError> {
    match Program::compile(condition).unwrap().execute(&context(facts)) {
        Ok(Value::Bool(truth)) => Ok(truth),
        Ok(other) => panic!("{condition} is {other:?}"),
        Err(error) => Err(error),
    }
}

fn ours(condition: &str, facts: &Facts) -> Result<bool, Undecided> {
    let node = syntax::read(condition).unwrap_or_else(|wrong| panic!("{condition}: {wrong:?}"));
    let head = Head::default();
    let checked = typing::check(&node, &head);
    let checked = checked.unwrap_or_else(|wrong| panic!("{condition}: {wrong:?}"));
    checked.holds(&View::of(facts, &head))
}

fn int() -> impl Strategy<Value = String> {
    let facts: Vec<String> = FACTS
        .iter()
        .filter(|entry| entry.kind() == Kind::Int)
        .map(|entry| entry.name.to_owned())
        .collect();
    let leaf = prop_oneof![
        prop::sample::select(facts),
        (0_i64..100).prop_map(|number| number.to_string()),
        Just("9223372036854775807".to_owned()),
        Just("(-4)".to_owned()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let operator = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
        (inner.clone(), operator, inner, 0..3).prop_map(
            |(left, operator, right, shape)| match shape {
                0 => format!("{left} {operator} {right}"),
                1 => format!("({left} {operator} {right})"),
                _ => format!("-({left}){operator}{right}"),
            },
        )
    })
}

fn comparison() -> impl Strategy<Value = String> {
    let operator = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let equality = prop::sample::select(vec!["==", "!="]);
    let test = prop::sample::select(vec!["startsWith", "endsWith", "contains"]);
    let word = prop::sample::select(vec!["payment.plan", "payment.product", "'pro'", "\"an\\'n\""]);
    let fact = prop::sample::select(vec!["payment.plan", "payment.product", "request.reason"]);
    let known = prop::sample::select(FACTS.iter().map(|entry| entry.name).collect::<Vec<_>>());
    let truth = prop::sample::select(
        FACTS
            .iter()
            .filter(|entry| entry.kind() == Kind::Bool)
            .map(|entry| entry.name)
            .collect::<Vec<_>>(),
    );
    prop_oneof![
        (int(), operator, int()).prop_map(|(a, operator, b)| format!("{a} {operator} {b}")),
        (int(), int(), int()).prop_map(|(a, b, c)| format!("{a} in [{b}, {c}]")),
        (word.clone(), equality, word.clone()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (fact, word.clone()).prop_map(|(a, b)| format!("{a} in ['other', {b},]")),
        (word.clone(), test, word).prop_map(|(a, test, b)| format!("{a}.{test}({b})")),
        known.prop_map(|name| format!("has({name})")),
        truth.prop_map(str::to_owned),
    ]
    // A text that is compared with a word outside the list of reasons is a mistake of its own.
    .prop_filter("reasons are a closed list", |text| {
        !text.contains("request.reason in ['other', '")
    })
    .prop_filter("reasons are a closed list", |text| !text.contains("reason in ['other', \""))
}

/// How deeply brackets are nested; none stands in a text here.
fn brackets(text: &str) -> usize {
    let mut open: usize = 0;
    let depths = text.chars().map(|c| {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' => open -= 1,
            _ => {}
        }
        open
    });
    depths.max().unwrap_or_default()
}

fn condition() -> impl Strategy<Value = String> {
    let whole = comparison().prop_recursive(4, 16, 2, |inner| {
        let operator = prop::sample::select(vec!["&&", "||", "&&", "||", "==", "!="]);
        (inner.clone(), operator, inner, 0..4).prop_map(|(left, operator, right, shape)| {
            match (shape, operator) {
                // A comparison of truth values is not a comparison of what stands next to it.
                (0 | 1, "==" | "!=") => format!("({left}) {operator} ({right})"),
                (0, _) => format!("{left} {operator} {right}"),
                (1, _) => format!("({left}) {operator} {right}"),
                (2, _) => format!("!({left} ) {operator} ({right})"),
                (_, _) => format!("(({left}) {operator} !!({right}))"),
            }
        })
    });
    // A condition must name a fact.
    whole
        .prop_map(|text| format!("{text} || payment.disputed"))
        .prop_filter("conditions have limits", |text| text.len() <= 512 && brackets(text) <= 10)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn a_condition_means_what_cel_says(condition in condition(), sample in any_sample()) {
        let facts = sample.facts();
        match (ours(&condition, &facts), judged(&condition, &facts)) {
            (Ok(one), Ok(other)) => prop_assert_eq!(one, other, "{}", condition),
            (Err(_), Err(_)) => {}
            (one, other) => {
                prop_assert!(false, "{}: {:?} but CEL says {:?}", condition, one, other);
            }
        }
    }
}

#[test]
fn both_agree_on_what_is_hard_to_meet_by_chance() {
    let facts = Sample::new(Reason::Duplicate).facts();
    for (condition, truth) in [
        ("payment.plan == 'x' && payment.disputed", Some(false)),
        ("payment.disputed && payment.plan == 'x'", Some(false)),
        ("payment.plan == 'x' || request.full", Some(true)),
        ("request.full || payment.plan == 'x'", Some(true)),
        ("payment.plan == 'x' || payment.disputed", None),
        ("payment.plan == 'x' && request.full", None),
        ("payment.amount_minor in [payment.amount_minor, customer.refunds]", None),
        ("payment.amount_minor - 1000 - 900 == 3000", Some(true)),
        ("payment.amount_minor / 1000 % 3 == 1", Some(true)),
        ("-payment.amount_minor / 1000 == -4", Some(true)),
        ("-payment.amount_minor % 1000 == -900", Some(true)),
        ("2 + 2 * 2 == 6 && request.full", Some(true)),
        ("request.full || request.full && payment.disputed", Some(true)),
        ("request.full == payment.disputed", Some(false)),
        ("!payment.disputed == request.full", Some(true)),
        ("payment.age_days < 2 == true", Some(true)),
        ("1 / 0 == 1 || request.full", Some(true)),
        ("payment.age_days / 0 == 1", None),
        ("has(payment.plan) && payment.plan == 'x'", Some(false)),
    ] {
        assert_eq!(ours(condition, &facts).ok(), truth, "{condition}");
        assert_eq!(judged(condition, &facts).ok(), truth, "{condition}");
    }
}
