//! Stripe's events, held against its own examples.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::mutation;
use super::*;
use domain::booking::Moved;
use domain::dispute::{Dispute, DisputeStage};

const FIXTURES: &str = "tests/fixtures/stripe/events";

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let stem = |name: String| {
        let text = golden::read(&format!("{FIXTURES}/{name}"));
        (name.trim_end_matches(".json").to_owned(), text.into_bytes())
    };
    golden::names(FIXTURES, ".json").into_iter().map(stem).collect()
}

pub(super) fn fixture(name: &str) -> Value {
    let files = fixtures();
    let (_, bytes) = files.iter().find(|(file, _)| file == name).unwrap();
    serde_json::from_slice(bytes).unwrap()
}

pub(super) fn decoded(event: &Value) -> Decoded {
    decode(event.to_string().as_bytes(), &Setup::default(), &MetadataKeys::default())
}

fn reported(event: &Value) -> Report {
    let decoded = decoded(event);
    let Decoded::Relevant(report) = decoded else { panic!("{decoded:?}") };
    report
}

fn why_not(event: &Value) -> String {
    let decoded = decoded(event);
    let Decoded::Undecodable { why, .. } = decoded else { panic!("{decoded:?}") };
    why
}

fn disputed(event: &Value) -> Dispute {
    match reported(event).observations.as_slice() {
        [Observation::Dispute(dispute)] => dispute.clone(),
        other => panic!("{other:?}"),
    }
}

/// A dispute event with fields of its object replaced.
fn dispute_event(kind: &str, fields: &Value) -> Value {
    let mut event = fixture("charge.dispute.created");
    event["type"] = json!(kind);
    for (name, value) in fields.as_object().unwrap() {
        event["data"]["object"][name] = value.clone();
    }
    event
}

#[test]
fn every_example_says_what_it_always_said() {
    let files = fixtures();
    for (name, bytes) in &files {
        let decoded = decode(bytes, &Setup::default(), &MetadataKeys::default());
        insta::assert_debug_snapshot!(name.as_str(), decoded);
    }
    assert_eq!(files.len(), 24);
}

#[test]
fn every_known_kind_has_an_example_and_every_example_a_known_kind() {
    let known: BTreeSet<_> = EVENT_KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    let examples: BTreeSet<_> = fixtures().into_iter().map(|(name, _)| name).collect();
    assert_eq!(known, examples);
    let silent: Vec<_> = EVENT_KINDS
        .iter()
        .filter(|kind| matches!(decoded(&fixture(kind)), Decoded::Irrelevant { .. }))
        .collect();
    assert_eq!(silent, [&"review.closed"]);
}

#[test]
fn an_unknown_kind_is_irrelevant_whatever_it_carries() {
    for data in [json!({}), json!({"object": 5}), json!({"object": {"id": 1}}), Value::Null] {
        let event =
            json!({"object": "event", "id": "evt_1", "type": "customer.created", "data": data});
        let kind = "customer.created".to_owned();
        assert_eq!(decoded(&event), Decoded::Irrelevant { kind });
    }
}

#[test]
fn a_wrapped_or_thin_event_is_named_for_what_it_is() {
    let thin = json!({"object": "v2.core.event", "id": "evt_1", "type": "v1.refund.updated"});
    let bridge = json!({"version": "0", "id": "1", "detail-type": "refund.updated",
        "detail": fixture("refund.updated")});
    let grid = json!({"specversion": "1.0", "id": "1", "type": "refund.updated",
        "data": {"object": {}}});
    assert!(why_not(&thin).contains("thin event"));
    assert!(why_not(&bridge).contains("EventBridge"));
    assert!(why_not(&grid).contains("Event Grid"));
    assert_eq!(why_not(&json!({"object": "refund", "id": "re_1"})), "it is no event");
    assert_eq!(why_not(&json!({})), "it is no event");
    assert_eq!(why_not(&json!({"object": "event"})), "the event has no type");
}

