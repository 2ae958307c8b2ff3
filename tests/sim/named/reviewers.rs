//! Whose answers reach a review: those that are signed by who may answer, and by nobody else.

use std::sync::Arc;

use domain::conversation::Opened;
use domain::ids::RequestId;
use domain::key::fingerprint;
use ports::clock::Clock as _;
use ports::message::Message;
use seal::SealingKeys;
use serde_json::{Value, json};

use super::{assert_refunded_once, of, scripted};
use crate::inbound::{
    REQUEST_SECRET, REVIEW_SECRET, SECRET, approval, request, request_with, senders, signed,
};
use crate::scenario::Happening;
use crate::switch::{Edge, Point};
use crate::world::{SEALING_KEY, StoreFate, World, settings, start};

/// Nothing is open yet, and a filer can work this out.
fn forged() -> String {
    fingerprint("rb3", "all that a filer knows")
}

fn doubtful() -> Message {
    request("r1", "other", None, None)
}

/// The binding that the event of the review carries.
fn shown(world: &World) -> String {
    let told = of(world, "refund.review_requested");
    told.last().unwrap()["review"]["binding"].as_str().unwrap().to_owned()
}

async fn opened(world: &World) -> Option<Opened> {
    world.case().await?.requests[&RequestId::parse("r1").unwrap()].opened.clone()
}

/// Approves by the review's own binding, signed as reviewers do.
fn approved(world: &World, id: &str, who: &str) -> Message {
    let now = world.clock.now();
    signed(approval(id, who, &shown(world), now), REVIEW_SECRET, now)
}

/// A filer files a request and approves it by two invented names: not signed, signed by the secret
/// of requests or of webhooks, before and after.
#[tokio::test(start_paused = true)]
async fn s1_who_files_a_request_does_not_approve_it() {
    let ways: [&dyn Fn(Message) -> Message; 8] = [
        // As who is trusted to publish, and cannot sign; as nobody; in the desk's name.
        &|message| message,
        &|message| Message { sender: None, ..message },
        &|message| Message { sender: Some("review-desk".to_owned()), ..message },
        &|message| Message { sender: Some("agent-1".to_owned()), ..message },
        &|message| signed(message, REQUEST_SECRET, start()),
        &|message| Message { headers: vec![("webhook-id".to_owned(), "x".to_owned())], ..message },
        &|message| {
            let other = signed(message.clone(), REVIEW_SECRET, start());
            let mut body = message.body.clone();
            body.extend_from_slice(b" ");
            Message { sender: other.sender, headers: other.headers, body, ..message }
        },
        &|message| {
            let headers = vec![("stripe-signature".to_owned(), SECRET.to_owned())];
            Message { headers, ..message }
        },
    ];
    let reasons = [
        "rights:may_not_review",
        "sender:unnamed",
        "sender:missing_header",
        "sender:unknown_sender",
        "rights:may_not_review",
        "rights:may_not_review",
        "sender:bad_signature",
        "rights:may_not_review",
    ];
    for (way, reason) in ways.iter().zip(reasons) {
        for before in [true, false] {
            let mut world = World::new(&scripted(Vec::new()));
            if !before {
                world.send(&doubtful()).await;
                world.handle_due().await;
            }
            // After the review was told, even its own binding is of no use.
            let binding = if before { forged() } else { shown(&world) };
            for (id, who) in [("a1", "invented-1"), ("a2", "invented-2")] {
                world.send(&way(approval(id, who, &binding, start()))).await;
            }
            world.handle_due().await;
            if before {
                world.send(&doubtful()).await;
            }
            world.live(3600).await;
            assert_eq!(world.shelved(), [reason; 2], "{before}");
            assert_eq!(of(&world, "refund.review_requested").len(), 1, "{before}");
            assert!(of(&world, "refund.approved").is_empty());
            assert!(world.processor.executions().is_empty(), "{before}");
            let case = world.case().await.unwrap();
            assert!(case.reviews.is_empty(), "an answer that is not believed takes no room");
            // And the review is open still: who may answer does.
            world.send(&approved(&world, "a3", "agent-1")).await;
            world.rest().await;
            assert_eq!(world.processor.executions().len(), 1);
        }
    }
}

