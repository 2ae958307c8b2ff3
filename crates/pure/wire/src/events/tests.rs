//! Holds the published form to its word.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::cloud_event::Incoming;
use crate::{inbound, merchant_facts, sample, schema};
use ::case::announcement::{Announcement, Owed, RequestNews};
use domain::decision::{Decision, Ruling};
use domain::ids::StaffId;
use domain::locale::Locale;
use domain::processor::Processor;
use domain::reason_code::ReasonCode;
use domain::request::Reason;

const GOLDEN: &str = "tests/golden/events/v1";

fn rendered(announcement: Announcement) -> RenderedEvent {
    let case = sample::case_id();
    let request =
        sample::cases::request("req-1", Reason::TechnicalProblem, Some(sample::usd(4900)));
    let reviewers = ["agent-7", "agent-9"].map(|id| StaffId::parse(id).unwrap());
    let because = ReasonCode::parse("goodwill");
    let context = EventContext {
        source: "/refundd/eu",
        type_prefix: "io.refundd",
        case: &case,
        processor: Processor::Stripe,
        letter: Some(LocalizedLetter {
            locale: Locale::De,
            subject: "Ihre Erstattung",
            text: "Guten Tag,\n\nes geht um 49,00 $.",
            html: Some("<!doctype html><html lang=\"de\"><p>Guten Tag,</p></html>"),
        }),
        request: Some(&request),
        clause_text: Some("30 Tage Geld-zurück-Garantie"),
        reviewers: &reviewers,
        because: because.as_ref(),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    };
    let id = announcement.milestone().event_id(&case, 1_772_445_607_000);
    let at = sample::at("2026-03-02T10:00:07Z");
    let tax = Some(sample::usd(782));
    render(&Owed { id, sequence: 1_772_445_607_000, at, announcement, tax }, context)
}

/// Every announcement; of the two forms of a review the one that is about something.
fn announcements() -> Vec<Announcement> {
    let blank = |announcement: &Announcement| {
        matches!(
            announcement,
            Announcement::Request(_, RequestNews::ReviewRequested { sheet: None, .. })
        )
    };
    sample::announcements().into_iter().filter(|announcement| !blank(announcement)).collect()
}

fn all() -> Vec<(RenderedEvent, Value)> {
    let render = |announcement| {
        let event = rendered(announcement);
        let body = serde_json::from_slice(&event.body).unwrap();
        (event, body)
    };
    announcements().into_iter().map(render).collect()
}

fn name(kind: &str) -> String {
    kind.strip_suffix(".v1").unwrap().to_owned()
}

#[test]
fn every_type_has_a_golden_event_a_schema_and_a_routing_key() {
    assert_eq!(TYPES.len(), 22);
    let types: BTreeSet<&str> = TYPES.into_iter().collect();
    let rendered: BTreeSet<&str> = all().iter().map(|(event, _)| event.routing_key).collect();
    let schemas: BTreeSet<&str> = schemas().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(types.len(), 22);
    assert_eq!(rendered, types);
    assert_eq!(schemas, types);
    assert_eq!(golden::names(GOLDEN, ".json").len(), 23);
}

#[test]
fn the_bytes_of_every_event_are_as_they_were() {
    let mut seen = BTreeSet::new();
    for (event, _) in all() {
        let text = String::from_utf8(event.body).unwrap();
        // A second shape of one type has a file of its own.
        let shape = if seen.insert(event.routing_key) { "" } else { "-2" };
        golden::hold(&format!("{GOLDEN}/{}{shape}.json", name(event.routing_key)), &text);
    }
}

#[test]
fn the_schemas_are_those_of_the_types() {
    let asked = merchant_facts::schemas();
    let all: Vec<_> = schemas().into_iter().chain(inbound::schemas()).chain(asked).collect();
    for (kind, schema) in &all {
        jsonschema::meta::validate(schema).unwrap();
        let text = serde_json::to_string_pretty(schema).unwrap();
        golden::hold(&format!("docs/schemas/{kind}.json"), &format!("{text}\n"));
    }
    assert_eq!(all.len(), 29);
    assert_eq!(golden::names("docs/schemas", ".json").len(), 29);
}

#[test]
fn every_golden_event_is_valid_by_its_schema_and_nothing_else_is() {
    for (kind, schema) in schemas() {
        let text = golden::read(&format!("{GOLDEN}/{}.json", name(kind)));
        let event: Value = serde_json::from_str(&text).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&event["data"]).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{kind}: {errors:?}");
        assert_eq!(event["dataschema"], schema["$id"], "{kind}");
        // A schema that lets everything pass would hold nothing.
        for required in schema["required"].as_array().unwrap() {
            let mut data = event["data"].clone();
            data.as_object_mut().unwrap().remove(required.as_str().unwrap());
            assert!(!validator.is_valid(&data), "{kind} without {required}");
        }
    }
}

