//! What is told is told once, as far as that can be had: at retries, and by two workers at a time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::http::Method;
use domain::ids::AccountName;
use jiff::Timestamp;
use ports::gateway::GatewayError;
use processors::{Rejection, standard_webhooks};
use secrecy::SecretString;
use worker::Settlement;

use crate::inbound::{EVENT_SECRET, REVIEW_SECRET};
use crate::named::broken::gateway;
use crate::named::{
    DAY, assert_refunded_once, calls, first, half, kind, letters_of_success, scripted,
};
use crate::scenario::{full, partial};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, Tamper, World};

/// A processor that leaves a number of reads unanswered.
fn silent_for(reads: u32) -> Tamper {
    let left = AtomicU32::new(reads);
    gateway(move |request| {
        let taken =
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        let account = AccountName::parse("stripe-eu").unwrap();
        let silence = || GatewayError::Unknown { account, source: "time limit".into() };
        (request.method == Method::Get && taken.is_ok()).then(silence)
    })
}

/// How often each event was published, by kind; only those that were published more than once.
fn repeats(world: &World) -> BTreeMap<String, usize> {
    let mut published: BTreeMap<(String, String), usize> = BTreeMap::new();
    for event in world.events() {
        *published.entry((kind(&event).to_owned(), event["id"].to_string())).or_default() += 1;
    }
    let repeated = published.into_iter().filter(|(_, times)| *times > 1);
    repeated.map(|((kind, _), times)| (kind, times)).collect()
}

#[tokio::test(start_paused = true)]
async fn o2_while_reads_fail_a_request_is_acknowledged_once() {
    // Every pass asks for payment, refunds and disputes.
    let mut world = World::with(&half(), silent_for(3 * 12));
    world.rest().await;
    assert_eq!(repeats(&world), BTreeMap::new());
    assert_refunded_once(&world);
}

#[tokio::test(start_paused = true)]
async fn m21_whatever_ends_a_pass_what_was_told_is_saved_as_told() {
    // Forever: the message comes back every half minute.
    let mut world = World::with(&half(), silent_for(u32::MAX));
    world.live(12 * 3600).await;
    assert_eq!((world.queue.depth(), world.shelved().len()), (1, 0));
    assert_eq!(world.events().len(), 1, "{:?}", repeats(&world));
    assert_eq!(world.case().await.unwrap().told.owed, []);
}

/// The store saves while reads fail, but another worker is always faster.
#[tokio::test(start_paused = true)]
async fn m21_what_another_worker_saved_in_between_is_kept_with_it() {
    let scenario = half();
    // Both requests are asked about once in vain, so both wait for their receipt; then one more time.
    let silent = || World::with(&scenario, silent_for(3 * 3));
    let calls = silent().run(None, StoreFate::Kept).await.calls;
    let call = calls.iter().position(|call| *call == "publish").unwrap();
    let publish = Point { call, edge: Edge::After };
    let mut world = silent();
    world
        .suspend(publish, async |world| {
            let other = partial("r2", 100);
            let crate::scenario::Happening::Message(message) = other else { unreachable!() };
            world.send(&message).await;
            world.live(45).await;
        })
        .await;
    let case = world.case().await.unwrap();
    assert_eq!((case.requests.len(), case.told.owed.len()), (2, 0));
    world.rest().await;
    assert_eq!(letters_of_success(&world), 2);
}

