//! What is not one plain world: two modes, connected accounts, disputes that go back and forth in
//! several currencies, and refunds about no payment.

use super::*;

impl World {
    fn last_event(&self) -> Value {
        let webhooks = self.sandbox.webhooks(0, 100);
        serde_json::from_str(&webhooks.last().unwrap().body).unwrap()
    }

    async fn get_for(&self, account: &str, path: &str) -> Said {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth("sk_test_1");
        Said::read(request.header("stripe-account", account).send().await.unwrap()).await
    }
}

#[tokio::test]
async fn a_payment_is_of_a_mode_and_of_an_account() {
    let world = World::start().await;
    let (livemode, account) = (true, Some("acct_1".to_owned()));
    let new = NewPayment { livemode, account, ..NewPayment::of(5_000, "usd") };
    let payment = world.sandbox.create_payment(new).unwrap().payment_intent;
    let wanted = DashboardRefund { amount: Some(100), ..DashboardRefund::default() };
    world.sandbox.create_dashboard_refund(&payment, wanted).unwrap();
    let event = world.last_event();
    assert_eq!((&event["livemode"], &event["account"]), (&json!(true), &json!("acct_1")));
    let path = format!("/v1/payment_intents/{payment}");
    let shown = world.get_for("acct_1", &path).await;
    assert_eq!((shown.status, &shown.body["livemode"]), (200, &json!(true)));
    assert_eq!(world.get_for("acct_2", &path).await.status, 404);
    let listed = world.get_for("acct_1", &format!("/v1/refunds?payment_intent={payment}")).await;
    assert_eq!(listed.ids().len(), 1);
    let plain = world.client.get(format!("{}{path}", world.base)).bearer_auth("sk_test_1");
    assert_eq!(Said::read(plain.send().await.unwrap()).await.status, 404, "of the platform itself");
}

#[tokio::test]
async fn a_dispute_has_a_currency_corrections_and_several_rounds() {
    let world = World::start().await;
    let payment = world.payment();
    let wanted = OpenDispute {
        kind: DisputeKind::Chargeback,
        amount: Some(4_900),
        currency: Some("cad".to_owned()),
        reason: None,
    };
    let id = world.sandbox.open_dispute(&payment, wanted).unwrap().id;
    let booked =
        |amount| DisputeMove::Booked { amount, currency: "eur".to_owned(), returns: false };
    let steps = [
        (booked(-4_210), "needs_response"),
        (booked(-35), "needs_response"),
        (DisputeMove::Close(DisputeVerdict::Won), "won"),
        (DisputeMove::FundsReinstated, "won"),
        (DisputeMove::Overturn, "lost"),
        (booked(-4_245), "lost"),
        (DisputeMove::Appeal, "appeal_under_review"),
        (DisputeMove::Close(DisputeVerdict::Lost), "lost"),
        (DisputeMove::Reopen, "under_review"),
    ];
    for (step, status) in steps {
        world.sandbox.move_dispute(&id, step).unwrap();
        assert_eq!(world.last_event()["data"]["object"]["status"], json!(status));
    }
    let dispute = &world.last_event()["data"]["object"];
    assert_eq!(dispute["currency"], json!("cad"));
    let booked: Vec<_> = dispute["balance_transactions"].as_array().unwrap().iter().collect();
    let amounts: Vec<_> = booked.iter().map(|it| it["amount"].as_i64().unwrap()).collect();
    assert_eq!(amounts, [-4_210, -35, 4_245, -4_245]);
    assert!(booked.iter().all(|it| it["currency"] == "eur"));
    let book = &world.sandbox.payment(&payment).unwrap().disputes[0];
    assert_eq!((book.withdrawn, book.reinstated), (8_490, 4_245));
}

#[tokio::test]
async fn a_refund_of_a_cash_balance_is_about_no_payment() {
    let world = World::start().await;
    world.sandbox.refund_cash_balance(700, "eur");
    let event = world.last_event();
    let object = &event["data"]["object"];
    assert_eq!((&event["type"], &object["amount"]), (&json!("refund.created"), &json!(700)));
    assert_eq!((&object["charge"], &object["payment_intent"]), (&Value::Null, &Value::Null));
}
