//! Requests that are wrong: refused with a reason, or brought to a person; never lost.

use ports::message::Message;
use ports::outbox::Shelf;
use serde_json::{Value, json};
use wire::record;
use worker::Settlement;

use crate::inbound::{REQUEST_SECRET, cloud_event, request, request_with, signed};
use crate::named::{kinds, letters_of_success, of, quiet};
use crate::world::{World, start};

async fn settled(world: &World, message: &Message) -> Settlement {
    world.send(message).await;
    let mut settlements = world.handle_due().await;
    assert_eq!(settlements.len(), 1);
    settlements.remove(0)
}

async fn reason(message: &Message) -> String {
    let world = World::new(&quiet());
    let settlement = settled(&world, message).await;
    let Settlement::Shelved(Shelf::Quarantine, reason) = settlement else {
        panic!("it ended as {settlement:?}");
    };
    assert_eq!(kinds(&world), [""; 0], "nothing is told");
    assert_eq!(world.queue.shelved()[0].message, *message, "it can be replayed");
    reason
}

#[tokio::test(start_paused = true)]
async fn a_request_for_an_unknown_account_is_quarantined() {
    let message = request_with("r1", |data| data["account"] = json!("stripe-us"));
    assert_eq!(reason(&message).await, "unknown_account");
}

