//! What the workers have sealed: a decision that travels, and what the store keeps. Nothing is done on
//! the word of what does not fit its seal.

use std::sync::Arc;

use domain::ids::CaseId;
use policy::{Book, Policy};
use ports::message::Message;
use seal::SealingKeys;

use super::promises::waiting;
use super::{DAY, half, kinds, of, quiet};
use crate::inbound::{SECRET, request};
use crate::processor::Fault;
use crate::scenario::Scenario;
use crate::world::{SEALING_KEY, World, settings};

fn case() -> CaseId {
    CaseId::parse("stripe-eu/pi_1").unwrap()
}

/// The message of an approved request, with the decision.
async fn approved() -> Message {
    let lender = waiting().await;
    lender.clock.advance(10);
    lender.queue.take().unwrap().message
}

/// An approval is attached to another request that has the same id: it says nothing of that one.
#[tokio::test(start_paused = true)]
async fn s13_an_approval_fits_no_other_request_under_the_same_id() {
    let approved = approved().await;
    let decision = approved.decision.clone();
    assert!(decision.as_deref().is_some_and(|text| text.contains("approve")), "{decision:?}");
    let denied = [
        request("r1", "change_of_mind", None, None),
        request("r1", "change_of_mind", Some(4900), None),
        request("r1", "change_of_mind", Some(100), None),
    ];
    for message in denied {
        let mut world = World::new(&quiet());
        world.send(&Message { decision: decision.clone(), ..message }).await;
        world.rest().await;
        assert_eq!(kinds(&world), ["refund.acknowledged", "refund.denied"]);
        assert_eq!(world.processor.posts(), 0);
    }
    let mut world = World::new(&quiet());
    world.send(&approved).await;
    world.rest().await;
    assert_eq!(world.processor.posts(), 1, "its own request is refunded");
}

/// Sealed with what the ingress has, or with a key that was taken out.
#[tokio::test(start_paused = true)]
async fn s8_only_the_keys_of_the_workers_open_a_decision() {
    let approved = approved().await;
    for (keys, kept) in [
        (vec![SEALING_KEY], true),
        (vec!["the next key", SEALING_KEY], true),
        (vec!["the next key"], false),
        (vec![SECRET], false),
    ] {
        let mut world = World::new(&quiet());
        let mut rolled = Arc::into_inner(settings()).unwrap();
        rolled.sealing = SealingKeys::of(&keys).unwrap();
        world.settings = Arc::new(rolled);
        // By now the policy would not approve any more: only what was promised counts.
        world.clock.advance(40 * DAY);
        world.send(&approved).await;
        world.live(60).await;
        assert_eq!(of(&world, "refund.approved").len(), usize::from(kept), "{keys:?}");
        assert_eq!(world.processor.posts(), u32::from(kept), "{keys:?}");
    }
}

/// Every request to a person.
fn asking() -> Book {
    let text = "[clauses]\nmoney_back = \"c\"\n[default]\nreview = \"r\"\nclause = \"money_back\"";
    Book::one(Policy::parse(text).unwrap())
}

#[tokio::test(start_paused = true)]
async fn s8_a_decision_of_a_policy_that_is_not_kept_is_made_anew() {
    let approved = approved().await;
    let mut world = World::new(&quiet());
    let mut other = Arc::into_inner(settings()).unwrap();
    for account in other.accounts.values_mut() {
        account.policies = asking().into();
    }
    world.settings = Arc::new(other);
    world.send(&approved).await;
    world.live(60).await;
    assert_eq!(world.processor.posts(), 0);
    assert_eq!(of(&world, "refund.review_requested").len(), 1);
}

/// The store is written by somebody without a key: each write is seen, and nothing is sent after it.
#[tokio::test(start_paused = true)]
async fn s2_a_record_that_no_worker_has_written_is_parked_and_nothing_is_sent() {
    let edits: [(&str, &str); 4] = [
        ("4900", "9800"),
        ("\"payment_id\":\"pi_1\"", "\"payment_id\":\"pi_1\" "),
        ("in_doubt", "ready"),
        ("{", ""),
    ];
    for (text, other) in edits {
        let mut world = World::new(&Scenario { faults: vec![Fault::RateLimited], ..half() });
        world.live(0).await;
        assert_eq!(world.processor.posts(), 1);
        world.store.forge(&case(), |record| {
            assert!(record.contains(text), "{text} in {record}");
            record.replace(text, other)
        });
        world.rest().await;
        assert_eq!(world.shelved(), ["forged_record"], "{text}");
        assert_eq!(world.processor.posts(), 1, "{text}");
        assert_eq!(world.processor.refunds().len(), 0, "{text}");
    }
}
