//! Holds the words of the conversation to the boundary.

use serde_json::{Value, json};

use super::*;
use domain::conversation::AnswerValue;
use domain::receipt::Receipt;

fn review(verdict: &str) -> Value {
    json!({
        "answer_id": "a1", "request_id": "req-1", "account": "stripe-eu", "payment": "pi_1",
        "reviewer": "agent-7", "binding": format!("rb3-{}", "0123456789abcdef".repeat(4)),
        "decided_at": "2026-03-02T11:00:00Z", "verdict": verdict,
        "amount": {"minor": 1500, "currency": "EUR"}, "clause": "too_late",
        "alternatives": ["discount"], "questions": ["was_it_used"], "comment": "Jane Roe",
    })
}

fn info() -> Value {
    json!({
        "request_id": "req-1", "account": "stripe-eu", "payment": "pi_1",
        "answered_at": "2026-03-02T11:00:00Z",
        "answers": {"was_it_used": false, "seats": 3, "plan": {"choice": "monthly"}, "why": "Jane Roe said so", "empty": " "},
    })
}

fn feedback() -> Value {
    json!({
        "request_id": "req-1", "account": "stripe-eu", "payment": "pi_1",
        "reasons": ["too_slow", "other", "too_slow"], "comment": "Jane Roe",
    })
}

fn talk(kind: &str, data: &Value) -> Result<Talk, InboundError> {
    talk_at(kind, data, Receipt::of("2026-03-02T12:00:00Z".parse().unwrap()))
}

fn talk_at(kind: &str, data: &Value, receipt: Receipt) -> Result<Talk, InboundError> {
    let event = json!({
        "specversion": "1.0", "id": "msg-1", "source": "/crm", "type": kind, "data": data,
    });
    match parse(event.to_string().as_bytes())?.received(receipt)? {
        Inbound::Talk { talk, .. } => Ok(talk),
        Inbound::Refund { .. } | Inbound::Commission { .. } => panic!("another message was read"),
    }
}

#[test]
fn of_an_answer_in_words_only_that_it_was_given_is_kept() {
    let Talk::Info(read) = talk(INFO_RECEIVED, &info()).unwrap() else { panic!("answers") };
    let values: Vec<_> =
        read.answers.iter().map(|(question, answer)| (question.as_str(), &answer.value)).collect();
    let monthly = AnswerValue::Choice("monthly".to_owned());
    let expected = [
        ("plan", &monthly),
        ("seats", &AnswerValue::Number(3)),
        ("was_it_used", &AnswerValue::Flag(false)),
        ("why", &AnswerValue::Given),
    ];
    assert_eq!(values, expected);
    assert!(!format!("{read:?}").contains("Jane"));
}

#[test]
fn a_reviewer_approves_denies_or_asks_and_feedback_is_a_set() {
    for verdict in ["approve", "deny", "ask"] {
        let read = talk(REVIEW_DECIDED, &review(verdict)).unwrap();
        let Talk::Review(read) = read else { panic!("a review") };
        assert_eq!(read.said.as_str(), verdict);
        assert_eq!((read.id.as_str(), read.reviewer.as_str()), ("a1", "agent-7"));
    }
    let read = talk(FEEDBACK_RECEIVED, &feedback()).unwrap();
    let Talk::Feedback(read) = read else { panic!("feedback") };
    assert_eq!(read.reasons.len(), 2);
}

#[test]
fn w18_a_reviewer_may_say_why_in_a_code() {
    let given = |because: Value| {
        let mut data = review("deny");
        data["because"] = because;
        let read = talk(REVIEW_DECIDED, &data).unwrap();
        let Talk::Review(read) = read else { panic!("a review") };
        read.because.map(|code| code.to_string())
    };
    assert_eq!(given(json!("goodwill")).as_deref(), Some("goodwill"));
    // What the merchant has added is not for the reader to know.
    assert_eq!(given(json!("black_friday")).as_deref(), Some("black_friday"));
    assert_eq!(given(Value::Null), None);
}

