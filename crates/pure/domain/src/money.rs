//! Money: integer minor units with a currency, checked. No floats anywhere.
//!
//! Minor units are those of ISO 4217 (cents for USD, yen for JPY, fils for KWD). Where a processor
//! counts differently (Stripe sends ISK × 100), its folder under `processors/` converts.
#![deny(clippy::arithmetic_side_effects)]

use std::fmt;

pub use super::currency::{Currency, UnknownCurrency};

/// Why an amount could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies met in one sum.
    #[error("{left} and {right} cannot be added")]
    Mixed {
        /// The left operand's currency.
        left: Currency,
        /// The right operand's currency.
        right: Currency,
    },
    /// The sum leaves the range of 64 bits.
    #[error("the amount is out of range")]
    OutOfRange,
}

/// An amount of money; negative where money flows back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// Their currency.
    pub currency: Currency,
}

impl Money {
    /// Builds an amount from minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Adds two amounts of one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }

    /// Subtracts two amounts of one currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::Mixed { left: self.currency, right: other.currency })
        }
    }
}

impl Money {
    /// Reads what `Display` writes, `49.00 USD`: with all decimals of the currency, so that it
    /// cannot be taken for minor units.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, code) = text.split_once(' ')?;
        let currency = Currency::parse(code).ok()?;
        let plain: String = digits.chars().filter(|c| *c != '.').collect();
        let money = Self::new(plain.parse().ok()?, currency);
        (money.to_string() == text).then_some(money)
    }
}

impl fmt::Display for Money {
    /// Writes `49.00 USD`: for operators and logs, not for customers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = self.minor.unsigned_abs().to_string();
        let decimals = usize::from(self.currency.exponent());
        if decimals == 0 {
            return write!(f, "{sign}{digits} {}", self.currency);
        }
        let padded = format!("{digits:0>width$}", width = decimals.saturating_add(1));
        let (whole, fraction) = padded.split_at(padded.len().saturating_sub(decimals));
        write!(f, "{sign}{whole}.{fraction} {}", self.currency)
    }
}

/// How an amount that falls between two multiples of a step is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Rounding {
    /// To the nearer one, and from the middle away from zero.
    #[default]
    Nearest,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Rounding {
    /// Every way with its name in policies.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Nearest, "nearest"), (Self::Up, "up"), (Self::Down, "down")];
}

/// Takes `part / whole` of `minor`, rounded half away from zero to a multiple of `step`.
///
/// `None` where `whole` or `step` is not positive or the result leaves 64 bits.
pub fn share(minor: i64, part: i64, whole: i64, step: i64) -> Option<i64> {
    share_less(minor, (part, whole), 0, (step, Rounding::Nearest))
}

/// Takes `part / whole` of `minor`, keeps `kept` of that, and only then rounds to a multiple of
/// the step, so that nothing is rounded twice.
///
/// `None` where `whole` or the step is not positive or the result leaves 64 bits.
pub fn share_less(
    minor: i64,
    (part, whole): (i64, i64),
    kept: i64,
    (step, rounding): (i64, Rounding),
) -> Option<i64> {
    if whole <= 0 || step <= 0 {
        return None;
    }
    let taken = i128::from(minor).checked_mul(i128::from(part))?;
    let kept = i128::from(kept).checked_mul(i128::from(whole))?;
    let numerator = taken.checked_sub(kept)?;
    let denominator = i128::from(whole).checked_mul(i128::from(step))?;
    // Integer division rounds towards zero; what is added first decides where it ends up.
    let added = match rounding {
        Rounding::Nearest => denominator.checked_div(2)?,
        Rounding::Up => denominator.checked_sub(1)?,
        Rounding::Down => 0,
    };
    let shifted =
        if numerator < 0 { numerator.checked_sub(added)? } else { numerator.checked_add(added)? };
    let steps = shifted.checked_div(denominator)?;
    i64::try_from(steps.checked_mul(i128::from(step))?).ok()
}