#[test]
fn what_is_indispensable_is_missed_by_name() {
    let cases = [
        ("refund.updated", "id", "the refund has no id"),
        ("refund.updated", "amount", "the refund has no amount"),
        ("refund.updated", "currency", "the refund has no currency"),
        ("refund.updated", "created", "the refund has no created"),
        ("charge.refunded", "id", "the charge has no id"),
        (
            "payment_intent.succeeded",
            "amount_received",
            "the payment intent has no amount_received",
        ),
        ("charge.refunded", "amount_refunded", "the charge has no amount_refunded"),
        ("charge.dispute.closed", "id", "the dispute has no id"),
        ("charge.dispute.closed", "status", "the dispute has no status"),
        ("charge.dispute.closed", "amount", "the dispute has no amount"),
        ("radar.early_fraud_warning.created", "id", "the warning has no id"),
        ("radar.early_fraud_warning.created", "actionable", "the warning has no actionable"),
    ];
    for (kind, field, why) in cases {
        for absent in [true, false] {
            let mut event = fixture(kind);
            let object = event["data"]["object"].as_object_mut().unwrap();
            if absent {
                object.remove(field);
            } else {
                object.insert(field.to_owned(), Value::Null);
            }
            assert_eq!(why_not(&event), why, "{kind} {field}");
        }
    }
}

#[test]
fn why_an_event_was_not_understood_repeats_nothing_of_it() {
    let mut event = fixture("refund.updated");
    event["data"]["object"]["amount"] = json!("jenny@example.test");
    assert_eq!(why_not(&event), "the refund has an unusable amount: it is a text");
    event["data"]["object"]["amount"] = json!(1000);
    event["data"]["object"]["currency"] = json!("jenny@example.test");
    let why = why_not(&event);
    assert!(why.contains("is not a currency") && !why.contains("example"), "{why}");
}

#[test]
fn the_payment_is_known_by_its_intent_and_looked_up_by_its_charge() {
    let intent = PaymentRef::Known(PaymentId::parse("pi_3PgafyB7WZ01zgkW1SjxsAJo").unwrap());
    let kinds = ["refund.failed", "charge.dispute.updated", "radar.early_fraud_warning.created"];
    for kind in kinds {
        let mut event = fixture(kind);
        assert_eq!(reported(&event).payment, intent);
        event["data"]["object"]["payment_intent"] = json!({"id": "pi_3PgafyB7WZ01zgkW1SjxsAJo"});
        assert_eq!(reported(&event).payment, intent, "expanded");
        event["data"]["object"]["payment_intent"] = Value::Null;
        let charge = PaymentId::parse("ch_3PgafyB7WZ01zgkW1XYmPNZs").unwrap();
        assert_eq!(reported(&event).payment, PaymentRef::Lookup(charge));
        event["data"]["object"]["charge"] = Value::Null;
        let beside = Decoded::Beside { kind: kind.to_owned(), why: Beside::NoPayment };
        assert_eq!(decoded(&event), beside);
    }
}

#[test]
fn a_charge_without_intent_is_the_payment_itself_unless_the_version_is_too_old_to_say() {
    let mut event = fixture("charge.refunded");
    event["data"]["object"]["payment_intent"] = Value::Null;
    let charge = PaymentId::parse("ch_3PgafyB7WZ01zgkW1XYmPNZs").unwrap();
    assert_eq!(reported(&event).payment, PaymentRef::Known(charge));
    event["data"]["object"].as_object_mut().unwrap().remove("payment_intent");
    assert!(matches!(reported(&event).payment, PaymentRef::Lookup { .. }));
}

#[test]
fn a_charge_of_an_older_version_says_what_was_captured() {
    let rows = [(true, true, 2000, 1000), (false, true, 0, 0), (true, false, 0, 0)];
    for (captured, paid, minor, refunded) in rows {
        let mut event = fixture("charge.refunded");
        let object = event["data"]["object"].as_object_mut().unwrap();
        object.remove("amount_captured");
        object.insert("captured".to_owned(), json!(captured));
        object.insert("paid".to_owned(), json!(paid));
        match reported(&event).observations.as_slice() {
            [Observation::Payment(payment), Observation::RefundedAtLeast(back)] => {
                assert_eq!((payment.captured.minor, *back), (minor, refunded));
            }
            other => panic!("{other:?}"),
        }
    }
}

