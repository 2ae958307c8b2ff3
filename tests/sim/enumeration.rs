//! Every crash, before and after every call of every port; every pair; with the store kept, wiped
//! or rolled back; and with a second worker on the same delivery.

use crate::crashes::{Cell, judge, judge_suspended, reference};
use crate::scenario::{KEY_ONLY, NAMES_ONLY, Scenario, all, lacking, talks};
use crate::tree::{Tree, points};
use crate::world::{StoreFate, honest};
use domain::legs::Legs;

pub const FATES: [StoreFate; 3] = [StoreFate::Kept, StoreFate::Wiped, StoreFate::RolledBack];

/// Until the next worker: at once; longer than a claim; longer than a key lives.
const DOWNTIMES: [i64; 3] = [0, 31, 25 * 3600];

/// Every single crash of these scenarios; returns how many there were.
pub async fn singles(scenarios: Vec<Scenario>, downtimes: &[i64]) -> usize {
    let mut runs = 0;
    for scenario in scenarios {
        let (_, told) = reference(&scenario).await;
        for fate in FATES {
            for downtime in downtimes {
                runs += Tree::new(&scenario, &told, fate, *downtime).singles().await;
            }
        }
    }
    runs
}

#[tokio::test(start_paused = true)]
async fn a_crash_anywhere_loses_nothing_and_moves_no_money_twice() {
    // 28 scenarios, 1,752 points, 3 fates of the store, 3 downtimes. A number that is smaller means
    // that coverage was lost; one that is larger, that a step was added.
    assert_eq!(singles(all(), &DOWNTIMES).await, 15_912, "the number of runs");
}

/// Every single crash at a processor that lacks a fact, and every stand-still of a worker beside
/// another.
async fn lacking_a_fact(legs: Legs, downtimes: &[i64]) -> [usize; 2] {
    let mut suspended = 0;
    for scenario in lacking(legs) {
        let (calls, expected) = reference(&scenario).await;
        for at in points(calls) {
            for gap in [0, 31] {
                let judged = judge_suspended(&scenario, at, gap, &expected, honest()).await;
                judged.unwrap_or_else(|error| panic!("{} {at:?} {gap}: {error}", scenario.name));
                suspended += 1;
            }
        }
    }
    [singles(lacking(legs), downtimes).await, suspended]
}

#[tokio::test(start_paused = true)]
async fn without_keys_a_whole_refund_is_made_once_whatever_crashes() {
    assert_eq!(lacking_a_fact(NAMES_ONLY, &DOWNTIMES).await, [6_750, 1_500], "the number of runs");
}

#[tokio::test(start_paused = true)]
async fn without_a_list_a_refund_is_made_once_whatever_crashes() {
    // After a day the key is not relied on, which goes to a person: that is tested by itself.
    assert_eq!(lacking_a_fact(KEY_ONLY, &[0, 31]).await, [5_352, 1_784], "the number of runs");
}

/// Every pair of crashes; returns how many there were.
async fn pairs(fate: StoreFate) -> usize {
    let mut runs = 0;
    for scenario in all() {
        let (_, told) = reference(&scenario).await;
        runs += Tree::new(&scenario, &told, fate, 0).pairs().await;
    }
    runs
}

#[tokio::test(start_paused = true)]
async fn a_crash_during_the_recovery_from_a_crash_changes_nothing() {
    assert_eq!(pairs(StoreFate::Kept).await, 83_272);
}

#[tokio::test(start_paused = true)]
async fn a_crash_during_the_recovery_from_a_crash_that_lost_the_store_changes_nothing() {
    assert_eq!(pairs(StoreFate::Wiped).await, 120_024);
}

#[tokio::test(start_paused = true)]
async fn a_crash_during_the_recovery_from_a_crash_that_rolled_the_store_back_changes_nothing() {
    assert_eq!(pairs(StoreFate::RolledBack).await, 91_774);
}

#[tokio::test(start_paused = true)]
async fn a_second_worker_on_the_same_delivery_changes_nothing() {
    let mut runs = 0;
    for scenario in all() {
        let (calls, expected) = reference(&scenario).await;
        for at in points(calls) {
            for gap in [0, 11, 31, 25 * 3600] {
                let judged = judge_suspended(&scenario, at, gap, &expected, honest()).await;
                let reached = judged
                    .unwrap_or_else(|error| panic!("{} {at:?} {gap}: {error}", scenario.name));
                assert!(reached, "{} {at:?} was not reached", scenario.name);
                runs += 1;
            }
        }
    }
    assert_eq!(runs, 7_072, "the number of runs");
}

/// The conversations: a crash anywhere, with every fate of the store. Pairs of crashes are left to
/// the scenarios above, whose calls these repeat.
#[tokio::test(start_paused = true)]
async fn a_crash_in_a_conversation_loses_no_word_and_moves_no_money_twice() {
    assert_eq!(singles(talks(), &[0, 31]).await, 7_548, "the number of runs");
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
    assert_eq!(runs, 1_258, "the number of runs");
}

/// What the tree shares changes nothing: runs from the beginning are as many and as right.
#[tokio::test(start_paused = true)]
async fn the_tree_of_crashes_has_every_run_from_the_beginning() {
    let names = ["approved", "made by hand"];
    for scenario in all().into_iter().filter(|scenario| names.contains(&scenario.name)) {
        let (calls, told) = reference(&scenario).await;
        for fate in FATES {
            let mut runs = 0;
            for first in points(calls) {
                let single = Cell { first, second: None, fate, downtime: 0 };
                let after = judge(&scenario, single, &told, honest()).await.unwrap();
                for second in points(after.calls_after) {
                    let cell = Cell { second: Some(second), ..single };
                    let judged = judge(&scenario, cell, &told, honest()).await;
                    let judged = judged
                        .unwrap_or_else(|error| panic!("{} {cell:?}: {error}", scenario.name));
                    assert_eq!(judged.crashes, 2, "{} {cell:?} was not reached", scenario.name);
                    runs += 1;
                }
            }
            let shared = Tree::new(&scenario, &told, fate, 0).pairs().await;
            assert_eq!(shared, runs, "{} {fate:?}", scenario.name);
        }
    }
}
