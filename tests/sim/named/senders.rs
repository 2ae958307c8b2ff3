//! What senders may: how much machines give on their requests, and how much they may send.

use std::sync::Arc;

use domain::ids::SenderName;
use domain::money::Currency;
use domain::sender::{Amounts, Rights};
use ports::message::Message;
use ports::store::CaseStore as _;
use serde_json::json;

use super::{assert_refunded_once, of, scripted};
use crate::inbound::{REQUEST_SECRET, REVIEW_SECRET, approval, request, senders, signed};
use crate::processor::Fault;
use crate::world::{World, settings, start};

/// A world in which the rights of the help desk are as `edit` makes them.
fn world(edit: impl FnOnce(&mut Rights)) -> World {
    let mut world = World::new(&scripted(Vec::new()));
    let settings = Arc::get_mut(&mut world.settings).unwrap();
    let name = SenderName::parse("help-desk").unwrap();
    edit(&mut settings.senders.senders.get_mut(&name).unwrap().rights);
    world
}

fn usd(minor: i64) -> Amounts {
    [(Currency::parse("usd").unwrap(), minor)].into()
}

/// Asked for by the help desk, which signs.
fn asked(id: &str, minor: Option<i64>) -> Message {
    signed(request(id, "unused", minor, None), REQUEST_SECRET, start())
}

#[tokio::test(start_paused = true)]
async fn s1_machines_give_no_more_of_a_payment_than_its_sender_may_have_asked() {
    for (most, minor, given) in [
        (None, None, 4900),
        (Some(usd(4900)), None, 4900),
        (Some(usd(4899)), None, 0),
        (Some(usd(1000)), Some(1000), 1000),
        (Some(usd(1000)), Some(1001), 0),
        (Some([(Currency::parse("eur").unwrap(), 10_000)].into()), Some(1), 0),
    ] {
        let mut world = world(|rights| rights.payment_max.clone_from(&most));
        world.send(&asked("r1", minor)).await;
        world.live(3600).await;
        let refunded: i64 = world.processor.refunds().iter().map(|refund| refund.amount).sum();
        assert_eq!(refunded, given, "{most:?} {minor:?}");
        let reviews = of(&world, "refund.review_requested");
        assert_eq!(reviews.len(), usize::from(given == 0));
        if let Some(review) = reviews.first() {
            assert_eq!(review["decision"]["why"], json!("sender_amount"), "{review}");
        }
    }
}

/// However it is split: what was given before counts.
#[tokio::test(start_paused = true)]
async fn s1_parts_come_to_no_more_than_one_request() {
    let mut world = world(|rights| rights.payment_max = Some(usd(1000)));
    for number in 0..10 {
        world.send(&asked(&format!("r{number}"), Some(300))).await;
        world.live(60).await;
    }
    let refunded: i64 = world.processor.refunds().iter().map(|refund| refund.amount).sum();
    assert_eq!(refunded, 900);
}

/// The sender is taken out of the configuration while its message waits.
async fn gone(world: &mut World) {
    let mut bare = Arc::into_inner(settings()).unwrap();
    bare.senders.senders.clear();
    world.settings = Arc::new(bare);
    world.live(2 * 3600).await;
    assert_eq!(world.shelved(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn s1_for_a_sender_that_is_gone_machines_give_nothing() {
    // It waits for room, and is not decided yet.
    let mut world = world(|rights| rights.per_hour_max = Some(0));
    world.send(&asked("r1", None)).await;
    world.live(0).await;
    gone(&mut world).await;
    assert!(world.processor.executions().is_empty());
    let reviews = of(&world, "refund.review_requested");
    assert_eq!(reviews[0]["decision"]["why"], json!("sender_unknown"));
}

#[tokio::test(start_paused = true)]
async fn s1_what_was_decided_while_a_sender_was_known_is_carried_out() {
    let mut world = world(|_| {});
    world.processor.fail_next(&[Fault::RateLimited]);
    world.send(&asked("r1", None)).await;
    world.live(0).await;
    assert!(world.processor.executions().is_empty());
    gone(&mut world).await;
    world.rest().await;
    assert_refunded_once(&world);
}

/// A flood ends with a person, in two weeks.
#[tokio::test(start_paused = true)]
async fn s11_what_finds_no_room_for_two_weeks_is_kept_for_a_person() {
    let mut world = world(|rights| rights.per_day_max = Some(0));
    world.send(&asked("r1", None)).await;
    world.live(13 * 86_400).await;
    assert_eq!(world.shelved(), [""; 0]);
    world.live(3 * 86_400).await;
    assert_eq!(world.shelved(), ["over_quota"]);
}

#[tokio::test(start_paused = true)]
async fn s11_what_comes_above_the_quota_waits_and_is_not_lost() {
    for (hour, day) in [(Some(2), None), (None, Some(2))] {
        let mut world = world(|rights| (rights.per_hour_max, rights.per_day_max) = (hour, day));
        for number in 0..6 {
            world.send(&asked(&format!("r{number}"), Some(100))).await;
        }
        // Not as long as the hour of the clock.
        world.live(100).await;
        assert_eq!(of(&world, "refund.acknowledged").len(), 2, "{hour:?} {day:?}");
        // Another sender is not held up by it.
        world.send(&request("other", "unused", Some(100), None)).await;
        world.live(100).await;
        assert_eq!(of(&world, "refund.acknowledged").len(), 3);
        world.live(4 * 86_400).await;
        assert_eq!(of(&world, "refund.acknowledged").len(), 7, "{hour:?} {day:?}");
        assert_eq!(world.shelved(), [""; 0]);
    }
}

/// An approval waits for the processor while the secret that signed it is taken away, or its reviewer.
#[tokio::test(start_paused = true)]
async fn s2_an_approval_that_proves_nothing_any_more_moves_no_money() {
    for (what, stays) in
        [("all stays", true), ("secret", false), ("roster", false), ("record", false)]
    {
        let mut world = World::new(&scripted(Vec::new()));
        world.send(&request("r1", "other", None, None)).await;
        world.handle_due().await;
        let told = of(&world, "refund.review_requested");
        let binding = told[0]["review"]["binding"].as_str().unwrap().to_owned();
        world.processor.fail_next(&[Fault::RateLimited]);
        let now = ports::clock::Clock::now(world.clock.as_ref());
        world.send(&signed(approval("a1", "agent-1", &binding, now), REVIEW_SECRET, now)).await;
        world.live(0).await;
        assert!(world.processor.executions().is_empty());
        let mut changed = Arc::into_inner(settings()).unwrap();
        match what {
            "secret" => {
                changed.senders = senders(&["whsec_dGhlIG5leHQgc2VjcmV0IG9mIHRoZSByZXZpZXdlcnM="]);
            }
            "roster" => changed.senders.reviewers.clear(),
            _ => {}
        }
        world.settings = Arc::new(changed);
        if what == "record" {
            let id = world.case().await.unwrap().id;
            let (mut case, version) = world.store.load(&id).await.unwrap().unwrap();
            for known in case.reviews.values_mut() {
                known.answer.signed = None;
            }
            world.store.save(&case, version, ports::store::Keep::Forever).await.unwrap();
        }
        world.rest().await;
        if stays {
            assert_refunded_once(&world);
        } else {
            assert!(world.processor.executions().is_empty(), "{what}");
            assert!(
                world.shelved().contains(&"approval_unproven".to_owned()),
                "{what}: {:?}",
                world.shelved()
            );
        }
    }
}
