//! Errors of the bill, which are looked for although nobody has asked.

use policy::{Book, Policy};
use serde_json::{Value, json};

use crate::named::{DAY, kinds, of, scripted};
use crate::processor::Stand::Settled;
use crate::scenario::Happening::{Charge, Reviews, Stands};
use crate::scenario::{Happening, Said, full};
use crate::world::World;

const POLICY: &str = r#"
    billing_errors = ["after_cancellation", "above_price"]
    [clauses]
    money_back = "within 30 days"
    [[rule]]
    id = "money-back"
    when = ['payment.age_days <= 30']
    approve = "full"
    clause = "money_back"
    [default]
    review = "no_rule"
    clause = "money_back"
"#;

fn looking(metadata: &Value, script: Vec<(i64, Happening)>) -> World {
    let world = World::new(&scripted(script));
    world.processor.say(&json!({ "metadata": metadata }));
    let account = world.settings.accounts.values().next().unwrap();
    account.policies.replace(Book::one(Policy::parse(POLICY).unwrap()));
    world
}

/// The payment is reported, twice as the processor does.
fn reported() -> Vec<(i64, Happening)> {
    vec![(0, Charge("charge.succeeded")), (1, Stands("payment_intent.succeeded", Settled))]
}

fn cancelled() -> Value {
    json!({"renewal": "true", "cancelled_at": "2025-10-01", "product": "Desk"})
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_bill_is_put_to_a_person_and_put_right_with_an_apology() {
    let mut script = reported();
    script.push((DAY, Reviews("a1", "agent-1", Said::Approve(4900))));
    let mut world = looking(&cancelled(), script);
    world.live(DAY - 60).await;
    assert_eq!(kinds(&world), ["refund.review_requested"], "nobody is promised an answer");
    let review = &of(&world, "refund.review_requested")[0];
    assert_eq!(review["decision"]["why"], "billing_error");
    assert_eq!(review["review"]["billing_errors"], json!(["after_cancellation"]));
    assert_eq!(review["review"]["proposed"]["minor"], 4900);
    assert_eq!(world.processor.posts(), 0);

    world.rest().await;
    let approved = of(&world, "refund.approved");
    let text = approved[0]["message"]["text"].as_str().unwrap();
    assert!(text.contains("we found that we charged you wrongly for Desk"), "{text}");
    assert!(!text.contains("request"), "{text}");
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
    assert_eq!(of(&world, "refund.acknowledged").len(), 0);
    assert_eq!(of(&world, "clock.missed").len(), 0);
    assert_eq!((world.queue.depth(), world.shelved()), (0, vec![]));
}

#[tokio::test(start_paused = true)]
async fn of_a_charge_above_the_price_the_difference_is_proposed() {
    let price = json!({"price_minor": "4600"});
    let mut world = looking(&price, reported());
    world.live(DAY).await;
    let review = &of(&world, "refund.review_requested")[0];
    assert_eq!(review["review"]["billing_errors"], json!(["above_price"]));
    assert_eq!(review["review"]["proposed"]["minor"], 300);
}

#[tokio::test(start_paused = true)]
async fn a_denial_of_what_nobody_asked_for_is_told_to_no_customer() {
    let mut script = reported();
    script.push((DAY, Reviews("a1", "agent-1", Said::Deny)));
    let mut world = looking(&cancelled(), script);
    world.rest().await;
    let denied = of(&world, "refund.denied");
    assert_eq!(denied.len(), 1);
    assert!(denied[0].get("message").is_none(), "{:?}", denied[0]);
    assert_eq!(world.processor.posts(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_proposed_of_a_right_bill_and_nothing_where_the_policy_does_not_look() {
    let right = [
        json!({}),
        json!({"renewal": "true"}),
        json!({"renewal": "true", "cancelled_at": "2026-10-01"}),
        json!({"renewal": "false", "cancelled_at": "2025-09-01"}),
        json!({"price_minor": "4900"}),
        json!({"price_minor": "5000"}),
    ];
    for metadata in right {
        let mut world = looking(&metadata, reported());
        world.live(DAY).await;
        assert_eq!(kinds(&world), [""; 0], "{metadata}");
    }
    let mut world = World::new(&scripted(reported()));
    world.processor.say(&json!({ "metadata": cancelled() }));
    world.live(DAY).await;
    assert_eq!(kinds(&world), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_customer_who_asks_for_the_same_joins_what_was_found() {
    let mut script = reported();
    script.push((3600, full("r1")));
    script.push((DAY, Reviews("a1", "agent-1", Said::Approve(4900))));
    let mut world = looking(&cancelled(), script);
    world.rest().await;
    assert_eq!(world.processor.posts(), 1);
    assert_eq!(of(&world, "refund.acknowledged").len(), 1, "to who has asked");
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
}
