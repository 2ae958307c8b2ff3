//! Comparisons of one fact with numbers, as the range of numbers that they leave.

use crate::language::condition::{Condition, Int};
use crate::language::fact::Fact;
use crate::language::head::Head;
use crate::language::syntax::Comparison;
use crate::language::window::Window;

/// The whole numbers from `least` to `most`, both included; empty where `least` is above `most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) least: i64,
    pub(crate) most: i64,
}

impl Interval {
    /// The range that a condition leaves, if it is a comparison of one fact with a number.
    pub(crate) fn of(condition: &Condition) -> Option<(Fact, Self)> {
        let Condition::Ints(comparison, left, right) = condition else { return None };
        let (fact, comparison, number) = match (left, right) {
            (Int::Fact(fact), Int::Literal(number)) => (*fact, *comparison, *number),
            (Int::Literal(number), Int::Fact(fact)) => (*fact, comparison.mirrored(), *number),
            _ => return None,
        };
        let (least, most) = match comparison {
            Comparison::Equal => (number, number),
            Comparison::NotEqual => return None,
            Comparison::Less => (i64::MIN, number.checked_sub(1)?),
            Comparison::LessOrEqual => (i64::MIN, number),
            Comparison::Greater => (number.checked_add(1)?, i64::MAX),
            Comparison::GreaterOrEqual => (number, i64::MAX),
        };
        Some((fact, Self { least, most }))
    }

    /// Whether every number of this range is in the other one.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.least >= other.least && self.most <= other.most
    }

    /// Whether no number is in both.
    pub(crate) fn misses(self, other: Self) -> bool {
        self.least.max(other.least) > self.most.min(other.most)
    }

    /// The numbers between this range and one that begins above it.
    pub(crate) fn gap_to(self, above: Self) -> Option<Self> {
        let least = self.most.checked_add(1)?;
        let most = above.least.checked_sub(1)?;
        (least <= most).then_some(Self { least, most })
    }
}

impl Window {
    /// What it is a range of, and which numbers of that.
    pub(crate) fn interval(self, head: &Head) -> (String, Interval) {
        let (count, units) = self.length.ordered();
        let (least, most) =
            if self.closed { (count.saturating_add(1), i64::MAX) } else { (i64::MIN, count) };
        (format!("{units} of {}", self.anchor.name(head)), Interval { least, most })
    }
}

impl Comparison {
    /// The same comparison with its sides exchanged.
    pub(crate) fn mirrored(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}
