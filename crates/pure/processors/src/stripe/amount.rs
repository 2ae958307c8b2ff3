//! Stripe's minor units and ours. Ours are those of ISO 4217; Stripe's differ for some currencies.
//!
//! The table is from docs.stripe.com/currencies.
#![deny(clippy::arithmetic_side_effects)]

use domain::money::{Currency, Money, Rounding, UnknownCurrency, share_less};

/// Why an amount cannot be carried over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum AmountError {
    /// Not a currency.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
    /// Stripe does not take this currency, or counts it in a way that this build does not know.
    #[error("Stripe has no minor units for {0}")]
    Unsupported(Currency),
    /// The amount must end in a certain number of zeros and does not.
    #[error("{minor} is not a multiple of {step}, as amounts of {currency} must be")]
    OffStep {
        /// Minor units as they were given.
        minor: i64,
        /// What they must be a multiple of.
        step: i64,
        /// Their currency.
        currency: Currency,
    },
    /// The sum leaves the range of 64 bits.
    #[error("the amount is out of range")]
    OutOfRange,
    /// Less than nothing.
    #[error("the amount is negative")]
    Negative,
}

/// How Stripe counts one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scale {
    /// Stripe's minor units in one major unit.
    theirs: i64,
    /// ISO's minor units in one major unit.
    ours: i64,
    /// Stripe's amounts are a multiple of this, in Stripe's minor units.
    step: i64,
}

fn scale(currency: Currency) -> Result<Scale, AmountError> {
    let (theirs, step) = match currency.code() {
        "BIF" | "CLP" | "DJF" | "GNF" | "JPY" | "KMF" | "KRW" | "MGA" | "PYG" | "RWF" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => (1, 1),
        // Without decimals, yet sent as if they had two.
        "ISK" | "UGX" => (100, 100),
        "BHD" | "JOD" | "KWD" | "OMR" | "TND" => (1000, 10),
        _ => (100, 1),
    };
    let ours = match currency.exponent() {
        0 => 1,
        2 => 100,
        3 => 1000,
        _ => return Err(AmountError::Unsupported(currency)),
    };
    // ISO gives the ariary two decimals. Any other difference would be a guess about a currency
    // that is not in the table.
    let known = theirs == ours || matches!(currency.code(), "ISK" | "UGX" | "MGA");
    if known { Ok(Scale { theirs, ours, step }) } else { Err(AmountError::Unsupported(currency)) }
}

/// The step of refundable amounts in our minor units.
pub(super) fn step(currency: Currency) -> i64 {
    scale(currency)
        .ok()
        .and_then(|scale| convert(scale.step, scale.theirs, scale.ours))
        .unwrap_or(1)
}

/// Which way what Stripe counts in smaller units than ISO is rounded. Only where it counts without
/// decimals as if there were two (ISK, UGX) can there be anything to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// What was taken from a customer: no more than was.
    Taken,
    /// What went back, or is claimed: no less.
    Gone,
}

/// Reads an amount that Stripe wrote. Only our own orders are bound to the step: what banks claim and
/// what others refunded need not fit it.
pub(super) fn read(minor: i64, currency: &str, reading: Reading) -> Result<Money, AmountError> {
    let currency = Currency::parse(currency)?;
    if minor < 0 {
        return Err(AmountError::Negative);
    }
    let ours = ours(minor, currency, reading)?;
    Ok(Money::new(ours, currency))
}

/// Reads a booking, which is negative where it takes.
pub(super) fn signed(minor: i64, currency: Currency) -> Result<i64, AmountError> {
    ours(minor, currency, if minor < 0 { Reading::Gone } else { Reading::Taken })
}

/// Whether Stripe counts in this currency, in units that this build knows.
pub(super) fn is_counted(currency: Currency) -> bool {
    scale(currency).is_ok()
}

fn ours(minor: i64, currency: Currency, reading: Reading) -> Result<i64, AmountError> {
    let scale = scale(currency)?;
    if scale.theirs <= scale.ours {
        return convert(minor, scale.theirs, scale.ours).ok_or(AmountError::OutOfRange);
    }
    let rounding = match reading {
        Reading::Taken => Rounding::Down,
        Reading::Gone => Rounding::Up,
    };
    share_less(minor, (scale.ours, scale.theirs), 0, (1, rounding)).ok_or(AmountError::OutOfRange)
}

/// Writes an amount for Stripe; nothing is lost and nothing is rounded.
pub(super) fn write(money: Money) -> Result<i64, AmountError> {
    let scale = scale(money.currency)?;
    if money.minor < 0 {
        return Err(AmountError::Negative);
    }
    on_step(money.minor, step(money.currency), money.currency)?;
    convert(money.minor, scale.ours, scale.theirs).ok_or(AmountError::OutOfRange)
}

fn on_step(minor: i64, step: i64, currency: Currency) -> Result<(), AmountError> {
    if minor.checked_rem(step) == Some(0) {
        Ok(())
    } else {
        Err(AmountError::OffStep { minor, step, currency })
    }
}

