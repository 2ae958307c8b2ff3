//! Others act on the same payment at the same time: a second worker, the processor's own webhook,
//! somebody at the dashboard. A3, A4 and the worker that was suspended.

use std::collections::BTreeSet;

use crate::inbound::request;
use crate::named::{
    DAY, assert_refunded_once, calls, claim, first, half, kinds, letters_of_success, of, scripted,
    told,
};
use crate::processor::Fault;
use crate::scenario::{Scenario, full, partial};
use crate::switch::{Edge, Point};
use crate::world::World;

#[tokio::test(start_paused = true)]
async fn a3_a_webhook_before_the_answer_and_again_days_later_adds_nothing() {
    let scenario = Scenario { captured: 9800, ..scripted(vec![(0, partial("r1", 1000))]) };
    let at = first(&scenario, "call", Edge::After).await;
    let mut world = World::new(&scenario);
    world
        .suspend(at, async |world| {
            let refund = world.processor.refunds().remove(0);
            let webhook = world.webhook("refund.created", &world.processor.object(&refund));
            world.send(&webhook).await;
            world.handle_due().await;
            assert_eq!(letters_of_success(world), 0, "the webhook leaves the telling to the call");
            world.live(11).await;
            assert_eq!(letters_of_success(world), 1, "but not for long");
        })
        .await;
    world.live(60).await;
    assert_eq!(letters_of_success(&world), 1, "the answer adds nothing");

    world.send(&request("r2", "unused", Some(1000), None)).await;
    world.live(3 * DAY).await;
    assert_eq!(letters_of_success(&world), 2);
    let before = (told(&world).len(), world.case().await.unwrap().refunds.len());
    let first = world.processor.refunds().remove(0);
    let again = world.webhook("refund.created", &world.processor.object(&first));
    world.send(&again).await;
    world.handle_due().await;
    assert_eq!((told(&world).len(), world.case().await.unwrap().refunds.len()), before);
    assert_eq!(before.1, 2);
    world.rest().await;
    assert_eq!(world.processor.posts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a4_two_equal_partial_refunds_decided_separately_both_succeed() {
    let script = vec![(0, partial("r1", 2000)), (0, partial("r2", 2000))];
    let mut world = World::new(&scripted(script));
    world.rest().await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1, 1]);
    let amounts: Vec<i64> = world.processor.refunds().iter().map(|refund| refund.amount).collect();
    assert_eq!(amounts, [2000, 2000]);
    assert_eq!(letters_of_success(&world), 2);
}

/// A second request for more than what is left, handled by another worker while the first stands
/// still anywhere: one of them is refunded, the other one goes to a person.
#[tokio::test(start_paused = true)]
async fn two_workers_on_one_payment_promise_no_more_than_was_captured() {
    let scenario = scripted(vec![(0, partial("r1", 3000))]);
    let steps = calls(&scenario).await.len();
    for call in 0..steps {
        for edge in [Edge::Before, Edge::After] {
            let mut world = World::new(&scenario);
            world
                .suspend(Point { call, edge }, async |world| {
                    world.send(&request("r2", "unused", Some(3000), None)).await;
                    world.handle_due().await;
                })
                .await;
            world.rest().await;
            let refunds = world.processor.refunds();
            assert_eq!(refunds.len(), 1, "{call} {edge:?}");
            assert_eq!(letters_of_success(&world), 1, "{call} {edge:?}");
            let review = of(&world, "refund.review_requested");
            // Nobody answers it, so it is asked again, a bounded number of times.
            assert_eq!(review.len(), 8, "{call} {edge:?}: {:?}", kinds(&world));
            let asked: BTreeSet<String> =
                review.iter().map(|data| data["request"].to_string()).collect();
            assert_eq!(asked.len(), 1, "{call} {edge:?}");
            assert_eq!(review[0]["decision"]["why"], "amount_above_rest");
            assert_eq!(world.queue.depth(), 0);
        }
    }
    assert!(steps > 20, "{steps}");
}

