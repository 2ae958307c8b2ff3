//! How far a payment's money has come, and what a history says of it.

use serde_json::{Value, json};

use super::tests::{of, ok};
use super::*;
use domain::email::EmailHash;
use domain::payment::Payer;
use domain::payment::PaymentStatus::{Settled, Settling, Void};
use domain::purchase::Presented;

#[test]
fn a_history_counts_payments_and_not_attempts() {
    let charge = |paid: bool, captured: bool, refunded: i64, disputed: bool| {
        json!({"object": "charge", "id": "ch_9", "paid": paid, "captured": captured,
            "customer": "cus_1",
            "created": 1_700_000_000, "amount_refunded": refunded, "disputed": disputed})
    };
    let charges = json!({"has_more": true, "data": [
        charge(true, true, 0, false),
        charge(true, true, 500, false),
        charge(true, true, 0, true),
        charge(false, false, 0, false),
        charge(true, false, 900, false),
    ]});
    let customer = CustomerId::parse("cus_1").unwrap();
    let page = read_history(&customer, &ok(&charges), &MetadataKeys::default()).unwrap();
    let fates: Vec<_> = page.items.iter().map(|past| (past.refunded, past.disputed)).collect();
    assert_eq!(fates, [(false, false), (true, false), (false, true)]);
    let path = page.next.unwrap().path;
    assert_eq!(path, "/v1/charges?customer=cus_1&limit=100&starting_after=ch_9");
}

#[test]
fn w2_a_history_says_what_was_paid_for_what_and_nothing_that_it_does_not_know() {
    let whole = json!({"object": "charge", "id": "ch_1", "payment_intent": "pi_1", "created": 1,
        "customer": "cus_1",
        "amount": 4900, "amount_captured": 4900, "currency": "eur",
        "metadata": {"product": "desk", "plan": "pro"}});
    let bare = json!({"object": "charge", "customer": "cus_1", "created": 2});
    let charges = json!({"has_more": false, "data": [whole, bare]});
    let customer = CustomerId::parse("cus_1").unwrap();
    let page = read_history(&customer, &ok(&charges), &MetadataKeys::default()).unwrap();
    let [whole, bare] = page.items.try_into().unwrap();
    assert_eq!(whole.id.as_ref().map(PaymentId::as_str), Some("pi_1"));
    assert_eq!(whole.captured.map(|money| money.to_string()), Some("49.00 EUR".to_owned()));
    assert_eq!((whole.product.as_deref(), whole.plan.as_deref()), (Some("desk"), Some("pro")));
    assert_eq!((bare.id, bare.captured, bare.product, bare.plan), (None, None, None, None));
}

#[test]
fn m2_a_released_rest_makes_no_refunder() {
    let charge = |fields: Value| {
        let mut charge = json!({"object": "charge", "id": "ch_9", "paid": true, "captured": true,
            "customer": "cus_1", "status": "succeeded", "created": 1_700_000_000, "amount": 20_675, "disputed": false,
            "amount_captured": 20_675, "amount_refunded": 0, "refunded": false});
        for (name, value) in fields.as_object().unwrap() {
            charge[name] = value.clone();
        }
        charge
    };
    let rows = [
        (json!({"amount_captured": 20_300, "amount_refunded": 375}), Some(false)),
        (json!({"amount_captured": 20_300, "amount_refunded": 376}), Some(true)),
        (json!({"amount_captured": 20_300, "amount_refunded": 0}), Some(false)),
        (json!({"amount_refunded": 375}), Some(true)),
        // Let go whole, let go because nobody captured it, still held, on its way, failed.
        (
            json!({"captured": false, "amount_captured": 0, "amount_refunded": 20_675,
            "refunded": true}),
            None,
        ),
        (json!({"captured": false, "amount_captured": 0}), None),
        (json!({"status": "pending", "paid": false}), None),
        (json!({"status": "failed", "paid": false, "captured": false}), None),
    ];
    let customer = CustomerId::parse("cus_1").unwrap();
    for (fields, refunded) in rows {
        let list = json!({"has_more": false, "data": [charge(fields.clone())]});
        let page = read_history(&customer, &ok(&list), &MetadataKeys::default()).unwrap();
        assert_eq!(page.items.first().map(|past| past.refunded), refunded, "{fields}");
    }
}

