//! Webhooks: which, signed how, delivered how often.

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use super::*;

/// What the receiver got, and the status it answered.
struct Received {
    signature: String,
    body: String,
}

#[derive(Clone)]
struct Receiver {
    got: mpsc::Sender<Received>,
    refusals: Arc<std::sync::atomic::AtomicU32>,
}

async fn receive(
    Shared(receiver): Shared<Receiver>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
    receiver.got.send(Received { signature, body }).await.unwrap();
    let left = receiver.refusals.load(std::sync::atomic::Ordering::SeqCst);
    if left == 0 {
        return StatusCode::OK;
    }
    receiver.refusals.store(left - 1, std::sync::atomic::Ordering::SeqCst);
    StatusCode::SERVICE_UNAVAILABLE
}

/// Starts a receiver that refuses the first `refusals` deliveries.
async fn receiver(refusals: u32) -> (String, mpsc::Receiver<Received>) {
    let (got, received) = mpsc::channel(64);
    let state = Receiver { got, refusals: Arc::new(refusals.into()) };
    let app = axum::Router::new().route("/hook", post(receive)).with_state(state);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, received)
}

fn quick() -> SandboxConfig {
    let mut config = config();
    config.webhooks.first_delay = Duration::from_millis(1);
    config.webhooks.longest_delay = Duration::from_millis(2);
    config.webhooks.tries = 3;
    config
}

/// HMAC-SHA256 by its definition, for keys of up to one block.
fn hmac_by_hand(key: &[u8], message: &[u8]) -> String {
    assert!(key.len() <= 64);
    let pad = |byte: u8| -> Vec<u8> {
        (0..64).map(|index| key.get(index).copied().unwrap_or(0) ^ byte).collect()
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    hex::encode(Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
}

#[tokio::test]
async fn a_refund_is_told_with_a_valid_signature() {
    let (url, mut received) = receiver(0).await;
    let world = World::with(quick()).await;
    world.sandbox.set_webhook_target(Some(url));
    let form = format!("payment_intent={}&amount=100&metadata[op]=a", world.payment());
    world.refund("k1", &form).await;
    let mut kinds = Vec::new();
    for _ in 0..2 {
        let Received { signature, body } = patiently(received.recv()).await.unwrap();
        let signed = hmac_by_hand(b"whsec_sandbox", format!("{START}.{body}").as_bytes());
        assert_eq!(signature, format!("t={START},v1={signed}"));
        assert_eq!(world.sandbox.sign(&body), signature);
        let event: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(event["request"]["idempotency_key"], "k1");
        kinds.push(event["type"].as_str().unwrap().to_owned());
        if event["type"] == "refund.created" {
            assert_eq!(event["data"]["object"]["metadata"]["op"], "a");
        } else {
            assert_eq!(event["data"]["object"]["amount_refunded"], 100);
            assert_eq!(event["data"]["previous_attributes"]["amount_refunded"], 0);
        }
    }
    kinds.sort();
    assert_eq!(kinds, ["charge.refunded", "refund.created"]);
    until(|| world.sandbox.deliveries().delivered == 2).await;
    world.end().await;
}

#[tokio::test]
async fn a_refused_delivery_is_tried_again_and_at_last_given_up() {
    for (refusals, delivered, given_up) in [(2, 1, 0), (3, 0, 1)] {
        let (url, mut received) = receiver(refusals).await;
        let world = World::with(quick()).await;
        world.sandbox.set_webhook_target(Some(url));
        world.sandbox.warn_of_fraud(&world.payment(), "misc").unwrap();
        for _ in 0..3 {
            patiently(received.recv()).await.unwrap();
        }
        until(|| world.sandbox.deliveries().is_idle()).await;
        let deliveries = world.sandbox.deliveries();
        assert_eq!((deliveries.delivered, deliveries.given_up), (delivered, given_up));
        assert_eq!(deliveries.failed_tries, u64::from(refusals));
        world.end().await;
        assert!(received.try_recv().is_err());
    }
}

#[tokio::test]
async fn every_nth_webhook_comes_twice() {
    let (url, mut received) = receiver(0).await;
    let mut config = quick();
    config.webhooks.duplicate_every = Some(2);
    config.webhooks.target = Some(url);
    let world = World::with(config).await;
    let intent = world.payment();
    for _ in 0..4 {
        world.sandbox.warn_of_fraud(&intent, "misc").unwrap();
    }
    let mut bodies = Vec::new();
    for _ in 0..6 {
        bodies.push(patiently(received.recv()).await.unwrap().body);
    }
    until(|| world.sandbox.deliveries().is_idle()).await;
    assert_eq!(world.sandbox.deliveries().duplicated, 2);
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 4);
    world.end().await;
}

#[tokio::test]
async fn the_ring_and_the_queue_are_bounded() {
    let mut config = quick();
    config.webhooks.recorded = 3;
    config.webhooks.queue = 2;
    config.webhooks.target = Some("http://127.0.0.1:9/".to_owned());
    // Without its server nothing is taken out of the queue.
    let (sandbox, _server) = Sandbox::build(config).unwrap();
    let payment = sandbox.create_payment(NewPayment::of(100, "usd")).unwrap();
    for _ in 0..5 {
        sandbox.warn_of_fraud(&payment.charge, "misc").unwrap();
    }
    let kept: Vec<u64> = sandbox.webhooks(0, 100).iter().map(|kept| kept.sequence).collect();
    assert_eq!(kept, [3, 4, 5]);
    assert_eq!(sandbox.webhooks(4, 100).len(), 1);
    let deliveries = sandbox.deliveries();
    assert_eq!((deliveries.queued, deliveries.dropped), (2, 3));
}

#[test]
fn each_change_produces_its_webhooks() {
    let mut config = quick();
    config.webhooks.deprecated_twin = true;
    let (sandbox, _server) = Sandbox::build(config).unwrap();
    let payment = sandbox.create_payment(NewPayment::of(100, "usd")).unwrap();
    let mut last = 0;
    let mut news = || -> Vec<String> {
        let made = sandbox.webhooks(last, 100);
        last += u64::try_from(made.len()).unwrap();
        made.iter().map(|webhook| webhook.kind.clone()).collect()
    };
    assert!(news().is_empty());
    let wanted = DashboardRefund { amount: Some(10), reason: None };
    let refund = sandbox.create_dashboard_refund(&payment.charge, wanted).unwrap();
    assert_eq!(news(), ["refund.created", "charge.refunded"]);
    sandbox.move_refund(&refund.id, RefundMove::Pending { reason: "processing".into() }).unwrap();
    assert_eq!(news(), ["refund.updated", "charge.refund.updated"]);
    sandbox.move_refund(&refund.id, RefundMove::Failed { reason: "declined".into() }).unwrap();
    assert_eq!(news(), ["refund.updated", "charge.refund.updated", "refund.failed"]);
    let open = OpenDispute::of(DisputeKind::Chargeback);
    let dispute = sandbox.open_dispute(&payment.charge, open).unwrap();
    assert_eq!(news(), ["charge.dispute.created"]);
    for (to, kind) in [
        (DisputeMove::FundsWithdrawn, "charge.dispute.funds_withdrawn"),
        (DisputeMove::UnderReview, "charge.dispute.updated"),
        (DisputeMove::Close(DisputeVerdict::Won), "charge.dispute.closed"),
        (DisputeMove::FundsReinstated, "charge.dispute.funds_reinstated"),
    ] {
        sandbox.move_dispute(&dispute.id, to).unwrap();
        assert_eq!(news(), [kind]);
    }
}
