//! How long something took, counted so that a million of them take no more room than a thousand.

use std::collections::BTreeMap;

/// A step of the coarse distribution that a plot shows: below how many seconds it lies, and how it
/// is called. The last one has no end.
pub const STEPS: [(u64, &str); 9] = [
    (60, "under 1 min"),
    (600, "1 to 10 min"),
    (3600, "10 min to 1 h"),
    (4 * 3600, "1 to 4 h"),
    (86_400, "4 to 24 h"),
    (3 * 86_400, "1 to 3 days"),
    (7 * 86_400, "3 to 7 days"),
    (14 * 86_400, "7 to 14 days"),
    (u64::MAX, "14 days or more"),
];

/// Below this many seconds each has a class of its own; above, there are 64 classes to each
/// doubling, so that a class is at most 1.6 % wide.
const EXACT: u64 = 128;
const CLASSES_PER_DOUBLING: u32 = 64;

/// A distribution of durations. Two of them can be added, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations {
    classes: BTreeMap<u32, u64>,
    steps: [u64; STEPS.len()],
    count: u64,
    longest: u64,
}

impl Durations {
    /// Counts one duration. A negative one, from clocks that differ, is none at all.
    pub fn add(&mut self, seconds: i64) {
        let seconds = u64::try_from(seconds).unwrap_or(0);
        let class = self.classes.entry(class_of(seconds)).or_default();
        *class = class.saturating_add(1);
        let step = STEPS.iter().position(|(below, _)| seconds < *below);
        if let Some(step) = self.steps.get_mut(step.unwrap_or(STEPS.len().saturating_sub(1))) {
            *step = step.saturating_add(1);
        }
        self.count = self.count.saturating_add(1);
        self.longest = self.longest.max(seconds);
    }

    /// Counts all of another distribution as well.
    pub fn absorb(&mut self, other: &Self) {
        for (class, count) in &other.classes {
            let known = self.classes.entry(*class).or_default();
            *known = known.saturating_add(*count);
        }
        for (step, count) in self.steps.iter_mut().zip(other.steps) {
            *step = step.saturating_add(count);
        }
        self.count = self.count.saturating_add(other.count);
        self.longest = self.longest.max(other.longest);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many fall into each of [`STEPS`].
    pub fn steps(&self) -> [u64; STEPS.len()] {
        self.steps
    }

    /// The longest, seconds, exactly; `None` where there are none.
    pub fn longest(&self) -> Option<u64> {
        (self.count > 0).then_some(self.longest)
    }

    /// The median, seconds, at most 1.6 % too small.
    pub fn median(&self) -> Option<u64> {
        self.reached_by(50)
    }

    /// What nine of ten took at most, seconds, at most 1.6 % too small.
    pub fn ninth_tenth(&self) -> Option<u64> {
        self.reached_by(90)
    }

    /// The least duration that `percent` of all do not exceed.
    fn reached_by(&self, percent: u64) -> Option<u64> {
        let rank = self.count.saturating_mul(percent).div_ceil(100).max(1);
        let mut counted = 0_u64;
        for (class, count) in &self.classes {
            counted = counted.saturating_add(*count);
            if counted >= rank {
                return Some(least_of(*class));
            }
        }
        None
    }
}

fn class_of(seconds: u64) -> u32 {
    let doublings = seconds.max(EXACT).ilog2().saturating_sub(CLASSES_PER_DOUBLING.ilog2());
    if seconds < EXACT {
        return u32::try_from(seconds).unwrap_or(u32::MAX);
    }
    let within = u32::try_from(seconds >> doublings).unwrap_or(u32::MAX);
    doublings.saturating_mul(CLASSES_PER_DOUBLING).saturating_add(within)
}

fn least_of(class: u32) -> u64 {
    if u64::from(class) < EXACT {
        return u64::from(class);
    }
    let doublings = class.div_euclid(CLASSES_PER_DOUBLING).saturating_sub(1);
    let within = class.rem_euclid(CLASSES_PER_DOUBLING).saturating_add(CLASSES_PER_DOUBLING);
    u64::from(within).checked_shl(doublings).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(seconds: impl IntoIterator<Item = i64>) -> Durations {
        let mut durations = Durations::default();
        seconds.into_iter().for_each(|seconds| durations.add(seconds));
        durations
    }

    #[test]
    fn median_and_ninth_tenth_are_those_of_a_sorted_list() {
        let durations = of(1..=100);
        assert_eq!((durations.median(), durations.ninth_tenth()), (Some(50), Some(90)));
        assert_eq!((durations.longest(), durations.count()), (Some(100), 100));
        assert_eq!(of([7]).median(), Some(7));
        assert_eq!(of([-5]).median(), Some(0), "clocks differ");
        let none = Durations::default();
        assert_eq!((none.median(), none.longest()), (None, None));
    }

    #[test]
    fn every_step_has_its_place() {
        let edges: Vec<i64> =
            STEPS.iter().filter_map(|(below, _)| i64::try_from(*below).ok()).collect();
        assert_eq!(edges.len(), 8);
        let durations = of(edges.iter().flat_map(|edge| [edge - 1, *edge]));
        assert_eq!(durations.steps(), [1, 2, 2, 2, 2, 2, 2, 2, 1]);
    }

    proptest! {
        #[test]
        fn a_class_is_narrow_and_begins_where_the_one_before_ends(seconds in 0..u64::MAX >> 1) {
            let class = class_of(seconds);
            let least = least_of(class);
            prop_assert!(least <= seconds && seconds - least <= seconds / 64);
            prop_assert!(least_of(class + 1) > seconds);
            prop_assert_eq!(class_of(least), class);
        }

        #[test]
        fn adding_in_parts_is_adding_at_once(
            left in prop::collection::vec(-10_i64..10_000_000, 0..50),
            right in prop::collection::vec(-10_i64..10_000_000, 0..50),
        ) {
            let mut parts = of(left.clone());
            parts.absorb(&of(right.clone()));
            prop_assert_eq!(parts, of(right.into_iter().chain(left)));
        }
    }
}
