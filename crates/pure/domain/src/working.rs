//! A calculation worked out once more, step by step. What is told to a customer comes to the amount that
//! they are told, or is not told.

use super::calculation::{Calculation, Step};

/// A step that was worked out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// The step.
    pub step: Step,
    /// Whether the amount was another one before it; of the beginning, always.
    pub changed: bool,
}

impl Calculation {
    /// Its steps, worked out again; `None` where there are none, where they do not follow from each
    /// other, or where they do not come to `minor`.
    pub fn worked_out(&self, minor: i64) -> Option<Vec<Worked>> {
        let (first, rest) = self.0.split_first()?;
        let mut amount = begins(*first)?;
        let mut worked = vec![Worked { step: *first, changed: true }];
        for step in rest {
            let next = amount.after(*step)?;
            worked.push(Worked { step: *step, changed: next != amount });
            amount = next;
        }
        (amount == Amount::of(minor)).then_some(worked)
    }
}

/// Where a calculation begins; `None` for a step that comes later.
fn begins(step: Step) -> Option<Amount> {
    match step {
        Step::Captured { minor } | Step::Lines { minor } | Step::Fixed { minor } => {
            (minor > 0).then(|| Amount::of(minor))
        }
        Step::Share { .. }
        | Step::Time { .. }
        | Step::Days { .. }
        | Step::Months { .. }
        | Step::Use { .. }
        | Step::ProcessorFee { .. }
        | Step::Kept { .. }
        | Step::Rounded { .. }
        | Step::RoundedUp { .. }
        | Step::RoundedDown { .. }
        | Step::Floor { .. }
        | Step::Cap { .. }
        | Step::Given { .. }
        | Step::Asked { .. }
        | Step::Left { .. }
        | Step::Cut { .. } => None,
    }
}

/// An amount that is not rounded yet: `top / bottom` minor units, in lowest terms, `bottom` above
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Amount {
    top: i128,
    bottom: i128,
}

impl Amount {
    fn of(minor: i64) -> Self {
        Self { top: i128::from(minor), bottom: 1 }
    }

    /// `None` for a step that cannot follow: another beginning, or a bound that bounds nothing.
    fn after(self, step: Step) -> Option<Self> {
        match step {
            Step::Captured { .. } | Step::Lines { .. } | Step::Fixed { .. } => None,
            Step::Share { basis_points } => self.part(basis_points, 10_000),
            Step::Time { left, term } | Step::Days { left, term } | Step::Months { left, term } => {
                self.part(left, term)
            }
            Step::Use { unused, bought } => self.part(unused, bought),
            Step::ProcessorFee { minor } | Step::Kept { minor } | Step::Given { minor } => {
                self.less(minor)
            }
            Step::Rounded { to, minor } => {
                let off = self.above(minor)?.checked_abs()?.checked_mul(2)?;
                (off <= self.scaled(to)?).then(|| Self::of(minor)).filter(|_| fits(minor, to))
            }
            Step::RoundedUp { to, minor } => self.rounded(minor, to, self.above(minor)?),
            Step::RoundedDown { to, minor } | Step::Cut { to, minor } => {
                self.rounded(minor, to, self.above(minor)?.checked_neg()?)
            }
            Step::Floor { minor } => (self.above(minor)? > 0).then(|| Self::of(minor)),
            Step::Cap { minor } | Step::Asked { minor } | Step::Left { minor } => {
                (self.above(minor)? < 0).then(|| Self::of(minor))
            }
        }
    }

    /// A part of it, no more than all.
    fn part(self, part: i64, whole: i64) -> Option<Self> {
        let top = self.top.checked_mul(i128::from(part))?;
        let bottom = self.bottom.checked_mul(i128::from(whole))?;
        if part > 0 && part <= whole { Self { top, bottom }.lowest() } else { None }
    }

    fn less(self, minor: i64) -> Option<Self> {
        let top = self.top.checked_sub(self.scaled(minor)?)?;
        if minor >= 0 { Self { top, ..self }.lowest() } else { None }
    }