#[test]
fn an_unusable_word_of_a_conversation_is_named_and_not_repeated() {
    let approve = || review("approve");
    let mut refused = 0;
    for (kind, mut data, field, bad) in [
        (REVIEW_DECIDED, approve(), "answer_id", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "request_id", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "reviewer", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "binding", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "decided_at", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "verdict", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "amount", json!({"minor": 0, "currency": "EUR"})),
        (REVIEW_DECIDED, approve(), "amount", Value::Null),
        (REVIEW_DECIDED, review("deny"), "clause", json!("Jane Roe")),
        (REVIEW_DECIDED, approve(), "because", json!("Jane Roe")),
        (REVIEW_DECIDED, review("ask"), "because", json!(["goodwill"])),
        (REVIEW_DECIDED, review("deny"), "alternatives", json!([])),
        (REVIEW_DECIDED, review("ask"), "questions", json!(["a", "a"])),
        (INFO_RECEIVED, info(), "answers", json!({})),
        (INFO_RECEIVED, info(), "answers", json!({"why": " "})),
        (INFO_RECEIVED, info(), "answers", json!({"why": ["Jane Roe"]})),
        (INFO_RECEIVED, info(), "answers", json!({"why": {"choice": "Jane Roe"}})),
        (INFO_RECEIVED, info(), "answers", json!({"why": {"choice": "a", "note": "Jane Roe"}})),
        (INFO_RECEIVED, info(), "answers", json!({"why": {}})),
        (INFO_RECEIVED, info(), "answers", json!({"Jane Roe": true})),
        (INFO_RECEIVED, info(), "answered_at", json!("2299-01-01T00:00:00Z")),
        (FEEDBACK_RECEIVED, feedback(), "reasons", json!([])),
        (FEEDBACK_RECEIVED, feedback(), "reasons", json!(["Jane Roe"])),
        (FEEDBACK_RECEIVED, feedback(), "request_id", Value::Null),
    ] {
        data[field] = bad;
        let error = talk(kind, &data).unwrap_err().to_string();
        assert!(error.contains(&format!("data.{field}")), "{kind} {field}: {error}");
        assert!(!error.contains("Jane"), "{error}");
        refused += 1;
    }
    assert_eq!(refused, 24);
}

#[test]
fn what_is_said_is_valid_by_its_schema() {
    let schemas = schemas();
    let said = [
        (INFO_RECEIVED, info()),
        (REVIEW_DECIDED, review("deny")),
        (FEEDBACK_RECEIVED, feedback()),
    ];
    for (kind, data) in said {
        let (_, schema) = schemas.iter().find(|(name, _)| *name == kind).unwrap();
        let validator = jsonschema::validator_for(schema).unwrap();
        assert!(validator.is_valid(&data), "{kind}: {:?}", validator.iter_errors(&data).next());
        assert!(!validator.is_valid(&json!({})), "{kind}");
    }
}

/// A reviewer's answer counts from when it was seen, a customer's not after that.
#[test]
fn s6_answers_are_dated_by_those_who_receive_them() {
    let (early, late) = ("2026-03-02T10:00:00Z", "2026-03-02T12:04:59Z");
    let seen = Receipt {
        at: "2026-03-02T11:30:00Z".parse().unwrap(),
        seen_at: "2026-03-02T12:00:00Z".parse().unwrap(),
    };
    for (date, kept) in [(early, early), (late, "2026-03-02T12:00:00Z")] {
        let (mut answers, mut answer) = (info(), review("approve"));
        answers["answered_at"] = date.into();
        answer["decided_at"] = date.into();
        let Talk::Info(read) = talk_at(INFO_RECEIVED, &answers, seen).unwrap() else {
            panic!("answers")
        };
        assert!(read.answers.values().all(|answer| answer.at.to_string() == kept));
        let Talk::Review(read) = talk_at(REVIEW_DECIDED, &answer, seen).unwrap() else {
            panic!("an answer")
        };
        assert_eq!(read.at, seen.seen_at);
    }
    let mut ahead = review("approve");
    ahead["decided_at"] = "2026-03-02T12:05:01Z".into();
    let refused = talk_at(REVIEW_DECIDED, &ahead, seen).unwrap_err().to_string();
    assert!(refused.contains("`data.decided_at` is later than the time of receipt"), "{refused}");
}
