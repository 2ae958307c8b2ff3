//! The switch: what it stops waits as it was decided, and what it does not stop goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::switch::{Switch, SwitchPosition};
use ports::Ports;
use ports::switch::SwitchView;

use super::{DAY, assert_refunded_once, kinds, of, scripted};
use crate::processor::Fault;
use crate::scenario::{Happening, Said, Scenario, full, partial};
use crate::world::{Tamper, World};
use SwitchPosition::{Everything, Machines, Open};

/// A switch that somebody moves after it was looked at this often.
struct MovedAfter {
    looks: usize,
    to: SwitchPosition,
    seen: AtomicUsize,
    inner: Arc<dyn SwitchView>,
}

#[async_trait]
impl SwitchView for MovedAfter {
    async fn look(&self) -> Switch {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed);
        let position = if seen < self.looks { Open } else { self.to };
        self.inner.look().await.stricter(Switch { position, ..Switch::default() })
    }
}

fn moved_after(looks: usize, to: SwitchPosition) -> Tamper {
    let seen = Arc::new(AtomicUsize::new(0));
    Arc::new(move |ports: Ports| {
        // One count for all deliveries, whose workers know nothing of each other.
        let before = seen.load(Ordering::Relaxed);
        let switch = MovedAfter {
            looks: looks.saturating_sub(before),
            to,
            seen: AtomicUsize::new(0),
            inner: Arc::clone(&ports.switch),
        };
        let counted = Counted { inner: switch, all: Arc::clone(&seen) };
        Ports { switch: Arc::new(counted), ..ports }
    })
}

struct Counted {
    inner: MovedAfter,
    all: Arc<AtomicUsize>,
}

#[async_trait]
impl SwitchView for Counted {
    async fn look(&self) -> Switch {
        self.all.fetch_add(1, Ordering::Relaxed);
        self.inner.look().await
    }
}

fn approvable() -> Scenario {
    scripted(vec![(0, full("r1"))])
}

/// A refund looks four times: at the begin of its pass, before the decision, before the claim, and
/// right before the call.
#[tokio::test(start_paused = true)]
async fn s1_paused_at_any_moment_before_the_call_nothing_is_sent_until_it_is_resumed() {
    let (mut held, mut sent) = (0, 0);
    for to in [Machines, Everything] {
        for looks in 0..=4 {
            let mut world = World::with(&approvable(), moved_after(looks, to));
            world.live(2 * DAY).await;
            if looks == 4 {
                assert_eq!(world.processor.posts(), 1, "{to:?}: it was on its way");
                sent += 1;
                continue;
            }
            assert_eq!(world.processor.posts(), 0, "{to:?} after {looks}");
            // What a machine has decided before stays decided; what is decided after goes to people.
            let approved = of(&world, "refund.approved").len();
            assert_eq!(approved, usize::from(looks >= 2), "{to:?} after {looks}");
            let reviews = of(&world, "refund.review_requested").len();
            assert_eq!(reviews, usize::from(to == Machines && looks < 2), "{to:?} after {looks}");
            if reviews == 0 {
                world.fix();
                world.live(DAY).await;
                assert_eq!(world.processor.refunds()[0].amount, 4900);
                assert_refunded_once_but_for_feedback(&world);
            }
            held += 1;
        }
    }
    assert_eq!((held, sent), (8, 2));
}

