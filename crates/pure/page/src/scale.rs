//! Where values lie in a drawing: integers in, integers out.

/// Units of a drawing's height and width; it is stretched to its place.
pub(super) const UNITS: u64 = 1000;

/// What `value` is where `max` is `whole`, rounded to the nearest; at most `whole`.
pub fn scaled(value: u64, max: u64, whole: u64) -> u64 {
    let product = u128::from(value.min(max)).saturating_mul(u128::from(whole));
    let half = u128::from(max).div_euclid(2);
    let scaled = product.saturating_add(half).checked_div(u128::from(max)).unwrap_or(0);
    u64::try_from(scaled).unwrap_or(whole)
}

/// The marks of an axis that reaches up to `max`: 0, and three to five round steps, the last of
/// which is `max` or above it.
pub(super) fn ticks(max: u64) -> Vec<u64> {
    let step = step(max);
    let mut ticks = vec![0];
    let mut last = 0_u64;
    while last < max.max(1) {
        let Some(next) = last.checked_add(step) else { break };
        ticks.push(next);
        last = next;
    }
    ticks
}

/// The smallest of 1, 2, 5, 10, 20, 50 … of which five reach `max`.
fn step(max: u64) -> u64 {
    let mut decade = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = decade.saturating_mul(factor);
            if step.saturating_mul(5) >= max {
                return step;
            }
        }
        decade = decade.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_axis_has_round_marks() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(3), [0, 1, 2, 3]);
        assert_eq!(ticks(34), [0, 10, 20, 30, 40]);
        assert_eq!(ticks(100), [0, 20, 40, 60, 80, 100]);
    }

    proptest! {
        #[test]
        fn an_axis_reaches_its_maximum_in_few_steps(max in 1..u64::MAX >> 4) {
            let ticks = ticks(max);
            prop_assert!((2..=6).contains(&ticks.len()), "{:?}", ticks);
            prop_assert!(*ticks.last().unwrap() >= max);
            prop_assert!(scaled(max, *ticks.last().unwrap(), UNITS) > UNITS / 3);
        }
    }
}
