//! What a person is shown to decide.

use std::sync::Arc;

use domain::ids::AccountName;
use policy::{Book, Policy};
use serde_json::json;

use crate::inbound::request_with;
use crate::named::of;
use crate::scenario::scenario;
use crate::world::{World, settings};

const POLICY: &str = r#"
    [clauses]
    by_hand = "we look at contradictions"
    [costs.stripe]
    USD = { fee = "290bp", fixed_fee = 30, refund_fee = 5, dispute_fee = 1500 }
    [[rule]]
    id = "contradiction"
    when = ["findings.any"]
    review = "contradiction"
    clause = "by_hand"
    [default]
    review = "no_rule"
    clause = "by_hand"
"#;

#[tokio::test(start_paused = true)]
async fn a_review_shows_facts_findings_rules_and_costs() {
    let mut world = World::new(&scenario("review", Vec::new()));
    let mut settings = Arc::into_inner(settings()).unwrap();
    let account = AccountName::parse("stripe-eu").unwrap();
    let policy = Policy::parse(POLICY).unwrap();
    settings.accounts.get_mut(&account).unwrap().policies = Book::one(policy).into();
    world.settings = Arc::new(settings);
    let claim = json!({"minor": 9900, "currency": "USD"});
    let message = request_with("r1", |data| data["charged"] = claim.clone());
    world.send(&message).await;
    assert_eq!(world.handle_due().await.len(), 1);
    let [told] = of(&world, "refund.review_requested").try_into().unwrap();
    let review = &told["review"];
    assert_eq!(review["findings"], json!(["other_amount"]));
    let usd = |minor: i64| json!({"minor": minor, "currency": "USD"});
    // 2.9 % of 49.00 rounded, and 30 besides, is what the processor keeps.
    assert_eq!(review["cost"], json!({"refund": usd(142 + 30 + 5), "dispute": usd(1500)}));
    assert_eq!(review["facts"]["request"]["claimed"], claim);
    assert_eq!(review["facts"]["payment"]["captured"], usd(4900));
    assert_eq!(told["decision"]["explanation"][0]["rule"], "contradiction");
    assert!(review["answer_by"].is_string() && review["binding"].is_string());
}
