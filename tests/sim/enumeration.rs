//! Every crash, before and after every call of every port; every pair; with the store kept, wiped
//! or rolled back; and with a second worker on the same delivery.

use crate::crashes::{Cell, judge, judge_suspended, reference};
use crate::scenario::{all, talks};
use crate::switch::{Edge, Point};
use crate::world::{StoreFate, honest};

const FATES: [StoreFate; 3] = [StoreFate::Kept, StoreFate::Wiped, StoreFate::RolledBack];
const EDGES: [Edge; 2] = [Edge::Before, Edge::After];

/// Until the next worker: at once; longer than a claim; longer than a key lives.
const DOWNTIMES: [i64; 3] = [0, 31, 25 * 3600];

fn points(calls: usize) -> impl Iterator<Item = Point> {
    (0..calls).flat_map(|call| EDGES.map(|edge| Point { call, edge }))
}

#[tokio::test(start_paused = true)]
async fn a_crash_anywhere_loses_nothing_and_moves_no_money_twice() {
    let mut runs = 0;
    for scenario in all() {
        let (calls, expected) = reference(&scenario).await;
        for first in points(calls) {
            for fate in FATES {
                for downtime in DOWNTIMES {
                    let cell = Cell { first, second: None, fate, downtime };
                    let judged = judge(&scenario, cell, &expected, honest()).await;
                    let judged = judged
                        .unwrap_or_else(|error| panic!("{} {cell:?}: {error}", scenario.name));
                    assert_eq!(judged.crashes, 1, "{} {cell:?} was not reached", scenario.name);
                    runs += 1;
                }
            }
        }
    }
    // 17 scenarios, 1,118 points, 3 fates of the store, 3 downtimes. A number that is smaller means
    // that coverage was lost; one that is larger, that a step was added.
    assert_eq!(runs, 10_062, "the number of runs");
}

/// Every pair of crashes; returns how many there were.
async fn pairs(fate: StoreFate) -> usize {
    let mut runs = 0;
    for scenario in all() {
        let (calls, expected) = reference(&scenario).await;
        for first in points(calls) {
            let single = Cell { first, second: None, fate, downtime: 0 };
            let after = judge(&scenario, single, &expected, honest()).await.unwrap();
            for second in points(after.calls_after) {
                let cell = Cell { second: Some(second), ..single };
                let judged = judge(&scenario, cell, &expected, honest()).await;
                let judged =
                    judged.unwrap_or_else(|error| panic!("{} {cell:?}: {error}", scenario.name));
                assert_eq!(judged.crashes, 2, "{} {cell:?} was not reached", scenario.name);
                runs += 1;
            }
        }
    }
    runs
}

#[tokio::test(start_paused = true)]
async fn a_crash_during_the_recovery_from_a_crash_changes_nothing() {
    assert_eq!(pairs(StoreFate::Kept).await, 59_270);
}

#[tokio::test(start_paused = true)]
async fn a_crash_during_the_recovery_from_a_crash_that_lost_the_store_changes_nothing() {
    assert_eq!(pairs(StoreFate::Wiped).await, 87_118);
}

#[tokio::test(start_paused = true)]
async fn a_crash_during_the_recovery_from_a_crash_that_rolled_the_store_back_changes_nothing() {
    assert_eq!(pairs(StoreFate::RolledBack).await, 64_668);
}

#[tokio::test(start_paused = true)]
async fn a_second_worker_on_the_same_delivery_changes_nothing() {
    let mut runs = 0;
    for scenario in all() {
        let (calls, expected) = reference(&scenario).await;
        for at in points(calls) {
            for gap in [0, 11, 31] {
                let judged = judge_suspended(&scenario, at, gap, &expected, honest()).await;
                let reached = judged
                    .unwrap_or_else(|error| panic!("{} {at:?} {gap}: {error}", scenario.name));
                assert!(reached, "{} {at:?} was not reached", scenario.name);
                runs += 1;
            }
        }
    }
    assert_eq!(runs, 3_354, "the number of runs");
}

/// The conversations: a crash anywhere, with every fate of the store. Pairs of crashes are left to
/// the scenarios above, whose calls these repeat.
#[tokio::test(start_paused = true)]
async fn a_crash_in_a_conversation_loses_no_word_and_moves_no_money_twice() {
    let mut runs = 0;
    for scenario in talks() {
        let (calls, expected) = reference(&scenario).await;
        for first in points(calls) {
            for fate in FATES {
                for downtime in [0, 31] {
                    let cell = Cell { first, second: None, fate, downtime };
                    let judged = judge(&scenario, cell, &expected, honest()).await;
                    let judged = judged
                        .unwrap_or_else(|error| panic!("{} {cell:?}: {error}", scenario.name));
                    assert_eq!(judged.crashes, 1, "{} {cell:?} was not reached", scenario.name);
                    runs += 1;
                }
            }
        }
    }
    assert_eq!(runs, 6_732, "the number of runs");
}

#[tokio::test(start_paused = true)]
async fn a_second_worker_in_a_conversation_changes_nothing() {
    let mut runs = 0;
    for scenario in talks() {
        let (calls, expected) = reference(&scenario).await;
        for at in points(calls) {
            let judged = judge_suspended(&scenario, at, 11, &expected, honest()).await;
            let reached =
                judged.unwrap_or_else(|error| panic!("{} {at:?}: {error}", scenario.name));
            assert!(reached, "{} {at:?} was not reached", scenario.name);
            runs += 1;
        }
    }
    assert_eq!(runs, 1_122, "the number of runs");
}
