//! What a sender says of dates, bounded by the receipt.

use std::sync::Arc;

use domain::ids::RequestId;
use domain::receipt::Receipt;
use domain::time::after;
use jiff::Timestamp;
use policy::{Book, Policy};
use ports::message::Message;
use serde_json::{Value, json};
use worker::Settlement;

use crate::inbound::{REVIEW_SECRET, approval, cloud_event, info, request_with, signed};
use crate::named::{DAY, kinds, of, quiet, scripted};
use crate::scenario::Happening;
use crate::world::{World, start};

const HOUR: i64 = 3600;

/// Seconds from the charge of the simulated payment to the start of every simulation.
const AGE_AT_START: i64 = 100_000;

/// Thirty days and no longer; and who was denied before is for people.
const FRAMES: &str = r#"
    [clauses]
    money_back = "within 30 days of purchase"
    too_late = "later than 30 days after purchase"
    [[rule]]
    id = "denied-before"
    when = ["earlier.denials >= 1"]
    review = "denied_before"
    clause = "money_back"
    [[rule]]
    id = "change-of-mind"
    when = ['request.reason == "change_of_mind"']
    deny = { alternatives = ["discount"] }
    clause = "too_late"
    [[rule]]
    id = "money-back"
    when = ["payment.age_days < 30"]
    approve = "full"
    clause = "money_back"
    [[rule]]
    id = "closed"
    when = ["payment.age_days >= 30"]
    deny = { alternatives = ["discount"] }
    clause = "too_late"
    [default]
    review = "no_rule"
    clause = "money_back"
"#;

/// A world a number of seconds after the charge, under this policy.
fn world_at(age: i64, policy: &str) -> World {
    let mut world = World::new(&quiet());
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    settings.report_lag = DAY;
    for account in settings.accounts.values_mut() {
        account.policies = Book::one(Policy::parse(policy).unwrap()).into();
    }
    world.clock.advance(age - AGE_AT_START);
    world
}

/// A request that somebody publishes, with a date and without a time of receipt.
fn asked(id: &str, reason: &str, at: Timestamp) -> Message {
    let message = request_with(id, |data| {
        data["reason"] = json!(reason);
        data["requested_at"] = json!(at.to_string());
    });
    Message { received_at: None, ..message }
}

fn ago(world: &World, seconds: i64) -> Timestamp {
    after(ports::clock::Clock::now(world.clock.as_ref()), -seconds)
}

const VERDICTS: [&str; 3] = ["refund.approved", "refund.denied", "refund.review_requested"];

/// Handles one message, and says what became of the request.
async fn decided(world: &World, message: Message) -> String {
    world.send(&message).await;
    world.handle_due().await;
    let kind = kinds(world).into_iter().rfind(|kind| VERDICTS.contains(&kind.as_str()));
    match kind.as_deref() {
        Some("refund.review_requested") => {
            let review = of(world, "refund.review_requested").pop().unwrap();
            format!("review {}", review["decision"]["why"].as_str().unwrap())
        }
        other => other.unwrap_or("nothing").to_owned(),
    }
}

async fn receipt(world: &World, id: &str) -> Receipt {
    let case = world.case().await.unwrap();
    case.requests[&RequestId::parse(id).unwrap()].request.receipt
}

#[tokio::test(start_paused = true)]
async fn s6_a_backdated_request_opens_no_frame_that_has_closed() {
    // Forty days after the charge, and some seconds before that, by the sender's word.
    for back in [DAY + 1, 10 * DAY + 1, 39 * DAY, 41 * DAY, 4000 * DAY] {
        let mut world = world_at(40 * DAY, FRAMES);
        let message = asked("r1", "unused", ago(&world, back));
        assert_eq!(decided(&world, message).await, "review late_report", "{back}");
        world.live(DAY).await;
        assert_eq!(world.processor.posts(), 0, "{back}");
        let [review] = of(&world, "refund.review_requested").try_into().unwrap();
        let findings = &review["review"]["findings"];
        assert!(findings.to_string().contains("late_report"), "{review}");
        assert_eq!(review["decision"]["rule"], "guard.late_report");
        assert!(review["review"].get("proposed").is_none_or(Value::is_null), "{review}");
    }
}

