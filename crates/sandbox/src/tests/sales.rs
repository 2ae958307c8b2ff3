//! What stands around a payment, and questions that are not answered.

use super::*;

fn sold(sale: Sale) -> NewPayment {
    NewPayment {
        customer: Some("cus_1".to_owned()),
        email: Some("wallet@example.com".to_owned()),
        sale,
        ..NewPayment::of(10_000, "hkd")
    }
}

#[tokio::test]
async fn a_payment_has_the_addresses_and_the_amount_that_it_was_given() {
    let world = World::start().await;
    let sale = Sale {
        receipt_email: Some("receipt@example.com".to_owned()),
        account_email: Some("account@example.com".to_owned()),
        country: Some("HK".to_owned()),
        presentment: Some(Presentment { amount: 1634, currency: "jpy".to_owned() }),
        invoice: None,
    };
    let payment = world.sandbox.create_payment(sold(sale)).unwrap();
    let intent = world.get(&format!("/v1/payment_intents/{}", payment.payment_intent)).await.body;
    let charge = world.get(&format!("/v1/charges/{}", payment.charge)).await.body;
    for object in [&intent, &charge] {
        assert_eq!(object["receipt_email"], "receipt@example.com");
        let shown = json!({"presentment_amount": 1634, "presentment_currency": "jpy"});
        assert_eq!(object["presentment_details"], shown);
    }
    assert_eq!(charge["billing_details"]["email"], "wallet@example.com");
    assert_eq!(charge["billing_details"]["address"]["country"], "HK");
    let account = world.get("/v1/customers/cus_1").await.body;
    assert_eq!(account["email"], "account@example.com");
    let found = world.get("/v1/customers?email=account%40example.com").await;
    assert_eq!(found.ids(), ["cus_1"]);
    assert_eq!(world.get("/v1/customers/cus_2").await.status, 404);
    world.end().await;
}

#[tokio::test]
async fn the_invoice_of_a_payment_is_found_by_its_intent() {
    let world = World::start().await;
    let named = |key: &str, text: &str| [(key.to_owned(), text.to_owned())].into();
    let invoice = Invoice {
        id: "in_1".to_owned(),
        billing_reason: "subscription_cycle".to_owned(),
        metadata: named("channel", "web"),
        subscription: "sub_1".to_owned(),
        subscription_metadata: named("plan", "yearly"),
        period: (START, START + 86_400),
    };
    let sale = Sale { invoice: Some(invoice), ..Sale::default() };
    let billed = world.sandbox.create_payment(sold(sale)).unwrap().payment_intent;
    let single = world.payment();
    let asked = |intent: &str, more: &str| {
        format!(
            "/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]={intent}{more}"
        )
    };
    let found = world.get(&asked(&billed, "&expand[]=data.invoice")).await.body;
    let shown = &found["data"][0]["invoice"];
    assert_eq!(shown["billing_reason"], "subscription_cycle");
    assert_eq!(shown["metadata"], json!({"channel": "web"}));
    let details = &shown["parent"]["subscription_details"];
    assert_eq!(details["metadata"], json!({"plan": "yearly"}));
    assert_eq!(details["subscription"], "sub_1");
    let period = json!({"start": START, "end": START + 86_400});
    assert_eq!(shown["lines"]["data"][0]["period"], period);
    assert_eq!(world.get(&asked(&billed, "")).await.body["data"][0]["invoice"], "in_1");
    assert_eq!(world.get(&asked(&single, "")).await.ids().len(), 0);
    assert_eq!(world.get(&asked("pi_x", "")).await.status, 404);
    assert_eq!(world.get("/v1/invoice_payments").await.status, 400);
    world.end().await;
}

#[tokio::test]
async fn questions_can_be_refused_each_kind_by_itself() {
    let world = World::start().await;
    world.sandbox.create_payment(sold(Sale::default())).unwrap();
    let search = "/v1/charges/search?query=payment_method_details.card.fingerprint%3A%27x%27";
    let invoices = "/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=pi_x";
    for (on, path) in [
        (Target::Search, search),
        (Target::Customers, "/v1/customers/cus_1"),
        (Target::Customers, "/v1/customers?email=x"),
        (Target::Invoices, invoices),
        (Target::List, "/v1/charges?customer=cus_1"),
    ] {
        for (status, code) in
            [(400, ""), (403, "more_permissions_required"), (404, "resource_missing")]
        {
            let fault = Fault::Refuse { status };
            world.sandbox.add_fault(FaultRule { on, fault, when: When::Next(1) }).unwrap();
            let said = world.get(path).await;
            assert_eq!((said.status, said.error("code")), (status, code), "{path}");
            world.sandbox.clear_faults();
        }
    }
    let fault = Fault::Refuse { status: 500 };
    let wrong = FaultRule { on: Target::Search, fault, when: When::Always };
    assert!(world.sandbox.add_fault(wrong).is_err());
    world.end().await;
}
