//! Events that are true and not for this account: of another account or mode, or about no payment.

use serde_json::{Value, json};

use super::tests::{decoded, fixture};
use super::*;

#[test]
fn m7_an_event_of_an_account_that_is_not_ours_is_beside_the_matter() {
    let sellers = Setup { connected: Some("acct_1".to_owned()), ..Setup::default() };
    let table = [
        (Value::Null, true, false),
        (json!("acct_1"), false, true),
        (json!("acct_2"), false, false),
    ];
    let mut judged = 0;
    for kind in EVENT_KINDS.iter().filter(|kind| **kind != "review.closed") {
        for (account, ours, theirs) in &table {
            let mut event = fixture(kind);
            event["account"] = account.clone();
            let body = event.to_string();
            for (setup, relevant) in [(&Setup::default(), ours), (&sellers, theirs)] {
                let decoded = decode(body.as_bytes(), setup, &MetadataKeys::default());
                let other = Decoded::Beside { kind: (*kind).to_owned(), why: Beside::OtherAccount };
                assert_eq!(matches!(decoded, Decoded::Relevant(_)), *relevant, "{kind} {account}");
                assert_eq!(decoded == other, !relevant, "{kind} {account}");
                judged += 1;
            }
        }
    }
    assert_eq!(judged, 23 * 3 * 2);
}

#[test]
fn m8_an_event_of_the_other_mode_is_beside_the_matter() {
    for kind in EVENT_KINDS.iter().filter(|kind| **kind != "review.closed") {
        for (live, envelope, object, relevant) in [
            (Some(true), json!(true), json!(true), true),
            (Some(true), json!(false), json!(false), false),
            (Some(true), json!(true), json!(false), false),
            (Some(true), Value::Null, json!(false), false),
            (Some(true), Value::Null, Value::Null, true),
            (Some(false), json!(true), json!(true), false),
            (Some(false), json!(false), json!(false), true),
            (Some(false), json!(true), Value::Null, false),
            (None, json!(true), json!(false), true),
        ] {
            let mut event = fixture(kind);
            event["livemode"] = envelope.clone();
            event["data"]["object"]["livemode"] = object.clone();
            let setup = Setup { live, ..Setup::default() };
            let decoded = decode(event.to_string().as_bytes(), &setup, &MetadataKeys::default());
            let other = Decoded::Beside { kind: (*kind).to_owned(), why: Beside::OtherMode };
            assert_eq!(decoded == other, !relevant, "{kind} {live:?} {envelope} {object}");
            assert_eq!(matches!(decoded, Decoded::Relevant(_)), relevant, "{kind} {live:?}");
        }
    }
}

#[test]
fn m25_what_is_about_no_payment_is_beside_the_matter_and_what_is_not_understood_is_not() {
    let mut judged = 0;
    for kind in EVENT_KINDS.iter().filter(|kind| {
        kind.contains("refund") || kind.contains("dispute") || kind.contains("warning")
    }) {
        if *kind == "charge.refunded" {
            continue;
        }
        let beside = Decoded::Beside { kind: (*kind).to_owned(), why: Beside::NoPayment };
        let mut event = fixture(kind);
        for field in ["charge", "payment_intent"] {
            event["data"]["object"][field] = Value::Null;
        }
        assert_eq!(decoded(&event), beside, "{kind}: neither");
        let object = event["data"]["object"].as_object_mut().unwrap();
        for field in ["charge", "payment_intent"] {
            object.remove(field);
        }
        assert_eq!(decoded(&event), beside, "{kind}: neither field is there");
        event["data"]["object"].as_object_mut().unwrap().remove("id");
        let kept = matches!(decoded(&event), Decoded::Undecodable { .. });
        assert!(kept, "{kind}: it could be anything");
        judged += 1;
    }
    assert_eq!(judged, 11);
}
