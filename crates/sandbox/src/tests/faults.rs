//! Faults: each switch does what it says and no more.

use jiff::SignedDuration;

use super::*;

#[tokio::test]
async fn a_stored_500_replays_and_the_refund_exists_or_does_not() {
    for (fault, refunds) in
        [(Fault::FailStoredAfterExecuting, 1), (Fault::FailStoredWithoutExecuting, 0)]
    {
        let world = World::start().await;
        let intent = world.payment();
        world.fault(Target::RefundPost, fault, When::Next(1));
        let form = format!("payment_intent={intent}&metadata[op]=a");
        let first = world.refund("k1", &form).await;
        assert_eq!((first.status, first.replayed), (500, false));
        let second = world.refund("k1", &form).await;
        assert_eq!((second.status, second.replayed), (500, true));
        assert_eq!(first.text, second.text);
        let listed = world.get(&format!("/v1/refunds?payment_intent={intent}")).await;
        assert_eq!(listed.ids().len(), refunds);
        assert_eq!(world.sandbox.totals().refunds, refunds);
        world.end().await;
    }
}

#[tokio::test]
async fn what_fails_before_executing_leaves_nothing_behind() {
    for (fault, status) in [
        (Fault::FailBeforeExecuting, Some(500)),
        (Fault::Conflict, Some(409)),
        (Fault::RateLimited { retry_after_s: Some(7) }, Some(429)),
        (Fault::RateLimited { retry_after_s: None }, Some(429)),
        (Fault::ResetBeforeExecuting, None),
    ] {
        let world = World::start().await;
        world.fault(Target::RefundPost, fault, When::Next(1));
        let form = format!("payment_intent={}", world.payment());
        let first = world.refund_request("k1", &form).send().await;
        assert_eq!(first.as_ref().ok().map(|answer| answer.status().as_u16()), status);
        if let (Fault::RateLimited { retry_after_s }, Ok(answer)) = (fault, first) {
            let said = Said::read(answer).await;
            let after = said.headers.get("retry-after").map(|value| value.to_str().unwrap());
            assert_eq!(after, retry_after_s.map(|_| "7"));
            assert_eq!(said.error("code"), "rate_limit");
        }
        assert_eq!(world.sandbox.totals().refunds, 0);
        let second = world.refund("k1", &form).await;
        assert_eq!((second.status, second.replayed), (200, false), "{fault:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn an_answer_lost_after_executing_is_replayed() {
    for fault in [Fault::HoldAfterExecuting { ms: 1 }, Fault::ResetAfterExecuting] {
        let world = World::start().await;
        world.fault(Target::RefundPost, fault, When::Next(1));
        let form = format!("payment_intent={}", world.payment());
        let lost = world.refund_request("k1", &form).send().await.unwrap_err();
        assert!(lost.is_request() && !lost.is_timeout(), "{lost:?}");
        assert_eq!(world.sandbox.totals().refunds, 1);
        let second = world.refund("k1", &form).await;
        assert_eq!((second.status, second.replayed), (200, true));
        assert_eq!(world.sandbox.totals().refunds, 1);
        world.end().await;
    }
}

#[tokio::test]
async fn a_caller_that_hangs_up_while_it_waits_cannot_undo_the_refund() {
    let world = World::start().await;
    world.fault(Target::RefundPost, Fault::HoldAfterExecuting { ms: 600_000 }, When::Next(1));
    let form = format!("payment_intent={}", world.payment());
    let waiting = tokio::spawn(world.refund_request("k1", &form).send());
    until(|| world.sandbox.totals().refunds == 1).await;
    waiting.abort();
    let second = world.refund("k1", &form).await;
    assert_eq!((second.status, second.replayed), (200, true));
    world.end().await;
}

#[tokio::test]
async fn a_late_refund_is_found_by_id_at_once_and_in_lists_later() {
    for until in [Lateness::Calls(2), Lateness::Ms(5_000)] {
        let world = World::start().await;
        let intent = world.payment();
        world.fault(Target::RefundPost, Fault::LateList { until }, When::Next(1));
        let said = world.refund("k1", &format!("payment_intent={intent}&amount=1")).await;
        let id = said.body["id"].as_str().unwrap();
        assert_eq!(world.get(&format!("/v1/refunds/{id}")).await.status, 200);
        let path = format!("/v1/refunds?payment_intent={intent}");
        assert_eq!(world.get(&path).await.ids().len(), 0);
        world.sandbox.advance(SignedDuration::from_millis(4_999)).unwrap();
        assert_eq!(world.get(&path).await.ids().len(), 0);
        world.sandbox.advance(SignedDuration::from_millis(1)).unwrap();
        assert_eq!(world.get(&path).await.ids(), [id]);
        world.end().await;
    }
}

#[tokio::test]
async fn a_pending_refund_waits_until_it_is_released() {
    let world = World::start().await;
    let intent = world.payment();
    world.fault(Target::RefundPost, Fault::Pending, When::Always);
    let said = world.refund("k1", &format!("payment_intent={intent}")).await;
    assert_eq!(said.body["status"], "pending");
    assert_eq!(said.body["pending_reason"], "insufficient_funds");
    assert_eq!(said.body["balance_transaction"], Value::Null);
    assert_eq!(world.control("release_pending", json!({})).await.body["released"], 1);
    let book = world.sandbox.payment(&intent).unwrap();
    assert_eq!(book.refunds[0].status, RefundStatus::Succeeded);
    world.end().await;
}

#[tokio::test]
async fn reads_and_lists_fail_on_their_own() {
    let world = World::start().await;
    let intent = world.payment();
    world.fault(Target::List, Fault::FailBeforeExecuting, When::Every(2));
    world.fault(Target::Read, Fault::RateLimited { retry_after_s: None }, When::Next(1));
    let path = format!("/v1/payment_intents/{intent}");
    assert_eq!(world.get(&path).await.status, 429);
    assert_eq!(world.get(&path).await.status, 200);
    for status in [200, 500, 200, 500] {
        assert_eq!(world.get("/v1/refunds").await.status, status);
    }
    world.sandbox.clear_faults();
    assert!(world.sandbox.faults().is_empty());
    world.end().await;
}