/// The claim of a worker that stands still is respected while it is young, and taken over, under
/// the same key, when it is old.
#[tokio::test(start_paused = true)]
async fn a_worker_that_stands_still_in_its_call_is_overtaken_under_the_same_key() {
    let at = first(&half(), "call", Edge::Before).await;
    for (pause, overtaken) in [(29, 0), (31, 1)] {
        let mut world = World::new(&half());
        world
            .suspend(at, async |world| {
                world.queue.reopen();
                world.clock.advance(pause);
                world.handle_due().await;
                assert_eq!(world.processor.posts(), overtaken, "after {pause} s");
            })
            .await;
        world.rest().await;
        assert_refunded_once(&world);
    }
}

/// For 25 hours, between the save of the claim and the check of the deadline: longer than the key
/// lives, and another worker has finished it all in the meantime.
#[tokio::test(start_paused = true)]
async fn a_worker_suspended_for_25_hours_before_its_call_does_not_make_it() {
    let at = claim(&half(), Edge::After).await;
    let mut world = World::new(&half());
    world
        .suspend(at, async |world| {
            world.queue.reopen();
            world.clock.advance(31);
            world.handle_due().await;
            assert_eq!(world.processor.posts(), 1, "the other worker has made it");
            world.clock.advance(25 * 3600);
        })
        .await;
    world.rest().await;
    assert_refunded_once(&world);
    assert_eq!(world.processor.posts(), 1, "the suspended worker sent nothing");
}