/// What was let go is not given back, and in which currency something went back must be said.
#[test]
fn a_history_says_how_much_went_back_and_nothing_that_it_does_not_know() {
    let charge = json!({"object": "charge", "id": "ch_9", "paid": true, "captured": true, "customer": "cus_1",
        "status": "succeeded", "created": 1_700_000_000, "amount": 20_675, "amount_captured": 20_300,
        "currency": "eur"});
    let customer = CustomerId::parse("cus_1").unwrap();
    for (fields, expected) in [
        (json!({"amount_refunded": 0}), Some("0.00 EUR")),
        (json!({"amount_refunded": 375}), Some("0.00 EUR")),
        (json!({"amount_refunded": 1375}), Some("10.00 EUR")),
        (json!({"amount_refunded": 1375, "currency": "jpy"}), Some("1000 JPY")),
        (json!({"amount_refunded": null}), None),
        (json!({"amount_refunded": 1375, "currency": null}), None),
        (json!({"amount_refunded": 1375, "currency": "euro"}), None),
    ] {
        let mut charge = charge.clone();
        charge.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let list = json!({"has_more": false, "data": [charge]});
        let page = read_history(&customer, &ok(&list), &MetadataKeys::default()).unwrap();
        let returned = page.items[0].returned.map(|money| money.to_string());
        assert_eq!(returned.as_deref(), expected, "{fields}");
    }
}

#[test]
fn m1_a_payment_says_how_far_its_money_has_come() {
    let read = |object: &Value| {
        let asked = of(object["id"].as_str().unwrap());
        let payment =
            read_payment(&asked, (&ok(object), None), &MetadataKeys::default()).unwrap().unwrap();
        (payment.status, payment.captured.minor, payment.authorised.minor)
    };
    let intent = |status: &str, received: i64, charge: Value| {
        json!({"object": "payment_intent", "id": "pi_1", "amount": 20_675, "status": status,
            "amount_received": received, "currency": "usd", "created": 1_700_000_000,
            "latest_charge": charge})
    };
    let charge = json!({"object": "charge", "id": "ch_1", "amount": 20_675, "currency": "usd",
        "created": 1_700_000_000, "status": "succeeded", "paid": true, "captured": true,
        "amount_captured": 20_300, "amount_refunded": 375});
    let failed = json!({"object": "charge", "amount": 20_675, "status": "failed"});
    let rows = [
        (intent("succeeded", 20_300, charge.clone()), (Settled, 20_300, 20_675)),
        (intent("succeeded", 20_300, json!("ch_1")), (Settled, 20_300, 20_300)),
        (intent("processing", 0, charge.clone()), (Settling, 0, 20_675)),
        (intent("requires_capture", 10_000, charge.clone()), (Settling, 10_000, 20_675)),
        (intent("requires_payment_method", 0, failed), (Void, 0, 0)),
        (intent("requires_payment_method", 0, Value::Null), (Settling, 0, 0)),
        (intent("canceled", 0, charge.clone()), (Void, 0, 20_675)),
        (charge, (Settled, 20_300, 20_675)),
    ];
    for (object, expected) in rows {
        assert_eq!(read(&object), expected, "{object}");
    }
}

