//! What the worker depends on is down, lies, or panics: it fails closed, and nobody else suffers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::ids::CaseId;
use ports::gateway::GatewayError;
use ports::outbox::Shelf;
use serde_json::json;
use worker::{Settlement, Worker, settle};

use crate::books::{audit, consume};
use crate::crashes::reference;
use crate::inbound::{commission, request, request_with};
use crate::named::broken::{gateway, poisoned, poisoned_call, store_failing_at, unsteady_outbox};
use crate::named::{
    DAY, assert_refunded_once, calls, first, half, kinds, letters_of_success, quiet, undisturbed,
};
use crate::scenario::{Scenario, all};
use crate::switch::{Edge, Switch};
use crate::world::World;

/// Handles what is due as the program does: with defects caught at the boundary.
async fn work(world: &World) -> Vec<Settlement> {
    let ports = world.worker(&Switch::crashing_at(None));
    let worker = Worker::new(ports, Arc::clone(&world.settings));
    let mut settlements = Vec::new();
    while let Some(delivery) = world.queue.take() {
        settlements.push(worker.settle_or_park(delivery).await);
    }
    settlements
}

#[tokio::test(start_paused = true)]
async fn a14_a_poison_message_is_parked_each_time_and_others_are_not_affected() {
    let world = World::with(&quiet(), poisoned());
    let poison = request_with("poison", |data| data["payment"] = json!("pi_poison"));
    for _ in 0..21 {
        world.send(&poison).await;
    }
    world.send(&request("r1", "unused", None, None)).await;
    let settlements = work(&world).await;
    assert_eq!(settlements.len(), 22);
    let shelved = world.queue.shelved();
    assert_eq!(shelved.len(), 21);
    for kept in &shelved {
        assert_eq!(kept.shelf, Shelf::Parked);
        assert_eq!(kept.reason, "bug: a defect was caught");
        assert_eq!(kept.message, poison, "it can be replayed as it was");
    }
    assert_eq!(letters_of_success(&world), 1, "the other one was refunded");
    assert_eq!(world.processor.posts(), 1);
}

/// The claim is saved when the call panics. After the defect was fixed the message is replayed
/// from its shelf, and the refund is made once.
#[tokio::test(start_paused = true)]
async fn a_defect_in_the_refund_call_parks_the_message_and_a_replay_finishes_it() {
    let mut world = World::with(&half(), poisoned_call());
    world.send(&request("r1", "unused", Some(4900), None)).await;
    assert_eq!(work(&world).await.len(), 1);
    assert_eq!(world.shelved(), ["bug: a defect was caught"]);
    assert_eq!((world.processor.posts(), world.queue.depth()), (0, 0));

    let kept = world.queue.shelved().remove(0).message;
    world.fix();
    world.send(&kept).await;
    world.rest().await;
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1]);
    assert_eq!(letters_of_success(&world), 1);
}

/// The lists of disputes stay unanswered, and everything else is answered: then it is the message's own
/// trouble.
#[tokio::test(start_paused = true)]
async fn a_payment_that_cannot_be_read_is_parked_after_the_configured_tries() {
    let silent = gateway(|request| request.path.contains("disputes").then(no_answer));
    let mut world = World::with(&half(), silent);
    world.rest().await;
    assert_eq!(world.shelved(), ["tries_used_up"]);
    assert_eq!(world.queue.shelved()[0].message.attempt, world.settings.attempts_max);
    assert_eq!((world.processor.posts(), world.queue.depth()), (0, 0));
    let told = kinds(&world);
    assert_eq!(told[0], "refund.acknowledged");
    assert!(told[1..].iter().all(|kind| *kind == "refund.answer_delayed"), "{told:?}");
}

fn no_answer() -> GatewayError {
    let account = domain::ids::AccountName::parse("stripe-eu").unwrap();
    GatewayError::Unknown { account, source: "time limit".into() }
}

