//! What shops write on payments, and what customers say of theirs.

use domain::email::EmailHash;
use serde_json::{Value, json};

use crate::inbound::request_with;
use crate::named::of;
use crate::named::relatives::world;
use crate::world::{World, terms};

fn seen(world: &World) -> bool {
    let seen = of(world, "refund.review_requested").len();
    let paid = of(world, "refund.succeeded").len();
    assert_eq!(seen + paid, 1);
    seen == 1
}

async fn decided(world: &World, edit: impl FnOnce(&mut Value)) -> bool {
    world.send(&request_with("r1", edit)).await;
    world.handle_due().await;
    seen(world)
}

#[tokio::test(start_paused = true)]
async fn m11_a_commission_that_cannot_be_read_is_told_when_money_went_back() {
    for (key, text) in [("commission_paid", "maybe"), ("commission_minor", "9.80")] {
        let mut metadata = json!({"commission_id": "c-1", "commission_partner": "p-1",
            "commission_minor": "980"});
        metadata[key] = json!(text);
        let mut world = world("payment.disputed");
        world.processor.add("metadata", metadata);
        assert!(!decided(&world, |_| {}).await);
        world.rest().await;
        assert_eq!(of(&world, "commission.clawback").len(), 0, "{key}");
        let [parked] = of(&world, "case.parked").try_into().unwrap();
        assert_eq!(parked["trouble"], "commission_unreadable", "{parked}");
        assert!(!parked.to_string().contains(text), "the value is not told");
    }
    let mut world = world("payment.disputed");
    let whole = json!({"commission_id": "c-1", "commission_partner": "p-1",
        "commission_minor": "980", "commission_paid": "True"});
    world.processor.add("metadata", whole);
    assert!(!decided(&world, |_| {}).await);
    world.rest().await;
    let [clawback] = of(&world, "commission.clawback").try_into().unwrap();
    assert_eq!((&clawback["mode"], &clawback["paid"]), (&json!("negative_line"), &json!(true)));
    assert_eq!(of(&world, "case.parked").len(), 0);
}

#[tokio::test(start_paused = true)]
async fn m11_what_cannot_be_read_is_a_finding_that_a_person_sees() {
    for (key, text) in [("renewal", "maybe"), ("term_ends_at", "01.02.2026"), ("country", "XX")] {
        let world = world("findings.unreadable_metadata");
        let mut metadata = json!({});
        metadata[key] = json!(text);
        world.processor.add("metadata", metadata);
        assert!(decided(&world, |_| {}).await, "{key}");
        let [told] = of(&world, "refund.review_requested").try_into().unwrap();
        assert_eq!(told["review"]["findings"], json!(["unreadable_metadata"]), "{key}");
    }
    let plain = world("findings.unreadable_metadata");
    plain.processor.add("metadata", json!({"renewal": "No", "country": "EL", "channel": "web"}));
    assert!(!decided(&plain, |_| {}).await);
    let any = world("findings.any");
    any.processor.add("metadata", json!({"locale": "!"}));
    assert!(!decided(&any, |_| {}).await, "it says nothing against the request");
}

fn sha256(address: &str) -> Value {
    json!(hex::encode(EmailHash::of(address).unwrap().0))
}

/// The billing address is jane@example.com, that of the receipt another, that of the account a third.
#[tokio::test(start_paused = true)]
async fn m23_each_address_of_the_payment_matches_and_only_another_one_is_a_finding() {
    let condition = "findings.other_email";
    for (address, expected) in [
        ("jane@example.com", false),
        ("receipt@example.com", false),
        ("account@example.com", false),
        ("john@example.com", true),
    ] {
        let world = world(condition);
        world.processor.add("receipt_email", json!("Receipt@example.com"));
        world.processor.register("account@example.com");
        let claim = |data: &mut Value| data["email_sha256"] = sha256(address);
        assert_eq!(decided(&world, claim).await, expected, "{address}");
    }
}

#[tokio::test(start_paused = true)]
async fn m23_an_address_that_could_not_be_read_contradicts_nobody() {
    let claim = |data: &mut Value| data["email_sha256"] = sha256("account@example.com");
    for condition in ["findings.other_email", "has(request.claimed_email_matches)"] {
        let world = world(condition);
        world.processor.answer_amiss("/v1/customers/cus_1", 403, "");
        assert!(!decided(&world, claim).await, "{condition}: unknown");
    }
    let mut later = world("findings.other_email");
    later.processor.register("account@example.com");
    later.processor.answer_amiss("/v1/customers/cus_1", 503, "");
    later.send(&request_with("r1", claim)).await;
    later.live(terms().facts_within / 2).await;
    assert_eq!(of(&later, "refund.succeeded").len(), 0, "it is waited for");
    later.processor.mend();
    later.live(terms().facts_within / 2).await;
    assert!(!seen(&later));
}

#[tokio::test(start_paused = true)]
async fn m18_letters_name_what_the_customer_paid_or_no_sum_that_they_paid() {
    let paid = json!({"presentment_amount": 1634, "presentment_currency": "jpy"});
    let unreadable = json!({"presentment_amount": null, "presentment_currency": "jpy"});
    for (details, amount, names, never) in [
        (&paid, None, "¥1,634", "$49.00"),
        (&paid, Some(1000), "$10.00, converted", "that you paid"),
        (&unreadable, None, "$49.00, converted", "that you paid"),
    ] {
        let world = world("payment.disputed");
        world.processor.add("presentment_details", details.clone());
        let part = |data: &mut Value| {
            if let Some(minor) = amount {
                data["amount"] = json!({"minor": minor, "currency": "USD"});
            }
        };
        assert!(!decided(&world, part).await);
        let [approved] = of(&world, "refund.approved").try_into().unwrap();
        let text = approved["message"]["text"].as_str().unwrap();
        assert!(text.contains(names), "{text}");
        assert!(!text.contains(never), "{text}");
    }
}
