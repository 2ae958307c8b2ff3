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

/// Durations that are nearly the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Class {
    count: u64,
    sum: u128,
}

/// A distribution of durations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations {
    classes: BTreeMap<u32, Class>,
    steps: [u64; STEPS.len()],
    count: u64,
    longest: u64,
}

impl Durations {
    /// Counts one duration. A negative one, from clocks that differ, is none at all.
    pub fn add(&mut self, seconds: i64) {
        let seconds = u64::try_from(seconds).unwrap_or(0);
        let class = self.classes.entry(class_of(seconds)).or_default();
        class.count = class.count.saturating_add(1);
        class.sum = class.sum.saturating_add(u128::from(seconds));
        let step = STEPS.iter().position(|(below, _)| seconds < *below);
        if let Some(step) = self.steps.get_mut(step.unwrap_or(STEPS.len().saturating_sub(1))) {
            *step = step.saturating_add(1);
        }
        self.count = self.count.saturating_add(1);
        self.longest = self.longest.max(seconds);
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many fall into each of [`STEPS`].
    pub fn steps(&self) -> [u64; STEPS.len()] {
        self.steps
    }

    /// The same with their names, from the first into which something falls to the last.
    pub fn filled(&self) -> Vec<(&'static str, u64)> {
        let mut steps: Vec<_> = STEPS.iter().map(|(_, name)| *name).zip(self.steps).collect();
        while steps.pop_if(|(_, count)| *count == 0).is_some() {}
        steps.into_iter().skip_while(|(_, count)| *count == 0).collect()
    }

    /// The longest, seconds, exactly; `None` where there are none.
    pub fn longest(&self) -> Option<u64> {
        (self.count > 0).then_some(self.longest)
    }

    /// The median, seconds: the mean of its class, and so at most 1.6 % too small or too great.
    pub fn median(&self) -> Option<u64> {
        self.reached_by(50)
    }

    /// What nine of ten took at most, seconds, as exactly.
    pub fn ninth_tenth(&self) -> Option<u64> {
        self.reached_by(90)
    }

    /// The least duration that `percent` of all do not exceed.
    fn reached_by(&self, percent: u64) -> Option<u64> {
        let rank = self.count.saturating_mul(percent).div_ceil(100).max(1);
        let mut counted = 0_u64;
        let reaches = |class: &&Class| {
            counted = counted.saturating_add(class.count);
            counted >= rank
        };
        self.classes.values().find(reaches).and_then(Class::mean)
    }
}

impl Class {
    fn mean(&self) -> Option<u64> {
        let mean = self.sum.checked_div(u128::from(self.count))?;
        u64::try_from(mean).ok()
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

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test checks classes by their edges")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn least_of(class: u32) -> u64 {
        if u64::from(class) < EXACT {
            return u64::from(class);
        }
        let doublings = class.div_euclid(CLASSES_PER_DOUBLING).saturating_sub(1);
        let within = class.rem_euclid(CLASSES_PER_DOUBLING).saturating_add(CLASSES_PER_DOUBLING);
        u64::from(within).checked_shl(doublings).unwrap_or(u64::MAX)
    }

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
        let weeks = of([604_700, 604_800, 604_900]);
        assert_eq!(weeks.median(), Some(604_800), "a class shows its mean, not its edge");
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
    }
}
