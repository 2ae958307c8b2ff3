//! The clocks of a request's stages, and the question for feedback, as they reach the world.

use std::sync::Arc;

use case::terms::Targets;
use domain::conversation::FeedbackReason;
use domain::ids::RequestId;
use domain::time::after;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::inbound::{cloud_event, request_with};
use crate::named::{DAY, kind, kinds, of, scripted, told};
use crate::processor::Fault;
use crate::scenario::{Happening, Said, Scenario, full};
use crate::world::{World, start};

const MINUTE: i64 = 60;
const WEEK: i64 = 7 * DAY;

/// The targets of the shipped configuration.
const TARGETS: Targets = Targets {
    acknowledged: Some(15 * MINUTE),
    decided: Some(DAY),
    refunded: Some(2 * DAY),
    followed_up: Some(2 * WEEK),
};

/// A world whose clocks run.
fn timed(scenario: &Scenario) -> World {
    let mut world = World::new(scenario);
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    settings.accounts.values_mut().for_each(|account| account.terms.targets = TARGETS);
    world
}

fn pending(script: Vec<(i64, Happening)>) -> Scenario {
    Scenario { faults: vec![Fault::Pending], ..scripted(script) }
}

/// The clocks that were missed: the stage, by when it was due, and when that was told; the last two
/// in seconds from the start.
fn missed(world: &World) -> Vec<(String, i64, i64)> {
    let second = |at: &Value| {
        let at: Timestamp = at.as_str().unwrap().parse().unwrap();
        at.as_second() - start().as_second()
    };
    let events = told(world).into_iter().filter(|event| kind(event) == "clock.missed");
    events
        .map(|event| {
            let data = &event["data"];
            assert_eq!(data["request"], "r1");
            let stage = data["stage"].as_str().unwrap().to_owned();
            (stage, second(&data["due_at"]), second(&event["time"]))
        })
        .collect()
}

/// When an event of this kind was told, in seconds from the start.
fn told_at(world: &World, name: &str) -> Vec<i64> {
    let events = told(world).into_iter().filter(|event| kind(event) == name);
    let at = |event: Value| -> Timestamp { event["time"].as_str().unwrap().parse().unwrap() };
    events.map(|event| at(event).as_second() - start().as_second()).collect()
}

/// Every event came once: what is told again would have to have the same id.
fn assert_at_rest(world: &World) {
    assert_eq!(world.events().len(), told(world).len(), "nothing is told twice");
    assert_eq!((world.queue.depth(), world.shelved()), (0, vec![]));
}

#[tokio::test(start_paused = true)]
async fn where_all_is_in_time_no_clock_is_missed() {
    let denied = Happening::Message(request_with("r1", |data| {
        data["reason"] = json!("change_of_mind");
    }));
    let doubtful = request_with("r1", |data| data["reason"] = json!("other"));
    let reviewed = vec![
        (0, Happening::Message(doubtful)),
        (DAY - 1, Happening::Reviews("a1", "agent-1", Said::Approve(4900))),
    ];
    let paid = vec![(0, full("r1")), (2 * DAY - 1, Happening::MoveRefund(0, "succeeded"))];
    let stories = [
        (scripted(vec![(0, full("r1"))]), 1),
        (scripted(vec![(0, denied)]), 0),
        (scripted(reviewed), 1),
        (pending(paid), 1),
    ];
    for (scenario, asked) in stories {
        let mut world = timed(&scenario);
        world.rest().await;
        assert_eq!(missed(&world), [], "{:?}", kinds(&world));
        assert_eq!(of(&world, "followup.feedback_due").len(), asked, "{:?}", kinds(&world));
        assert_at_rest(&world);
    }
}

/// The store is down when the request comes; all that follows is in time.
#[tokio::test(start_paused = true)]
async fn an_acknowledgement_that_an_outage_held_up_is_missed_once() {
    let mut world = timed(&scripted(vec![(0, full("r1"))]));
    world.store.switch_off(true);
    world.live(15 * MINUTE - 10).await;
    world.store.switch_off(false);
    world.rest().await;
    assert_eq!(missed(&world), [], "the store was back in time");

    let mut world = timed(&scripted(vec![(0, full("r1"))]));
    world.store.switch_off(true);
    world.live(3600).await;
    assert_eq!(kinds(&world), [""; 0]);
    world.store.switch_off(false);
    world.rest().await;
    let [(stage, due, seen)] = missed(&world).try_into().unwrap();
    assert_eq!((stage.as_str(), due), ("acknowledged", 15 * MINUTE));
    assert!((3600..3700).contains(&seen), "as soon as anybody could know: {seen}");
    assert_eq!(told_at(&world, "refund.acknowledged"), [seen]);
    assert_at_rest(&world);
}

