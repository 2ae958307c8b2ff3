//! Other payments of the card and of the e-mail address, and an address that is not the payment's.

use std::sync::Arc;

use domain::email::EmailHash;
use domain::ids::AccountName;
use policy::{Book, Policy};
use serde_json::{Value, json};

use crate::inbound::request_with;
use crate::named::of;
use crate::scenario::scenario;
use crate::world::{World, settings};

/// A world whose policy puts before a person what `condition` says.
pub(super) fn world(condition: &str) -> World {
    let text = format!(
        "[clauses]\nterms = \"the terms\"\n[[rule]]\nid = \"seen\"\nwhen = [\"{condition}\"]\n\
         unknown = \"skip\"\nreview = \"seen\"\nclause = \"terms\"\n[[rule]]\nid = \"rest\"\n\
         when = []\napprove = \"full\"\nclause = \"terms\"\n\
         [default]\nreview = \"no_rule\"\nclause = \"terms\"\n"
    );
    let mut world = World::new(&scenario("relatives", Vec::new()));
    let mut settings = Arc::into_inner(settings()).unwrap();
    let account = AccountName::parse("stripe-eu").unwrap();
    let policy = Policy::parse(&text).unwrap();
    settings.accounts.get_mut(&account).unwrap().policies = Book::one(policy).into();
    world.settings = Arc::new(settings);
    world
}

fn sha256(address: &str) -> Value {
    json!(hex::encode(EmailHash::of(address).unwrap().0))
}

/// Whether the request was put before a person.
async fn is_seen(condition: &str, edit: impl FnOnce(&mut Value)) -> bool {
    let world = world(condition);
    world.send(&request_with("r1", edit)).await;
    assert_eq!(world.handle_due().await.len(), 1);
    let seen = of(&world, "refund.review_requested").len();
    assert_eq!(seen + world.processor.executions().len(), 1, "{condition}");
    seen == 1
}

#[tokio::test(start_paused = true)]
async fn payments_of_the_card_and_of_the_address_are_counted_over_all_customers() {
    for (condition, expected) in [
        ("card.payments == 3 && card.refunds == 2", true),
        ("card.refund_percent_365d == 66", true),
        ("card.disputes > 0", false),
        ("email.payments == 3 && email.refunds_365d == 2", true),
        ("email.refunds > 2", false),
        ("customer.payments == 1 && customer.refunds == 0", true),
        ("customer.refunded_minor_365d == 0", true),
        ("card.refunded_minor_365d > 0 && email.refunded_minor_365d > 0", true),
    ] {
        assert_eq!(is_seen(condition, |_| {}).await, expected, "{condition}");
    }
}

/// The other charges of the card are of the same second and amount, and went back.
#[tokio::test(start_paused = true)]
async fn w2_a_duplicate_is_held_against_the_payments_that_the_processor_lists() {
    let duplicate = |data: &mut Value| data["reason"] = json!("duplicate");
    for (condition, expected) in [
        ("findings.no_second_charge", true),
        ("findings.any", true),
        ("customer.twins_3d == 0", true),
        ("card.twins_3d == 0 && email.twins_3d == 0", true),
        ("customer.twins_3d >= 1", false),
    ] {
        assert_eq!(is_seen(condition, duplicate).await, expected, "{condition}");
    }
    assert!(!is_seen("findings.no_second_charge", |_| {}).await, "nobody claims a duplicate");
}

#[tokio::test(start_paused = true)]
async fn another_address_than_the_payments_is_a_finding() {
    for (address, expected) in [("jane@example.com", false), ("john@example.com", true)] {
        let seen = is_seen("findings.other_email", |data| data["email_sha256"] = sha256(address));
        assert_eq!(seen.await, expected, "{address}");
    }
    assert!(!is_seen("has(request.claimed_email_matches)", |_| {}).await, "nobody gave one");
}

/// The hash is not stored: it comes again with the message, and is no contradiction.
#[tokio::test(start_paused = true)]
async fn a_request_with_an_address_may_come_again() {
    let world = world("findings.other_email");
    let message = request_with("r1", |data| data["email_sha256"] = sha256("john@example.com"));
    for _ in 0..2 {
        world.send(&message).await;
        assert!(!world.handle_due().await.is_empty());
    }
    assert!(world.shelved().is_empty());
    let [told] = of(&world, "refund.review_requested").try_into().unwrap();
    assert_eq!(told["review"]["findings"], json!(["other_email"]));
    let case = world.case().await;
    let stored = format!("{case:?}");
    assert!(!stored.contains(sha256("john@example.com").as_str().unwrap()));
}
