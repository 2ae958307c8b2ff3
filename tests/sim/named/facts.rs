//! The merchant's own system is asked for facts: what it says decides, and what it does not say is
//! for the policy.

use std::sync::Arc;

use diagnostics::render_mistakes;
use domain::ids::AccountName;
use policy::{Book, Policy};
use ports::facts::Unanswered;
use serde_json::json;

use crate::named::of;
use crate::scenario::{full, scenario};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, World, settings};

const SILENT: &str = r#"
    [facts.used]
    type = "int"
    unit = "credits"
    [facts.bought]
    type = "int"
    unit = "credits"
"#;

const WITH_DEFAULT: &str = r#"
    [facts.used]
    type = "int"
    unit = "credits"
    default = 0
    [facts.bought]
    type = "int"
    unit = "credits"
    default = 1000
"#;

/// What was used is not given back; a default or a person stands in for a system that is silent.
fn policy(facts: &str) -> Policy {
    let text = format!(
        r#"
        {facts}
        [clauses]
        unused = "what was not used is given back"
        [[rule]]
        id = "unused"
        when = ["merchant.used <= merchant.bought"]
        unknown = "review"
        approve = {{ prorate = {{ used = "merchant.used", of = "merchant.bought" }} }}
        clause = "unused"
        [default]
        review = "no_rule"
        clause = "unused"
        "#
    );
    Policy::parse(&text)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes("sim", &text, &mistakes)))
}

/// A request for all of a payment of 49.00 under a policy that declares `facts`.
fn world(facts: &str) -> World {
    let mut world = World::new(&scenario("facts", vec![(0, full("r1"))]));
    let mut settings = Arc::into_inner(settings()).unwrap();
    let account = AccountName::parse("stripe-eu").unwrap();
    settings.accounts.get_mut(&account).unwrap().policies = Book::one(policy(facts)).into();
    world.settings = Arc::new(settings);
    world
}

fn reply(used: &serde_json::Value) -> String {
    json!({"version": 1, "facts": {"used": used, "bought": 1000, "more": "x"}}).to_string()
}

fn refunded(world: &World) -> Vec<i64> {
    let done = of(world, "refund.succeeded");
    done.iter().map(|data| data["refund"]["amount"]["minor"].as_i64().unwrap()).collect()
}

/// The codes of the reviews that were asked for.
fn reviews(world: &World) -> Vec<String> {
    let asked = of(world, "refund.review_requested");
    asked.iter().map(|data| data["decision"]["why"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_used_by_the_merchants_own_count_decides_how_much_goes_back() {
    let mut world = world(SILENT);
    world.facts.reply(reply(&json!(250)));
    world.rest().await;
    assert_eq!(refunded(&world), [3675], "three quarters of 49.00");
    let [asked] = world.facts.asked().try_into().unwrap();
    assert_eq!(asked.case.to_string(), "stripe-eu/pi_1");
    assert_eq!(asked.request.as_str(), "r1");
    assert_eq!(asked.wanted.keys().collect::<Vec<_>>(), ["bought", "used"]);
}

#[tokio::test(start_paused = true)]
async fn where_nobody_says_what_the_policy_needs_a_person_decides() {
    let mut tried = 0;
    for why in Unanswered::ALL {
        let mut world = world(SILENT);
        world.facts.fail(why);
        world.live(3600).await;
        assert_eq!(reviews(&world), ["fact_unknown"], "{why}");
        assert_eq!(refunded(&world), [0_i64; 0], "{why}");
        tried += 1;
    }
    // Of another type, null, or left out; no document; and nobody there to be asked.
    let replies = [json!("250"), json!(2.5), json!(null)].map(|used| Some(reply(&used)));
    let others = [Some(r#"{"version": 1, "facts": {}}"#.to_owned()), Some("x".to_owned()), None];
    for said in replies.into_iter().chain(others) {
        let mut world = world(SILENT);
        if let Some(said) = &said {
            world.facts.reply(said.as_str());
        }
        world.live(3600).await;
        assert_eq!(reviews(&world), ["fact_unknown"], "{said:?}");
        tried += 1;
    }
    assert_eq!(tried, 11 + 6);
}

#[tokio::test(start_paused = true)]
async fn where_the_policy_has_a_default_it_stands_in_for_what_is_not_said() {
    let mut silent = world(WITH_DEFAULT);
    silent.facts.fail(Unanswered::Timeout);
    silent.rest().await;
    assert_eq!(refunded(&silent), [4900], "nothing was used");
    let mut partly = world(WITH_DEFAULT);
    partly.facts.reply(r#"{"version": 1, "facts": {"used": 500, "bought": "1000"}}"#);
    partly.rest().await;
    assert_eq!(refunded(&partly), [2450], "half was used of the default");
}

#[tokio::test(start_paused = true)]
async fn a_policy_without_facts_asks_nobody() {
    let mut world = World::new(&scenario("no facts", vec![(0, full("r1"))]));
    world.facts.reply(reply(&json!(250)));
    world.rest().await;
    assert_eq!(world.facts.asked(), []);
    assert_eq!(refunded(&world), [4900]);
}

/// What is said differs from one asking to the next. Which of the two answers decides depends on
/// where the crash was; the money moves by one of them, and never by both.
#[tokio::test(start_paused = true)]
async fn a_request_that_is_decided_anew_on_other_facts_moves_money_a_single_time() {
    let asked_by = |world: &World| {
        world.facts.reply(reply(&json!(250)));
        world.facts.then_reply(reply(&json!(500)));
    };
    let mut undisturbed = world(SILENT);
    asked_by(&undisturbed);
    let calls = undisturbed.run(None, StoreFate::Kept).await.calls;
    assert!(calls.contains(&"ask"), "{calls:?}");
    let (mut crashes, mut anew) = (0, 0);
    for call in 0..calls.len() {
        for edge in [Edge::Before, Edge::After] {
            for fate in [StoreFate::Kept, StoreFate::Wiped, StoreFate::RolledBack] {
                let mut world = world(SILENT);
                asked_by(&world);
                let at = Point { call, edge };
                assert_eq!(world.run(Some(at), fate).await.crashes, 1, "{at:?}");
                let executions: Vec<u32> = world.processor.executions().into_values().collect();
                assert_eq!(executions, [1], "{at:?} {fate:?}");
                let refunded = refunded(&world);
                assert!(refunded == [3675] || refunded == [2450], "{at:?} {fate:?}: {refunded:?}");
                assert_eq!(world.shelved(), [""; 0], "{at:?} {fate:?}");
                anew += usize::from(world.facts.asked().len() > 1);
                crashes += 1;
            }
        }
    }
    assert!(crashes > 60 && anew > 5, "{crashes} crashes, {anew} of them decided anew");
}
