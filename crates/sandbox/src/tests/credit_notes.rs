//! Credit notes: linked to a refund of the invoice's payment, and never above it.

use super::*;

fn billed(world: &World, id: &str) -> String {
    let invoice = Invoice {
        id: id.to_owned(),
        billing_reason: "manual".to_owned(),
        metadata: std::collections::BTreeMap::new(),
        subscription: "sub_1".to_owned(),
        subscription_metadata: std::collections::BTreeMap::new(),
        period: (START, START + 1),
    };
    let sale = Sale { invoice: Some(invoice), ..Sale::default() };
    let new = NewPayment { sale, ..NewPayment::of(5_000, "usd") };
    world.sandbox.create_payment(new).unwrap().payment_intent
}

fn note(invoice: &str, refund: &str, amount: i64) -> String {
    format!(
        "invoice={invoice}&amount={amount}&refunds[0][refund]={refund}\
         &refunds[0][amount_refunded]={amount}&metadata[order]=7"
    )
}

#[tokio::test]
async fn a_credit_note_is_of_a_refund_of_its_invoice_and_no_more_than_that() {
    let world = World::start().await;
    let (mine, other) = (billed(&world, "in_1"), billed(&world, "in_2"));
    let made = async |key, intent: &str, amount| {
        let form = format!("payment_intent={intent}&amount={amount}");
        world.refund(key, &form).await.body["id"].as_str().unwrap().to_owned()
    };
    let refund = made("r1", &mine, 1_000).await;
    let foreign = made("r2", &other, 1_000).await;
    let failed = made("r3", &mine, 500).await;
    let reason = "lost_or_stolen_card".to_owned();
    world.sandbox.move_refund(&failed, RefundMove::Failed { reason }).unwrap();

    for (form, param) in [
        (note("in_9", &refund, 1_000), "invoice"),
        (note("in_1", &foreign, 1_000), "refunds[0][refund]"),
        (note("in_1", "re_none", 1_000), "refunds[0][refund]"),
        (note("in_1", &failed, 500), "refunds[0][refund]"),
        (note("in_1", &refund, 1_001), "refunds[0][amount_refunded]"),
        (note("in_1", &refund, 1_000).replacen("amount=1000", "amount=999", 1), "amount"),
        (note("in_1", &refund, 1_000) + "&refund_amount=1000", "refund_amount"),
    ] {
        let said = world.credit("bad", &form).await;
        assert_eq!(said.error("param"), param, "{form}: {:?}", said.body);
    }
    assert_eq!(world.sandbox.books().credit_notes, []);

    let issued = world.credit("n1", &note("in_1", &refund, 600)).await;
    assert_eq!((issued.status, &issued.body["amount"]), (200, &json!(600)));
    assert_eq!(issued.body["metadata"]["order"], "7");
    assert_eq!(issued.body["refunds"][0]["refund"], refund);
    let again = world.credit("n1", &note("in_1", &refund, 600)).await;
    assert_eq!(again.body["id"], issued.body["id"], "one key, one note");
    let conflict = world.credit("n1", &note("in_1", &refund, 400)).await;
    assert_eq!(conflict.error("type"), "idempotency_error");
    let above = world.credit("n2", &note("in_1", &refund, 401)).await;
    assert_eq!(above.error("param"), "refunds[0][amount_refunded]");
    let rest = world.credit("n3", &note("in_1", &refund, 400)).await;
    let listed = world.get("/v1/credit_notes?invoice=in_1").await;
    assert_eq!(listed.ids(), [&rest.body["id"], &issued.body["id"]]);
    assert_eq!(world.get("/v1/credit_notes?invoice=in_2").await.ids(), [""; 0]);
    assert_eq!(world.get("/v1/credit_notes?invoice=in_9").await.status, 404);

    // The invoice is paid, so that no note of it can be taken back; and none of them moved money.
    let void = format!("credit_notes/{}/void", issued.body["id"].as_str().unwrap());
    assert_eq!(Said::read(world.order(&void, "v1", "").send().await.unwrap()).await.status, 400);
    let books = world.sandbox.books();
    assert_eq!((books.credit_notes.len(), books.totals.refunded), (2, 2_000));
    world.end().await;
}
