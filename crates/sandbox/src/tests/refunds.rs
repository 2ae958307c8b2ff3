//! What a refund call accepts and refuses, and what follows from a refund.

use super::*;

#[tokio::test]
async fn a_refund_cannot_exceed_what_is_left() {
    let world = World::start().await;
    let intent = world.payment();
    assert_eq!(
        world.refund("k1", &format!("payment_intent={intent}&amount=3000")).await.status,
        200
    );
    let said = world.refund("k2", &format!("payment_intent={intent}&amount=2001")).await;
    assert_eq!((said.status, said.error("param")), (400, "amount"));
    assert_eq!(said.error("type"), "invalid_request_error");
    assert!(said.body["error"].get("code").is_none());
    let rest = world.refund("k3", &format!("payment_intent={intent}")).await;
    assert_eq!(rest.body["amount"], 2_000);
    let said = world.refund("k4", &format!("payment_intent={intent}&amount=1")).await;
    assert_eq!(said.error("code"), "charge_already_refunded");
    let book = world.sandbox.payment(&intent).unwrap();
    assert_eq!((book.captured, book.refunded, book.refunds.len()), (5_000, 5_000, 2));
    assert!(world.sandbox.violations().is_empty());
    world.end().await;
}

#[tokio::test]
async fn wrong_requests_are_refused_and_named() {
    let world = World::start().await;
    let intent = world.payment();
    for (form, status, param) in [
        (format!("payment_intent={intent}&amount=abc"), 400, "amount"),
        (format!("payment_intent={intent}&amount=1&amount=1"), 400, "amount"),
        (format!("payment_intent={intent}&reason=bored"), 400, "reason"),
        (format!("payment_intent={intent}&colour=red"), 400, "colour"),
        (format!("payment_intent={intent}&charge=ch_x"), 400, "charge"),
        (format!("payment_intent={intent}&metadata[a]={}", "x".repeat(501)), 400, "metadata"),
        ("amount=100".to_owned(), 400, ""),
        ("payment_intent=pi_x".to_owned(), 404, "payment_intent"),
        ("charge=ch_x".to_owned(), 404, "charge"),
    ] {
        let said = world.refund("k", &form).await;
        assert_eq!((said.status, said.error("param")), (status, param), "{form}");
        assert_eq!(said.error("type"), "invalid_request_error", "{form}");
    }
    let json = world.refund_request("k", "{}").header("content-type", "application/json");
    assert_eq!(json.send().await.unwrap().status(), 400);
    assert_eq!(world.sandbox.totals().refunds, 0);
    world.end().await;
}

#[tokio::test]
async fn callers_without_a_secret_key_are_turned_away() {
    let mut own = config();
    own.secret_key = Some("sk_own".to_owned());
    for (config, good, bad) in [(config(), "sk_any", "pk_any"), (own, "sk_own", "sk_any")] {
        let world = World::with(config).await;
        let url = format!("{}/v1/charges", world.base);
        for (request, status) in [
            (world.client.get(&url), 401),
            (world.client.get(&url).bearer_auth(bad), 401),
            (world.client.get(&url).bearer_auth(good), 200),
        ] {
            assert_eq!(request.send().await.unwrap().status(), status);
        }
        world.end().await;
    }
}