#[test]
fn an_event_is_a_cloud_event_with_subject_sequence_and_trace() {
    for (event, body) in all() {
        assert_eq!(Incoming::read(&event.body).unwrap().id, event.id);
        assert_eq!(body["type"], format!("io.refundd.{}", event.routing_key));
        assert_eq!(body["source"], "/refundd/eu");
        assert_eq!(body["subject"], "stripe-eu/pi_3PqLx2");
        assert_eq!(body["time"], "2026-03-02T10:00:07Z");
        assert_eq!(body["sequence"], "00000001772445607000");
        assert_eq!(body["dataschema"], schema::uri(event.routing_key));
        assert!(body["traceparent"].is_string());
        for field in ["account", "payment", "processor"] {
            assert!(body["data"][field].is_string(), "{field}");
        }
    }
}

#[test]
fn a_text_to_be_sent_is_in_the_thirteen_kinds_of_events_that_have_one() {
    let with: Vec<&str> = all()
        .iter()
        .filter(|(_, body)| body["data"].get("message").is_some())
        .map(|(event, _)| event.routing_key)
        .collect();
    assert_eq!(
        with,
        [
            "refund.acknowledged.v1",
            "refund.answer_delayed.v1",
            "refund.approved.v1",
            "refund.denied.v1",
            "refund.action_required.v1",
            "refund.succeeded.v1",
            "refund.failed.v1",
            "refund.failed.v1",
            "followup.feedback_due.v1",
            "dispute.opened.v1",
            "dispute.won.v1",
            "dispute.lost.v1",
            "refund.info_requested.v1",
            "refund.info_reminded.v1",
        ]
    );
}

/// Events that were published before letters had a second form, and notices of disputes at all.
#[test]
fn a_text_without_html_and_a_dispute_without_a_text_are_still_read() {
    let message = json!({ "locale": "de", "subject": "Betreff", "text": "Guten Tag" });
    let read: MessageV1 = serde_json::from_value(message.clone()).unwrap();
    assert_eq!(read.html, None);
    assert_eq!(serde_json::to_value(&read).unwrap(), message);
    let (_, mut body) = all().swap_remove(14);
    let data = body["data"].as_object_mut().unwrap();
    data.remove("message").unwrap();
    let read: DisputeOpenedV1 = serde_json::from_value(body["data"].clone()).unwrap();
    assert_eq!(read.message, None);
    assert_eq!(serde_json::to_value(&read).unwrap(), body["data"]);
}

/// Events that were published before an acknowledgement was a receipt.
#[test]
fn an_acknowledgement_without_its_content_is_still_read() {
    let (_, mut body) = all().swap_remove(0);
    let data = body["data"].as_object_mut().unwrap();
    for field in ["requested_at", "reason", "amount"] {
        data.remove(field).unwrap();
    }
    let read: RefundAcknowledgedV1 = serde_json::from_value(body["data"].clone()).unwrap();
    assert_eq!((read.requested_at, &read.reason, &read.amount), (None, &None, &None));
    assert_eq!(serde_json::to_value(&read).unwrap(), body["data"]);
}

#[test]
fn a_guards_decision_has_no_policy_and_no_explanation() {
    let ruling = sample::ruling(sample::review());
    let decision = Decision { policy_hash: None, ..ruling.decision };
    let wire = DecisionV1::new(&Ruling { decision, trace: Vec::new() }, None);
    let value = serde_json::to_value(&wire).unwrap();
    let fields: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["clause", "rule", "verdict", "why"]);
    let read: DecisionV1 = serde_json::from_value(value).unwrap();
    assert_eq!(read, wire);
}

#[test]
fn a_consumer_can_read_a_payload_into_the_same_types() {
    let bodies = all();
    let data = |kind: &str| {
        let found = bodies.iter().find(|(event, _)| event.routing_key == kind).unwrap();
        found.1["data"].clone()
    };
    let approved: RefundApprovedV1 = serde_json::from_value(data("refund.approved.v1")).unwrap();
    assert_eq!(approved.decision.explanation.len(), 2);
    assert_eq!(approved.amount.minor, 4900);
    let clawback: CommissionClawbackV1 =
        serde_json::from_value(data("commission.clawback.v1")).unwrap();
    assert_eq!((clawback.delta.minor, clawback.clawed_total.minor), (490, 490));
    assert_eq!(clawback.mode, ClawbackModeV1::NegativeLine);
    assert_eq!(serde_json::to_value(&clawback).unwrap(), data("commission.clawback.v1"));
}
