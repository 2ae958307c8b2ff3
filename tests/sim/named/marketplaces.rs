//! Payments of which a part was passed on to a seller: M6.

use std::sync::Arc;

use domain::split::SplitTerms;
use serde_json::{Value, json};

use crate::named::{DAY, of, scripted};
use crate::scenario::{Happening, Said, full};
use crate::world::World;

fn at_marketplace(said: &Value, terms: SplitTerms, script: Vec<(i64, Happening)>) -> World {
    let mut world = World::new(&scripted(script));
    world.processor.say(said);
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    for account in settings.accounts.values_mut() {
        account.terms.split = terms;
    }
    world
}

fn body(world: &World) -> String {
    let bodies: Vec<String> = world.processor.bodies().into_values().flatten().collect();
    let [body] = bodies.as_slice() else { panic!("{bodies:?}") };
    body.clone()
}

fn passed_on() -> Value {
    json!({"transfer_data": {"destination": "acct_9"}, "application_fee_amount": 490})
}

#[tokio::test(start_paused = true)]
async fn m6_no_machine_gives_a_sellers_money_back_before_the_account_says_whose() {
    let silent = SplitTerms::default();
    let said = [
        passed_on(),
        json!({"transfer_data": {"destination": "acct_9"}}),
        json!({"application_fee_amount": 490}),
        json!({"transfer_group": "order_95"}),
    ];
    for said in said {
        let mut world = at_marketplace(&said, silent, vec![(0, full("r1"))]);
        world.live(DAY).await;
        let asked = of(&world, "refund.review_requested");
        assert_eq!(asked[0]["decision"]["why"], "split_payment", "{said}");
        assert_eq!(world.processor.posts(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn m6_a_person_can_give_it_back_and_the_platform_pays() {
    let script =
        vec![(0, full("r1")), (DAY, Happening::Reviews("a1", "agent-1", Said::Approve(4900)))];
    let mut world = at_marketplace(&passed_on(), SplitTerms::default(), script);
    world.rest().await;
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
    assert!(!body(&world).contains("reverse"), "{}", body(&world));
}

#[tokio::test(start_paused = true)]
async fn m6_an_order_takes_the_money_of_those_whom_the_account_names() {
    for (reverse_transfer, refund_fee) in
        [(true, true), (true, false), (false, true), (false, false)]
    {
        let terms =
            SplitTerms { reverse_transfer: Some(reverse_transfer), refund_fee: Some(refund_fee) };
        let mut world = at_marketplace(&passed_on(), terms, vec![(0, full("r1"))]);
        world.rest().await;
        assert_eq!(of(&world, "refund.succeeded").len(), 1);
        let body = body(&world);
        assert_eq!(body.contains("reverse_transfer=true"), reverse_transfer, "{body}");
        assert_eq!(body.contains("refund_application_fee=true"), refund_fee, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn m6_nothing_is_said_of_a_payment_that_was_not_split() {
    let terms = SplitTerms { reverse_transfer: Some(true), refund_fee: Some(true) };
    let mut world = at_marketplace(&json!({}), terms, vec![(0, full("r1"))]);
    world.rest().await;
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
    assert!(!body(&world).contains("true"), "{}", body(&world));
}
