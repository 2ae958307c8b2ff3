//! The tree of crashes: runs share what they have in common.
//!
//! A run with a crash is the run without it up to the delivery in which the worker crashes. So the
//! world is forked there instead of being begun again; and two worlds that are alike after a crash
//! are one from then on. That this tells the same as runs from the beginning is a test in
//! `enumeration`.

use std::collections::{HashMap, HashSet};

use crate::books::{Consumer, audit, audit_case, consume};
use crate::scenario::Scenario;
use crate::switch::{Edge, Point, Switch};
use crate::world::{Print, StoreFate, World};

/// Before and after each of `calls` calls.
pub fn points(calls: usize) -> impl Iterator<Item = Point> {
    (0..calls).flat_map(|call| [Edge::Before, Edge::After].map(|edge| Point { call, edge }))
}

/// The crashes of one scenario that leave the store alike.
pub struct Tree<'a> {
    pub scenario: &'a Scenario,
    /// What the world is told without a crash.
    pub told: &'a Consumer,
    pub fate: StoreFate,
    /// Seconds until the next worker takes over.
    pub downtime: i64,
    right: HashSet<Print>,
}

/// The world before a delivery, and how many calls the delivery makes.
struct Stage {
    world: World,
    calls: usize,
}

impl<'a> Tree<'a> {
    pub fn new(scenario: &'a Scenario, told: &'a Consumer, fate: StoreFate, downtime: i64) -> Self {
        Self { scenario, told, fate, downtime, right: HashSet::new() }
    }

    /// Judges every run with one crash; returns how many there are.
    pub async fn singles(&mut self) -> usize {
        let mut runs = 0;
        for stage in stages(self.root()).await {
            for at in points(stage.calls) {
                let world = self.crash(&stage, at).await;
                self.judge(world, &[at]).await;
                runs += 1;
            }
        }
        runs
    }

    /// Judges every run with a crash and another one after it; returns how many there are.
    pub async fn pairs(&mut self) -> usize {
        let mut runs = 0;
        let mut known = HashMap::new();
        for stage in stages(self.root()).await {
            for first in points(stage.calls) {
                let world = self.crash(&stage, first).await;
                let print = world.print();
                let after = match known.get(&print) {
                    Some(after) => *after,
                    None => self.again(world, first).await,
                };
                known.insert(print, after);
                runs += after;
            }
        }
        runs
    }

    /// Judges every further crash in a world in which a worker has crashed.
    async fn again(&mut self, world: World, first: Point) -> usize {
        let mut runs = 0;
        for stage in stages(world).await {
            for second in points(stage.calls) {
                let world = self.crash(&stage, second).await;
                self.judge(world, &[first, second]).await;
                runs += 1;
            }
        }
        runs
    }

    fn root(&self) -> World {
        let mut world = World::new(self.scenario);
        world.downtime = self.downtime;
        world
    }

    /// The world after a crash in the delivery of a stage.
    async fn crash(&self, stage: &Stage, at: Point) -> World {
        let world = stage.world.fork();
        let crashed = world.deliver(&Switch::crashing_at(Some(at)), self.fate).await;
        assert_eq!(crashed, Some(true), "{} {at:?} was not reached", self.scenario.name);
        world
    }

    /// Lets a world come to rest after its last crash, and judges it. `path` is where the crashes
    /// were, each within its delivery.
    async fn judge(&mut self, mut world: World, path: &[Point]) {
        if !self.right.insert(world.print()) {
            return;
        }
        world.rest().await;
        let Self { scenario, fate, downtime, .. } = self;
        verdict(&world, scenario, *fate, self.told).await.unwrap_or_else(|error| {
            panic!("{} {path:?} {fate:?} {downtime}: {error}", scenario.name)
        });
    }
}

/// Whether a world in which a worker crashed came out right.
pub async fn verdict(
    world: &World,
    scenario: &Scenario,
    fate: StoreFate,
    told: &Consumer,
) -> Result<(), String> {
    let lossless = fate == StoreFate::Kept;
    if !lossless && !scenario.survives_loss {
        // What only a message knew is gone; money must be right all the same.
        let nothing = Consumer { clawed: consume(&world.events()).clawed, ..Consumer::default() };
        return audit(world, &nothing, false, None);
    }
    audit(world, told, lossless, scenario.either)?;
    audit_case(world).await
}

/// Lets a world come to rest, and keeps what it was before each delivery.
async fn stages(mut world: World) -> Vec<Stage> {
    let mut stages = Vec::new();
    loop {
        let before = world.fork();
        let switch = Switch::crashing_at(None);
        match world.deliver(&switch, StoreFate::Kept).await {
            Some(_) => stages.push(Stage { world: before, calls: switch.count() }),
            None if world.pass_time().await => {}
            None => return stages,
        }
    }
}