/// Splits `total` over `weights` by the largest remainder, so that the parts add up to `total`.
///
/// `None` where a weight or the total is negative, or all weights are zero.
pub fn split(total: i64, weights: &[i64]) -> Option<Vec<i64>> {
    if total < 0 || weights.iter().any(|weight| *weight < 0) {
        return None;
    }
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return None;
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = total;
    for (index, weight) in weights.iter().enumerate() {
        let product = i128::from(total).checked_mul(i128::from(*weight))?;
        let part = i64::try_from(product.checked_div(sum)?).ok()?;
        left = left.checked_sub(part)?;
        remainders.push((product.checked_rem(sum)?, index));
        parts.push(part);
    }
    // Largest remainder first; among equals the earlier part, so that the result is one.
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in remainders.into_iter().take(usize::try_from(left).ok()?) {
        if let Some(part) = parts.get_mut(index) {
            *part = part.checked_add(1)?;
        }
    }
    Some(parts)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test checks sums by making them in 128 bits")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn amounts_read_as_an_operator_expects() {
        for (minor, code, text) in [
            (4900, "usd", "49.00 USD"),
            (5, "usd", "0.05 USD"),
            (-5, "usd", "-0.05 USD"),
            (500, "jpy", "500 JPY"),
            (1230, "kwd", "1.230 KWD"),
        ] {
            assert_eq!(Money::new(minor, currency(code)).to_string(), text);
            assert_eq!(Money::parse(text), Some(Money::new(minor, currency(code))));
        }
        for bad in
            ["", "49 USD", "49.0 USD", "4900", "49.00 usd", "500.00 JPY", "4.900 USD", "+1.00 USD"]
        {
            assert_eq!(Money::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn shares_round_half_away_from_zero_to_the_step() {
        assert_eq!(share(100, 1, 3, 1), Some(33));
        assert_eq!(share(5, 1, 2, 1), Some(3));
        assert_eq!(share(-5, 1, 2, 1), Some(-3));
        assert_eq!(share(12_345, 1, 2, 10), Some(6170));
        assert_eq!(share(1, 1, 0, 1), None);
        assert_eq!(share(i64::MAX, 2, 1, 1), None);
    }

    #[test]
    fn what_is_kept_is_taken_off_before_the_one_rounding() {
        let mut rounded = 0;
        for (rounding, kept, expected) in [
            (Rounding::Nearest, 0, 6170),
            (Rounding::Up, 0, 6180),
            (Rounding::Down, 0, 6170),
            // 6172.5 - 3 = 6169.5, where rounding twice would say 6170 - 3.
            (Rounding::Nearest, 3, 6170),
            (Rounding::Down, 3, 6160),
            (Rounding::Up, 6173, -10),
        ] {
            assert_eq!(share_less(12_345, (1, 2), kept, (10, rounding)), Some(expected));
            rounded += 1;
        }
        assert_eq!(rounded, 6);
        assert_eq!(share_less(1, (1, 1), 0, (0, Rounding::Up)), None);
    }

    proptest! {
        #[test]
        fn a_split_adds_up_and_no_part_is_off_by_more_than_one(
            total in 0_i64..1_000_000_000_000,
            weights in prop::collection::vec(0_i64..1_000_000, 1..50),
        ) {
            let sum: i64 = weights.iter().sum();
            let parts = split(total, &weights);
            prop_assert_eq!(parts.is_some(), sum > 0);
            if let Some(parts) = parts {
                prop_assert_eq!(parts.iter().sum::<i64>(), total);
                for (part, weight) in parts.iter().zip(&weights) {
                    let exact = i128::from(total) * i128::from(*weight) / i128::from(sum);
                    prop_assert!((i128::from(*part) - exact).abs() <= 1);
                }
            }
        }

        #[test]
        fn sums_are_checked(left in any::<i64>(), right in any::<i64>()) {
            let (a, b) = (Money::new(left, currency("EUR")), Money::new(right, currency("EUR")));
            prop_assert_eq!(a.checked_add(b).ok().map(|sum| sum.minor), left.checked_add(right));
            prop_assert!(a.checked_add(Money::new(right, currency("USD"))).is_err());
        }
    }
}