#[tokio::test(start_paused = true)]
async fn s6_a_late_report_within_the_frame_is_proposed_to_a_person() {
    let world = world_at(20 * DAY, FRAMES);
    let message = asked("r1", "unused", ago(&world, 2 * DAY));
    assert_eq!(decided(&world, message).await, "review late_report");
    let [review] = of(&world, "refund.review_requested").try_into().unwrap();
    assert_eq!(review["review"]["proposed"]["minor"], 4900, "{review}");
    assert_eq!(world.processor.posts(), 0);
}

#[tokio::test(start_paused = true)]
async fn s6_within_the_lag_the_date_alone_neither_gives_nor_denies() {
    let edge = 30 * DAY;
    for (age, back, said) in [
        (edge + HOUR, 2 * HOUR, "review date_decides"),
        (edge + HOUR, HOUR, "refund.denied"),
        (edge + HOUR, HOUR + 1, "review date_decides"),
        (edge + DAY - 1, DAY, "review date_decides"),
        (edge + HOUR, 0, "refund.denied"),
        (edge - HOUR, 2 * HOUR, "refund.approved"),
        (edge - 1, DAY, "refund.approved"),
        // A date in the future closes no frame.
        (edge - 1, -300, "refund.approved"),
    ] {
        let world = world_at(age, FRAMES);
        let message = asked("r1", "unused", ago(&world, back));
        assert_eq!(decided(&world, message).await, said, "{age} {back}");
    }
}

#[tokio::test(start_paused = true)]
async fn s6_a_date_after_the_receipt_is_refused_and_o4_denies_nothing() {
    for ahead in [301, HOUR, 40 * DAY, 4000 * DAY] {
        let mut world = world_at(20 * DAY, FRAMES);
        let at = ago(&world, -ahead);
        world.send(&asked("r1", "unused", at)).await;
        let ended = world.handle_due().await;
        assert!(matches!(ended.as_slice(), [Settlement::Shelved(..)]), "{ended:?}");
        let [reason] = world.shelved().try_into().unwrap();
        assert!(reason.starts_with("in_the_future: the field `data.requested_at`"), "{reason}");
        assert!(!reason.contains(&at.to_string()), "{reason}");
        assert_eq!(kinds(&world), [""; 0]);
        // It is kept as it came: a replay is looked at anew, and received when it is.
        let [shelved] = world.queue.shelved().try_into().unwrap();
        assert_eq!(shelved.message, asked("r1", "unused", at));
        let again = ago(&world, 0);
        world.send(&shelved.message).await;
        world.handle_due().await;
        assert_eq!((kinds(&world).len(), world.shelved().len()), (0, 2));
        world.clock.advance(ahead);
        world.send(&shelved.message).await;
        world.handle_due().await;
        assert_eq!(receipt(&world, "r1").await, Receipt::of(after(again, ahead)));
        world.rest().await;
    }
}

#[tokio::test(start_paused = true)]
async fn s6_answers_from_the_future_are_refused() {
    let world = world_at(20 * DAY, FRAMES);
    let at = ago(&world, -301);
    let decided = json!({
        "answer_id": "a1", "request_id": "r1", "account": "stripe-eu", "payment": "pi_1",
        "reviewer": "agent-1", "binding": format!("rb3-{}", "0".repeat(64)),
        "decided_at": at.to_string(), "verdict": "approve",
        "amount": {"minor": 4900, "currency": "USD"},
    });
    world.send(&info("was_it_used", after(at, 900))).await;
    world.send(&cloud_event("a1", "io.refundd.refund.review_decided.v1", &decided)).await;
    world.handle_due().await;
    let shelved = world.shelved();
    assert_eq!(shelved.len(), 2, "{shelved:?}");
    assert!(shelved[0].starts_with("in_the_future: the field `data.answered_at`"), "{shelved:?}");
    assert!(shelved[1].starts_with("in_the_future: the field `data.decided_at`"), "{shelved:?}");
}

#[tokio::test(start_paused = true)]
async fn s6_a_backdated_request_does_not_hide_an_earlier_denial() {
    for back in [0, 1, HOUR, DAY] {
        for forged in [false, true] {
            let world = world_at(20 * DAY, FRAMES);
            let first = asked("r1", "change_of_mind", ago(&world, 0));
            assert_eq!(decided(&world, first).await, "refund.denied");
            world.clock.advance(60);
            let at = ago(&world, back);
            let message = asked("r2", "unused", at);
            let message = Message { received_at: forged.then_some(at), ..message };
            assert_eq!(decided(&world, message).await, "review denied_before", "{back} {forged}");
        }
    }
}

