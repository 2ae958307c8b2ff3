//! What must hold at every moment.

use crate::pair::Side;
use crate::record::Step;
use crate::row::{CAPTURED, Row};
use crate::world::World;

/// What does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// An operation was executed twice.
    Twice,
    /// More was refunded than was captured.
    Above,
    /// A call was written on an old list, under a used permit, or without a ground.
    Unfounded,
    /// An operation was taken for made that was not.
    NotMade,
    /// An operation was executed that is told to have ended without a refund.
    Closed,
}

impl Breach {
    /// What does not hold in this world.
    pub fn of(world: &World, row: &Row) -> Option<Self> {
        let is = |side: Side, step: Step, made: bool| {
            let is_ours = row.is_two() || side == Side::First;
            let executed = world.ledger.executed.get(side).is_some();
            is_ours && world.store.current.steps.get(side) == step && executed == made
        };
        if world.ledger.twice {
            Some(Self::Twice)
        } else if world.ledger.moved(row) > CAPTURED {
            Some(Self::Above)
        } else if world.unfounded {
            Some(Self::Unfounded)
        } else if Side::BOTH.into_iter().any(|side| is(side, Step::Made, false)) {
            Some(Self::NotMade)
        } else if Side::BOTH.into_iter().any(|side| is(side, Step::Closed, true)) {
            Some(Self::Closed)
        } else {
            None
        }
    }
}
