//! What follows once nothing more goes wrong: that it ends, whichever worker is quicker.
//!
//! Clocks agree, nobody dies, nothing is lost or doubled, a call is executed in its time and its
//! answer arrives. Workers do what they can before time passes. A message comes when it is due, and
//! a webhook whenever it likes.

use crate::happening::Move;
use crate::moves::Moves;
use crate::record::Step;
use crate::row::Row;
use crate::rule::Rules;
use crate::search::Found;
use crate::ticks::EXECUTES_WITHIN;
use crate::worker::{Via, Worker};
use crate::world::World;

/// Whether every operation was made, was closed, or lies with a person.
pub fn is_over(world: &World) -> bool {
    world.store.current.steps.values().into_iter().all(Step::is_over)
}

/// What may follow.
pub fn next(world: &World, moves: &Moves<'_>) -> Vec<(Move, World)> {
    let mut next = moves.next(world);
    next.retain(|(step, _)| !step.is_wrong() && *step != Move::Follow && is_possible(*step, world));
    if next.iter().any(|(step, _)| is_due(*step, world)) {
        next.retain(|(step, _)| *step != Move::Tick);
    }
    next
}

/// A worker does not give up on a call that is on its way, and a permit is not delivered early.
fn is_possible(step: Move, world: &World) -> bool {
    if let Move::GiveUp(side) = step {
        let awaits = world.workers.values().contains(&Worker::Awaiting { side });
        return !awaits || !world.ledger.calls.iter().flatten().any(|call| call.side == side);
    }
    !matches!(step, Move::Early(_))
}

/// Whether time does not pass before this is done. Whether there is a message without a permit
/// beside one that has one, nobody knows: it may come, and is not waited for.
fn is_due(step: Move, world: &World) -> bool {
    if let Move::Take(side, Via::Bare | Via::Baseline(_)) = step {
        return world.broker.permits.get(side).iter().all(|count| *count == 0);
    }
    if let Move::Execute(side) = step {
        let mut calls = world.ledger.calls.iter().flatten();
        return calls.any(|call| call.side == side && call.age >= EXECUTES_WITHIN);
    }
    !matches!(step, Move::Tick | Move::Hear(_) | Move::HearHand)
}

/// A world from which a run does not end: it comes back to itself, or stops short.
pub fn endless(found: &Found, row: &Row, rules: &Rules) -> Option<Vec<World>> {
    let moves = Moves { row, rules, clocks_apart: 0 };
    let mut colours = vec![Colour::New; found.worlds.len()];
    for start in 0..colours.len() {
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut ahead = vec![start];
        loop {
            let Some(at) = ahead.pop() else {
                let Some((at, before)) = path.pop() else { break };
                *colours.get_mut(at)? = Colour::Ends;
                ahead = before;
                continue;
            };
            match colours.get(at).copied() {
                Some(Colour::Ends) => {}
                Some(Colour::New) => {
                    let (world, _) = found.worlds.get(at)?;
                    let next = if is_over(world) { Vec::new() } else { next(world, &moves) };
                    let worlds = next.iter().filter_map(|(_, next)| found.number(next));
                    path.push((at, std::mem::replace(&mut ahead, worlds.collect())));
                    *colours.get_mut(at)? = Colour::OnPath;
                    if ahead.is_empty() && !is_over(world) {
                        return Some(told(found, &path, at));
                    }
                }
                Some(Colour::OnPath) | None => return Some(told(found, &path, at)),
            }
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colour {
    New,
    OnPath,
    Ends,
}

/// The worlds from the one that comes back, or the last, to the end of the path.
fn told(found: &Found, path: &[(usize, Vec<usize>)], at: usize) -> Vec<World> {
    let circle = path.iter().skip_while(|(number, _)| *number != at);
    let circle = circle.filter_map(|(number, _)| found.worlds.get(*number));
    circle.map(|(world, _)| *world).collect()
}