#[test]
fn m6_a_payment_says_what_was_passed_on_of_it() {
    use domain::split::{PassedOn, Split};
    let passed = |passed_on, fee| Split { passed_on, fee };
    let (with, apart) = (Some(PassedOn::WithPayment), Some(PassedOn::Apart));
    let cases = [
        (json!({}), passed(None, false)),
        (json!({"transfer_data": null, "transfer_group": null}), passed(None, false)),
        (json!({"transfer_data": {"destination": "acct_1"}}), passed(with, false)),
        (
            json!({"transfer_data": {"destination": "acct_1"}, "transfer_group": "group_pi_1",
                "application_fee_amount": 123}),
            passed(with, true),
        ),
        (json!({"transfer_group": "order_95"}), passed(apart, false)),
        (json!({"application_fee_amount": 123}), passed(None, true)),
        (json!({"application_fee_amount": 0}), passed(None, false)),
    ];
    for (said, expected) in cases {
        let mut intent = json!({"object": "payment_intent", "id": "pi_1", "status": "succeeded",
            "amount_received": 4900, "currency": "usd", "created": 1_700_000_000});
        let mut charge = json!({"object": "charge", "id": "ch_1", "amount": 4900,
            "currency": "usd", "created": 1_700_000_000, "payment_intent": "pi_1"});
        let read = |object: &Value| {
            let asked = of(object["id"].as_str().unwrap());
            read_payment(&asked, (&ok(object), None), &MetadataKeys::default())
                .unwrap()
                .unwrap()
                .split
        };
        let plain = charge.clone();
        for (name, value) in said.as_object().unwrap() {
            charge[name] = value.clone();
            intent[name] = value.clone();
        }
        charge["payment_intent"] = Value::Null;
        assert_eq!(read(&charge), expected, "a charge of its own: {said}");
        charge["payment_intent"] = json!("pi_1");
        intent["latest_charge"] = plain;
        assert_eq!(read(&intent), expected, "the intent: {said}");
        for name in said.as_object().unwrap().keys() {
            intent[name] = Value::Null;
        }
        intent["latest_charge"] = charge;
        assert_eq!(read(&intent), expected, "its charge: {said}");
    }
}

fn paid_with(more: &Value) -> Payment {
    let mut charge = json!({"object": "charge", "id": "ch_1", "amount": 10_000, "currency": "hkd",
        "amount_captured": 10_000, "captured": true, "paid": true, "status": "succeeded",
        "created": 1_760_000_000});
    for (field, value) in more.as_object().unwrap() {
        charge[field] = value.clone();
    }
    let keys = MetadataKeys::default();
    let alone = read_payment(&of("ch_1"), (&ok(&charge), None), &keys).unwrap().unwrap();
    let intent = json!({"object": "payment_intent", "id": "pi_1", "status": "succeeded",
        "amount_received": 10_000, "currency": "hkd", "created": 1_760_000_000,
        "latest_charge": charge});
    let whole = read_payment(&of("pi_1"), (&ok(&intent), None), &keys).unwrap().unwrap();
    assert_eq!((&whole.payer, &whole.purchase), (&alone.payer, &alone.purchase));
    whole
}

#[test]
fn m23_each_address_of_the_payment_is_one_of_its_payers() {
    let hash = |text: &str| EmailHash::of(text).unwrap();
    let payer = paid_with(&json!({"billing_details": {"email": "wallet@example.com"},
        "receipt_email": "Account@Example.com "}))
    .payer;
    assert_eq!(payer.has_email(hash("wallet@example.com")), Some(true));
    assert_eq!(payer.has_email(hash("account@example.com")), Some(true));
    assert_eq!(payer.has_email(hash("other@example.com")), Some(false));
    let unread = Payer { email_unread: true, ..payer };
    assert_eq!(unread.has_email(hash("account@example.com")), Some(true));
    assert_eq!(unread.has_email(hash("other@example.com")), None, "it may be the third");
    let nobody = paid_with(&json!({})).payer;
    assert_eq!(nobody.has_email(hash("other@example.com")), None);
}

#[test]
fn m18_what_the_customer_was_shown_is_read() {
    let shown = |minor: &Value, currency: &Value| {
        let details = json!({"presentment_amount": minor, "presentment_currency": currency});
        paid_with(&json!({"presentment_details": details})).purchase.presented
    };
    let paid = shown(&json!(1634), &json!("jpy")).unwrap().amount.unwrap();
    assert_eq!(paid.to_string(), "1634 JPY");
    for (minor, currency) in [(json!(null), json!("jpy")), (json!(1634), json!("xxq"))] {
        assert_eq!(shown(&minor, &currency), Some(Presented { amount: None }), "{currency}");
    }
    assert_eq!(paid_with(&json!({"presentment_details": null})).purchase.presented, None);
    assert_eq!(paid_with(&json!({})).purchase.presented, None);
}