/// The customer's payments of the last 30 days, as the rule that decides.
const HISTORY: &str = r#"
    [clauses]
    money_back = "to customers whom we know"
    [[rule]]
    id = "bought-lately"
    when = ["customer.payments_30d >= 1"]
    review = "bought_lately"
    clause = "money_back"
    [default]
    review = "history_empty"
    clause = "money_back"
"#;

/// The only payment of the history is that of the case, charged 30 days ago but for a moment.
#[tokio::test(start_paused = true)]
async fn s6_o4_no_date_moves_what_a_history_counts() {
    for (age, said) in [(30 * DAY - 60, "review bought_lately"), (30 * DAY, "review history_empty")]
    {
        for back in [-300, 0, 60, HOUR, DAY, 2 * DAY, 90 * DAY] {
            let world = world_at(age, HISTORY);
            let message = asked("r1", "unused", ago(&world, back));
            assert_eq!(decided(&world, message).await, said, "{age} {back}");
        }
    }
}

/// The broker is no trust boundary: who can publish can write a time of receipt.
#[tokio::test(start_paused = true)]
async fn s6_a_forged_receipt_opens_no_more_than_a_forged_date() {
    let seals = [None, Some("0".repeat(64)), Some(String::new())];
    for seal in seals {
        for (noted, date) in [(20 * DAY, 20 * DAY), (DAY, DAY + HOUR), (DAY - HOUR, 2 * DAY)] {
            let world = world_at(40 * DAY, FRAMES);
            let now = ago(&world, 0);
            let message = Message {
                received_at: Some(ago(&world, noted)),
                receipt: seal.clone(),
                ..asked("r1", "unused", ago(&world, date))
            };
            let said = decided(&world, message).await;
            let late = date > DAY;
            assert_eq!(said, if late { "review late_report" } else { "refund.denied" });
            assert_eq!(receipt(&world, "r1").await.seen_at, now);
        }
        // A frame that closed an hour ago stays as closed as by the date alone.
        let world = world_at(30 * DAY + HOUR, FRAMES);
        let before = ago(&world, 2 * HOUR);
        let message =
            Message { received_at: Some(before), receipt: seal, ..asked("r1", "unused", before) };
        assert_eq!(decided(&world, message).await, "review date_decides");
    }
}

/// A seal fits one body and one time.
#[tokio::test(start_paused = true)]
async fn s6_the_seal_of_another_receipt_does_not_fit() {
    let lender = world_at(10 * DAY, FRAMES);
    let received = ago(&lender, 0);
    lender.send(&asked("r1", "change_of_mind", received)).await;
    lender.store.switch_off(true);
    lender.handle_due().await;
    lender.clock.advance(6 * HOUR);
    let waiting = lender.queue.take().unwrap().message;
    assert!(waiting.receipt.is_some() && waiting.received_at == Some(received));
    let other = asked("r1", "unused", received);
    let earlier = after(received, -5 * DAY).to_string();
    let sealed = waiting.receipt.clone().unwrap();
    let moved = sealed.replace(&received.to_string(), &earlier);
    assert_ne!(moved, sealed);
    for message in [
        Message { body: other.body, ..waiting.clone() },
        Message { receipt: Some(moved), ..waiting.clone() },
        Message { receipt: None, ..waiting.clone() },
    ] {
        let world = world_at(40 * DAY, FRAMES);
        assert_eq!(decided(&world, message).await, "review late_report");
        assert_eq!(receipt(&world, "r1").await, Receipt::of(ago(&world, 0)));
    }
    // What stands beside the seal is nobody's word.
    let waiting = Message { received_at: None, ..waiting };
    let world = world_at(40 * DAY, FRAMES);
    assert_eq!(decided(&world, waiting).await, "refund.denied");
    assert_eq!(receipt(&world, "r1").await, Receipt::of(received));
}

