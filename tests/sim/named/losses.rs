//! The store forgets, the key expires, the message comes again: A1, A2, A5 and their relatives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::books::consume;
use crate::named::{
    DAY, assert_refunded_once, calls, clawed, crashed, first, half, letters_of_success, of, quiet,
    told, undisturbed,
};
use crate::processor::Fault;
use crate::scenario::{Scenario, partial};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, World};

#[tokio::test(start_paused = true)]
async fn a1_a_lost_answer_and_a_killed_process_make_one_refund_one_clawback_and_one_letter() {
    let scenario = Scenario { faults: vec![Fault::AnswerLost], ..half() };
    let at = first(&scenario, "call", Edge::After).await;
    let world = crashed(&scenario, at, StoreFate::Kept, 0).await;
    assert_refunded_once(&world);
    assert_eq!(clawed(&world), Some(491), "981 * 4900 / 9800");
}

#[tokio::test(start_paused = true)]
async fn a2_after_the_key_has_expired_the_list_finds_the_refund_and_nothing_is_sent() {
    let scenario = Scenario { faults: vec![Fault::AnswerLost], ..half() };
    let at = first(&scenario, "call", Edge::After).await;
    let world = crashed(&scenario, at, StoreFate::Kept, 25 * 3600).await;
    assert_refunded_once(&world);
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a5_a_store_flushed_between_intent_and_call_does_no_harm() {
    let at = first(&half(), "call", Edge::Before).await;
    for downtime in [0, 31, 25 * 3600] {
        let world = crashed(&half(), at, StoreFate::Wiped, downtime).await;
        assert_refunded_once(&world);
        assert_eq!(world.processor.posts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_store_flushed_between_call_and_record_does_no_harm() {
    let at = first(&half(), "call", Edge::After).await;
    // At once, while the list lags, the key answers; later the list does.
    for (downtime, posts) in [(0, 2), (61, 1), (25 * 3600, 1)] {
        let world = crashed(&half(), at, StoreFate::Wiped, downtime).await;
        assert_refunded_once(&world);
        assert_eq!(world.processor.posts(), posts, "{downtime}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_expired_while_nothing_was_executed_is_used_again_with_the_same_body() {
    let scenario = Scenario { faults: vec![Fault::Stored500], ..half() };
    let at = first(&scenario, "call", Edge::After).await;
    let world = crashed(&scenario, at, StoreFate::Kept, 25 * 3600).await;
    assert_refunded_once(&world);
    assert_eq!(world.processor.posts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stored_500_is_asked_again_under_the_same_key_until_the_key_is_forgotten() {
    let scenario = Scenario { faults: vec![Fault::Stored500], ..half() };
    let mut world = World::new(&scenario);
    world.live(DAY - 1).await;
    assert_eq!(world.processor.refunds().len(), 0, "the stored answer is replayed");
    assert!(world.processor.posts() > 1);
    world.rest().await;
    assert_refunded_once(&world);
}

#[tokio::test(start_paused = true)]
async fn a_message_redelivered_three_days_later_changes_nothing() {
    let before_ack = first(&half(), "ack", Edge::Before).await;
    let expected = undisturbed(&half()).await;
    for fate in [StoreFate::Kept, StoreFate::Wiped, StoreFate::RolledBack] {
        let world = crashed(&half(), before_ack, fate, 3 * DAY).await;
        assert_eq!(world.processor.posts(), 1, "{fate:?}");
        assert_eq!((letters_of_success(&world), world.queue.depth()), (1, 0), "{fate:?}");
        assert_eq!(consume(&world.events()).events, expected, "{fate:?}");
        assert_eq!(clawed(&world), Some(491), "{fate:?}");
        // A record that was lost states the total again; one that was kept has nothing to say.
        let stated = of(&world, "commission.clawback").len();
        assert_eq!(stated, if fate == StoreFate::Kept { 1 } else { 2 }, "{fate:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_sent_again_after_everything_is_done_changes_nothing() {
    let mut world = World::new(&half());
    world.rest().await;
    let before = told(&world).len();
    let crate::scenario::Happening::Message(again) = partial("r1", 4900) else { unreachable!() };
    for _ in 0..3 {
        world.clock.advance(DAY);
        world.send(&again).await;
        world.rest().await;
    }
    assert_refunded_once(&world);
    assert_eq!(told(&world).len(), before);
    assert_eq!(world.processor.posts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_publish_that_was_confirmed_before_the_crash_is_repeated_under_the_same_id() {
    let expected = undisturbed(&half()).await;
    let calls = calls(&half()).await;
    let published: Vec<usize> = (0..calls.len()).filter(|call| calls[*call] == "publish").collect();
    for call in &published {
        let at = Point { call: *call, edge: Edge::After };
        let world = crashed(&half(), at, StoreFate::Kept, 0).await;
        assert_refunded_once(&world);
        assert_eq!(consume(&world.events()).events, expected);
        assert!(world.events().len() > told(&world).len(), "nothing was repeated");
    }
    // Acknowledged, approved, succeeded, clawback, feedback.
    assert_eq!(published.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_crash_between_the_last_publish_and_the_ack_repeats_no_call() {
    let calls = calls(&half()).await;
    let acks: Vec<usize> = (0..calls.len()).filter(|call| calls[*call] == "ack").collect();
    for call in &acks {
        let at = Point { call: *call, edge: Edge::Before };
        let world = crashed(&half(), at, StoreFate::Kept, 0).await;
        assert_refunded_once(&world);
        assert_eq!(world.processor.posts(), 1);
    }
    assert!(acks.len() >= 2, "{acks:?}");
}

#[tokio::test(start_paused = true)]
async fn a_flushed_store_tells_no_success_twice_and_forgets_no_denial() {
    let denied = Scenario {
        script: vec![(
            0,
            crate::scenario::Happening::Message(crate::inbound::request(
                "r1",
                "change_of_mind",
                None,
                None,
            )),
        )],
        ..half()
    };
    let calls = calls(&denied).await.len();
    for call in 0..calls {
        for edge in [Edge::Before, Edge::After] {
            let world = crashed(&denied, Point { call, edge }, StoreFate::Wiped, 0).await;
            assert_eq!(of(&world, "refund.denied").len(), 1);
            assert_eq!(letters_of_success(&world), 0);
            assert_eq!(world.processor.posts(), 0);
        }
    }
    assert!(calls > 8, "{calls}");
}

/// What differs between two events, by the members down to the second level.
fn differing(one: &Value, other: &Value, path: &[&str], found: &mut BTreeSet<String>) {
    if one == other {
        return;
    }
    let (Value::Object(a), Value::Object(b), 0..=1) = (one, other, path.len()) else {
        found.insert(path.join("."));
        return;
    };
    for name in a.keys().chain(b.keys()) {
        let of =
            |object: &serde_json::Map<String, Value>| object.get(name).cloned().unwrap_or_default();
        differing(&of(a), &of(b), &[path, &[name]].concat(), found);
    }
}

#[tokio::test(start_paused = true)]
async fn o5_what_is_told_again_after_a_lost_store_differs_in_what_the_page_says_and_nothing_else() {
    let page = include_str!("../../../docs/events.md");
    let begins =
        "After the store was lost, one that comes again under the same `id` may differ in ";
    let said = page.replace("\n  ", " ");
    let (_, said) = said.split_once(begins).expect("the page says it");
    let (said, _) = said.split_once('.').map_or((said, ""), |_| said.split_once(". ").unwrap());
    let (mut found, mut repeated) = (BTreeSet::new(), 0);
    for scenario in [half(), quiet()] {
        let calls = calls(&scenario).await.len();
        for call in 0..calls {
            for edge in [Edge::Before, Edge::After] {
                let world = crashed(&scenario, Point { call, edge }, StoreFate::Wiped, 0).await;
                let mut first = BTreeMap::new();
                for event in world.events() {
                    let id = event["id"].to_string();
                    match first.get(&id) {
                        Some(before) => {
                            repeated += 1;
                            differing(before, &event, &[], &mut found);
                        }
                        None => {
                            first.insert(id, event);
                        }
                    }
                }
            }
        }
    }
    assert!(repeated > 20, "{repeated}");
    for member in &found {
        assert!(said.contains(&format!("`{member}`")), "{member} of {found:?} is not in: {said}");
    }
}
