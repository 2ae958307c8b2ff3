//! Payments that arrive, fail, are captured or let go.

use super::*;

/// A payment of 206.75 EUR that stands so at first, and its intent.
fn made(world: &World, status: PaymentStatus) -> String {
    let new = NewPayment { status, ..NewPayment::of(20_675, "eur") };
    world.sandbox.create_payment(new).unwrap().payment_intent
}

/// What the intent and its charge say: status and amounts.
async fn shown(world: &World, intent: &str) -> [Value; 2] {
    let said =
        world.get(&format!("/v1/payment_intents/{intent}?expand[]=latest_charge")).await.body;
    let of = |object: &Value, names: [&str; 5]| json!(names.map(|name| object[name].clone()));
    let charge = &said["latest_charge"];
    let intent_names =
        ["status", "amount", "amount_received", "amount_capturable", "capture_method"];
    let charge_names = ["status", "captured", "refunded", "amount_captured", "amount_refunded"];
    [of(&said, intent_names), of(charge, charge_names)]
}

fn kinds(world: &World) -> Vec<String> {
    world.sandbox.webhooks(0, 100).iter().map(|webhook| webhook.kind.clone()).collect()
}

#[tokio::test]
async fn m1_a_debit_is_on_its_way_until_it_arrives_or_fails() {
    for (to, intent_says, charge_says, events) in [
        (
            json!({"to": "succeeded"}),
            json!(["succeeded", 20_675, 20_675, 0, "automatic"]),
            json!(["succeeded", true, false, 20_675, 0]),
            ["charge.succeeded", "payment_intent.succeeded"],
        ),
        (
            json!({"to": "failed"}),
            json!(["requires_payment_method", 20_675, 0, 0, "automatic"]),
            json!(["failed", false, false, 0, 0]),
            ["charge.failed", "payment_intent.payment_failed"],
        ),
    ] {
        let world = World::start().await;
        let intent = made(&world, PaymentStatus::Processing);
        let [of_intent, of_charge] = shown(&world, &intent).await;
        assert_eq!(of_intent, json!(["processing", 20_675, 0, 0, "automatic"]));
        assert_eq!(of_charge, json!(["pending", true, false, 0, 0]));
        let moved = world.control(&format!("payments/{intent}"), to.clone()).await;
        assert_eq!(moved.status, 200, "{}", moved.text);
        assert_eq!(shown(&world, &intent).await, [intent_says, charge_says]);
        assert_eq!(kinds(&world), events);
        let captured = json!({"to": "captured"});
        assert_eq!(world.control(&format!("payments/{intent}"), captured).await.status, 400);
        world.end().await;
    }
}

#[tokio::test]
async fn m1_a_refund_of_a_debit_on_its_way_waits_for_it() {
    let world = World::start().await;
    let intent = made(&world, PaymentStatus::Processing);
    let refund = world.refund("k", &format!("payment_intent={intent}&amount=490")).await;
    assert_eq!(refund.body["status"], "pending");
    assert_eq!(refund.body["pending_reason"], "charge_pending");
    world.end().await;
}

#[tokio::test]
async fn m2_the_rest_of_an_authorisation_is_released_as_a_refund() {
    let world = World::start().await;
    let intent = made(&world, PaymentStatus::RequiresCapture);
    let held = [
        json!(["requires_capture", 20_675, 0, 20_675, "automatic"]),
        json!(["succeeded", false, false, 0, 0]),
    ];
    assert_eq!(shown(&world, &intent).await, held);
    let path = format!("payments/{intent}");
    let too_much = json!({"to": "captured", "amount": 20_676});
    assert_eq!(world.control(&path, too_much).await.status, 400);
    let refused = world.refund("k0", &format!("payment_intent={intent}")).await;
    assert_eq!(refused.status, 400, "there is nothing to refund");
    let part = json!({"to": "captured", "amount": 10_000, "more": true});
    assert_eq!(world.control(&path, part).await.status, 200);
    let rest = json!({"to": "captured", "amount": 10_300});
    assert_eq!(world.control(&path, rest).await.status, 200);
    let taken = [
        json!(["succeeded", 20_675, 20_300, 0, "automatic"]),
        json!(["succeeded", true, false, 20_300, 375]),
    ];
    assert_eq!(shown(&world, &intent).await, taken);
    let expected = [
        "charge.captured",
        "payment_intent.amount_capturable_updated",
        "refund.created",
        "charge.refunded",
        "charge.captured",
        "payment_intent.succeeded",
    ];
    assert_eq!(kinds(&world), expected);
    // What was captured can go back, and no more.
    let more = world.refund("k1", &format!("payment_intent={intent}&amount=20301")).await;
    assert_eq!(more.error("param"), "amount");
    let whole = world.refund("k2", &format!("payment_intent={intent}&amount=20300")).await;
    assert_eq!(whole.status, 200);
    let book = world.sandbox.payment(&intent).unwrap();
    assert_eq!((book.authorised, book.captured, book.refunded), (20_675, 20_300, 20_300));
    let released: Vec<bool> = book.refunds.iter().map(|refund| refund.release).collect();
    assert_eq!(released, [true, false]);
    assert!(world.sandbox.violations().is_empty());
    world.end().await;
}

#[tokio::test]
async fn m2_an_authorisation_can_be_let_go_whole() {
    let world = World::start().await;
    let intent = made(&world, PaymentStatus::RequiresCapture);
    let canceled = json!({"to": "canceled"});
    assert_eq!(world.control(&format!("payments/{intent}"), canceled.clone()).await.status, 200);
    let gone = [
        json!(["canceled", 20_675, 0, 0, "automatic"]),
        json!(["succeeded", false, true, 0, 20_675]),
    ];
    assert_eq!(shown(&world, &intent).await, gone);
    let listed = world.get(&format!("/v1/refunds?payment_intent={intent}")).await;
    assert_eq!(listed.body["data"][0]["amount"], 20_675);
    assert_eq!(world.control(&format!("payments/{intent}"), canceled).await.status, 400);
    world.end().await;
}
