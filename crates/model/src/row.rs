//! The rows of the table: what a processor offers, and what is to be refunded there.

use crate::record::DOUBT_MOST;
use crate::sight::{Legs, Sight};

/// What is captured of the payment.
pub const CAPTURED: u8 = 2;

/// What is to be refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refunds {
    /// All of it, at once.
    Full,
    /// Half of it. Twice the half is the whole: the least amount that the cap does not prove.
    Partial,
    /// One half and the other, under two approvals.
    Two,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Row {
    /// What the processor offers.
    pub legs: Legs,
    /// What is to be refunded.
    pub refunds: Refunds,
    /// Whether another hand may refund all of it, once, at any time.
    pub hand: bool,
}

impl Row {
    /// Every row of the table, in its order.
    pub fn all() -> Vec<Self> {
        let legs = [
            (true, Sight::Named),
            (true, Sight::Blind),
            (false, Sight::Named),
            (false, Sight::Summed),
            (false, Sight::Status),
            (false, Sight::Blind),
        ];
        let mut rows = Vec::new();
        for (key, list) in legs {
            for capped in [true, false] {
                for refunds in [Refunds::Full, Refunds::Partial, Refunds::Two] {
                    rows.push(Self::new(Legs { key, list, capped }, refunds));
                }
            }
        }
        rows
    }

    /// A row without another hand.
    pub fn new(legs: Legs, refunds: Refunds) -> Self {
        Self { legs, refunds, hand: false }
    }

    /// How its legs are called.
    pub fn legs_name(&self) -> &'static str {
        match (self.legs.key, self.legs.list) {
            (true, Sight::Named) => "key and names",
            (true, Sight::Blind) => "key only",
            (true, Sight::Summed | Sight::Status) => "key and sum",
            (false, Sight::Named) => "names only",
            (false, Sight::Summed) => "exact sum",
            (false, Sight::Status) => "status only",
            (false, Sight::Blind) => "neither",
        }
    }

    /// Whether there are two operations.
    pub fn is_two(&self) -> bool {
        self.refunds == Refunds::Two
    }

    /// What each operation gives back.
    pub fn amount(&self) -> u8 {
        match self.refunds {
            Refunds::Full => CAPTURED,
            Refunds::Partial | Refunds::Two => CAPTURED / 2,
        }
    }

    /// Whether the time since a decision or a first call matters: a key that no list stands behind.
    pub fn counts_key(&self) -> bool {
        self.legs.key && self.legs.list == Sight::Blind
    }

    /// Whether the store loses its memory once only: a bound, where names tell the two operations
    /// apart, so that all they share is the record; and for a status, which shows less than the sum.
    pub fn is_one_loss(&self) -> bool {
        self.is_two() && (self.legs.key || matches!(self.legs.list, Sight::Named | Sight::Status))
    }

    /// Whether one worker works at a time: a bound, where each of the two operations has a key of
    /// its own. It may still die at any step and leave its call on the way.
    pub fn is_one_worker(&self) -> bool {
        self.is_two() && self.legs.key
    }

    /// Whether it matters since when the store is new: a list may not show yet what was forgotten.
    pub fn counts_youth(&self) -> bool {
        !self.legs.key && matches!(self.legs.list, Sight::Summed | Sight::Status)
    }

    /// From which age on all doubts are the same. A key is tried again at any age.
    pub fn doubt_most(&self) -> u8 {
        if self.legs.key { 0 } else { DOUBT_MOST }
    }

    /// From which age on all refusals are the same. What has no list has nothing to wait for.
    pub fn refused_most(&self) -> u8 {
        if self.legs.list == Sight::Blind { 0 } else { DOUBT_MOST }
    }
}
