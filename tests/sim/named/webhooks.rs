//! What is believed of a webhook, and what of it is understood: A13, A17, A18.

use domain::time::after;
use jiff::Timestamp;
use ports::message::Message;
use ports::outbox::Shelf;
use serde_json::{Value, json};
use worker::Settlement;

use crate::inbound::{SECRET, webhook_at, webhook_signed};
use crate::named::{kinds, of, quiet};
use crate::world::{World, settings_with, start};

const OLD: &str = "whsec_simulated_old_secret";

/// A world in which somebody has refunded 10.00 by hand, and the refund as an object.
fn refunded_by_hand() -> (World, Value) {
    let world = World::new(&quiet());
    world.processor.refund_by_hand(1000).unwrap();
    let object = world.processor.object(&world.processor.refunds()[0]);
    (world, object)
}

fn event(kind: &str, object: &Value) -> Value {
    json!({"id": "evt_1", "object": "event", "type": kind, "data": {"object": object}})
}

fn signed(at: Timestamp, secret: &str, body: &Value) -> Message {
    webhook_signed(at, secret, serde_json::to_vec(body).unwrap())
}

async fn settled(world: &World, message: &Message) -> Settlement {
    world.send(message).await;
    let mut settlements = world.handle_due().await;
    assert_eq!(settlements.len(), 1);
    settlements.remove(0)
}

