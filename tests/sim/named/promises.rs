//! A decision travels with its message: what was told stands when the store has forgotten it, and
//! nobody else can write one.

use domain::authority::Authority;
use domain::calculation::Calculation;
use domain::decision::{Bounds, Decision, Ruling, Verdict};
use domain::money::{Currency, Money};
use ports::message::Message;
use wire::record::{Carried, encode_decision};

use super::{kinds, letters_of_success, of, quiet, scripted};
use crate::inbound::request;
use crate::processor::Fault;
use crate::scenario::{Scenario, full};
use crate::world::World;

/// Approved and told; the call was not sent, and its message waits with the decision.
pub(super) async fn waiting() -> World {
    let scenario = Scenario { faults: vec![Fault::NotSent], ..scripted(vec![(0, full("r1"))]) };
    let mut world = World::new(&scenario);
    world.live(1).await;
    assert_eq!(kinds(&world), ["refund.acknowledged", "refund.approved"]);
    assert_eq!(world.processor.posts(), 0);
    world
}

#[tokio::test(start_paused = true)]
async fn a_promise_that_a_refund_by_hand_has_overtaken_has_an_end_though_the_store_forgot_it() {
    for minor in [1633, 4900] {
        let mut world = waiting().await;
        world.store.wipe();
        world.processor.refund_by_hand(minor);
        world.rest().await;
        let failed = of(&world, "refund.failed");
        assert_eq!(failed.len(), 1, "{:?}", kinds(&world));
        let reason = if minor == 4900 { "already_refunded" } else { "amount_too_large" };
        assert_eq!(failed[0]["reason"], reason);
        assert_eq!(failed[0]["operation"], of(&world, "refund.approved")[0]["operation"]);
        assert_eq!(of(&world, "refund.review_requested").len(), 0);
        assert_eq!(of(&world, "refund.denied").len(), 0);
        assert_eq!((world.processor.posts(), world.queue.depth()), (0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_promise_stands_when_the_store_has_forgotten_it() {
    let mut world = waiting().await;
    world.store.wipe();
    world.rest().await;
    assert_eq!(world.processor.posts(), 1);
    assert_eq!(letters_of_success(&world), 1);
    assert_eq!(of(&world, "refund.approved").len(), 1);
}

fn approval() -> String {
    let all = Money::new(4900, Currency::parse("USD").unwrap());
    let decision = Decision {
        verdict: Verdict::Approve(all),
        by: Authority::Rule("money-back".to_owned()),
        clause: "money-back".to_owned(),
        policy_hash: None,
        shadow: false,
        calculation: Calculation::default(),
        subscription: None,
        bounds: Bounds::default(),
    };
    let ruling = Ruling { decision, trace: Vec::new() };
    encode_decision(&Carried { ruling, opened: None, key: None })
}

/// Whoever can publish to the queue cannot decide: by a header without a seal, with a wrong one, or
/// with the seal of another request.
#[tokio::test(start_paused = true)]
async fn a_decision_that_is_not_ours_is_not_carried_out() {
    let lender = waiting().await;
    lender.clock.advance(10);
    let borrowed = lender.queue.take().unwrap().message.decision.unwrap();
    let (seal, text) = borrowed.split_once('.').unwrap();
    assert!(text.contains("approve"), "{text}");
    let bare = approval();
    let forged = [
        bare.clone(),
        format!("{}.{bare}", "0".repeat(64)),
        format!("{seal}.{bare}"),
        format!(".{bare}"),
        borrowed.clone(),
    ];
    for header in forged {
        let mut world = World::new(&quiet());
        let denied = request("r2", "change_of_mind", None, None);
        world.send(&Message { decision: Some(header), ..denied }).await;
        world.rest().await;
        assert_eq!(kinds(&world), ["refund.acknowledged", "refund.denied"]);
        assert_eq!(world.processor.posts(), 0);
    }
}
