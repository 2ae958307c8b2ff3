//! Processors that lack a fact against a second execution: what is not shown to be safe is not sent, and
//! goes to a person.

use domain::legs::{Legs, Sight};

use crate::crashes::reference;
use crate::named::{half, kinds, of};
use crate::processor::Stand;
use crate::scenario::{Happening, KEY_ONLY, NAMES_ONLY, Scenario, full, partial, scenario};
use crate::tree::points;
use crate::world::{StoreFate, World};

/// What the cases were parked for.
fn parked(world: &World) -> Vec<String> {
    let told = of(world, "case.parked");
    told.iter().map(|data| data["trouble"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_nothing_shows_to_be_safe_is_sent_by_nobody() {
    let whole = scenario("whole", vec![(0, full("r1"))]);
    let uncapped = Legs { capped: false, ..NAMES_ONLY };
    let neither = Legs { list: Sight::Blind, ..NAMES_ONLY };
    let unlisted = Legs { list: Sight::Blind, ..KEY_ONLY };
    for (legs, scenario, posts) in [
        // It is claimed.
        (NAMES_ONLY, half(), 1),
        // More than half of the payment does not fit twice.
        (NAMES_ONLY, Scenario { captured: 9799, ..half() }, 1),
        (NAMES_ONLY, whole.clone(), 1),
        (uncapped, whole.clone(), 1),
        (neither, whole, 0),
        (neither, half(), 0),
        (unlisted, half(), 0),
    ] {
        let mut world = World::new(&Scenario { legs, ..scenario });
        world.rest().await;
        assert_eq!(world.processor.posts(), posts, "{legs:?}");
        let told = if posts == 0 { vec!["unprovable"] } else { vec![] };
        assert_eq!(parked(&world), told, "{legs:?}: {:?}", kinds(&world));
    }
}

/// The room that another refund leaves when it fails lets a second call through: the cap counts what was
/// captured, and not what is left of it. So the rest is claimed.
#[tokio::test(start_paused = true)]
async fn the_rest_after_another_refund_is_no_proof() {
    let script = vec![(0, Happening::RefundByHand(3000)), (60, partial("r1", 1900))];
    let mut world = World::new(&Scenario { legs: NAMES_ONLY, ..scenario("rest", script) });
    world.live(60 + 489).await;
    assert_eq!(world.processor.posts(), 0, "it waits");
    world.rest().await;
    assert_eq!((world.processor.posts(), parked(&world).len()), (1, 0));
}

/// What was asked for longer ago than half of the key's life may have been called for, failed, and been
/// forgotten, and no list says so.
#[tokio::test(start_paused = true)]
async fn without_a_list_nothing_is_sent_when_half_of_the_keys_life_is_over() {
    for (arrives, posts) in [(11 * 3600, 1), (13 * 3600, 0)] {
        let script = vec![
            (0, Happening::StandsInSilence(Stand::Processing)),
            (1, full("r1")),
            (arrives, Happening::Stands("payment_intent.succeeded", Stand::Settled)),
        ];
        let mut world = World::new(&Scenario { legs: KEY_ONLY, ..scenario("late", script) });
        world.rest().await;
        assert_eq!(world.processor.posts(), posts, "{arrives}");
        let told = if posts == 0 { vec!["unprovable"] } else { vec![] };
        assert_eq!(parked(&world), told, "{arrives}: {:?}", kinds(&world));
    }
}

/// A day after the call the store is gone, and so is the key, and no list says anything.
#[tokio::test(start_paused = true)]
async fn without_a_list_the_cap_holds_when_all_is_forgotten() {
    let scenario = Scenario { legs: KEY_ONLY, ..scenario("whole", vec![(0, full("r1"))]) };
    let (calls, _) = reference(&scenario).await;
    for at in points(calls) {
        let mut world = World::new(&scenario);
        world.downtime = 25 * 3600;
        world.run(Some(at), StoreFate::Wiped).await;
        let executed: Vec<u32> = world.processor.executions().into_values().collect();
        assert_eq!(executed, [1], "{at:?}");
    }
}
