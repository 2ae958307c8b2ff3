//! Holds the codec to its word.

use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::super::sample::{self, cases};
use super::*;
use ::case::operation::OperationStep;
use domain::decision::{ConditionTrace, RuleTrace, Ruling};
use domain::processor::Processor;

const GOLDEN: &str = "tests/golden/record/v1";

fn samples() -> [(&'static str, Case); 6] {
    [
        ("blank", Case::new(sample::case_id(), Processor::Stripe)),
        ("small", cases::small()),
        ("rich", cases::rich()),
        ("talk", cases::talk()),
        ("sale", cases::sale()),
        ("explained", cases::explained()),
    ]
}

fn kinds<T>(values: &[T]) -> usize {
    values.iter().map(discriminant).collect::<HashSet<Discriminant<T>>>().len()
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_case_survives_being_stored() {
    for (name, case) in samples() {
        assert_eq!(decode(&encode(&case)).unwrap(), case, "{name}");
    }
}

#[test]
fn the_samples_hold_every_variant_of_every_word() {
    assert_eq!(kinds(&sample::milestones()), 26);
    assert_eq!(kinds(&sample::troubles()), 15);
    assert_eq!(kinds(&sample::statuses()), 6);
    assert_eq!(kinds(&sample::stages()), 10);
    let steps = sample::steps();
    assert_eq!(kinds(&steps), 4);
    let mut answers = Vec::new();
    let mut refusals = Vec::new();
    for step in steps {
        match step {
            OperationStep::Ready | OperationStep::Claimed(_) => {}
            OperationStep::InDoubt(doubt) => answers.extend(doubt.answer.map(|answer| answer.kind)),
            OperationStep::Refused { refusal, .. } => refusals.push(refusal),
        }
    }
    assert_eq!(kinds(&answers), 4);
    assert_eq!(kinds(&refusals), 7);
    let rich = cases::rich();
    assert_eq!((rich.requests.len(), rich.refunds.len(), rich.disputes.len()), (9, 6, 10));
    assert_eq!((rich.operations.len(), rich.told.owed.len()), (16, 21));
}

#[test]
fn what_was_once_stored_is_read_forever_and_written_the_same() {
    for (name, case) in samples() {
        let text = serde_json::to_string_pretty(&json(&encode(&case))).unwrap();
        golden::hold(&format!("{GOLDEN}/{name}.json"), &format!("{text}\n"));
    }
    let names = golden::names(GOLDEN, ".json");
    assert_eq!(names.len(), 9, "{names:?}");
    for name in names {
        let bytes = golden::read(&format!("{GOLDEN}/{name}")).into_bytes();
        let case = decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(json(&encode(&case)), json(&bytes), "{name}");
    }
}

#[test]
fn a_field_of_a_later_build_is_ignored() {
    let mut value = json(&encode(&cases::small()));
    value["escalated_to"] = "somebody".into();
    value["payment"]["capture_method"] = "manual".into();
    value["told"]["milestone_count"] = 3.into();
    assert_eq!(decode(value.to_string().as_bytes()).unwrap(), cases::small());
}

#[test]
fn a_word_of_a_later_build_is_an_error_that_names_it() {
    for (pointer, word) in [
        ("/processor", "paddle"),
        ("/refunds/0/status", "reversed"),
        ("/refunds/0/amount/currency", "QQQ"),
        ("/refunds/0/key", "rf2-abcdefghijklmnopqrstuvwxyz"),
        ("/requests/0/reason", "boredom"),
        ("/operations/0/step", "paused"),
        ("/told/milestones/0", "praised:req-1"),
    ] {
        let mut value = json(&encode(&cases::small()));
        *value.pointer_mut(pointer).unwrap() = word.into();
        let error = anyhow::Error::new(decode(value.to_string().as_bytes()).unwrap_err());
        assert!(format!("{error:#}").contains(word), "{pointer}: {error:#}");
    }
}

#[test]
fn another_version_is_named_even_where_its_form_is_unknown() {
    for text in [r#"{"v":2,"everything":"else"}"#.to_owned(), {
        let mut value = json(&encode(&cases::small()));
        value["v"] = 2.into();
        value.to_string()
    }] {
        let error = decode(text.as_bytes()).unwrap_err();
        assert!(matches!(error, RecordError::Version { found: 2 }), "{error}");
    }
    for text in ["", "{}", "[]", r#"{"v":1}"#, "\u{0}"] {
        let error = decode(text.as_bytes()).unwrap_err();
        assert!(matches!(error, RecordError::Syntax { .. }), "{text}: {error}");
    }
}

#[test]
fn facts_of_a_later_build_are_passed_over_and_the_case_is_read() {
    let mut value = json(&encode(&cases::explained()));
    value["requests"][0]["facts"]["payment"]["mood"] = "sunny".into();
    assert_eq!(decode(value.to_string().as_bytes()).unwrap(), cases::small());
    value["requests"][0]["facts"] = "another form altogether".into();
    assert_eq!(decode(value.to_string().as_bytes()).unwrap(), cases::small());
}

#[test]
fn the_facts_of_a_decision_take_two_and_a_half_kilobytes_at_most() {
    let (with, without) = (encode(&cases::explained()).len(), encode(&cases::small()).len());
    assert!(with - without < 2560, "{} bytes", with - without);
}

#[test]
fn a_small_case_stays_small() {
    let bytes = encode(&cases::small()).len();
    assert!(bytes < 1600, "{bytes} bytes");
    assert!(encode(&samples()[0].1).len() < 120);
}

#[test]
fn a_frozen_decision_survives_with_its_explanation() {
    let plain =
        [sample::approve(), sample::deny(), sample::review(), sample::talk::review_by_two()];
    for verdict in plain.into_iter().chain(sample::talk::need_info()) {
        let ruling = sample::ruling(verdict);
        for opened in [None, Some(sample::talk::opened())] {
            let carried = Carried { ruling: ruling.clone(), opened, key: None };
            assert_eq!(decode_decision(&encode_decision(&carried)).unwrap(), carried);
        }
    }
}

#[test]
fn a_long_explanation_gives_way_to_the_decision() {
    let rule = |rule: &str, length| RuleTrace {
        rule: rule.to_owned(),
        conditions: vec![ConditionTrace {
            text: "x".repeat(length),
            held: None,
            values: Vec::new(),
        }],
    };
    for (trace, kept) in [
        (vec![rule("first", 4000), rule("last", 100)], Some("last")),
        (vec![rule("first", 100), rule("last", 5000)], None),
    ] {
        let ruling = Ruling { trace, ..sample::ruling(sample::deny()) };
        let text = encode_decision(&Carried { ruling: ruling.clone(), opened: None, key: None });
        assert!(text.len() <= DECISION_BYTES_MAX);
        let read = decode_decision(&text).unwrap().ruling;
        assert_eq!(read.decision, ruling.decision);
        assert_eq!(read.trace.last().map(|trace| trace.rule.as_str()), kept);
    }
    assert!(matches!(decode_decision(r#"{"v":7}"#), Err(RecordError::Version { found: 7 })));
}

proptest! {
    #[test]
    fn any_text_instant_and_amount_survives(
        text in any::<String>(),
        minor in any::<i64>(),
        sequence in any::<u64>(),
        nanosecond in Timestamp::MIN.as_nanosecond()..=Timestamp::MAX.as_nanosecond(),
    ) {
        let instant = Timestamp::from_nanosecond(nanosecond).unwrap();
        let mut case = cases::rich();
        case.refunded_at_least = minor;
        case.told.sequence = sequence;
        for clawed in case.told.clawbacks.values_mut() {
            (clawed.total, clawed.returned) = (minor, minor);
        }
        for refund in case.refunds.values_mut() {
            refund.failure = Some(text.clone());
            refund.amount.minor = minor;
            refund.created_at = instant;
        }
        for operation in case.operations.values_mut() {
            if let OperationStep::InDoubt(doubt) = &mut operation.step {
                doubt.request.body.clone_from(&text);
                doubt.request.headers.push((text.clone(), text.clone()));
                doubt.since = instant;
            }
        }
        prop_assert_eq!(decode(&encode(&case)).unwrap(), case);
    }
}
