//! Holds the boundary to its word.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::cloud_event::EnvelopeError;
use crate::repeated::NAMES;
use domain::receipt::Receipt;
use domain::request::{Claims, Reason};

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn event(kind: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": "msg-1", "source": "/shop", "type": kind,
        "traceparent": TRACE, "data": data,
    })
}

fn request() -> Value {
    json!({
        "request_id": "req-1", "account": "stripe-eu", "payment": "pi_1",
        "reason": "technical_problem", "amount": {"minor": 1500, "currency": "eur"},
        "locale": "de-AT", "time_zone": "Asia/Tokyo", "requested_at": "2026-03-02T11:00:00+01:00",
        "comment": "Jane Roe <jane@example.com> is angry", "proof_of_purchase": "invoice 17",
        "commission": {
            "id": "com_1", "partner": "p-9", "earned": {"minor": 300, "currency": "USD"},
            "base": {"minor": 1500, "currency": "EUR"}, "paid": true,
        },
    })
}

/// When all that is read here was received.
fn receipt() -> Receipt {
    Receipt::of("2026-03-02T12:00:00Z".parse().unwrap())
}

fn parse_value(event: &Value) -> Result<Inbound, InboundError> {
    parse(event.to_string().as_bytes())?.received(receipt())
}

fn requested(data: &Value) -> Result<Inbound, InboundError> {
    parse_value(&event("com.shop.refund.requested.v1", data))
}

fn admitted(data: &Value) -> RefundRequest {
    match requested(data).unwrap() {
        Inbound::Refund { request, .. } => request,
        Inbound::Talk { .. } | Inbound::Commission { .. } => {
            panic!("a request was read as a commission")
        }
    }
}

#[test]
fn a_full_request_becomes_our_words() {
    let Inbound::Refund { account, payment, request, commission, traceparent } =
        requested(&request()).unwrap()
    else {
        panic!("a request was read as a commission")
    };
    assert_eq!((account.as_str(), payment.as_str()), ("stripe-eu", "pi_1"));
    assert_eq!(request.id.as_str(), "req-1");
    assert_eq!(request.reason, Reason::TechnicalProblem);
    assert_eq!(request.amount.unwrap().to_string(), "15.00 EUR");
    assert_eq!(request.locale.as_deref(), Some("de-AT"));
    assert_eq!(request.time_zone.as_deref(), Some("Asia/Tokyo"));
    assert_eq!(request.requested_at.to_string(), "2026-03-02T10:00:00Z");
    assert!(request.proof_of_purchase);
    let commission = commission.unwrap();
    assert_eq!((commission.id.as_str(), commission.partner.as_str()), ("com_1", "p-9"));
    assert_eq!(commission.base.unwrap().minor, 1500);
    assert!(commission.paid);
    assert_eq!(traceparent.as_deref(), Some(TRACE));
}

