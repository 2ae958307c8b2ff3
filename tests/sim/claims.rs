//! Refunds that have to be claimed: every crash, stand-still and pair, and workers that are wrong on
//! purpose.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::time::after;
use jiff::Timestamp;
use ports::clock::Clock;
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};
use ports::store::{CaseStore, Keep, StoreError, Version};
use ports::wake::Wake;
use ports::{BoxError, Ports};
use worker::settle;

use crate::books::{Consumer, audit};
use crate::crashes::{judge_suspended, reference};
use crate::enumeration::{FATES, singles};
use crate::scenario::{KEY_AND_NAMES, Scenario, claims};
use crate::tree::{Tree, points};
use crate::world::{Tamper, World, honest};

fn claimed(name: &str) -> Scenario {
    claims().into_iter().find(|scenario| scenario.name == name).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_part_is_claimed_and_made_once_after_its_wait() {
    let mut world = World::new(&claimed("a part"));
    world.live(489).await;
    assert_eq!(world.processor.posts(), 0, "it waits");
    world.live(2).await;
    assert_eq!(world.processor.posts(), 1);
    world.rest().await;
    assert_eq!((world.processor.posts(), world.shelved().len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_claim_is_made_and_used_once_whatever_crashes() {
    assert_eq!(singles(claims(), &[0, 31, 600, 25 * 3600]).await, 10_368, "the number of runs");
}

#[tokio::test(start_paused = true)]
async fn a_claim_is_used_once_whoever_stands_still() {
    let mut runs = 0;
    for scenario in claims() {
        let (calls, expected) = reference(&scenario).await;
        for at in points(calls) {
            for gap in [0, 31, 600, 25 * 3600] {
                let judged = judge_suspended(&scenario, at, gap, &expected, honest()).await;
                judged.unwrap_or_else(|error| panic!("{} {at:?} {gap}: {error}", scenario.name));
                runs += 1;
            }
        }
    }
    assert_eq!(runs, 3_456, "the number of runs");
}

#[tokio::test(start_paused = true)]
async fn a_second_crash_lets_no_claim_be_used_twice() {
    let mut runs = 0;
    for name in ["a part", "a part, executed four minutes later"] {
        let scenario = claimed(name);
        let (_, told) = reference(&scenario).await;
        for fate in FATES {
            runs += Tree::new(&scenario, &told, fate, 0).pairs().await;
        }
    }
    assert_eq!(runs, 17_826, "the number of runs");
}

/// Every crash of one scenario in a world that `spoil` has spoilt; the first thing that is found.
async fn first_finding(
    scenario: &Scenario,
    tamper: impl Fn() -> Tamper,
    spoil: impl Fn(&mut World),
) -> Option<String> {
    let (calls, _) = reference(scenario).await;
    for at in points(calls + 8) {
        for fate in FATES {
            for downtime in [0, 31, 600] {
                let mut world = World::with(scenario, tamper());
                spoil(&mut world);
                world.downtime = downtime;
                world.run(Some(at), fate).await;
                let nothing = Consumer { clawed: consumed(&world), ..Consumer::default() };
                if let Err(found) = audit(&world, &nothing, false, None) {
                    return Some(found);
                }
            }
        }
    }
    None
}

fn consumed(world: &World) -> std::collections::BTreeMap<String, i64> {
    crate::books::consume(&world.events()).clawed
}

fn is_caught(found: Option<&String>) -> bool {
    found.is_some_and(|it| it.contains("executed 2 times") || it.contains("on no ground"))
}

/// A worker that asks for no permit: it takes the processor for one that remembers keys.
#[tokio::test(start_paused = true)]
async fn a_permit_that_is_ignored_is_caught() {
    let mut world = World::new(&claimed("a part"));
    for account in Arc::get_mut(&mut world.settings).unwrap().accounts.values_mut() {
        account.terms.legs = KEY_AND_NAMES;
    }
    world.rest().await;
    let found = audit(&world, &Consumer::default(), false, None).err();
    assert!(is_caught(found.as_ref()), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn a_redelivery_that_is_not_told_is_caught() {
    let spoil = |world: &mut World| world.forgets_delivering = true;
    let found = first_finding(&claimed("a part"), honest, spoil).await;
    assert!(is_caught(found.as_ref()), "{found:?}");
    let right = first_finding(&claimed("a part"), honest, |_| {}).await;
    assert_eq!(right, None);
}

/// A wait that is shorter than a call and its list may take.
#[tokio::test(start_paused = true)]
async fn a_claim_that_does_not_wait_is_caught() {
    let spoil = |world: &mut World| {
        for account in Arc::get_mut(&mut world.settings).unwrap().accounts.values_mut() {
            account.terms.settle = 1;
        }
    };
    let scenario = claimed("a part, executed four minutes later");
    let found = first_finding(&scenario, honest, spoil).await;
    assert!(is_caught(found.as_ref()), "{found:?}");
    assert_eq!(first_finding(&scenario, honest, |_| {}).await, None);
}

/// A clock that is wrong by some seconds.
struct Wrong {
    right: Arc<dyn Clock>,
    by: i64,
}

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        after(self.right.now(), self.by)
    }

    fn elapsed(&self) -> Duration {
        self.right.elapsed()
    }
}

/// A store that has every worker's own time.
struct Agreeing {
    inner: Arc<dyn CaseStore>,
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl CaseStore for Agreeing {
    async fn load(
        &self,
        id: &domain::ids::CaseId,
    ) -> Result<Option<(case::state::Case, Version)>, StoreError> {
        self.inner.load(id).await
    }

    async fn save(
        &self,
        case: &case::state::Case,
        expected: Version,
        keep: Keep,
    ) -> Result<Version, StoreError> {
        self.inner.save(case, expected, keep).await
    }

    async fn now(&self) -> Result<Timestamp, BoxError> {
        Ok(self.clock.now())
    }

    async fn probe(&self) -> Result<(), BoxError> {
        self.inner.probe().await
    }
}

/// A worker whose clock is behind by less than the wait, and that may take its own time for the store's.
fn behind(ports: Ports, agrees: bool) -> Ports {
    let clock = Arc::new(Wrong { right: Arc::clone(&ports.clock), by: -480 }) as Arc<dyn Clock>;
    let agreeing = Agreeing { inner: Arc::clone(&ports.store), clock: Arc::clone(&clock) };
    let store = if agrees { Arc::new(agreeing) } else { Arc::clone(&ports.store) };
    Ports { clock, store, ..ports }
}

/// The store has forgotten a call that is executed later. A worker whose clock is behind claims, and one
/// whose clock is right thinks that it was long ago.
#[tokio::test(start_paused = true)]
async fn clocks_that_are_not_compared_are_caught() {
    for (agrees, executed) in [(true, 2), (false, 1)] {
        let mut world = World::new(&claimed("a part, executed four minutes later"));
        world.live(491).await;
        assert_eq!(world.processor.posts(), 1);
        world.store.wipe();
        Wake::wake(&*world.queue, &|_| true).await.unwrap();
        let wrong = behind(world.ports.clone(), agrees);
        while let Some(delivery) = world.take() {
            settle(&wrong, &world.settings, delivery).await;
        }
        world.clock.advance(15);
        Wake::wake(&*world.queue, &|_| true).await.unwrap();
        world.rest().await;
        let found: Vec<u32> = world.processor.executions().into_values().collect();
        assert_eq!(found, [executed], "{agrees}");
    }
}

/// How far the deferral has come whose confirm is lost.
#[derive(Clone, PartialEq)]
enum Lost {
    Nothing,
    /// It was made, with this permit.
    Once(String),
    Again,
}

/// The first deferral with a permit is made, and its confirm is lost.
struct Unconfirmed {
    inner: Arc<dyn Outbox>,
    lost: Arc<Mutex<Lost>>,
    /// Whether the permit is kept on the next publish.
    keeps: bool,
}

#[async_trait]
impl Outbox for Unconfirmed {
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        self.inner.publish(events).await
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.inner.accept(message).await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        let mut message = message.clone();
        let was = self.lost.lock().unwrap().clone();
        match (was, message.permit.clone()) {
            (Lost::Nothing, Some(permit)) => {
                *self.lost.lock().unwrap() = Lost::Once(permit);
                self.inner.defer(&message, seconds).await?;
                let what = "a message".to_owned();
                return Err(PublishError { what, in_vain: false, source: "no confirm".into() });
            }
            (Lost::Once(permit), None) => {
                *self.lost.lock().unwrap() = Lost::Again;
                message.permit = Some(permit).filter(|_| self.keeps);
            }
            (Lost::Nothing | Lost::Once(_) | Lost::Again, _) => {}
        }
        self.inner.defer(&message, seconds).await
    }

    async fn shelve(&self, m: &Message, place: Shelf, reason: &str) -> Result<(), PublishError> {
        self.inner.shelve(m, place, reason).await
    }

    fn is_ready(&self) -> bool {
        true
    }
}

fn unconfirmed(keeps: bool) -> Tamper {
    let lost = Arc::new(Mutex::new(Lost::Nothing));
    Arc::new(move |ports: Ports| {
        let (inner, lost) = (Arc::clone(&ports.outbox), Arc::clone(&lost));
        Ports { outbox: Arc::new(Unconfirmed { inner, lost, keeps }), ..ports }
    })
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_is_kept_on_the_second_publish_is_caught() {
    let found = first_finding(&claimed("a part"), || unconfirmed(true), |_| {}).await;
    assert!(is_caught(found.as_ref()), "{found:?}");
    assert_eq!(first_finding(&claimed("a part"), || unconfirmed(false), |_| {}).await, None);
}
