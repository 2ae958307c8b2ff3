//! Reading objects and lists.

use super::*;

#[tokio::test]
async fn lists_are_paged_newest_first() {
    let world = World::start().await;
    let intent = world.payment();
    let mut made = Vec::new();
    for number in 0..25 {
        let form = format!("payment_intent={intent}&amount=1");
        let said = world.refund(&format!("k{number}"), &form).await;
        made.push(said.body["id"].as_str().unwrap().to_owned());
    }
    made.reverse();
    let charge = world.sandbox.payment(&intent).unwrap().charge;
    let filters = [format!("payment_intent={intent}"), format!("charge={charge}"), String::new()];
    for filter in filters {
        let mut seen: Vec<String> = Vec::new();
        let mut sizes = Vec::new();
        loop {
            let after = seen.last().map(|id| format!("&starting_after={id}")).unwrap_or_default();
            let page = world.get(&format!("/v1/refunds?{filter}{after}")).await;
            assert_eq!(page.body["object"], "list");
            sizes.push(page.ids().len());
            seen.extend(page.ids().into_iter().map(str::to_owned));
            if page.body["has_more"] == false {
                break;
            }
        }
        assert_eq!(sizes, [10, 10, 5]);
        assert_eq!(seen, made);
    }
    let exact = world.get(&format!("/v1/refunds?payment_intent={intent}&limit=25")).await;
    assert_eq!((exact.ids().len(), &exact.body["has_more"]), (25, &json!(false)));
    world.end().await;
}

#[tokio::test]
async fn disputes_and_charges_are_listed_too() {
    let world = World::start().await;
    for amount in [100, 200] {
        let new =
            NewPayment { customer: Some("cus_1".to_owned()), ..NewPayment::of(amount, "usd") };
        let payment = world.sandbox.create_payment(new).unwrap();
        let open = OpenDispute::of(DisputeKind::Chargeback);
        world.sandbox.open_dispute(&payment.charge, open).unwrap();
    }
    world.payment();
    let charges = world.get("/v1/charges?customer=cus_1&limit=1").await;
    assert_eq!(charges.body["data"][0]["amount"], 200);
    assert_eq!(charges.body["data"][0]["disputed"], true);
    assert_eq!(charges.body["has_more"], true);
    let path = format!("/v1/charges?customer=cus_1&starting_after={}", charges.ids()[0]);
    assert_eq!(world.get(&path).await.body["data"][0]["amount"], 100);
    assert_eq!(world.get("/v1/charges").await.ids().len(), 3);
    let unknown = world.get("/v1/charges?customer=cus_2").await;
    assert_eq!((unknown.status, unknown.error("code")), (404, "resource_missing"));
    let all = world.get("/v1/disputes").await;
    assert_eq!(all.ids().len(), 2);
    let of_one = all.body["data"][1]["payment_intent"].as_str().unwrap();
    let listed = world.get(&format!("/v1/disputes?payment_intent={of_one}")).await;
    assert_eq!(listed.ids(), [all.ids()[1]]);
    let read = world.get(&format!("/v1/disputes/{}", all.ids()[1])).await;
    assert_eq!(read.body, all.body["data"][1]);
    world.end().await;
}

#[tokio::test]
async fn unknown_objects_and_parameters_are_errors() {
    let world = World::start().await;
    let intent = world.payment();
    let cases = [
        ("/v1/payment_intents/pi_x".to_owned(), 404),
        ("/v1/charges/ch_x".to_owned(), 404),
        ("/v1/refunds/re_x".to_owned(), 404),
        ("/v1/disputes/du_x".to_owned(), 404),
        ("/v1/refunds?payment_intent=pi_x".to_owned(), 404),
        ("/v1/disputes?charge=ch_x".to_owned(), 404),
        (format!("/v1/payment_intents/{intent}?expand[]=customer"), 400),
        ("/v1/refunds?limit=101".to_owned(), 400),
        ("/v1/refunds?limit=0".to_owned(), 400),
        ("/v1/refunds?starting_after=re_x".to_owned(), 400),
        ("/v1/refunds?created[gte]=1".to_owned(), 400),
        ("/v1/balance".to_owned(), 404),
    ];
    for (path, status) in &cases {
        let said = world.get(path).await;
        assert_eq!(said.status, *status, "{path}");
        assert_eq!(said.error("type"), "invalid_request_error", "{path}");
        let missing = *status == 404 && path != "/v1/balance";
        assert_eq!(said.error("code") == "resource_missing", missing || path.contains("re_x"));
    }
    world.end().await;
}

#[tokio::test]
async fn a_payment_intent_shows_its_charge_as_asked() {
    let world = World::start().await;
    let intent = world.payment();
    let plain = world.get(&format!("/v1/payment_intents/{intent}")).await;
    let path = format!("/v1/charges/{}", plain.body["latest_charge"].as_str().unwrap());
    let charge = world.get(&path).await;
    let path = format!("/v1/payment_intents/{intent}?expand%5B%5D=latest_charge");
    assert_eq!(world.get(&path).await.body["latest_charge"], charge.body);
    assert_eq!(charge.body["payment_intent"], intent.as_str());
    assert_eq!(charge.body["created"], START);
    world.end().await;
}
