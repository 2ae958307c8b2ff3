//! The named cases of the failure matrix, and the acceptance scenarios by number.
//!
//! The enumeration knows no names: it crashes everywhere. Here each case that was ever somebody's
//! incident has a test of its own that says what must hold.

mod bad_input;
mod billing;
mod boundary;
mod broken;
mod ceilings;
mod clawback;
mod clocks;
mod dates;
mod facts;
mod failures;
mod forged;
mod in_vain;
mod journeys;
mod legs;
mod letters;
mod losses;
mod marketplaces;
mod metadata;
mod outages;
mod parts;
mod pausing;
mod promises;
mod proposals;
mod questions;
mod reads;
mod receipts;
mod relatives;
mod reviewers;
mod reviews;
mod rivals;
mod sealed;
mod seller_of_record;
mod senders;
mod settling;
mod shutdown;
mod stages;
mod subscriptions;
mod telling;
mod trials;
mod webhooks;
mod worlds;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::crashes::reference;
use crate::scenario::{Happening, Scenario, partial, scenario};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, World};

const DAY: i64 = 86_400;

/// Half of a payment is asked for: the processor's own cap would let a second refund through.
fn half() -> Scenario {
    Scenario { captured: 9800, ..scenario("half", vec![(0, partial("r1", 4900))]) }
}

fn quiet() -> Scenario {
    scenario("quiet", Vec::new())
}

fn scripted(script: Vec<(i64, Happening)>) -> Scenario {
    scenario("scripted", script)
}

/// What was told, in order, without repetitions.
fn told(world: &World) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let fresh = |event: &Value| seen.insert(event["id"].to_string());
    world.events().into_iter().filter(fresh).collect()
}

/// The type without its prefix and version.
fn kind(event: &Value) -> &str {
    let kind = event["type"].as_str().unwrap();
    kind.strip_prefix("io.refundd.").unwrap().strip_suffix(".v1").unwrap()
}

fn kinds(world: &World) -> Vec<String> {
    told(world).iter().map(|event| kind(event).to_owned()).collect()
}

/// The payloads of one kind.
fn of(world: &World, name: &str) -> Vec<Value> {
    let events = told(world).into_iter().filter(|event| kind(event) == name);
    events.map(|event| event["data"].clone()).collect()
}

/// The customer was written once that the money is on its way.
fn letters_of_success(world: &World) -> usize {
    of(world, "refund.succeeded").iter().filter(|data| data["message"].is_object()).count()
}

/// What is clawed back in all, by the newest event.
fn clawed(world: &World) -> Option<i64> {
    of(world, "commission.clawback").last().map(|data| data["clawed_total"]["minor"].as_i64())?
}

/// One refund, under one key with one body, and everybody was told once.
fn assert_refunded_once(world: &World) {
    let executions: Vec<u32> = world.processor.executions().into_values().collect();
    assert_eq!(executions, [1], "executions");
    assert!(world.processor.bodies().values().all(|bodies| bodies.len() == 1), "one body");
    assert_eq!(world.processor.refunds().len(), 1, "refunds in the books");
    assert_eq!(letters_of_success(world), 1, "letters");
    assert_eq!(of(world, "commission.clawback").len(), 1, "clawbacks");
    assert_eq!(world.queue.depth(), 0, "messages left");
    assert_eq!(world.shelved(), [""; 0], "shelves");
}

/// The first call of that name in an undisturbed run.
async fn first(scenario: &Scenario, name: &str, edge: Edge) -> Point {
    let calls = calls(scenario).await;
    let call = calls.iter().position(|call| *call == name);
    Point { call: call.unwrap_or_else(|| panic!("no {name} in {calls:?}")), edge }
}

/// The save of the claim: the last one before the first refund call.
async fn claim(scenario: &Scenario, edge: Edge) -> Point {
    let before = first(scenario, "call", edge).await.call;
    let calls = calls(scenario).await;
    let call = calls[..before].iter().rposition(|call| *call == "save").unwrap();
    Point { call, edge }
}

async fn calls(scenario: &Scenario) -> Vec<&'static str> {
    let mut world = World::new(scenario);
    world.run(None, StoreFate::Kept).await.calls
}

/// Runs a scenario in which the first worker crashes at `at`.
async fn crashed(scenario: &Scenario, at: Point, fate: StoreFate, downtime: i64) -> World {
    let mut world = World::new(scenario);
    world.downtime = downtime;
    let run = world.run(Some(at), fate).await;
    assert_eq!(run.crashes, 1, "{at:?} was not reached");
    world
}

/// Everything that a run without disturbance tells.
async fn undisturbed(scenario: &Scenario) -> BTreeSet<(String, String)> {
    reference(scenario).await.1.events
}