/// The same, and nobody else was there: the worker lists again, and sees what has happened.
#[tokio::test(start_paused = true)]
async fn a_worker_suspended_alone_lists_again_before_it_calls() {
    let at = claim(&half(), Edge::After).await;
    let mut world = World::new(&half());
    world
        .suspend(at, async |world| {
            world.clock.advance(25 * 3600);
            world.processor.dispute("needs_response", &[-9800]);
        })
        .await;
    assert_eq!(world.processor.posts(), 0, "the list was too old");
    assert_eq!(of(&world, "dispute.opened").len(), 1, "it was read again");

    // The edge of the deadline: a list of ten seconds is young enough.
    for (pause, posts) in [(10, 1), (11, 0)] {
        let mut world = World::new(&half());
        world
            .suspend(at, async |world| {
                world.clock.advance(pause);
                world.processor.dispute("needs_response", &[-9800]);
            })
            .await;
        assert_eq!(world.processor.posts(), posts, "after {pause} s");
        assert_eq!(world.processor.refunds().len(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_by_hand_in_the_same_second_never_gives_back_more_than_was_captured() {
    let scenario = scripted(vec![(0, full("r1"))]);
    let at = first(&scenario, "call", Edge::Before).await;
    let mut world = World::new(&scenario);
    world
        .suspend(at, async |world| {
            world.processor.refund_by_hand(1000).unwrap();
            let refund = world.processor.refunds().remove(0);
            let message = world.webhook("refund.created", &world.processor.object(&refund));
            world.send(&message).await;
        })
        .await;
    world.rest().await;
    let refunded: i64 = world.processor.refunds().iter().map(|refund| refund.amount).sum();
    assert_eq!(refunded, 1000, "capped");
    assert_eq!(of(&world, "refund.adopted").len(), 1, "detected");
    // The approval was told, so the customer is told as well that it came to nothing.
    let failed = of(&world, "refund.failed");
    assert_eq!(failed[0]["reason"], "amount_too_large");
    assert!(failed[0]["message"]["text"].as_str().unwrap().contains("did not go through"));
    assert_eq!(of(&world, "case.parked")[0]["trouble"], "refund_refused");
    assert_eq!(super::clawed(&world), Some(200), "981 * 1000 / 4900");
}

/// What none of this can prevent: a part by hand and the same part by request are two refunds. It
/// is within the capture, and it is seen.
#[tokio::test(start_paused = true)]
async fn a_part_refunded_by_hand_in_the_same_second_is_seen_and_counted() {
    let scenario = scripted(vec![(0, partial("r1", 1000))]);
    let at = first(&scenario, "call", Edge::Before).await;
    let mut world = World::new(&scenario);
    world
        .suspend(at, async |world| {
            world.processor.refund_by_hand(1000).unwrap();
            let refund = world.processor.refunds().remove(0);
            let message = world.webhook("refund.created", &world.processor.object(&refund));
            world.send(&message).await;
        })
        .await;
    world.rest().await;
    assert_eq!(world.processor.refunds().len(), 2);
    assert_eq!(of(&world, "refund.adopted").len(), 1);
    assert_eq!(of(&world, "refund.succeeded").len(), 1);
    assert_eq!(super::clawed(&world), Some(400), "981 * 2000 / 4900");
}

/// A call that reaches the processor late, after a dispute was opened.
fn late_call() -> Scenario {
    Scenario { faults: vec![Fault::ExecutesLater(240)], ..scripted(vec![(0, full("r1"))]) }
}

async fn dispute(world: &World, kind: &str, status: &str, movements: &[i64]) {
    let object = world.processor.dispute(status, movements);
    let message = world.webhook(kind, &object);
    world.send(&message).await;
    world.handle_due().await;
}

#[tokio::test(start_paused = true)]
async fn a_dispute_opened_while_the_refund_is_in_flight_stops_every_further_call() {
    let mut world = World::new(&late_call());
    world.live(60).await;
    let posts = world.processor.posts();
    dispute(&world, "charge.dispute.created", "needs_response", &[-4900]).await;
    world.live(DAY).await;
    assert_eq!(world.processor.refunds().len(), 0, "the processor refused it");
    assert_eq!(world.processor.posts(), posts, "no call while the dispute is open");
    assert_eq!(of(&world, "dispute.opened").len(), 1);
    assert_eq!(super::clawed(&world), Some(981));

    // Won: the money is back, and so is the promise. The key of the first call is forgotten.
    dispute(&world, "charge.dispute.closed", "won", &[-4900, 4900]).await;
    world.rest().await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1]);
    assert_eq!(letters_of_success(&world), 1);
    assert_eq!(super::clawed(&world), Some(981));
    assert_eq!(world.queue.depth(), 0);
}

/// The request ends and a person knows: an appeal can still be won, but the customer was told.
#[tokio::test(start_paused = true)]
async fn a_dispute_that_is_lost_while_the_refund_waits_leads_to_no_second_payment() {
    let mut world = World::new(&late_call());
    world.live(60).await;
    let posts = world.processor.posts();
    dispute(&world, "charge.dispute.created", "needs_response", &[-4900]).await;
    dispute(&world, "charge.dispute.closed", "lost", &[-4900]).await;
    world.live(60 * DAY).await;
    assert_eq!((world.processor.refunds().len(), world.processor.posts()), (0, posts));
    assert_eq!(of(&world, "dispute.lost").len(), 1);
    assert_eq!(super::clawed(&world), Some(981));
    assert_eq!(letters_of_success(&world), 0);
    assert_eq!(of(&world, "refund.failed")[0]["reason"], "disputed");
    assert_eq!(of(&world, "case.parked")[0]["trouble"], "refund_refused");
    assert_eq!(world.queue.depth(), 0, "nothing is left to wait for");
}

/// Executed, and then disputed: the customer may have both. A person is called at once.
#[tokio::test(start_paused = true)]
async fn a_dispute_after_the_refund_was_executed_is_a_loss_above_the_capture() {
    let scenario = Scenario { faults: vec![Fault::AnswerLost], ..scripted(vec![(0, full("r1"))]) };
    let mut world = World::new(&scenario);
    world.live(1).await;
    dispute(&world, "charge.dispute.created", "needs_response", &[-4900]).await;
    world.live(DAY).await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1]);
    let parked: Vec<_> = of(&world, "case.parked");
    assert_eq!(parked.len(), 1, "{parked:?}");
    assert_eq!(parked[0]["trouble"], "loss_above_capture");
    assert_eq!(super::clawed(&world), Some(981), "never more than was earned");
}
