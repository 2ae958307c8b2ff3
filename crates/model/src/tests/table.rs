//! Every row of the table, searched to its end: what holds at every moment, that every run ends
//! once nothing more goes wrong, and how many worlds there are. A count that changes is looked at.

use crate::invariant::Breach;
use crate::moves::Moves;
use crate::quiet::endless;
use crate::row::{Refunds, Row};
use crate::rule::{Rule, Rules};
use crate::search::Found;
use crate::sight::{Legs, Sight};
use crate::world::World;

/// One refund of all, one in part, two in part: where the cap holds, and where it does not.
type Counts = [usize; 6];

fn holds(legs: &str, counts: Counts) {
    let rows = Row::all().into_iter().filter(|row| row.legs_name() == legs);
    let found: Vec<usize> = rows.map(|row| search(&row)).collect();
    assert_eq!(found, counts, "worlds of the rows of {legs}");
}

fn search(row: &Row) -> usize {
    let rules = Rules::default();
    let moves = Moves::new(row, &rules);
    let stop = |world: &World| Breach::of(world, row).is_some();
    let (found, bad) = Found::search(World::new(row, &rules), &moves, stop);
    if let Some(at) = bad {
        panic!("{row:?}:\n{}", found.story(at, &moves));
    }
    assert_eq!(endless(&found, row, &rules), None, "{row:?} does not end");
    // Not by doing nothing: money moves wherever one of the three facts is there.
    let moves_money = row.legs.key
        || row.legs.list != Sight::Blind
        || row.legs.capped && row.refunds == Refunds::Full;
    let is_moved = found.worlds.iter().any(|(world, _)| {
        let executed = world.ledger.executed;
        executed.first.is_some() && (executed.second.is_some() || !row.is_two())
    });
    assert_eq!(is_moved, moves_money, "whether {row:?} comes to be made");
    let refunds = match row.refunds {
        Refunds::Full => "one full",
        Refunds::Partial => "one partial",
        Refunds::Two => "two partials",
    };
    let capped = if row.legs.capped { "capped" } else { "not capped" };
    println!("| {} | {capped} | {refunds} | {} |", row.legs_name(), found.worlds.len());
    found.worlds.len()
}

/// Without the bound of one save, money still moves once; what else holds, see the decision record.
fn moves_once_from_any_distance(row: &Row) -> usize {
    let rules = Rules::without(&[Rule::OneBack]);
    let moves = Moves::new(row, &rules);
    let stop = |world: &World| {
        matches!(Breach::of(world, row), Some(Breach::Twice | Breach::Above | Breach::Unfounded))
    };
    let (found, bad) = Found::search(World::new(row, &rules), &moves, stop);
    if let Some(at) = bad {
        panic!("{row:?}:\n{}", found.story(at, &moves));
    }
    println!("| {}, any distance | {} |", row.legs_name(), found.worlds.len());
    found.worlds.len()
}

#[test]
fn a_store_that_goes_back_any_distance_moves_no_money_twice() {
    let row = |key, list, capped, refunds| Row::new(Legs { key, list, capped }, refunds);
    let rows = [
        row(true, Sight::Named, false, Refunds::Partial),
        row(false, Sight::Named, false, Refunds::Partial),
        row(false, Sight::Summed, false, Refunds::Partial),
        row(false, Sight::Blind, true, Refunds::Full),
    ];
    let found = rows.map(|row| moves_once_from_any_distance(&row));
    assert_eq!(found, [1_157_980, 931_626, 864_800, 687_705]);
}

#[test]
fn key_and_names() {
    holds("key and names", [188_143, 188_143, 221_042, 188_143, 188_143, 221_042]);
}

#[test]
fn key_only() {
    holds("key only", [336_348, 336_348, 727_575, 336_348, 336_348, 727_575]);
}

#[test]
fn key_only_beside_another_hand() {
    let legs = Legs { key: true, list: Sight::Blind, capped: false };
    assert_eq!(search(&Row { hand: true, ..Row::new(legs, Refunds::Full) }), 931_414);
}

#[test]
fn names_only() {
    holds("names only", [136_651, 196_488, 95_834, 196_488, 196_488, 75_575]);
}

#[test]
fn exact_sum() {
    holds("exact sum", [135_973, 192_090, 1_816_801, 192_090, 192_090, 1_246_496]);
}

#[test]
fn status_only() {
    holds("status only", [135_973, 196_115, 42_999, 192_090, 196_115, 42_999]);
}

#[test]
fn neither() {
    holds("neither", [164_284, 816, 4_725, 816, 816, 4_725]);
}
