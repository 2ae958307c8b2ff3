//! After the store was lost, partial refunds go to a person for a while.

use crate::processor::FakeProcessor;
use crate::scenario::{Scenario, all, full, partial};
use crate::world::{StoreFate, World, start};

fn scenario(script: Vec<(i64, crate::scenario::Happening)>) -> Scenario {
    Scenario { script, ..all().swap_remove(0) }
}

fn executed(processor: &FakeProcessor) -> usize {
    processor.executions().len()
}

#[tokio::test(start_paused = true)]
async fn a_partial_refund_shortly_after_the_loss_of_the_store_goes_to_a_person() {
    // Two worlds: in one, the second request would join the open review of the first.
    for (asked_at, rule, refunds) in [(0, "guard.store_lost", 0), (700, "money-back", 1)] {
        let mut world = World::new(&scenario(vec![(asked_at, partial("r1", 100))]));
        world.settings.caution.begin(start());
        world.run(None, StoreFate::Kept).await;
        let case = world.case().await.unwrap();
        let decided = case.requests.values().next().unwrap().ruling.as_ref().unwrap();
        assert_eq!(decided.decision.by.to_string(), rule, "and not forever");
        assert_eq!(executed(&world.processor), refunds, "{rule}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_refund_needs_no_reservation_and_is_not_held_up() {
    let mut world = World::new(&scenario(vec![(0, full("r1"))]));
    world.settings.caution.begin(start());
    world.run(None, StoreFate::Kept).await;
    assert_eq!(executed(&world.processor), 1);
}