/// The clock begins with the receipt: not before it, by the sender's word, and not after it, when a
/// worker has time.
#[tokio::test(start_paused = true)]
async fn m22_a_clock_counts_from_the_receipt() {
    let asked_at = after(start(), -DAY + 7200).to_string();
    let waited = request_with("r1", |data| data["requested_at"] = json!(asked_at));
    for (second, misses) in
        [(0, vec![]), (3600, vec![("acknowledged".to_owned(), 15 * MINUTE, 3600)])]
    {
        let script = vec![(second, Happening::Message(waited.clone()))];
        let mut world = timed(&scripted(script));
        world.rest().await;
        assert_eq!(missed(&world), misses);
        assert_at_rest(&world);
    }
}

#[tokio::test(start_paused = true)]
async fn a_decision_that_a_reviewer_held_up_is_missed_once_and_at_its_time() {
    let doubtful = request_with("r1", |data| data["reason"] = json!("other"));
    let script = vec![
        (0, Happening::Message(doubtful)),
        (2 * DAY, Happening::Reviews("a1", "agent-1", Said::Approve(4900))),
    ];
    let mut world = timed(&scripted(script));
    world.rest().await;
    assert_eq!(missed(&world), [("decided".to_owned(), DAY, DAY)]);
    assert_eq!(told_at(&world, "refund.approved"), [2 * DAY]);
    assert_at_rest(&world);
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_the_processor_holds_up_is_missed_once_and_at_its_time() {
    let script = vec![(0, full("r1")), (3 * DAY, Happening::MoveRefund(0, "succeeded"))];
    let mut world = timed(&pending(script));
    world.rest().await;
    assert_eq!(missed(&world), [("refunded".to_owned(), 2 * DAY, 2 * DAY)]);
    assert_eq!(told_at(&world, "refund.succeeded"), [3 * DAY]);
    assert_eq!(of(&world, "followup.feedback_due").len(), 1);
    assert_at_rest(&world);
}

/// The store forgets that all was in time; the message still has the decision.
#[tokio::test(start_paused = true)]
async fn a_lost_store_misses_no_clock_that_was_kept() {
    for second in [3600, DAY + 3600] {
        let script = vec![(0, full("r1")), (2 * DAY - 1, Happening::MoveRefund(0, "succeeded"))];
        let mut world = timed(&pending(script));
        world.live(second).await;
        world.store.wipe();
        world.rest().await;
        assert_eq!(told_at(&world, "refund.approved"), [0], "{second}");
        assert_eq!(of(&world, "followup.feedback_due").len(), 1, "{second}");
        assert_eq!(missed(&world), [], "{second}");
    }
}

/// A review that goes on after the store was lost is as late as it was.
#[tokio::test(start_paused = true)]
async fn a_lost_store_misses_the_clock_that_was_not_kept() {
    let doubtful = request_with("r1", |data| data["reason"] = json!("other"));
    let mut world = timed(&scripted(vec![(0, Happening::Message(doubtful))]));
    world.live(3600).await;
    world.store.wipe();
    world.live(2 * DAY).await;
    assert_eq!(missed(&world), [("decided".to_owned(), DAY, DAY)]);
}

/// A refund that failed is a trouble of its own; its clocks have stopped.
#[tokio::test(start_paused = true)]
async fn a_refund_that_failed_misses_no_clock() {
    let script = vec![(0, full("r1")), (DAY, Happening::MoveRefund(0, "failed"))];
    let mut world = timed(&pending(script));
    world.rest().await;
    assert_eq!(of(&world, "refund.failed").len(), 1);
    assert_eq!(missed(&world), []);
    assert_at_rest(&world);
}

/// No worker runs for a while, over the day of the follow-up and over its target.
#[tokio::test(start_paused = true)]
async fn a_follow_up_that_nobody_sent_is_missed_once() {
    let mut world = timed(&scripted(vec![(0, full("r1"))]));
    world.live(WEEK - 1).await;
    world.clock.advance_to(after(start(), 2 * WEEK - 1));
    world.rest().await;
    assert_eq!(missed(&world), [], "a second before it is due");
    assert_eq!(told_at(&world, "followup.feedback_due"), [2 * WEEK - 1]);

    let mut world = timed(&scripted(vec![(0, full("r1"))]));
    world.live(WEEK - 1).await;
    world.clock.advance_to(after(start(), 15 * DAY));
    world.rest().await;
    assert_eq!(missed(&world), [("followed_up".to_owned(), 2 * WEEK, 15 * DAY)]);
    assert_eq!(told_at(&world, "followup.feedback_due"), [15 * DAY]);
    assert_at_rest(&world);
}

#[tokio::test(start_paused = true)]
async fn the_customer_is_asked_how_it_was_a_week_after_the_money_went_through() {
    let script = vec![(0, full("r1")), (2 * DAY, Happening::MoveRefund(0, "succeeded"))];
    let mut world = timed(&pending(script));
    world.live(2 * DAY + WEEK - 1).await;
    assert_eq!(told_at(&world, "refund.succeeded"), [2 * DAY]);
    assert_eq!(of(&world, "followup.feedback_due"), [Value::Null; 0], "not before");
    world.live(1).await;
    let [asked] = of(&world, "followup.feedback_due").try_into().unwrap();
    assert_eq!(told_at(&world, "followup.feedback_due"), [2 * DAY + WEEK]);
    assert_eq!(asked["requests"], json!(["r1"]));
    world.rest().await;
    assert_at_rest(&world);
}

/// The webhook of the success is lost; the worker sees it when it looks.
#[tokio::test(start_paused = true)]
async fn a_success_that_was_seen_by_looking_is_followed_up_from_then() {
    let mut world = timed(&pending(vec![(0, full("r1"))]));
    world.live(DAY + 1).await;
    world.processor.move_refund(0, "succeeded").unwrap();
    world.rest().await;
    let [succeeded] = told_at(&world, "refund.succeeded").try_into().unwrap();
    assert!((DAY + 1..=DAY + 21_600).contains(&succeeded), "{succeeded}");
    assert_eq!(told_at(&world, "followup.feedback_due"), [succeeded + WEEK]);
    assert_eq!(missed(&world), []);
    assert_at_rest(&world);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_how_a_refund_was_that_failed_in_between() {
    for second in [60, 5 * DAY, WEEK - 1] {
        let script = vec![(0, full("r1")), (second, Happening::MoveRefund(0, "failed"))];
        let mut world = timed(&scripted(script));
        world.rest().await;
        assert_eq!(told_at(&world, "refund.failed"), [second]);
        assert_eq!(of(&world, "followup.feedback_due"), [Value::Null; 0], "{second}");
        assert_eq!(missed(&world), [], "{second}");
        assert_at_rest(&world);
    }
}

fn feedback(id: &str, reasons: &[&str]) -> Happening {
    let data = json!({
        "request_id": "r1", "account": "stripe-eu", "payment": "pi_1", "reasons": reasons,
        "comment": "it took forever, said Jane Doe",
    });
    Happening::Message(cloud_event(id, "io.refundd.followup.feedback_received.v1", &data))
}

#[tokio::test(start_paused = true)]
async fn what_the_customer_answers_is_recorded_by_its_codes() {
    let script = vec![
        (0, full("r1")),
        (WEEK + 60, feedback("f1", &["too_slow", "not_received"])),
        (WEEK + 90, feedback("f1", &["too_slow", "not_received"])),
        (WEEK + 120, feedback("f2", &["switched"])),
        (WEEK + 150, feedback("f3", &["delighted"])),
    ];
    let mut world = timed(&scripted(script));
    world.rest().await;
    let kept = world.case().await.unwrap().feedback;
    let reasons = [FeedbackReason::NotReceived, FeedbackReason::TooSlow, FeedbackReason::Switched];
    let request = RequestId::parse("r1").unwrap();
    assert_eq!(kept, [(request, reasons.into())].into());
    let [reason] = world.shelved().try_into().unwrap();
    assert!(reason.starts_with("not_a_request") && reason.contains("reasons"), "{reason}");
    assert_eq!(world.queue.depth(), 0);
    assert_eq!(told_at(&world, "followup.feedback_due"), [WEEK]);
    let said = format!("{:?}", world.events());
    assert!(!said.contains("Jane Doe") && !said.contains("too_slow"), "{said}");
}