#[tokio::test(start_paused = true)]
async fn o9_when_reads_succeed_again_what_waited_for_them_is_done_within_a_minute() {
    for minutes in [1, 10, 60, 24 * 60] {
        let down = Arc::new(AtomicBool::new(true));
        let seen = Arc::clone(&down);
        let silent = gateway(move |_| seen.load(Ordering::Relaxed).then(no_answer));
        let mut world = World::with(&half(), silent);
        world.live(minutes * 60).await;
        assert_eq!((world.shelved().len(), world.processor.posts()), (0, 0), "{minutes} minutes");
        let expected = ["refund.acknowledged", "refund.answer_delayed"];
        let delays = usize::from(minutes >= 20 * 60);
        assert_eq!(kinds(&world), expected[..=delays], "{minutes} minutes");
        down.store(false, Ordering::Relaxed);
        world.live(60).await;
        assert_eq!(world.processor.posts(), 1, "after {minutes} minutes");
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_store_nothing_is_sent_and_the_message_comes_back() {
    let mut world = World::new(&half());
    world.store.switch_off(true);
    world.live(DAY).await;
    assert_eq!((world.processor.posts(), world.events().len()), (0, 0), "nothing left the house");
    assert_eq!((world.queue.depth(), world.queue.shelved().len()), (1, 0), "it waits");
    world.store.switch_off(false);
    world.rest().await;
    assert_eq!(world.processor.posts(), 1);
    assert_eq!(letters_of_success(&world), 1);
    assert_eq!(world.queue.depth(), 0);
}

/// Whichever save fails, and whether it was made or not: no call without a saved claim, one refund.
#[tokio::test(start_paused = true)]
async fn a_save_that_fails_or_whose_answer_is_lost_does_no_harm() {
    let expected = undisturbed(&half()).await;
    let saves = calls(&half()).await.into_iter().filter(|call| *call == "save").count();
    for nth in 0..saves {
        for made in [false, true] {
            let mut world = World::with(&half(), store_failing_at(nth, made));
            world.rest().await;
            assert_refunded_once(&world);
            assert_eq!(consume(&world.events()).events, expected, "save {nth}, {made}");
        }
    }
    assert!(saves >= 6, "{saves}");
}

#[tokio::test(start_paused = true)]
async fn while_the_broker_is_down_nothing_is_acknowledged_and_nothing_moves_unannounced() {
    let world = World::new(&half());
    world.send(&request("r1", "unused", Some(4900), None)).await;
    let ports = world.worker(&Switch::crashing_at(None));
    let delivery = world.queue.take().unwrap();
    world.queue.switch_off(true);
    let mut working = Box::pin(settle(&ports, &world.settings, delivery));
    let waited = tokio::time::timeout(Duration::from_secs(3600), &mut working).await;
    assert!(waited.is_err(), "it tries forever");
    assert_eq!((world.events().len(), world.processor.posts(), world.queue.depth()), (0, 0, 1));
    world.clock.advance(3600);
    world.queue.switch_off(false);
    let settlement = working.await;
    assert!(matches!(settlement, Settlement::Later { .. }), "{settlement:?}");
    assert_eq!((letters_of_success(&world), world.processor.posts()), (1, 1));
}

/// The broker is down between the list and the call: the list is read again before the call.
#[tokio::test(start_paused = true)]
async fn an_outage_of_the_broker_makes_no_list_older_than_it_may_be() {
    let scenario = half();
    let calls = calls(&scenario).await;
    let call = first(&scenario, "call", Edge::Before).await.call;
    let approval = calls[..call].iter().rposition(|name| *name == "publish").unwrap();
    let at = crate::switch::Point { call: approval, edge: Edge::Before };
    let mut world = World::new(&scenario);
    world
        .suspend(at, async |world| {
            world.clock.advance(3600);
            world.processor.dispute("needs_response", &[-9800]);
        })
        .await;
    assert_eq!(world.processor.posts(), 0, "the dispute was seen");
}

#[tokio::test(start_paused = true)]
async fn publishes_that_fail_or_are_stored_unconfirmed_are_repeated_under_the_same_id() {
    let mut repeated = 0;
    for scenario in all() {
        let (_, told) = reference(&scenario).await;
        let mut world = World::with(&scenario, unsteady_outbox());
        world.rest().await;
        audit(&world, &told, true, scenario.either)
            .unwrap_or_else(|error| panic!("{}: {error}", scenario.name));
        repeated += world.events().len() - super::told(&world).len();
    }
    assert!(repeated > 17, "{repeated}");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_read_is_parked_with_its_reason() {
    let id = CaseId::parse("stripe-eu/pi_1").unwrap();
    let mut planted = 0;
    for record in [&b""[..], b"{", b"\xff\xfe", b"{\"v\":99}", b"null"] {
        let world = World::new(&quiet());
        world.store.plant(&id, record.to_vec());
        world.send(&request("r1", "unused", None, None)).await;
        world.send(&commission(981)).await;
        world.handle_due().await;
        assert_eq!(world.shelved(), ["corrupt_record", "corrupt_record"]);
        assert!(world.queue.shelved().iter().all(|kept| kept.shelf == Shelf::Parked));
        assert_eq!((world.processor.posts(), world.events().len()), (0, 0));
        planted += 1;
    }
    assert_eq!(planted, 5);
}

#[tokio::test(start_paused = true)]
async fn a_corrupt_record_of_one_payment_does_not_hold_up_another() {
    let id = CaseId::parse("stripe-eu/pi_2").unwrap();
    let scenario = Scenario { script: Vec::new(), ..quiet() };
    let world = World::new(&scenario);
    world.store.plant(&id, b"garbage".to_vec());
    world.send(&request_with("r0", |data| data["payment"] = json!("pi_2"))).await;
    world.send(&request("r1", "unused", None, None)).await;
    world.handle_due().await;
    assert_eq!(world.shelved(), ["corrupt_record"]);
    assert_eq!(letters_of_success(&world), 1);
}