/// What others publish was received when a worker first saw it, whatever becomes of the store.
#[tokio::test(start_paused = true)]
async fn s6_a_receipt_survives_lost_stores_and_is_not_renewed_by_a_hop() {
    let mut world = World::new(&quiet());
    world.clock.advance(HOUR);
    let first_seen = ago(&world, 0);
    world.send(&asked("r1", "other", after(first_seen, -HOUR))).await;
    for day in 0..3 {
        world.live(DAY).await;
        assert_eq!(receipt(&world, "r1").await, Receipt::of(first_seen), "day {day}");
        world.store.wipe();
    }
    world.live(DAY).await;
    assert_eq!(receipt(&world, "r1").await, Receipt::of(first_seen));
    let findings = of(&world, "refund.review_requested");
    assert!(findings.iter().all(|review| review["decision"]["why"] == "doubtful"), "{findings:?}");
}

#[tokio::test(start_paused = true)]
async fn s6_of_two_copies_the_earlier_receipt_stands_whichever_comes_first() {
    for swapped in [false, true] {
        let world = World::new(&quiet());
        world.clock.advance(2 * HOUR);
        let date = start();
        let copy = |seconds: i64| Message {
            received_at: Some(after(start(), seconds)),
            ..asked("r1", "other", date)
        };
        let mut copies = [copy(HOUR), copy(2 * HOUR)];
        if swapped {
            copies.reverse();
        }
        for copy in copies {
            world.send(&copy).await;
        }
        world.handle_due().await;
        let seen_at = after(start(), 2 * HOUR);
        let kept = Receipt { at: after(start(), HOUR), seen_at };
        assert_eq!(receipt(&world, "r1").await, kept);
        assert_eq!(world.shelved(), [""; 0], "no contradiction");
    }
}

#[tokio::test(start_paused = true)]
async fn m22_a_promise_lies_ahead_however_old_the_request_is() {
    for back in [0, HOUR, 5 * DAY] {
        let world = World::new(&quiet());
        world.clock.advance(10 * DAY);
        let now = ago(&world, 0);
        let message = asked("r1", "unused", ago(&world, back));
        decided(&world, message).await;
        let [told] = of(&world, "refund.acknowledged").try_into().unwrap();
        assert_eq!(told["answer_by"], after(now, DAY).to_string(), "{back}");
        assert_eq!(told["received_at"], now.to_string());
    }
}

/// A message that lay on a shelf or in a queue keeps its receipt, and the promise lies ahead.
#[tokio::test(start_paused = true)]
async fn m22_a_promise_that_has_passed_before_it_is_made_is_counted_from_then() {
    let mut world = World::new(&quiet());
    let received = start();
    world.send(&asked("r1", "unused", received)).await;
    world.store.switch_off(true);
    world.handle_due().await;
    world.clock.advance(5 * DAY);
    world.store.switch_off(false);
    let now = ago(&world, 0);
    world.handle_due().await;
    assert_eq!(receipt(&world, "r1").await, Receipt::of(received));
    let [told] = of(&world, "refund.acknowledged").try_into().unwrap();
    assert_eq!(told["answer_by"], after(now, DAY).to_string());
    world.rest().await;
}

/// An answer counts from when a worker saw it: neither its date nor a time of receipt that anybody
/// may have written beats the deadline of the review.
#[tokio::test(start_paused = true)]
async fn s6_a_backdated_answer_does_not_beat_the_deadline_of_a_review() {
    let doubtful = Happening::Message(request_with("r1", |data| data["reason"] = json!("other")));
    let mut world = World::new(&scripted(vec![(0, doubtful)]));
    world.live(HOUR).await;
    let [review] = of(&world, "refund.review_requested").try_into().unwrap();
    let said_at = ago(&world, 0);
    let binding = review["review"]["binding"].as_str().unwrap();
    let answer = approval("a1", "agent-1", binding, said_at);
    // It lies in the queue, before the message of its request, until the deadline has passed.
    world.send(&signed(answer, REVIEW_SECRET, said_at)).await;
    world.clock.advance(3 * DAY);
    world.handle_due().await;
    assert_eq!(world.processor.posts(), 0);
    assert_eq!(of(&world, "refund.approved").len(), 0);
    let [refused] = of(&world, "refund.review_refused").try_into().unwrap();
    assert_eq!(refused["why"], "expired", "{refused}");
}