/// `amount_refunded` counts what was released too, and it did not go back.
#[test]
fn m2_what_was_released_is_not_refunded() {
    let rows = [
        (json!({"amount": 20_675, "amount_captured": 20_300, "amount_refunded": 375}), 0),
        (json!({"amount": 20_675, "amount_captured": 20_300, "amount_refunded": 475}), 100),
        (json!({"amount": 20_675, "amount_captured": 20_300, "amount_refunded": 20_675}), 20_300),
        (json!({"amount": 20_675, "amount_captured": 20_675, "amount_refunded": 375}), 375),
        (
            json!({"amount": 20_675, "amount_captured": 0, "amount_refunded": 20_675,
            "captured": false, "refunded": true}),
            0,
        ),
    ];
    for (fields, refunded) in rows {
        let mut event = fixture("charge.refunded");
        for (name, value) in fields.as_object().unwrap() {
            event["data"]["object"][name] = value.clone();
        }
        let report = reported(&event);
        let last = report.observations.last();
        assert_eq!(last, Some(&Observation::RefundedAtLeast(refunded)), "{fields}");
    }
}

#[test]
fn every_status_of_a_dispute_has_its_stage() {
    let table = [
        ("warning_needs_response", DisputeStage::Inquiry),
        ("warning_under_review", DisputeStage::Inquiry),
        ("warning_closed", DisputeStage::InquiryClosed),
        ("needs_response", DisputeStage::NeedsResponse),
        ("under_review", DisputeStage::UnderReview),
        ("appeal_needs_response", DisputeStage::Appeal),
        ("appeal_under_review", DisputeStage::Appeal),
        ("won", DisputeStage::Won),
        ("lost", DisputeStage::Lost),
        ("prevented", DisputeStage::Prevented),
        ("charge_refunded", DisputeStage::Prevented),
        ("in_orbit", DisputeStage::Other("in_orbit".to_owned())),
    ];
    for (status, stage) in table {
        let event = dispute_event("charge.dispute.updated", &json!({"status": status}));
        assert_eq!(*disputed(&event).stage(), stage, "{status}");
    }
}

#[test]
fn a_loss_after_a_second_round_is_final() {
    let mut event = dispute_event("charge.dispute.closed", &json!({"status": "lost"}));
    event["data"]["previous_attributes"] = json!({"status": "appeal_under_review"});
    assert_eq!(*disputed(&event).stage(), DisputeStage::AppealLost);
    event["data"]["previous_attributes"] = json!({"status": "under_review"});
    assert_eq!(*disputed(&event).stage(), DisputeStage::Lost);

    let twice = json!([{"amount": -2000, "currency": "usd"}, {"amount": 2000, "currency": "usd"},
        {"amount": -2000, "currency": "usd"}]);
    let fields = json!({"status": "lost", "balance_transactions": twice});
    let dispute = disputed(&dispute_event("charge.dispute.closed", &fields));
    assert_eq!(*dispute.stage(), DisputeStage::AppealLost);
    assert_eq!(dispute.moved(), Moved { withdrawn: 4000, reinstated: 2000 });
}

#[test]
fn money_that_a_dispute_moved_is_read_from_what_says_it_best() {
    let usd = |amount: i64| json!({"amount": amount, "currency": "usd"});
    let eur = |amount: i64| json!({"amount": amount, "currency": "eur"});
    let (open, lost) = ("under_review", "lost");
    let (updated, closed) = ("charge.dispute.updated", "charge.dispute.closed");
    let (taken, given) = ("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated");
    let table = [
        // Event, status, transactions, withdrawn, reinstated.
        (updated, open, json!([]), 0, 0),
        (updated, open, Value::Null, 0, 0),
        (updated, open, json!([usd(-1500)]), 1500, 0),
        (updated, open, json!([eur(-1834)]), 2000, 0),
        (updated, open, json!([eur(-1834), eur(-15)]), 2000, 0),
        (closed, lost, json!([eur(-1849), eur(15)]), 2000, 0),
        (closed, lost, json!([usd(-1985), usd(-15)]), 2000, 0),
        (closed, lost, json!([usd(-2000), usd(15)]), 1985, 0),
        (closed, "won", json!([eur(-1834), eur(-15), eur(1849)]), 2000, 2000),
        (given, open, json!([eur(-1834), eur(15)]), 2000, 16),
        (taken, open, json!([]), 2000, 0),
        (taken, open, json!([usd(-1500)]), 1500, 0),
        (given, open, json!([]), 2000, 2000),
        (given, open, json!([usd(-2000)]), 2000, 2000),
        (given, open, json!([usd(-2000), usd(500)]), 2000, 500),
        (given, open, json!([eur(-1834), eur(1790)]), 2000, 2000),
        (closed, lost, json!([]), 2000, 0),
        (closed, "won", json!([usd(-2000)]), 2000, 0),
        (closed, "warning_closed", json!([]), 0, 0),
    ];
    for (kind, status, transactions, withdrawn, reinstated) in table {
        let fields = json!({"status": status, "balance_transactions": transactions});
        let dispute = disputed(&dispute_event(kind, &fields));
        assert_eq!(dispute.moved(), Moved { withdrawn, reinstated }, "{fields}");
    }
}

