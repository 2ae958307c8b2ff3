//! The processor: what it has executed, what is on its way to it, and what it lets be seen.

use crate::pair::{Pair, Side};
use crate::row::{CAPTURED, Row};
use crate::sight::{Listing, Sight, Sum};
use crate::ticks::{EXECUTES_WITHIN, KEY_LIVES, LISTED_WITHIN, older};

/// How many calls can be on their way at once.
const CALLS: usize = 6;

/// A call that was written and has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// Of this operation.
    pub side: Side,
    /// Ticks since it was written.
    pub age: u8,
}

/// How a call ends at the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Executed; or executed before under the same key.
    Made,
    /// Above what is left.
    Refused,
}

/// The processor's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ledger {
    /// Ticks since each operation was executed.
    pub executed: Pair<Option<u8>>,
    /// Whether one was executed twice.
    pub twice: bool,
    /// Whether another hand has refunded all of it.
    pub hand: bool,
    /// What is on its way.
    pub calls: [Option<Call>; CALLS],
}

impl Ledger {
    /// What our operations have moved.
    pub fn moved(&self, row: &Row) -> u8 {
        let count = self.executed.values().iter().flatten().count();
        let once = u8::try_from(count).unwrap_or(u8::MAX).saturating_mul(row.amount());
        if self.twice { once + row.amount() } else { once }
    }

    /// A call is on its way. Two that nothing tells apart are one where a key makes them so.
    pub fn take(&mut self, call: Call, row: &Row) {
        if row.legs.key && self.calls.contains(&Some(call)) {
            return;
        }
        let free = self.calls.iter_mut().find(|place| place.is_none());
        *free.expect("more calls on their way than the model has places for") = Some(call);
        self.calls.sort_unstable();
    }

    /// Ends a call.
    pub fn drop_call(&mut self, call: Call) {
        if let Some(place) = self.calls.iter_mut().find(|place| **place == Some(call)) {
            *place = None;
        }
        self.calls.sort_unstable();
    }

    /// Whether its key says that this call was executed before.
    pub fn is_replayed(&self, call: Call, row: &Row) -> bool {
        row.legs.key && self.executed.get(call.side).is_some_and(|age| age < KEY_LIVES)
    }

    /// Executes a call, if key and cap let it.
    pub fn execute(&mut self, call: Call, row: &Row) -> End {
        self.drop_call(call);
        if self.is_replayed(call, row) {
            return End::Made;
        }
        let before = self.executed.get(call.side);
        let is_above = self.moved(row) + row.amount() > CAPTURED;
        if row.legs.capped && is_above {
            return End::Refused;
        }
        self.twice |= before.is_some();
        *self.executed.at(call.side) = Some(0);
        End::Made
    }

    /// Every list that may be read at this moment: what is as old as L is in it, and what
    /// is younger may be.
    pub fn listings(&self, side: Side, row: &Row) -> Vec<Listing> {
        let seen = |side: Side| match self.executed.get(side) {
            None => vec![false],
            Some(age) if age >= LISTED_WITHIN => vec![true],
            Some(_) => vec![true, false],
        };
        let mut listings = Vec::new();
        for ours in seen(side) {
            for others in seen(side.other()) {
                let count = u8::from(ours) + u8::from(others);
                let refunded = count * row.amount();
                listings.push(match row.legs.list {
                    Sight::Named => Listing::Named { shown: ours, refunded },
                    Sight::Summed => Listing::Summed(Sum { least: refunded, most: refunded }),
                    Sight::Status if refunded == 0 || refunded == CAPTURED => {
                        Listing::Summed(Sum { least: refunded, most: refunded })
                    }
                    Sight::Status => Listing::Summed(Sum { least: 0, most: CAPTURED - 1 }),
                    Sight::Blind => Listing::Nothing,
                });
            }
        }
        listings.dedup();
        listings
    }

    /// The same, a tick later: a call that was not executed in its time never is.
    pub fn tick(&mut self, row: &Row) {
        let most = if row.legs.key { KEY_LIVES } else { LISTED_WITHIN };
        for side in Side::BOTH {
            let executed = self.executed.at(side);
            *executed = executed.map(|age| older(age, most));
        }
        for place in &mut self.calls {
            *place = place
                .map(|call| Call { age: call.age + 1, ..call })
                .filter(|call| call.age <= EXECUTES_WITHIN);
        }
        self.calls.sort_unstable();
    }
}