/// As [`assert_refunded_once`], while the question for feedback is still to come.
fn assert_refunded_once_but_for_feedback(world: &World) {
    assert_eq!(world.processor.executions().into_values().collect::<Vec<_>>(), [1]);
    assert!(world.processor.bodies().values().all(|bodies| bodies.len() == 1), "one body");
    assert_eq!(of(world, "refund.approved").len(), 1);
    assert_eq!(of(world, "refund.succeeded").len(), 1);
    assert_eq!(world.shelved(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn s1_a_long_pause_uses_up_no_tries_and_ends_as_if_there_had_been_none() {
    let mut world = World::new(&approvable());
    world.switch.turn(Everything);
    world.live(30 * DAY).await;
    let told = kinds(&world);
    assert_eq!(told[0], "refund.acknowledged");
    assert_eq!(told[1..], ["refund.answer_delayed"; 5], "whoever waits is told so");
    assert_eq!((world.processor.posts(), world.queue.depth()), (0, 1));
    assert_eq!(world.shelved(), [""; 0]);
    world.switch.turn(Open);
    world.rest().await;
    assert_refunded_once(&world);
}

#[tokio::test(start_paused = true)]
async fn s1_what_a_machine_has_approved_before_it_was_stopped_is_not_sent_though_the_store_forgot()
{
    // Approved and told; the call was not sent, and the message waits with the decision.
    let scenario = Scenario { faults: vec![Fault::NotSent], ..approvable() };
    for (to, wiped) in
        [(Machines, false), (Machines, true), (Everything, false), (Everything, true)]
    {
        let mut world = World::new(&scenario);
        world.live(1).await;
        assert_eq!(kinds(&world), ["refund.acknowledged", "refund.approved"]);
        world.switch.turn(to);
        if wiped {
            world.store.wipe();
        }
        world.live(2 * DAY).await;
        assert_eq!(world.processor.posts(), 0, "{to:?}, wiped: {wiped}");
        assert_eq!(of(&world, "refund.review_requested").len(), 0, "it was promised");
        world.switch.turn(Open);
        world.rest().await;
        assert_refunded_once(&world);
        assert_eq!(of(&world, "refund.approved").len(), 1, "{to:?}, wiped: {wiped}");
    }
}

#[tokio::test(start_paused = true)]
async fn s1_while_machines_are_stopped_what_people_approve_is_sent() {
    let approves = Happening::Reviews("a1", "maria", Said::Approve(4900));
    let mut world = World::new(&scripted(vec![(0, full("r1")), (3600, approves)]));
    world.switch.turn(Machines);
    world.live(60).await;
    let [review] = of(&world, "refund.review_requested").try_into().unwrap();
    assert_eq!(review["decision"]["rule"], "guard.paused");
    assert_eq!(review["review"]["proposed"]["minor"], 4900);
    world.rest().await;
    assert_refunded_once(&world);
    assert_eq!(of(&world, "refund.approved")[0]["decided_by"][0], "maria");
}

#[tokio::test(start_paused = true)]
async fn s1_while_everything_is_stopped_a_reviewers_answer_waits_and_counts_afterwards() {
    let approves = Happening::Reviews("a1", "maria", Said::Approve(4900));
    let mut world = World::new(&scripted(vec![(0, full("r1")), (3600, approves)]));
    world.switch.turn(Machines);
    world.live(60).await;
    world.switch.turn(Everything);
    world.live(DAY).await;
    assert_eq!(of(&world, "refund.approved").len(), 0);
    assert_eq!((world.processor.posts(), world.queue.depth()), (0, 2));
    assert_eq!(world.shelved(), [""; 0]);
    world.switch.turn(Machines);
    world.rest().await;
    assert_refunded_once(&world);
}

#[tokio::test(start_paused = true)]
async fn s1_while_everything_is_stopped_what_processors_report_is_told_and_a_doubt_is_looked_up() {
    let scenario = Scenario {
        faults: vec![Fault::AnswerLost],
        ..scripted(vec![(0, full("r1")), (120, Happening::RefundByHand(1))])
    };
    let mut world = World::new(&scenario);
    world.live(1).await;
    assert_eq!(world.processor.posts(), 1);
    assert_eq!(of(&world, "refund.succeeded").len(), 0, "nobody knows yet");
    world.switch.turn(Everything);
    world.live(DAY).await;
    assert_eq!(world.processor.posts(), 1, "it is not sent again");
    assert_eq!(of(&world, "refund.succeeded").len(), 1, "the list has shown it");
}

#[tokio::test(start_paused = true)]
async fn s1_no_part_is_lost_or_paid_twice_by_pausing_and_resuming_again_and_again() {
    let asks = vec![(0, partial("r1", 1000)), (10, partial("r2", 700)), (400, partial("r3", 300))];
    let mut world = World::new(&scripted(asks));
    for round in 0..20 {
        world.switch.turn(if round % 2 == 0 { Everything } else { Open });
        world.live(37).await;
    }
    world.rest().await;
    let mut amounts: Vec<_> = world.processor.refunds().iter().map(|made| made.amount).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [300, 700, 1000]);
    assert!(world.processor.executions().values().all(|count| *count == 1));
}