/// A reviewer's own key does not help who was not shown the review.
#[tokio::test(start_paused = true)]
async fn s1_a_signed_answer_without_the_nonce_is_refused_and_told() {
    for before in [true, false] {
        let mut world = World::new(&scripted(Vec::new()));
        if !before {
            world.send(&doubtful()).await;
            world.handle_due().await;
        }
        for (id, who) in [("a1", "agent-1"), ("a2", "agent-2")] {
            world
                .send(&signed(approval(id, who, &forged(), start()), REVIEW_SECRET, start()))
                .await;
        }
        world.handle_due().await;
        if before {
            world.send(&doubtful()).await;
        }
        world.live(3600).await;
        let refused: Vec<Value> =
            of(&world, "refund.review_refused").iter().map(|told| told["why"].clone()).collect();
        assert_eq!(refused, [json!("unbound"), json!("unbound")], "{before}");
        assert_eq!(of(&world, "refund.review_requested").len(), 1);
        assert!(world.processor.executions().is_empty());
        assert_eq!(world.shelved(), [""; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn s1_an_answer_keeps_its_signature_on_the_ladder() {
    let world = World::new(&scripted(Vec::new()));
    world.send(&doubtful()).await;
    world.handle_due().await;
    let answer = approved(&world, "a1", "agent-1");
    world.clock.advance(6 * 3600);
    let request = world.queue.take().unwrap().message;
    // The store is gone, and the request's message is late: the answer waits for what it answers.
    let mut world = World::new(&scripted(Vec::new()));
    world.send(&answer).await;
    world.live(3600).await;
    assert_eq!(world.shelved(), [""; 0]);
    assert_eq!(world.queue.depth(), 1, "it waits, checked again each time");
    world.send(&request).await;
    world.rest().await;
    assert_refunded_once(&world);
}

#[tokio::test(start_paused = true)]
async fn s1_an_answer_is_judged_by_the_time_of_its_receipt() {
    // Seconds from the signature to the sending, the time of receipt from then on, and the reason.
    let cases = [
        (300, Some(0), None),
        (301, Some(0), Some("stale")),
        (0, Some(-301), Some("from_the_future")),
        // Nobody wrote it down, or somebody wrote down what is still to come: it was received now.
        (300, None, None),
        (301, None, Some("stale")),
        (301, Some(600), Some("stale")),
    ];
    for (wait, receipt, reason) in cases {
        let mut world = World::new(&scripted(Vec::new()));
        world.send(&doubtful()).await;
        world.handle_due().await;
        let answer = approved(&world, "a1", "agent-1");
        world.live(wait).await;
        let sent_at = world.clock.now();
        let received_at = receipt.map(|gap| domain::time::after(sent_at, gap));
        world.send(&Message { received_at, ..answer }).await;
        world.live(3600).await;
        let reasons: Vec<String> = reason.iter().map(|why| format!("sender:{why}")).collect();
        let case = (wait, receipt);
        assert_eq!(world.shelved(), reasons, "{case:?}");
        assert_eq!(world.processor.executions().len(), usize::from(reason.is_none()), "{case:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn s1_an_answer_that_lay_in_the_queue_is_as_good_as_on_its_day() {
    let mut world = World::new(&scripted(Vec::new()));
    Arc::get_mut(&mut world.settings).unwrap().report_lag = 3600;
    world.send(&doubtful()).await;
    world.handle_due().await;
    let answer = approved(&world, "a1", "agent-1");
    let received_at = Some(world.clock.now());
    world.send(&Message { received_at, ..answer }).await;
    // No worker, for longer than a time of receipt without a seal is believed.
    world.clock.advance(2 * 3600);
    world.live(3600).await;
    assert_eq!(world.shelved(), Vec::<String>::new());
    assert_eq!(world.processor.executions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn s1_without_a_secret_no_answer_is_believed_and_a_replay_helps() {
    let mut world = World::new(&scripted(Vec::new()));
    world.send(&doubtful()).await;
    world.handle_due().await;
    let answer = approved(&world, "a1", "agent-1");
    let mut bare = Arc::into_inner(settings()).unwrap();
    bare.senders = senders(&[]);
    world.settings = Arc::new(bare);
    world.send(&answer).await;
    world.live(60).await;
    assert_eq!(world.shelved(), ["sender:no_secret"]);
    assert!(world.processor.executions().is_empty());
    // Configured, and put back to work: as the operator's `shelf replay` does.
    world.settings = settings();
    let kept = world.queue.shelved().pop().unwrap().message;
    world.send(&kept).await;
    world.rest().await;
    assert_eq!(world.processor.executions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn s1_a_rolled_review_secret_is_believed_as_long_as_it_is_configured() {
    const NEXT: &str = "whsec_dGhlIG5leHQgc2VjcmV0IG9mIHRoZSByZXZpZXdlcnM=";
    for (secrets, refunds) in [(vec![NEXT, REVIEW_SECRET], 1), (vec![NEXT], 0)] {
        let mut world = World::new(&scripted(Vec::new()));
        let mut rolled = Arc::into_inner(settings()).unwrap();
        rolled.senders = senders(&secrets);
        world.settings = Arc::new(rolled);
        world.send(&doubtful()).await;
        world.handle_due().await;
        world.send(&approved(&world, "a1", "agent-1")).await;
        world.live(60).await;
        assert_eq!(world.processor.executions().len(), refunds, "{secrets:?}");
    }
}

/// The key of the nonce is rolled while a review is open: what was shown stands.
#[tokio::test(start_paused = true)]
async fn s1_a_rolled_key_strands_no_open_review() {
    for fate in [StoreFate::Kept, StoreFate::Wiped] {
        let mut world = World::new(&scripted(Vec::new()));
        world.send(&doubtful()).await;
        world.handle_due().await;
        let before = opened(&world).await.unwrap();
        assert!(before.published);
        let mut rolled = Arc::into_inner(settings()).unwrap();
        rolled.sealing = SealingKeys::of(["the next key", SEALING_KEY]).unwrap();
        world.settings = Arc::new(rolled);
        if fate == StoreFate::Wiped {
            world.store.wipe();
        }
        let answer = approved(&world, "a1", "agent-1");
        world.send(&answer).await;
        world.rest().await;
        assert_refunded_once(&world);
        assert_eq!(of(&world, "refund.review_refused").len(), 0, "{fate:?}");
    }
}

/// A worker stands still between telling a review and noting that it was told; the answer overtakes
/// it.
#[tokio::test(start_paused = true)]
async fn s1_an_answer_that_overtakes_the_confirmation_waits_for_it() {
    let script = vec![(0, Happening::Message(doubtful()))];
    let calls = {
        let mut world = World::new(&scripted(script.clone()));
        world.run(None, StoreFate::Kept).await.calls
    };
    // The acknowledgement, then the review.
    let mut publishes = calls.iter().enumerate().filter(|(_, call)| **call == "publish");
    let (call, _) = publishes.nth(1).unwrap();
    let mut world = World::new(&scripted(script));
    let mut seen = None;
    world
        .suspend(Point { call, edge: Edge::After }, async |world: &mut World| {
            assert!(!opened(world).await.unwrap().published);
            world.send(&approved(world, "a1", "agent-1")).await;
            world.handle_due().await;
            seen = Some(of(world, "refund.review_requested").len());
        })
        .await;
    assert_eq!(seen, Some(1), "told again under the same id before it counts");
    world.rest().await;
    assert_refunded_once(&world);
}

#[tokio::test(start_paused = true)]
async fn s1_an_answer_that_comes_again_changes_nothing() {
    let mut world = World::new(&scripted(Vec::new()));
    world.send(&doubtful()).await;
    world.handle_due().await;
    let answer = approved(&world, "a1", "agent-1");
    for _ in 0..3 {
        world.send(&answer).await;
        world.handle_due().await;
    }
    world.rest().await;
    world.send(&answer).await;
    world.rest().await;
    assert_refunded_once(&world);
    assert!(of(&world, "refund.review_refused").is_empty());
}

#[tokio::test(start_paused = true)]
async fn s1_one_reviewer_in_two_spellings_is_one_and_a_filer_is_known_in_any() {
    for (filer, reviewer, reason) in
        [("AGENT-1", "Agent-1", Some("requester")), ("agent-2", "Agent-1", None)]
    {
        let mut world = World::new(&scripted(Vec::new()));
        let message = request_with("r1", |data| {
            data["reason"] = json!("other");
            data["requested_by"] = json!(filer);
        });
        world.send(&message).await;
        world.handle_due().await;
        assert_eq!(super::kinds(&world), ["refund.acknowledged", "refund.review_requested"]);
        world.send(&approved(&world, "a1", reviewer)).await;
        world.live(3600).await;
        let refused = of(&world, "refund.review_refused");
        let reasons: Vec<&Value> = refused.iter().map(|told| &told["why"]).collect();
        assert_eq!(reasons, reason.map(Value::from).iter().collect::<Vec<_>>());
        assert_eq!(world.processor.executions().len(), usize::from(reason.is_none()));
    }
}
