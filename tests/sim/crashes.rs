//! Helpers of the enumeration: one run in a world of its own, judged.

use std::sync::Arc;

use worker::settle;

use crate::books::{Consumer, audit, audit_case, consume};
use crate::scenario::Scenario;
use crate::switch::{Point, Switch};
use crate::tree::verdict;
use crate::world::{StoreFate, Tamper, World};

/// The run without faults of ours: how many calls there are, and what the world is told.
pub async fn reference(scenario: &Scenario) -> (usize, Consumer) {
    let mut world = World::new(scenario);
    let run = world.run(None, StoreFate::Kept).await;
    let told = consume(&world.events());
    audit(&world, &told, true, None).unwrap_or_else(|error| panic!("{}: {error}", scenario.name));
    audit_case(&world).await.unwrap_or_else(|error| panic!("{}: {error}", scenario.name));
    assert_eq!(world.shelved(), [""; 0], "{}", scenario.name);
    (run.calls.len(), told)
}

/// One cell of the enumeration.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub first: Point,
    pub second: Option<Point>,
    pub fate: StoreFate,
    /// Seconds until the next worker takes over.
    pub downtime: i64,
}

/// What a cell came to: whether both crashes happened, and the calls after the last one.
#[derive(Debug)]
pub struct Judged {
    pub crashes: usize,
    pub calls_after: usize,
}

/// Runs one cell and judges it.
pub async fn judge(
    scenario: &Scenario,
    cell: Cell,
    told: &Consumer,
    tamper: Tamper,
) -> Result<Judged, String> {
    let mut world = World::with(scenario, tamper);
    world.downtime = cell.downtime;
    let run = world.run_twice(Some(cell.first), cell.second, cell.fate).await;
    let fate = if run.crashes == 0 { StoreFate::Kept } else { cell.fate };
    verdict(&world, scenario, fate, told).await?;
    Ok(Judged { crashes: run.crashes, calls_after: run.calls.len() })
}

/// One worker stands still at `at`; another handles everything in the meantime; `gap` seconds
/// later the first one goes on.
pub async fn judge_suspended(
    scenario: &Scenario,
    at: Point,
    gap: i64,
    told: &Consumer,
    tamper: Tamper,
) -> Result<bool, String> {
    let mut world = World::with(scenario, tamper);
    let switch = Switch::suspending_at(at);
    let first = world.worker(&switch);
    let second = world.worker(&Switch::crashing_at(None));
    let settings = Arc::clone(&world.settings);
    // The first worker takes deliveries until it stands still.
    loop {
        let Some(delivery) = world.take() else {
            if world.pass_time().await {
                continue;
            }
            return Ok(false);
        };
        let mut working = Box::pin(settle(&first, &settings, delivery));
        let stands = tokio::select! {
            biased;
            () = switch.hit() => true,
            _ = &mut working => false,
        };
        if stands {
            // The broker gives its delivery to the second worker, who does all there is to do now.
            world.queue.reopen();
            world.clock.advance(gap);
            world.processor.tick();
            while let Some(delivery) = world.take() {
                let _settlement = settle(&second, &settings, delivery).await;
            }
            switch.let_go();
            working.await;
            break;
        }
    }
    world.run(None, StoreFate::Kept).await;
    audit(&world, told, true, scenario.either)?;
    audit_case(&world).await?;
    Ok(true)
}