/// Exact: both scales are powers of ten and `minor` is on the step of the coarser one.
fn convert(minor: i64, from: i64, to: i64) -> Option<i64> {
    if from >= to {
        minor.checked_div(from.checked_div(to)?)
    } else {
        minor.checked_mul(to.checked_div(from)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LISTED: [&str; 22] = [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
        "XOF", "XPF", "ISK", "UGX", "BHD", "JOD", "KWD", "OMR", "TND",
    ];

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code).unwrap())
    }

    #[test]
    fn amounts_are_the_same_money_in_both_directions() {
        for (theirs, code, ours, reads_as) in [
            (1099, "usd", 1099, "10.99 USD"),
            (500, "jpy", 500, "500 JPY"),
            (5120, "kwd", 5120, "5.120 KWD"),
            (500, "isk", 5, "5 ISK"),
            (1_234_500, "ugx", 12_345, "12345 UGX"),
            (500, "mga", 50_000, "500.00 MGA"),
            (1099, "huf", 1099, "10.99 HUF"),
        ] {
            for reading in [Reading::Taken, Reading::Gone] {
                assert_eq!(read(theirs, code, reading), Ok(money(ours, code)), "{code}");
            }
            assert_eq!(write(money(ours, code)), Ok(theirs), "{code}");
            assert_eq!(money(ours, code).to_string(), reads_as);
        }
    }

    #[test]
    fn m26_what_others_claim_or_refunded_is_read_off_the_step_and_only_our_orders_are_bound_to_it()
    {
        for (theirs, code, taken, gone) in [
            (5124, "kwd", 5124, 5124),
            (1, "tnd", 1, 1),
            (9_999, "bhd", 9_999, 9_999),
            (501, "isk", 5, 6),
            (1_234_550, "ugx", 12_345, 12_346),
            (99, "ugx", 0, 1),
        ] {
            let read = |reading| read(theirs, code, reading).map(|read| read.minor);
            assert_eq!(
                (read(Reading::Taken), read(Reading::Gone)),
                (Ok(taken), Ok(gone)),
                "{code}"
            );
            let currency = Currency::parse(code).unwrap();
            assert_eq!(signed(-theirs, currency), Ok(-gone), "no less is taken");
            assert_eq!(signed(theirs, currency), Ok(taken), "no more comes back");
        }
        for (ours, code) in [(5124, "kwd"), (5, "bhd"), (50_050, "mga")] {
            assert!(matches!(write(money(ours, code)), Err(AmountError::OffStep { .. })), "{code}");
        }
    }

    #[test]
    fn what_stripe_does_not_take_is_refused() {
        let read = |minor, code| read(minor, code, Reading::Gone);
        assert!(matches!(read(1, "zzz"), Err(AmountError::Currency(_))));
        for code in ["iqd", "lyd", "clf", "uyi"] {
            assert!(matches!(read(1, code), Err(AmountError::Unsupported(_))), "{code}");
            assert!(!is_counted(Currency::parse(code).unwrap()), "{code}");
        }
        assert_eq!(read(-1, "usd"), Err(AmountError::Negative));
        assert_eq!(write(money(-1, "usd")), Err(AmountError::Negative));
        assert_eq!(read(i64::MAX, "mga"), Err(AmountError::OutOfRange));
        assert_eq!(write(money(i64::MAX, "isk")), Err(AmountError::OutOfRange));
    }

    #[test]
    fn every_listed_currency_has_a_scale_and_its_step() {
        let mut coarse = Vec::new();
        for code in LISTED {
            let currency = Currency::parse(code).unwrap();
            assert!(scale(currency).is_ok(), "{code}");
            if step(currency) > 1 {
                coarse.push((code, step(currency)));
            }
        }
        let expected =
            [("MGA", 100), ("BHD", 10), ("JOD", 10), ("KWD", 10), ("OMR", 10), ("TND", 10)];
        assert_eq!(coarse, expected);
        assert_eq!(step(Currency::parse("usd").unwrap()), 1);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(minor in 0_i64..=i64::MAX, which in 0_usize..LISTED.len()) {
            let money = money(minor, LISTED[which]);
            if let Ok(theirs) = write(money) {
                prop_assert_eq!(read(theirs, LISTED[which], Reading::Taken), Ok(money));
            }
        }

        #[test]
        fn what_is_read_is_never_off_by_a_unit(minor in any::<i64>(), which in 0_usize..LISTED.len()) {
            let taken = read(minor, LISTED[which], Reading::Taken);
            if let (Ok(taken), Ok(gone)) = (taken, read(minor, LISTED[which], Reading::Gone)) {
                prop_assert!(gone >= taken && gone.minor.abs_diff(taken.minor) <= 1);
                if taken == gone && taken.minor.checked_rem(step(taken.currency)) == Some(0) {
                    prop_assert_eq!(write(taken), Ok(minor));
                }
            }
        }
    }
}
