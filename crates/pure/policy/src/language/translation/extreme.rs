//! The smaller or the larger of two numbers, which ours have no word for: what it is compared with is
//! compared with both.

use super::said::{Extreme, Said};
use super::sense::Sense;
use crate::language::fact::Kind;
use crate::language::syntax::Comparison;

impl Sense<'_> {
    /// What is no more than the smaller of two numbers is no more than either, and so on: compared with both
    /// of them, or with one or the other. They stand to the left of the other side, or to its right.
    pub(super) fn with_both(
        &self,
        comparison: Comparison,
        which: Extreme,
        two: [Said; 2],
        (other, are_left): (&Said, bool),
    ) -> Option<Said> {
        let below = match comparison {
            Comparison::Less | Comparison::LessOrEqual => true,
            Comparison::Greater | Comparison::GreaterOrEqual => false,
            Comparison::Equal | Comparison::NotEqual => return None,
        };
        let [one, two] = two.map(|side| {
            if !self.is_number(&side) {
                return None;
            }
            let (left, right) =
                if are_left { (side, other.clone()) } else { (other.clone(), side) };
            self.compared(comparison, left, right)
        });
        let both = (below == are_left) != (which == Extreme::Smaller);
        Some(if both { one?.and(two?) } else { one?.or(two?) })
    }

    fn is_number(&self, said: &Said) -> bool {
        match said {
            Said::Measure(_) | Said::OfTwo(..) => true,
            Said::Name(name) => self.kind(&Said::Name(self.named(name.clone()))) == Some(Kind::Int),
            other => self.kind(other) == Some(Kind::Int),
        }
    }
}