#[tokio::test]
async fn a_chargeback_blocks_refunds_and_an_inquiry_does_not() {
    let world = World::start().await;
    for (kind, moves, refundable) in [
        (DisputeKind::Inquiry, vec![], true),
        (DisputeKind::Inquiry, vec![DisputeMove::UnderReview], true),
        (DisputeKind::Inquiry, vec![DisputeMove::Close(DisputeVerdict::WarningClosed)], true),
        (DisputeKind::Inquiry, vec![DisputeMove::Escalate], false),
        (DisputeKind::Chargeback, vec![], false),
        (DisputeKind::Chargeback, vec![DisputeMove::UnderReview], false),
        (DisputeKind::Chargeback, vec![DisputeMove::Close(DisputeVerdict::Lost)], false),
        (DisputeKind::Chargeback, vec![DisputeMove::Close(DisputeVerdict::Won)], true),
    ] {
        let intent = world.payment();
        let open = OpenDispute::of(kind);
        let dispute = world.sandbox.open_dispute(&intent, open).unwrap();
        for to in &moves {
            world.sandbox.move_dispute(&dispute.id, to.clone()).unwrap();
        }
        let said = world.refund(&intent, &format!("payment_intent={intent}&amount=1")).await;
        let expected = if refundable { (200, "") } else { (400, "charge_disputed") };
        assert_eq!((said.status, said.error("code")), expected, "{kind:?} {moves:?}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_full_refund_closes_an_inquiry_and_disarms_warnings() {
    let world = World::start().await;
    let intent = world.payment();
    world.sandbox.warn_of_fraud(&intent, "made_with_stolen_card").unwrap();
    let open = OpenDispute::of(DisputeKind::Inquiry);
    world.sandbox.open_dispute(&intent, open).unwrap();
    let form = format!("payment_intent={intent}&amount=4999");
    world.refund("k1", &form).await;
    let before = world.sandbox.payment(&intent).unwrap().disputes[0].status;
    assert_eq!(before, DisputeStatus::WarningNeedsResponse);
    let form = format!("payment_intent={intent}&amount=1");
    world.refund("k2", &form).await;
    let after = world.sandbox.payment(&intent).unwrap().disputes[0].status;
    assert_eq!(after, DisputeStatus::WarningClosed);
    let kinds: Vec<String> =
        world.sandbox.webhooks(0, 100).iter().map(|webhook| webhook.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            "radar.early_fraud_warning.created",
            "charge.dispute.created",
            "refund.created",
            "charge.refunded",
            "refund.created",
            "charge.refunded",
            "charge.dispute.closed",
            "radar.early_fraud_warning.updated",
        ]
    );
    world.end().await;
}

#[tokio::test]
async fn a_failed_refund_can_be_made_again() {
    let world = World::start().await;
    let intent = world.payment();
    let form = format!("payment_intent={intent}");
    let said = world.refund("k1", &form).await;
    let failed = RefundMove::Failed { reason: "lost_or_stolen_card".to_owned() };
    world.sandbox.move_refund(said.body["id"].as_str().unwrap(), failed).unwrap();
    let charge = world.get(&format!("/v1/payment_intents/{intent}?expand[]=latest_charge")).await;
    assert_eq!(charge.body["latest_charge"]["amount_refunded"], 0);
    let failed = world.get(&format!("/v1/refunds/{}", said.body["id"].as_str().unwrap())).await;
    assert_eq!(failed.body["failure_reason"], "lost_or_stolen_card");
    assert_eq!(world.refund("k2", &form).await.status, 200);
    assert_eq!(world.sandbox.totals().refunded, 5_000);
    world.end().await;
}

#[tokio::test]
async fn disputes_move_only_where_they_can() {
    let world = World::start().await;
    let intent = world.payment();
    let open = OpenDispute::of(DisputeKind::Inquiry);
    let id = world.sandbox.open_dispute(&intent, open).unwrap().id;
    let mut refused = 0;
    for (to, allowed) in [
        (DisputeMove::FundsWithdrawn, false),
        (DisputeMove::Close(DisputeVerdict::Won), false),
        (DisputeMove::Escalate, true),
        (DisputeMove::Close(DisputeVerdict::WarningClosed), false),
        (DisputeMove::FundsReinstated, false),
        (DisputeMove::FundsWithdrawn, true),
        (DisputeMove::FundsWithdrawn, false),
        (DisputeMove::Close(DisputeVerdict::Lost), true),
        (DisputeMove::Close(DisputeVerdict::Won), false),
    ] {
        assert_eq!(world.sandbox.move_dispute(&id, to.clone()).is_ok(), allowed, "{to:?}");
        refused += u32::from(!allowed);
    }
    assert_eq!(refused, 6);
    world.end().await;
}
