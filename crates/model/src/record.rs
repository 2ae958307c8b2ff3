//! What the store keeps of the payment: how far each operation has come.

use crate::pair::{Pair, Side};
use crate::row::Row;
use crate::rule::{Rule, Rules};
use crate::ticks::{
    CLOCKS_APART, EXECUTES_WITHIN, FRESH_FOR, KEY_USED_FOR, LISTED_WITHIN, WAIT, older,
};

/// From this age on all doubts are the same: whatever was called must be in the list, by any clock.
pub const DOUBT_MOST: u8 = EXECUTES_WITHIN + LISTED_WITHIN + FRESH_FOR + 2 * CLOCKS_APART;

/// From this age on all claims are the same: their window is over by any clock.
pub const CLAIM_MOST: u8 = 2 * WAIT + CLOCKS_APART;

/// From this age on a key is as good as dead, by any clock.
pub const KEY_MOST: u8 = KEY_USED_FOR + CLOCKS_APART;

/// How far one operation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Approved; nothing was sent, as far as this record knows.
    Ready,
    /// The call waits until every earlier call must be in the list.
    Claimed(Claim),
    /// It may have been sent.
    InDoubt(Doubt),
    /// The processor said no; to be confirmed.
    Refused {
        /// Ticks since.
        age: u8,
        /// What was refunded before the first call.
        baseline: u8,
        /// Whether this record knows of an earlier call.
        after_doubt: bool,
    },
    /// Taken for made.
    Made,
    /// A person has it.
    Person,
    /// Ended without a refund, and told so.
    Closed,
}

impl Step {
    /// Whether nothing more is to be done by a machine.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Made | Self::Person | Self::Closed)
    }
}

/// An announced call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Which claim: told apart from every other that is still remembered anywhere.
    pub id: u8,
    /// Ticks since it was saved.
    pub age: u8,
    /// What was refunded when the first claim was made.
    pub baseline: u8,
}

/// A call that may have been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Doubt {
    /// Ticks since the latest attempt was saved.
    pub age: u8,
    /// Ticks since the first attempt that this record knows; counted only where a key needs it.
    pub first: u8,
    /// What was refunded before the first call.
    pub baseline: u8,
    /// Whether this record knows of an earlier attempt.
    pub again: bool,
}

/// One version of the payment's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// The operations.
    pub steps: Pair<Step>,
    /// Whether the store was new when the payment was not: its marker is younger than the payment.
    pub young: Option<u8>,
    /// Whether a refund by another hand is known.
    pub hand: bool,
}

impl Record {
    /// A record of a store that has forgotten nothing.
    pub fn new(row: &Row) -> Self {
        let second = if row.is_two() { Step::Ready } else { Step::Made };
        Self { steps: Pair { first: Step::Ready, second }, young: None, hand: false }
    }

    /// What a store that was wiped says.
    pub fn forgotten(row: &Row) -> Self {
        Self { young: Some(0), ..Self::new(row) }
    }

    /// What this record knows to be refunded.
    pub fn explained(&self, row: &Row) -> u8 {
        let made = |side: &&Side| self.steps.get(**side) == Step::Made;
        let sides = Side::BOTH.iter().filter(|side| row.is_two() || **side == Side::First);
        sides.filter(made).map(|_| row.amount()).sum()
    }

    /// The same, a tick later.
    pub fn tick(&mut self, row: &Row, rules: &Rules) {
        for side in Side::BOTH {
            match self.steps.at(side) {
                Step::Claimed(claim) => claim.age = older(claim.age, CLAIM_MOST),
                Step::InDoubt(doubt) => {
                    doubt.age = older(doubt.age, row.doubt_most());
                    let is_counted = row.counts_key() && !rules.has(Rule::KeyFromDecision);
                    doubt.first = if is_counted { older(doubt.first, KEY_MOST) } else { 0 };
                }
                Step::Refused { age, .. } => *age = older(*age, row.refused_most()),
                Step::Ready | Step::Made | Step::Person | Step::Closed => {}
            }
        }
        self.young =
            self.young.map(|age| if row.counts_youth() { older(age, DOUBT_MOST) } else { 0 });
    }
}