#[test]
fn what_may_be_left_out_may_be_null_too() {
    let mut data = request();
    for field in ["amount", "locale", "comment", "proof_of_purchase", "commission"] {
        data[field] = Value::Null;
    }
    let with_null = admitted(&data);
    for field in ["amount", "locale", "comment", "proof_of_purchase", "commission"] {
        data.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(admitted(&data), with_null);
    assert_eq!((with_null.amount, with_null.proof_of_purchase), (None, false));
    data["amount"] = "full".into();
    assert_eq!(admitted(&data), with_null);
    data["a_later_field"] = json!({"deep": [1, 2]});
    assert_eq!(admitted(&data), with_null);
}

#[test]
fn what_the_customer_says_of_the_payment_is_taken_over() {
    let mut data = request();
    assert_eq!(admitted(&data).claims, Claims::default());
    data["channel"] = "chat".into();
    data["charged"] = json!({"minor": 4900, "currency": "usd"});
    let claims = admitted(&data).claims;
    assert_eq!(claims.channel.as_deref(), Some("chat"));
    assert_eq!(claims.charged.map(|money| money.to_string()).as_deref(), Some("49.00 USD"));
    for (field, value) in [
        ("channel", json!("by phone")),
        ("channel", json!("")),
        ("channel", json!(["chat"])),
        ("charged", json!(4900)),
        ("charged", json!({"minor": -1, "currency": "usd"})),
    ] {
        let mut wrong = request();
        wrong[field] = value.clone();
        let error = requested(&wrong).unwrap_err().to_string();
        assert!(error.contains(field), "{value}: {error}");
    }
}

#[test]
fn every_reason_is_known_by_its_name() {
    for (reason, name) in Reason::ALL {
        let mut data = request();
        data["reason"] = name.into();
        assert_eq!(admitted(&data).reason, reason);
    }
    assert_eq!(Reason::ALL.len(), 9);
}

#[test]
fn a_proof_is_a_flag_or_a_reference() {
    for (proof, there) in
        [(json!(true), true), (json!(false), false), (json!("r-1"), true), (json!(" "), false)]
    {
        let mut data = request();
        data["proof_of_purchase"] = proof;
        assert_eq!(admitted(&data).proof_of_purchase, there);
    }
}

#[test]
fn a_comment_goes_nowhere() {
    for comment in [json!("jane@example.com"), json!(["jane"]), json!({"jane": 1}), json!(17)] {
        let mut data = request();
        data["comment"] = comment.clone();
        let inbound = format!("{:?}", requested(&data).unwrap());
        assert!(!inbound.contains("jane"), "{inbound}");
        // Not even where something else is wrong.
        data["reason"] = "jane was bored".into();
        let error = requested(&data).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
    }
}

#[test]
fn a_missing_field_is_named() {
    for field in ["request_id", "account", "payment", "reason", "requested_at"] {
        let mut data = request();
        data.as_object_mut().unwrap().remove(field);
        let error = requested(&data).unwrap_err();
        assert!(matches!(&error, InboundError::Missing { field: f, .. } if f == field), "{error}");
        assert!(error.to_string().contains(": send "), "{error}");
    }
    for pointer in ["/commission/id", "/commission/partner", "/commission/earned/minor"] {
        let mut data = request();
        *data.pointer_mut(pointer).unwrap() = Value::Null;
        let error = requested(&data).unwrap_err();
        let field = pointer.trim_start_matches('/').replace('/', ".");
        assert!(matches!(&error, InboundError::Missing { field: f, .. } if *f == field), "{error}");
    }
}

#[test]
fn an_unusable_field_is_named_and_not_repeated() {
    for (pointer, field, bad) in [
        ("/request_id", "request_id", json!("jane doe")),
        ("/request_id", "request_id", json!("x".repeat(256))),
        ("/account", "account", json!(1)),
        ("/account", "account", json!("jane|doe")),
        ("/payment", "payment", json!("pi/jane")),
        ("/reason", "reason", json!("jane was bored")),
        ("/amount", "amount", json!("jane")),
        ("/amount", "amount", json!(15)),
        ("/amount", "amount", json!({"minor": 0, "currency": "USD"})),
        ("/amount/minor", "amount.minor", json!(-1)),
        ("/amount/minor", "amount.minor", json!(15.5)),
        ("/amount/minor", "amount.minor", json!("1500")),
        ("/amount/minor", "amount.minor", json!(9_223_372_036_854_775_808_u64)),
        ("/amount/currency", "amount.currency", json!("jane")),
        ("/amount/currency", "amount.currency", json!("XXX")),
        ("/locale", "locale", json!("jane@example.com")),
        ("/locale", "locale", json!("d")),
        ("/time_zone", "time_zone", json!("jane@example.com")),
        ("/time_zone", "time_zone", json!("")),
        ("/time_zone", "time_zone", json!("a".repeat(65))),
        ("/locale", "locale", json!("a".repeat(36))),
        ("/requested_at", "requested_at", json!("jane")),
        ("/requested_at", "requested_at", json!(1_772_445_600)),
        ("/requested_at", "requested_at", json!("0026-03-02T10:00:00Z")),
        ("/requested_at", "requested_at", json!("2026-03-02")),
        ("/proof_of_purchase", "proof_of_purchase", json!(1)),
        ("/commission", "commission", json!("jane")),
        ("/commission/partner", "commission.partner", json!("jane doe")),
        ("/commission/earned/minor", "commission.earned.minor", json!(-1)),
        ("/commission/base", "commission.base", json!(true)),
        ("/commission/paid", "commission.paid", json!("jane")),
    ] {
        let mut data = request();
        *data.pointer_mut(pointer).unwrap() = bad.clone();
        let error = requested(&data).unwrap_err();
        let named = matches!(&error, InboundError::Unusable { field: f, .. } if f == field);
        assert!(named, "{pointer} {bad}: {error}");
        assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
    }
}

#[test]
fn a_commission_comes_alone_too() {
    let data = json!({
        "account": "stripe-eu", "payment": "pi_1",
        "commission": {
            "id": "com_1", "partner": "p-9", "earned": {"minor": 0, "currency": "USD"},
        },
    });
    let inbound = parse_value(&event(COMMISSION_EARNED, &data)).unwrap();
    let Inbound::Commission { account, payment, commission, .. } = inbound else {
        panic!("a commission was read as a request")
    };
    assert_eq!((account.as_str(), payment.as_str()), ("stripe-eu", "pi_1"));
    assert_eq!((commission.earned.minor, commission.base, commission.paid), (0, None, false));
}

#[test]
fn the_type_may_have_a_prefix_and_nothing_else() {
    for kind in ["refund.requested.v1", "io.refundd.refund.requested.v1", ".refund.requested.v1"] {
        assert!(parse_value(&event(kind, &request())).is_ok(), "{kind}");
    }
    for kind in ["refund.requested", "refund.requested.v2", "xrefund.requested.v1", "jane"] {
        let error = parse_value(&event(kind, &request())).unwrap_err();
        assert_eq!(error, InboundError::Type, "{kind}");
    }
}

#[test]
fn s23_a_message_with_any_member_twice_is_refused_with_its_name_and_nothing_of_what_was_sent() {
    let body = event(REFUND_REQUESTED, &request()).to_string();
    assert!(parse(body.as_bytes()).is_ok());
    let mut refused = 0;
    for (member, twice) in [
        ("id", r#""id":"jane","#),
        ("data", r#""data":{},"#),
        ("type", r#""type":null,"#),
        ("traceparent", r#""traceparent":0,"traceparent":0,"#),
    ] {
        for body in [
            body.replacen('{', &format!("{{{twice}"), 1),
            format!("{},{}}}", body.strip_suffix('}').unwrap(), twice.trim_end_matches(',')),
        ] {
            let said = parse(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(said, format!("the member `{member}` stands twice: send every member once"));
            assert_eq!(kept(body.as_bytes(), None), None, "it does not travel on as another one");
            refused += 1;
        }
    }
    assert_eq!(refused, 8);
    for (data, member) in [
        (r#"{"account":"a","account":"b"}"#, "the member `data.account`"),
        (r#"{"amount":{"minor":1,"minor":9}}"#, "the member `data.amount.minor`"),
        (r#"{"answers":{"jane":true,"jane":false}}"#, "a member of `data.answers`"),
        (r#"{"comment":[{"jane":1,"jane":2}]}"#, "a member of `data.comment`"),
    ] {
        for kind in schemas().into_iter().map(|(kind, _)| kind) {
            let text = event(kind, &json!("@")).to_string().replace("\"@\"", data);
            let said = parse(text.as_bytes()).unwrap_err().to_string();
            assert_eq!(said, format!("{member} stands twice: send every member once"));
        }
    }
}

/// What is read has a name that an error may say.
#[test]
fn s23_every_member_that_is_read_can_be_named() {
    fn look(schema: &Value, seen: &mut usize) {
        if let Some(properties) = schema["properties"].as_object() {
            for name in properties.keys() {
                assert!(NAMES.contains(&name.as_str()), "{name}");
                *seen += 1;
            }
        }
        for inner in schema.as_object().into_iter().flatten().map(|(_, inner)| inner) {
            look(inner, seen);
        }
    }
    let mut seen = 0;
    for (_, schema) in schemas() {
        look(&schema, &mut seen);
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn data_must_be_an_object() {
    for data in ["[]", "7", "\"text\""] {
        let text = event(REFUND_REQUESTED, &json!("@")).to_string().replace("\"@\"", data);
        assert_eq!(parse(text.as_bytes()).unwrap_err(), InboundError::Data, "{data}");
    }
    let error = parse_value(&event(REFUND_REQUESTED, &Value::Null)).unwrap_err();
    assert_eq!(error, InboundError::Data);
    let error = parse(b"\xff").unwrap_err();
    assert!(matches!(error, InboundError::Envelope(EnvelopeError::NotJson { .. })), "{error}");
}

#[test]
fn what_is_admitted_is_valid_by_the_schema() {
    let schemas = schemas();
    assert_eq!(schemas.len(), 5);
    let validator = jsonschema::validator_for(&schemas[0].1).unwrap();
    let mut data = request();
    assert!(validator.is_valid(&data), "{:?}", validator.iter_errors(&data).next());
    data["amount"] = "full".into();
    data["proof_of_purchase"] = true.into();
    assert!(validator.is_valid(&data));
    for field in ["request_id", "account", "payment", "reason", "requested_at"] {
        let mut data = request();
        data.as_object_mut().unwrap().remove(field);
        assert!(!validator.is_valid(&data), "{field}");
    }
    for (field, bad) in [("reason", json!("boredom")), ("amount", json!(15)), ("account", json!(1))]
    {
        let mut data = request();
        data[field] = bad;
        assert!(!validator.is_valid(&data), "{field}");
    }
}

proptest! {
    #[test]
    fn a_damaged_message_is_admitted_or_refused_in_one_short_sentence(
        at in 0_usize..700,
        bytes in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let mut body = event(REFUND_REQUESTED, &request()).to_string().into_bytes();
        let at = at.min(body.len() - 1);
        body.splice(at..=at, bytes);
        if let Err(error) = parse(&body) {
            let text = error.to_string();
            prop_assert!(text.len() < 300 && text.contains("send "), "{}", text);
        }
    }

    #[test]
    fn no_text_in_any_field_is_ever_repeated(
        index in 0_usize..9,
        text in "[a-z ]{0,20}q{9}[a-z ]{0,20}",
    ) {
        let mut data = request();
        let field = data.as_object().unwrap().keys().nth(index).unwrap().clone();
        data[field] = text.into();
        if let Err(error) = requested(&data) {
            let repeated = format!("{error} {error:?}").contains("qqqqqqqqq");
            prop_assert!(!repeated);
        }
    }
}

/// In binary mode the type is not signed. Whoever changes it on the way must not make another message
/// of what somebody has signed; but for a request that brings a commission, which is signed as well.
#[test]
fn o10_the_data_of_one_type_fit_no_other_but_a_commission_that_they_bring() {
    let all = schemas();
    let may = |schema: &Value| -> BTreeSet<String> {
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let must = |schema: &Value| -> BTreeSet<String> {
        serde_json::from_value(schema["required"].clone()).unwrap()
    };
    let (mut compared, mut fitting) = (0, Vec::new());
    for (one, schema) in &all {
        let may = may(schema);
        for (other, theirs) in all.iter().filter(|(other, _)| other != one) {
            fitting.extend(must(theirs).is_subset(&may).then_some((*one, *other)));
            compared += 1;
        }
    }
    assert_eq!(compared, 20);
    assert_eq!(fitting, [("refund.requested.v1", "commission.earned.v1")]);
}
