//! What each rule and each assumption is for: without it, the shortest run to the harm.

use crate::invariant::Breach;
use crate::moves::Moves;
use crate::quiet::endless;
use crate::row::{Refunds, Row};
use crate::rule::{Rule, Rules};
use crate::search::Found;
use crate::sight::{Legs, Sight};
use crate::world::World;

fn row(key: bool, list: Sight, capped: bool, refunds: Refunds) -> Row {
    Row::new(Legs { key, list, capped }, refunds)
}

fn names() -> Row {
    row(false, Sight::Named, false, Refunds::Partial)
}

fn sums() -> Row {
    row(false, Sight::Summed, false, Refunds::Two)
}

fn key_only() -> Row {
    row(true, Sight::Blind, false, Refunds::Full)
}

/// Without these rules this comes about, in so many steps and no fewer.
fn shows(without: &[Rule], row: &Row, breach: Breach, steps: usize) {
    let rules = Rules::without(without);
    let moves = Moves::new(row, &rules);
    let stop = |world: &World| Breach::of(world, row) == Some(breach);
    let (found, bad) = Found::search(World::new(row, &rules), &moves, stop);
    let at = bad.unwrap_or_else(|| panic!("nothing shows that {without:?} is needed"));
    let story = found.story(at, &moves);
    println!("without {without:?}, {}: {breach:?}\n{story}", row.legs_name());
    assert_eq!(story.lines().count(), steps, "the shortest run without {without:?}");
}

#[test]
fn permit_ignored() {
    shows(&[Rule::Permit], &names(), Breach::Twice, 18);
}

#[test]
fn redelivery_flag_ignored() {
    shows(&[Rule::Redelivery], &names(), Breach::Twice, 19);
}

#[test]
fn window_ignored() {
    shows(&[Rule::Window, Rule::OneBack], &names(), Breach::Twice, 29);
}

#[test]
fn no_wait_before_the_call() {
    shows(&[Rule::Wait], &names(), Breach::Twice, 19);
}

#[test]
fn wait_without_t() {
    shows(&[Rule::WaitCountsFresh], &names(), Breach::Twice, 23);
}

#[test]
fn clocks_further_apart_than_the_minute() {
    shows(&[Rule::Clock], &names(), Breach::Twice, 21);
}

#[test]
fn baseline_read_again_instead_of_frozen() {
    shows(
        &[Rule::Baseline],
        &row(false, Sight::Summed, false, Refunds::Partial),
        Breach::Twice,
        27,
    );
}

#[test]
fn permit_kept_on_the_second_publish() {
    shows(&[Rule::SecondPublish], &names(), Breach::Twice, 18);
}

/// The rest may be twice the amount: then a second execution fits.
#[test]
fn cap_tested_too_loosely() {
    shows(&[Rule::Cap], &row(false, Sight::Named, true, Refunds::Partial), Breach::Twice, 11);
}

#[test]
fn blind_closed_as_overtaken() {
    shows(&[Rule::Overtaken], &Row { hand: true, ..key_only() }, Breach::Closed, 9);
}

#[test]
fn key_used_after_its_life() {
    shows(&[Rule::KeyLife], &key_only(), Breach::Twice, 16);
}

#[test]
fn list_not_fresh() {
    shows(&[Rule::Fresh], &names(), Breach::Twice, 25);
    shows(&[Rule::Fresh], &row(true, Sight::Named, false, Refunds::Full), Breach::Twice, 16);
}

#[test]
fn a6_two_losses_within_twice_the_wait() {
    shows(&[Rule::OneLoss, Rule::OneBack], &names(), Breach::Twice, 23);
}

#[test]
fn a6_that_does_not_count_the_minute() {
    shows(&[Rule::LossCountsClock, Rule::OneBack], &names(), Breach::Twice, 28);
}

#[test]
fn a7_the_broker_doubles_a_permit() {
    shows(&[Rule::OneMessage], &names(), Breach::Twice, 19);
}

#[test]
fn key_without_a_list_counted_from_the_first_attempt_that_is_remembered() {
    shows(&[Rule::KeyFromDecision], &key_only(), Breach::Twice, 21);
}

#[test]
fn settled_without_t_and_the_minute() {
    shows(&[Rule::SettleCountsFresh], &names(), Breach::Closed, 30);
    shows(
        &[Rule::SettleCountsFresh],
        &row(true, Sight::Named, false, Refunds::Full),
        Breach::Closed,
        15,
    );
}

#[test]
fn baseline_of_the_list_alone() {
    shows(&[Rule::BaselineCountsMade], &sums(), Breach::NotMade, 23);
}

#[test]
fn baseline_that_travels() {
    shows(&[Rule::BaselineStays], &sums(), Breach::NotMade, 21);
}

#[test]
fn young_store_that_does_not_wait() {
    shows(&[Rule::YoungWaits], &sums(), Breach::NotMade, 23);
}

#[test]
fn refusal_without_a_list_confirmed() {
    shows(&[Rule::RefusalAsks], &key_only(), Breach::Closed, 14);
}

#[test]
fn claim_without_a_list() {
    shows(
        &[Rule::ClaimNeedsList],
        &row(false, Sight::Blind, false, Refunds::Full),
        Breach::Twice,
        25,
    );
    let partial = row(false, Sight::Blind, false, Refunds::Partial);
    shows(&[Rule::ClaimNeedsList, Rule::OneBack], &partial, Breach::Twice, 25);
}

#[test]
fn store_that_goes_back_further_than_one_save() {
    shows(&[Rule::OneBack], &names(), Breach::Closed, 36);
}

/// Two messages of one request take the claim from each other, for ever.
#[test]
fn void_permit_that_does_not_wait_for_the_window() {
    let (row, rules) = (names(), Rules::without(&[Rule::VoidWaits]));
    let moves = Moves::new(&row, &rules);
    let stop = |world: &World| Breach::of(world, &row).is_some();
    let (found, bad) = Found::search(World::new(&row, &rules), &moves, stop);
    assert_eq!(bad, None, "it does no harm");
    assert!(endless(&found, &row, &rules).is_some(), "and ends all the same");
}