/// Answered, so that whoever asked knows; and brought to a person, because money may be meant.
#[tokio::test(start_paused = true)]
async fn a_request_for_an_unknown_payment_goes_to_a_person() {
    for payment in ["pi_404", "ch_404"] {
        let world = World::new(&quiet());
        let message = request_with("r1", |data| data["payment"] = json!(payment));
        let waits = settled(&world, &message).await;
        assert!(matches!(waits, Settlement::Later { trouble: false, .. }), "{payment}: {waits:?}");
        let expected = ["case.parked", "refund.acknowledged", "refund.review_requested"];
        assert_eq!(kinds(&world), expected, "{payment}");
        assert_eq!(of(&world, "refund.review_requested")[0]["decision"]["why"], "payment_unknown");
        assert_eq!(of(&world, "case.parked")[0]["trouble"], "payment_unknown");
        assert_eq!(of(&world, "case.parked")[0]["payment"], payment);
        assert_eq!(world.processor.posts(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_names_the_charge_is_about_the_same_payment() {
    let world = World::new(&quiet());
    settled(&world, &request_with("r1", |data| data["payment"] = json!("ch_1"))).await;
    settled(&world, &request("r2", "unused", None, None)).await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1]);
    assert_eq!(letters_of_success(&world), 1);
    assert_eq!(of(&world, "refund.denied")[0]["decision"]["rule"], "guard.already_refunded");
}

async fn review(edit: impl FnOnce(&mut Value)) -> Value {
    let world = World::new(&quiet());
    settled(&world, &request("r0", "unused", Some(1000), None)).await;
    let posts = world.processor.posts();
    settled(&world, &request_with("r1", edit)).await;
    assert_eq!(world.processor.posts(), posts, "no call");
    let mut review = of(&world, "refund.review_requested");
    assert_eq!(review.len(), 1, "{:?}", kinds(&world));
    // A guard decided, and a person sees what is known all the same.
    let facts = &review[0]["review"]["facts"];
    assert_eq!(facts["payment"]["captured"], json!({"minor": 4900, "currency": "USD"}));
    assert_eq!(facts["ledger"]["refunded_minor"], 1000);
    review.remove(0)["decision"]["why"].take()
}

#[tokio::test(start_paused = true)]
async fn a_request_for_more_than_the_rest_goes_to_a_person() {
    let amount = |minor: i64| json!({"minor": minor, "currency": "USD"});
    for minor in [3901, 4900, i64::MAX] {
        assert_eq!(review(|data| data["amount"] = amount(minor)).await, "amount_above_rest");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_in_another_currency_goes_to_a_person() {
    for currency in ["EUR", "JPY", "KWD"] {
        let amount = json!({"minor": 100, "currency": currency});
        assert_eq!(review(|data| data["amount"] = amount).await, "currency_mismatch");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_contradicts_an_earlier_one_is_quarantined_and_changes_nothing() {
    let world = World::new(&quiet());
    settled(&world, &request("r1", "unused", Some(1000), None)).await;
    let before = (kinds(&world), world.case().await);
    let others = [
        request("r1", "unused", Some(4900), None),
        request("r1", "unused", None, None),
        request("r1", "duplicate", Some(1000), None),
        request("r1", "duplicate", Some(1000), Some(4900)),
    ];
    for other in &others {
        let quarantined = Settlement::Shelved(Shelf::Quarantine, "contradicts_request".to_owned());
        assert_eq!(settled(&world, other).await, quarantined);
    }
    assert_eq!(world.shelved().len(), others.len());
    assert_eq!((kinds(&world), world.case().await), before);
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_broken_cloud_event_is_quarantined_and_the_field_is_named() {
    let good: Value = serde_json::from_slice(&request("r1", "unused", None, None).body).unwrap();
    let without = |path: &[&str]| {
        let mut event = good.clone();
        let (last, parents) = path.split_last().unwrap();
        let parent = parents.iter().fold(&mut event, |value, name| &mut value[*name]);
        parent.as_object_mut().unwrap().remove(*last);
        event
    };
    let with = |path: &str, value: Value| {
        let mut event = good.clone();
        *event.pointer_mut(path).unwrap() = value;
        event
    };
    let wrong = [
        (without(&["specversion"]), "`specversion`"),
        (with("/specversion", json!("0.3")), "`specversion`"),
        (without(&["id"]), "`id`"),
        (without(&["source"]), "`source`"),
        (without(&["type"]), "`type`"),
        (without(&["data"]), "`data`"),
        (with("/data", json!([])), "`data`"),
        (with("/type", json!("io.refundd.refund.demanded.v1")), "`type`"),
        (without(&["data", "request_id"]), "`data.request_id`"),
        (without(&["data", "account"]), "`data.account`"),
        (without(&["data", "payment"]), "`data.payment`"),
        (without(&["data", "reason"]), "`data.reason`"),
        (without(&["data", "requested_at"]), "`data.requested_at`"),
        (with("/data/reason", json!("because")), "`data.reason`"),
        (with("/data/payment", json!("pi 1|2")), "`data.payment`"),
        (with("/data/requested_at", json!("yesterday")), "`data.requested_at`"),
    ];
    assert_eq!(wrong.len(), 16);
    for (event, field) in wrong {
        let mut message = request("r1", "unused", None, None);
        message.body = serde_json::to_vec(&event).unwrap();
        let reason = reason(&message).await;
        assert!(reason.starts_with("not_a_request: ") && reason.contains(field), "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_amount_that_is_none_is_quarantined() {
    let amounts = [
        json!({"minor": 0, "currency": "USD"}),
        json!({"minor": -1, "currency": "USD"}),
        json!({"minor": 10.5, "currency": "USD"}),
        json!({"minor": "10", "currency": "USD"}),
        json!({"minor": 10, "currency": "DOLLAR"}),
        json!({"minor": 10}),
        json!("half"),
        json!(4900),
    ];
    for amount in amounts {
        let message = request_with("r1", |data| data["amount"] = amount.clone());
        let reason = reason(&message).await;
        assert!(reason.contains("`data.amount"), "{amount}: {reason}");
    }
}

const COMMENT: &str = "my-card-is-4242-jenny@example.test";

/// Everything that is told or kept of a request whose customer wrote something.
async fn traces(edit: impl FnOnce(&mut Value)) -> (World, Vec<String>) {
    let mut world = World::new(&quiet());
    let message = request_with("r1", |data| {
        data["comment"] = json!(COMMENT);
        edit(data);
    });
    world.send(&message).await;
    world.handle_due().await;
    let mut found: Vec<String> = world.events().iter().map(ToString::to_string).collect();
    found.extend(world.shelved());
    found.extend(world.case().await.map(|case| String::from_utf8(record::encode(&case)).unwrap()));
    world.rest().await;
    found.extend(world.events().iter().map(ToString::to_string));
    (world, found)
}

#[tokio::test(start_paused = true)]
async fn what_a_customer_wrote_is_in_no_event_no_record_and_no_reason() {
    let edits: [fn(&mut Value); 6] = [
        |_| {},
        |data| data["reason"] = json!("change_of_mind"),
        |data| data["amount"] = json!({"minor": 99_999, "currency": "USD"}),
        |data| data["payment"] = json!("pi_404"),
        |data| data["reason"] = json!(COMMENT),
        |data| data["amount"] = json!(COMMENT),
    ];
    let mut looked_at = 0;
    for edit in edits {
        let (world, found) = traces(edit).await;
        assert!(!found.is_empty());
        for text in &found {
            assert!(!text.contains("4242") && !text.contains("jenny"), "{text}");
        }
        looked_at += found.len();
        assert!(world.processor.posts() <= 1);
    }
    assert!(looked_at > 20, "{looked_at}");
}

/// The shelf keeps the message as it was, for whoever replays it; but a comment is no part of what
/// makes two requests the same.
#[tokio::test(start_paused = true)]
async fn another_comment_makes_no_other_request() {
    let world = World::new(&quiet());
    settled(&world, &request("r1", "unused", Some(1000), None)).await;
    let again = request_with("r1", |data| {
        data["amount"] = json!({"minor": 1000, "currency": "USD"});
        data["comment"] = json!(COMMENT);
    });
    let settlement = settled(&world, &again).await;
    assert!(matches!(settlement, Settlement::Later { .. }), "{settlement:?}");
    assert_eq!(world.shelved(), [""; 0]);
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_neither_event_nor_webhook_is_quarantined() {
    let event = cloud_event("r1", "io.refundd.refund.requested.v1", &json!({}));
    let bare = Message {
        content_type: "text/plain".to_owned(),
        body: b"{\"id\":\"evt_1\"}".to_vec(),
        ..event
    };
    assert!(reason(&bare).await.starts_with("no_account: name it in refundd-account"));
    let unsigned = Message { account: Some("stripe-eu".to_owned()), ..bare };
    assert_eq!(reason(&unsigned).await, "signature:missing_header");
}

/// As a client of RabbitMQ sends it: attributes in headers, the data in the body.
fn in_binary_mode(message: &Message, prefix: &str, signs: bool) -> Message {
    let event: Value = serde_json::from_slice(&message.body).unwrap();
    let attributes = event.as_object().unwrap().iter();
    let headers = attributes
        .filter(|(name, _)| *name != "data" && *name != "datacontenttype")
        .map(|(name, value)| (format!("{prefix}{name}"), value.as_str().unwrap().to_owned()));
    let bare = Message {
        content_type: "application/json".to_owned(),
        body: event["data"].to_string().into_bytes(),
        ..message.clone()
    };
    let signed = if signs { signed(bare, REQUEST_SECRET, start()) } else { bare };
    Message { headers: headers.chain(signed.headers.clone()).collect(), ..signed }
}

#[tokio::test(start_paused = true)]
async fn o10_an_event_in_binary_mode_or_under_another_content_type_is_read() {
    let asked = request("r1", "unused", Some(1000), None);
    let mut messages = Vec::new();
    for prefix in ["cloudevents:", "cloudevents_", "ce-"] {
        messages.extend([true, false].map(|signs| in_binary_mode(&asked, prefix, signs)));
    }
    for content_type in ["application/json", "text/plain", Message::UNKNOWN_CONTENT] {
        messages.push(Message { content_type: content_type.to_owned(), ..asked.clone() });
    }
    for message in &messages {
        let world = World::new(&quiet());
        let settlement = settled(&world, message).await;
        assert!(matches!(settlement, Settlement::Later { .. }), "{settlement:?}: {message:?}");
        assert_eq!(world.processor.posts(), 1, "{message:?}");
    }
    assert_eq!(messages.len(), 9);
}

#[tokio::test(start_paused = true)]
async fn o10_the_reason_of_a_shelf_names_the_first_thing_to_mend() {
    let asked = request("r1", "unused", Some(1000), None);
    let binary = in_binary_mode(&asked, "cloudevents:", true);
    let without = |attribute: &str| {
        let mut message = binary.clone();
        message.headers.retain(|(name, _)| name != &format!("cloudevents:{attribute}"));
        message
    };
    let mut changed = binary.clone();
    changed.body.push(b' ');
    let batch = "application/cloudevents-batch+json".to_owned();
    let batch = Message { content_type: batch, body: b"[]".to_vec(), ..asked.clone() };
    for (message, begins) in [
        (without("id"), "not_a_request: the attribute `id` is missing"),
        (without("type"), "not_a_request: the attribute `type` is missing"),
        (without("specversion"), "no_account: name it in refundd-account; or is it a CloudEvent?"),
        (
            Message { body: b"{".to_vec(), ..binary.clone() },
            "not_a_request: the event is not a JSON",
        ),
        (changed, "sender:bad_signature"),
        (batch, "content_type: send application/cloudevents+json"),
    ] {
        let reason = reason(&message).await;
        assert!(reason.starts_with(begins), "{reason}");
    }
}
