//! Idempotency keys: replay, conflict, in flight, expiry, what is stored and what is not.

use jiff::SignedDuration;

use super::*;

#[tokio::test]
async fn a_repeated_request_replays_its_answer_and_moves_no_money() {
    let world = World::start().await;
    let form = format!("payment_intent={}&amount=2000&metadata[op]=a", world.payment());
    let first = world.refund("k1", &form).await;
    assert_eq!((first.status, first.replayed), (200, false));
    let second = world.refund("k1", &form).await;
    assert_eq!((second.status, second.replayed), (200, true));
    assert_eq!(first.text, second.text);
    let books = world.sandbox.books();
    assert_eq!(books.totals.refunded, 2_000);
    assert_eq!((books.keys[0].executions, books.keys[0].replays), (1, 1));
    assert!(world.sandbox.violations().is_empty());
    world.end().await;
}

#[tokio::test]
async fn a_key_with_other_parameters_is_refused_and_put_on_the_books() {
    let world = World::start().await;
    let intent = world.payment();
    world.refund("k1", &format!("payment_intent={intent}&amount=2000")).await;
    let other = world.refund("k1", &format!("payment_intent={intent}&amount=2001")).await;
    assert_eq!((other.status, other.error("type")), (400, "idempotency_error"));
    assert_eq!(world.sandbox.totals().refunded, 2_000);
    let expected = Violation::KeyWithSeveralBodies { key: "k1".to_owned(), bodies: 2 };
    assert_eq!(world.sandbox.violations(), [expected]);
    world.end().await;
}

#[tokio::test]
async fn a_key_whose_answer_is_on_its_way_is_in_use() {
    let world = World::start().await;
    let form = format!("payment_intent={}", world.payment());
    world.fault(Target::RefundPost, Fault::Latency { ms: 600_000 }, When::Next(1));
    let slow = tokio::spawn(world.refund_request("k1", &form).send());
    until(|| world.sandbox.totals().refunds == 1).await;
    let second = world.refund("k1", &form).await;
    assert_eq!((second.status, second.error("code")), (409, "idempotency_key_in_use"));
    assert_eq!(world.sandbox.books().keys[0].conflicts, 1);
    slow.abort();
    world.end().await;
}

#[tokio::test]
async fn an_expired_key_executes_again_and_the_books_say_so() {
    let world = World::start().await;
    let form = format!("payment_intent={}&amount=100", world.payment());
    let first = world.refund("k1", &form).await;
    world.sandbox.advance(SignedDuration::from_secs(24 * 3600 - 1)).unwrap();
    assert!(world.refund("k1", &form).await.replayed);
    world.sandbox.advance(SignedDuration::from_secs(1)).unwrap();
    let second = world.refund("k1", &form).await;
    assert_eq!((second.status, second.replayed), (200, false));
    assert_ne!(first.body["id"], second.body["id"]);
    let expected = Violation::KeyExecutedAgain { key: "k1".to_owned(), executions: 2 };
    assert_eq!(world.sandbox.violations(), [expected]);
    world.end().await;
}

#[tokio::test]
async fn validation_errors_are_not_stored() {
    let world = World::start().await;
    let intent = world.payment();
    for form in [
        format!("payment_intent={intent}&amount=0"),
        "payment_intent=pi_unknown".to_owned(),
        format!("payment_intent={intent}&odd=1"),
    ] {
        let said = world.refund("k1", &form).await;
        assert!(matches!(said.status, 400 | 404), "{form}");
    }
    let said = world.refund("k1", &format!("payment_intent={intent}")).await;
    assert_eq!((said.status, said.replayed), (200, false));
    world.end().await;
}

#[tokio::test]
async fn a_refusal_by_the_state_of_the_payment_is_stored() {
    let world = World::start().await;
    let intent = world.payment();
    let form = format!("payment_intent={intent}");
    let open = OpenDispute::of(DisputeKind::Chargeback);
    let dispute = world.sandbox.open_dispute(&intent, open).unwrap();
    assert_eq!(world.refund("k1", &form).await.error("code"), "charge_disputed");
    world.sandbox.move_dispute(&dispute.id, DisputeMove::Close(DisputeVerdict::Won)).unwrap();
    let said = world.refund("k1", &form).await;
    assert_eq!((said.error("code"), said.replayed), ("charge_disputed", true));
    assert_eq!(world.refund("k2", &form).await.status, 200);
    world.end().await;
}

#[tokio::test]
async fn keys_longer_than_255_characters_are_refused() {
    let world = World::start().await;
    let form = format!("payment_intent={}&amount=1", world.payment());
    assert_eq!(world.refund(&"k".repeat(256), &form).await.status, 400);
    assert_eq!(world.refund(&"k".repeat(255), &form).await.status, 200);
    world.end().await;
}