fn quarantined(reason: &str) -> Settlement {
    Settlement::Shelved(Shelf::Quarantine, reason.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a17_a_retry_signed_with_the_old_secret_counts_while_that_is_configured() {
    let (mut world, object) = refunded_by_hand();
    world.settings = settings_with(&[SECRET, OLD]);
    world.clock.advance(20 * 3600);
    let retry = signed(after(start(), 20 * 3600), OLD, &event("refund.created", &object));
    assert_eq!(settled(&world, &retry).await, Settlement::Settled);
    assert_eq!(of(&world, "refund.adopted").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a17_a_retry_signed_with_the_old_secret_is_quarantined_once_that_was_removed() {
    let (mut world, object) = refunded_by_hand();
    world.settings = settings_with(&[SECRET]);
    let body = event("refund.created", &object);
    let retry = signed(start(), OLD, &body);
    assert_eq!(settled(&world, &retry).await, quarantined("signature:bad_signature"));
    assert_eq!(kinds(&world), [""; 0]);
    assert_eq!(world.queue.shelved()[0].message, retry, "it can be replayed as it was");
    assert_eq!(settled(&world, &signed(start(), SECRET, &body)).await, Settlement::Settled);
    assert_eq!(kinds(&world), ["refund.adopted", "commission.clawback"]);
}

#[tokio::test(start_paused = true)]
async fn a18_a_webhook_that_lay_in_our_queue_for_two_hours_is_as_good_as_new() {
    let (world, object) = refunded_by_hand();
    let message = webhook_at(start(), "refund.created", &object);
    world.clock.advance(2 * 3600);
    assert_eq!(settled(&world, &message).await, Settlement::Settled);
    assert_eq!(of(&world, "refund.adopted").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a18_a_webhook_without_its_time_of_receipt_is_quarantined() {
    let (world, object) = refunded_by_hand();
    let message = webhook_at(start(), "refund.created", &object);
    let message = Message { received_at: None, ..message };
    assert_eq!(settled(&world, &message).await, quarantined("no_time_of_receipt"));
    assert_eq!(kinds(&world), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a18_a_signature_that_was_old_when_it_was_received_is_quarantined() {
    for (seconds, reason) in
        [(301, Some("signature:stale")), (-301, Some("signature:from_the_future")), (300, None)]
    {
        let (world, object) = refunded_by_hand();
        let message = webhook_at(start(), "refund.created", &object);
        let message = Message { received_at: Some(after(start(), seconds)), ..message };
        let expected = reason.map_or(Settlement::Settled, quarantined);
        assert_eq!(settled(&world, &message).await, expected, "{seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn a13_an_unknown_status_of_a_refund_is_data() {
    let (world, mut object) = refunded_by_hand();
    object["status"] = json!("on_hold");
    let message = signed(start(), SECRET, &event("refund.updated", &object));
    assert_eq!(settled(&world, &message).await, Settlement::Settled);
    let case = world.case().await.unwrap();
    assert_eq!(case.refunds.len(), 1);
    // The list says more than the webhook, and is asked because the payment was not known.
    assert_eq!(of(&world, "refund.adopted").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a13_an_unknown_status_at_the_processor_holds_money_and_is_told_as_it_is() {
    let world = World::new(&quiet());
    world.processor.refund_by_hand(1000).unwrap();
    let object = world.processor.move_refund(0, "on_hold").unwrap();
    let message = signed(start(), SECRET, &event("refund.updated", &object));
    assert_eq!(settled(&world, &message).await, Settlement::Settled);
    assert_eq!(of(&world, "refund.adopted")[0]["refund"]["status"], "on_hold");
    assert_eq!(super::clawed(&world), None, "not gone until it has succeeded");
    let case = world.case().await.unwrap();
    assert_eq!(case::ledger::refunded(&case), 1000);
}

#[tokio::test(start_paused = true)]
async fn a13_a_field_that_is_new_changes_nothing() {
    let (world, mut object) = refunded_by_hand();
    object["presentment_details"] = json!({"deep": [{"er": null}], "amount": -1});
    let mut body = event("refund.created", &object);
    body["context"] = json!("acct_1");
    assert_eq!(settled(&world, &signed(start(), SECRET, &body)).await, Settlement::Settled);
    assert_eq!(of(&world, "refund.adopted").len(), 1);
}

/// An older version names no payment intent: the charge is asked for it.
#[tokio::test(start_paused = true)]
async fn a13_an_older_shape_without_the_intent_is_looked_up_by_its_charge() {
    let (world, mut object) = refunded_by_hand();
    object.as_object_mut().unwrap().remove("payment_intent");
    let mut body = event("charge.refund.updated", &object);
    body["api_version"] = json!("2017-08-15");
    assert_eq!(settled(&world, &signed(start(), SECRET, &body)).await, Settlement::Settled);
    assert_eq!(of(&world, "refund.adopted").len(), 1);
    assert!(world.case().await.is_some(), "under the payment's own name");
}

#[tokio::test(start_paused = true)]
async fn a13_shapes_that_are_not_understood_are_quarantined_and_never_lost() {
    let thin = json!({"id": "evt_1", "object": "v2.core.event", "type": "v1.refund.created",
        "related_object": {"id": "re_1", "type": "refund"}});
    let bridge = json!({"version": "0", "detail-type": "refund.created",
        "detail": {"id": "evt_1", "object": "event"}});
    let nameless = event("refund.created", &json!({"object": "refund", "id": "re_1"}));
    let typed = event(
        "refund.created",
        &json!({"object": "refund", "id": "re_1",
        "amount": "10.00", "currency": "usd", "payment_intent": "pi_1", "created": 1}),
    );
    let other = event(
        "refund.created",
        &json!({"object": "charge", "id": "ch_1",
        "payment_intent": "pi_1"}),
    );
    let mut whys = Vec::new();
    for body in [thin, bridge, nameless, typed, other] {
        let world = World::new(&quiet());
        let message = signed(start(), SECRET, &body);
        let Settlement::Shelved(Shelf::Quarantine, why) = settled(&world, &message).await else {
            panic!("{body} was taken");
        };
        assert_eq!(world.queue.shelved()[0].message, message);
        assert_eq!(world.queue.depth(), 0);
        whys.push(why);
    }
    let expected = ["thin event", "EventBridge", "amount", "unusable", "no refund"];
    assert_eq!(whys.len(), expected.len());
    for (why, part) in whys.iter().zip(expected) {
        assert!(why.starts_with("not_understood: ") && why.contains(part), "{why}: {part}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_genuine_body_that_is_garbage_is_quarantined_with_the_reason() {
    let mut bodies = 0;
    for body in [&b""[..], b"{", b"not json", b"\xff\xff", b"[]", b"null", b"{}"] {
        let world = World::new(&quiet());
        let message = webhook_signed(start(), SECRET, body.to_vec());
        let Settlement::Shelved(shelf, why) = settled(&world, &message).await else {
            panic!("garbage was taken");
        };
        assert_eq!(shelf, Shelf::Quarantine);
        assert!(why.starts_with("not_understood: "), "{why}");
        assert!(!why.contains("not json"), "the body is not repeated: {why}");
        bodies += 1;
    }
    assert_eq!(bodies, 7);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_signature_is_quarantined_and_nothing_of_it_is_believed() {
    let (_, object) = refunded_by_hand();
    let message = webhook_at(start(), "refund.created", &object);
    let with = |headers: Vec<(String, String)>| Message { headers, ..message.clone() };
    let header = |value: &str| vec![("stripe-signature".to_owned(), value.to_owned())];
    let mut altered = message.clone();
    altered.body = String::from_utf8(message.body.clone()).unwrap().replace("1000", "4900").into();
    for (message, reason) in [
        (altered, "bad_signature"),
        (with(Vec::new()), "missing_header"),
        (with(header("")), "malformed"),
        (with(header("t=1760000000,v0=00")), "bad_signature"),
        (with(header("t=1760000000,v1=00")), "bad_signature"),
    ] {
        let world = World::new(&quiet());
        let settlement = settled(&world, &message).await;
        assert_eq!(settlement, quarantined(&format!("signature:{reason}")));
        assert!(world.case().await.is_none());
        assert_eq!(kinds(&world), [""; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_webhook_for_no_account_or_an_unknown_one_is_quarantined() {
    let (world, object) = refunded_by_hand();
    let message = webhook_at(start(), "refund.created", &object);
    for (account, reason) in
        [(None, "no_account: "), (Some(""), "no_account: "), (Some("nobody"), "unknown_account")]
    {
        let message = Message { account: account.map(str::to_owned), ..message.clone() };
        let settlement = settled(&world, &message).await;
        let Settlement::Shelved(Shelf::Quarantine, found) = settlement else {
            panic!("it ended as {settlement:?}");
        };
        assert!(found.starts_with(reason), "{found}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_of_an_unknown_type_is_noted_and_no_more() {
    let (world, object) = refunded_by_hand();
    for kind in ["refund.reversed", "customer.created", "review.closed", "charge.dispute.reopened"]
    {
        let message = webhook_at(start(), kind, &object);
        assert_eq!(settled(&world, &message).await, Settlement::Noted, "{kind}");
    }
    assert!(world.case().await.is_none());
    assert_eq!((world.shelved().len(), world.queue.depth()), (0, 0));
}