/// Two workers and a processor whose webhook is as fast as its answer: it comes at any moment
/// between the call and the end of the delivery that made it.
#[tokio::test(start_paused = true)]
async fn o2_a_webhook_as_fast_as_the_answer_repeats_nothing() {
    let scenario = half();
    let call = first(&scenario, "call", Edge::After).await.call;
    let all = calls(&scenario).await;
    let ack = all.iter().position(|name| *name == "ack").unwrap();
    let mut tried = 0;
    for (at, name) in all.iter().enumerate().take(ack + 1).skip(call) {
        for edge in [Edge::Before, Edge::After] {
            let point = Point { call: at, edge };
            if point < (Point { call, edge: Edge::After }) {
                continue;
            }
            let mut world = World::new(&scenario);
            world
                .suspend(point, async |world| {
                    let refund = world.processor.refunds().remove(0);
                    for kind in ["refund.created", "refund.updated"] {
                        world.send(&world.webhook(kind, &world.processor.object(&refund))).await;
                    }
                    world.handle_due().await;
                })
                .await;
            world.live(DAY).await;
            assert_eq!(repeats(&world), BTreeMap::new(), "{point:?}: {name}");
            assert_eq!(letters_of_success(&world), 1, "{point:?}");
            world.rest().await;
            assert_refunded_once(&world);
            tried += 1;
        }
    }
    assert!(tried >= 9, "{tried}");
}

/// The worker whose claim it is never says anything: the webhook that left the telling to it comes
/// back and tells, in seconds.
#[tokio::test(start_paused = true)]
async fn o2_what_was_left_to_a_worker_that_died_is_told_in_seconds() {
    let scenario = scripted(vec![(0, full("r1"))]);
    let point = first(&scenario, "call", Edge::After).await;
    let mut world = World::new(&scenario);
    world
        .suspend(point, async |world| {
            let refund = world.processor.refunds().remove(0);
            world.send(&world.webhook("refund.created", &world.processor.object(&refund))).await;
            let settled = world.handle_due().await;
            assert!(
                matches!(settled[..], [Settlement::Later { trouble: false, .. }]),
                "{settled:?}"
            );
            assert_eq!(letters_of_success(world), 0, "it is left to the call");
            world.live(11).await;
            assert_eq!(letters_of_success(world), 1, "and told in any case");
            assert_eq!(world.queue.depth(), 1, "the call's own delivery");
        })
        .await;
    world.rest().await;
    assert_eq!(repeats(&world), BTreeMap::new());
    assert_refunded_once(&world);
}

/// A consumer on a shared broker can tell what is ours, whatever it is.
#[tokio::test(start_paused = true)]
async fn s16_every_event_is_signed_over_its_body_by_every_secret() {
    let mut world = World::new(&scripted(vec![(0, full("r1"))]));
    let rolled = SecretString::from("whsec_dGhlIG5leHQgc2VjcmV0IG9mIHRoZSB3b3JsZC4=");
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    settings.event_secrets.push(rolled.clone());
    world.rest().await;
    let events = world.queue.events();
    assert!(events.len() >= 3, "{}", events.len());
    for event in &events {
        let id = event.signature.iter().find(|(name, _)| name == "webhook-id");
        assert_eq!(id.map(|(_, id)| id.as_str()), Some(event.id.as_str()));
        let time = event.signature.iter().find(|(name, _)| name == "webhook-timestamp");
        let at = Timestamp::from_second(time.unwrap().1.parse().unwrap()).unwrap();
        let verify = |body: &[u8], secret: &SecretString| {
            standard_webhooks::verify(&event.signature, body, std::slice::from_ref(secret), at)
        };
        for secret in [&SecretString::from(EVENT_SECRET), &rolled] {
            assert_eq!(verify(&event.body, secret), Ok(()), "{}", event.routing_key);
            let forged = [event.body.as_slice(), b" "].concat();
            assert_eq!(verify(&forged, secret), Err(Rejection::BadSignature));
        }
        let other = SecretString::from(REVIEW_SECRET);
        assert_eq!(verify(&event.body, &other), Err(Rejection::BadSignature));
    }
}

#[tokio::test(start_paused = true)]
async fn s16_without_a_secret_events_go_out_unsigned() {
    let mut world = World::new(&scripted(vec![(0, full("r1"))]));
    Arc::get_mut(&mut world.settings).unwrap().event_secrets.clear();
    world.rest().await;
    assert!(world.queue.events().iter().all(|event| event.signature.is_empty()));
}