#[test]
fn only_a_lost_chargeback_implies_that_money_was_taken() {
    for (case_type, withdrawn) in [
        ("chargeback", 2000),
        ("compliance", 2000),
        ("inquiry", 0),
        ("block", 0),
        ("resolution", 0),
    ] {
        let fields = json!({"status": "lost", "balance_transactions": [],
            "payment_method_details": {"card": {"case_type": case_type}}});
        let dispute = disputed(&dispute_event("charge.dispute.closed", &fields));
        assert_eq!(dispute.moved().withdrawn, withdrawn, "{case_type}");
    }
    let fields = json!({"status": "lost", "balance_transactions": [],
        "payment_method_details": null});
    assert_eq!(disputed(&dispute_event("charge.dispute.closed", &fields)).moved().withdrawn, 2000);
}

#[test]
fn a_dispute_that_admits_no_answer_has_no_deadline() {
    for due_by in [json!(0), Value::Null] {
        let fields = json!({"evidence_details": {"due_by": due_by}});
        let event = dispute_event("charge.dispute.updated", &fields);
        assert_eq!(disputed(&event).evidence_due_at, None);
    }
    let fields = json!({"evidence_details": null});
    let event = dispute_event("charge.dispute.updated", &fields);
    assert_eq!(disputed(&event).evidence_due_at, None);
    let event = fixture("charge.dispute.created");
    let due_by = disputed(&event).evidence_due_at.unwrap();
    assert_eq!(due_by.as_second(), 1_761_263_999);
}

#[test]
fn our_own_key_is_recognised_in_a_refund_and_a_foreign_one_is_not() {
    let ours = "rf1-3ja7mryiyhnovcl26vvielkgiv";
    for (key, found) in [(ours, true), ("order-17", false)] {
        let mut event = fixture("refund.created");
        event["data"]["object"]["metadata"] = json!({"refundd_key": key, "number": 5});
        match reported(&event).observations.as_slice() {
            [Observation::Refund(refund)] => assert_eq!(refund.key.is_some(), found, "{key}"),
            other => panic!("{other:?}"),
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let decoded = decode(&bytes, &Setup::default(), &MetadataKeys::default());
        let undecodable = matches!(decoded, Decoded::Undecodable { .. });
        prop_assert!(undecodable);
    }

    #[test]
    fn no_mutation_of_an_example_makes_it_panic_or_deny_its_amounts(
        which in 0_usize..13,
        at in 0_usize..160,
        by in mutation::strange_values(),
    ) {
        let (_, bytes) = &fixtures()[which];
        let mut event: Value = serde_json::from_slice(bytes).unwrap();
        mutation::replace(&mut event, &mut { at }, &by);
        if let Decoded::Relevant(report) = decoded(&event) {
            for observation in report.observations {
                match observation {
                    Observation::Payment(payment) => prop_assert!(payment.captured.minor >= 0),
                    Observation::Refund(refund) => prop_assert!(refund.amount.minor >= 0),
                    Observation::Dispute(dispute) => {
                        let moved = dispute.moved();
                        prop_assert!(moved.withdrawn >= 0 && moved.reinstated >= 0);
                    }
                    Observation::RefundedAtLeast(minor) => prop_assert!(minor >= 0),
                    Observation::FraudWarning(_) => {}
                }
            }
        }
    }
}
