//! Payments from their first day to settlement, with a request, a refund by hand and a dispute in
//! between, in every order of events: M1, M2, M3.

use crate::named::{DAY, clawed, scripted};
use crate::processor::Stand::{Authorised, Canceled, Captured, Failed, Processing, Settled};
use crate::scenario::Happening::{self, Dispute, RefundByHand, Stands};
use crate::scenario::{Scenario, full};
use crate::world::World;

const EARNED: i64 = 980;

/// How a payment begins, and the steps that it goes on by.
struct Journey {
    authorised: i64,
    begins: Happening,
    steps: Vec<Happening>,
    /// What was taken in the end; nothing where it came to nothing.
    taken: i64,
    /// Whether a bank can dispute it.
    disputed: bool,
}

fn journeys() -> [Journey; 4] {
    let succeeded = |stand| Stands("payment_intent.succeeded", stand);
    [
        Journey {
            authorised: 4900,
            begins: Happening::StandsInSilence(Processing),
            steps: vec![succeeded(Settled)],
            taken: 4900,
            disputed: true,
        },
        Journey {
            authorised: 4900,
            begins: Happening::StandsInSilence(Processing),
            steps: vec![Stands("payment_intent.payment_failed", Failed)],
            taken: 0,
            disputed: false,
        },
        Journey {
            authorised: 20_675,
            begins: Happening::StandsInSilence(Authorised(0)),
            steps: vec![
                Stands("payment_intent.amount_capturable_updated", Authorised(10_000)),
                succeeded(Captured(20_300)),
            ],
            taken: 20_300,
            disputed: true,
        },
        Journey {
            authorised: 20_675,
            begins: Happening::StandsInSilence(Authorised(0)),
            steps: vec![Stands("payment_intent.canceled", Canceled)],
            taken: 0,
            disputed: false,
        },
    ]
}

/// Every way to put two sequences into one, each in its own order.
fn merged(one: &[Happening], other: &[Happening]) -> Vec<Vec<Happening>> {
    let (Some((first, rest)), Some((next, others))) = (one.split_first(), other.split_first())
    else {
        return vec![[one, other].concat()];
    };
    let led = |by: &Happening, tails: Vec<Vec<Happening>>| {
        let by = by.clone();
        tails.into_iter().map(move |tail| [vec![by.clone()], tail].concat())
    };
    let with_first = led(first, merged(rest, other));
    with_first.chain(led(next, merged(one, others))).collect()
}

/// Every order of what happens to it.
fn orders(journey: &Journey) -> Vec<Vec<Happening>> {
    let dispute = vec![
        Dispute("charge.dispute.created", "needs_response", &[-4900]),
        Dispute("charge.dispute.closed", "lost", &[-4900]),
    ];
    let mut all = vec![journey.steps.clone()];
    let mut lines = vec![vec![full("r1")], vec![RefundByHand(490)]];
    lines.extend(journey.disputed.then_some(dispute));
    for line in lines {
        all = all.iter().flat_map(|known| merged(known, &line)).collect();
    }
    all
}

/// What is gone, as the processor's books have it.
fn gone(world: &World, disputed: bool) -> i64 {
    let refunds = world.processor.refunds();
    let made = refunds.iter().filter(|refund| refund.status == "succeeded");
    // A release stands among the refunds, and is none.
    let sum: i64 = made.map(|refund| refund.amount).sum();
    sum - world.processor.released() + if disputed { 4900 } else { 0 }
}

fn target(gone: i64, taken: i64) -> i64 {
    if gone >= taken { EARNED } else { (2 * EARNED * gone + taken) / (2 * taken) }
}

#[tokio::test(start_paused = true)]
async fn m1_m2_m3_every_order_of_events_ends_in_the_books_of_the_processor() {
    let mut played = 0;
    for journey in journeys() {
        for order in orders(&journey) {
            let told = format!("{order:?}");
            let mut script = vec![(0, journey.begins.clone())];
            script.extend((1..).map(|day| day * DAY).zip(order));
            let scenario = scripted(script);
            let (captured, commission) = (journey.authorised, Some(EARNED));
            let mut world = World::new(&Scenario { captured, commission, ..scenario });
            world.rest().await;

            let executed = world.processor.executions();
            assert!(executed.values().all(|times| *times == 1), "{executed:?} {told}");
            let bodies = world.processor.bodies();
            assert!(bodies.values().all(|bodies| bodies.len() == 1), "{told}");
            let refunded = gone(&world, false);
            assert!(refunded <= journey.taken, "{refunded} of {}: {told}", journey.taken);
            let shelved = world.shelved();
            let lost = shelved.iter().find(|why| why.contains("not_understood"));
            assert_eq!(lost, None, "{told}");
            let gone = gone(&world, journey.disputed);
            let expected = target(gone, journey.taken);
            assert_eq!(clawed(&world).unwrap_or_default(), expected, "{gone} gone: {told}");
            assert_eq!(world.queue.depth(), 0, "{told}");
            played += 1;
        }
    }
    // One step: 5!/2! orders with a dispute, 3! without; two steps: 6!/(2! 2!).
    assert_eq!(played, 60 + 6 + 180 + 6);
}