    fn lowest(self) -> Option<Self> {
        let (mut common, mut rest) = (self.top.checked_abs()?, self.bottom);
        while rest != 0 {
            (common, rest) = (rest, common.checked_rem(rest)?);
        }
        let (top, bottom) = (self.top.checked_div(common)?, self.bottom.checked_div(common)?);
        Some(Self { top, bottom })
    }

    /// So many minor units, where it is `off` them, in the direction that is rounded to.
    fn rounded(self, minor: i64, to: i64, off: i128) -> Option<Self> {
        let close = (0..self.scaled(to)?).contains(&off);
        (close && fits(minor, to)).then(|| Self::of(minor))
    }

    /// How far `minor` is above it, in its own parts.
    fn above(self, minor: i64) -> Option<i128> {
        self.scaled(minor)?.checked_sub(self.top)
    }

    fn scaled(self, minor: i64) -> Option<i128> {
        i128::from(minor).checked_mul(self.bottom)
    }
}

/// Whether it is an amount of something, and a multiple of the step.
fn fits(minor: i64, to: i64) -> bool {
    minor > 0 && minor.checked_rem(to) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(steps: &[Step], minor: i64) -> Option<Vec<bool>> {
        let worked = Calculation(steps.to_vec()).worked_out(minor)?;
        Some(worked.into_iter().map(|worked| worked.changed).collect())
    }

    #[test]
    fn w5_each_step_is_worked_out_and_says_whether_it_changed_anything() {
        let captured = Step::Captured { minor: 12_000 };
        let thirds = Step::Months { left: 8, term: 12 };
        let fee = Step::ProcessorFee { minor: 205 };
        let rounded = Step::Rounded { to: 1, minor: 7795 };
        assert_eq!(
            worked(&[captured, thirds, fee, rounded], 7795),
            Some(vec![true, true, true, false]),
            "two thirds of 120.00 need no rounding"
        );
        let all = Step::Days { left: 30, term: 30 };
        let nothing = Step::Kept { minor: 0 };
        let cap = Step::Cap { minor: 5000 };
        assert_eq!(
            worked(&[captured, all, nothing, cap], 5000),
            Some(vec![true, false, false, true])
        );
        let sevenths = Step::Time { left: 2, term: 7 };
        for (rounded, minor) in [
            (Step::Rounded { to: 1, minor: 3429 }, 3429),
            (Step::RoundedUp { to: 10, minor: 3430 }, 3430),
            (Step::RoundedDown { to: 10, minor: 3420 }, 3420),
            (Step::Cut { to: 100, minor: 3400 }, 3400),
        ] {
            let steps = [captured, sevenths, rounded];
            assert_eq!(worked(&steps, minor), Some(vec![true, true, true]), "{rounded:?}");
        }
    }

    #[test]
    fn w5_what_does_not_follow_is_not_worked_out() {
        let captured = Step::Captured { minor: 12_000 };
        let half = Step::Share { basis_points: 5000 };
        for steps in [
            vec![],
            vec![half],
            vec![captured, captured],
            vec![captured, Step::Cap { minor: 12_000 }],
            vec![captured, Step::Floor { minor: 6000 }],
            vec![captured, half, Step::Rounded { to: 1, minor: 6001 }],
            vec![captured, Step::Share { basis_points: 10_001 }],
            vec![captured, Step::Months { left: 1, term: 0 }],
            vec![captured, Step::Kept { minor: -6000 }],
            vec![captured, Step::RoundedUp { to: 7, minor: 6000 }],
            vec![captured, Step::RoundedDown { to: 0, minor: 6000 }],
            vec![captured],
        ] {
            assert_eq!(worked(&steps, 6000), None, "{steps:?}");
        }
        let thirds = Step::Months { left: 1, term: 7 };
        assert_eq!(worked(&[captured, thirds], 1714), None, "it was never rounded");
        let huge = Step::Captured { minor: i64::MAX };
        let most = Step::Use { unused: i64::MAX - 1, bought: i64::MAX };
        let kept = Step::Kept { minor: 1 };
        assert!(worked(&[huge, most, kept], i64::MAX - 2).is_some());
        let part = Step::Use { unused: i64::MAX - 2, bought: i64::MAX - 1 };
        assert_eq!(worked(&[captured, part, most, part], 1), None, "it leaves 128 bits");
    }
}
