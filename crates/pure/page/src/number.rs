//! Numbers for people.

use super::scale::scaled;

/// Digits in groups of three: `1,234,567`.
pub fn grouped(number: impl Into<u128>) -> String {
    let digits = number.into().to_string();
    let mut grouped = String::with_capacity(digits.len().saturating_mul(2));
    for (place, digit) in (0_usize..digits.len()).rev().zip(digits.chars()) {
        grouped.push(digit);
        if place > 0 && place.rem_euclid(3) == 0 {
            grouped.push(',');
        }
    }
    grouped
}

/// A number of the smallest units, of which `decimals` digits stand after the point: `1,234.50`.
pub fn decimal(units: u128, decimals: u16) -> String {
    let unit = 10_u128.saturating_pow(decimals.into()).max(1);
    let whole = grouped(units.div_euclid(unit));
    if decimals == 0 {
        return whole;
    }
    format!("{whole}.{:0>width$}", units.rem_euclid(unit), width = usize::from(decimals))
}

/// The share of `part` in `whole`; nothing where there is no whole.
pub fn percent(part: u64, whole: u64) -> Option<String> {
    (whole > 0).then(|| match scaled(part, whole, 100) {
        0 if part > 0 => "under 1 %".to_owned(),
        100 if part < whole => "over 99 %".to_owned(),
        share => format!("{share} %"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_do_not_say_none_or_all_where_it_is_not_so() {
        assert_eq!(percent(1, 3).as_deref(), Some("33 %"));
        assert_eq!(percent(1, 1000).as_deref(), Some("under 1 %"));
        assert_eq!(percent(999, 1000).as_deref(), Some("over 99 %"));
        assert_eq!(percent(0, 7).as_deref(), Some("0 %"));
        assert_eq!(percent(7, 7).as_deref(), Some("100 %"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn numbers_are_grouped_and_pointed() {
        for (number, shown) in
            [(0_u32, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), shown);
        }
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(decimal(1_234_567, 3), "1,234.567");
        assert_eq!(decimal(1_234, 0), "1,234");
    }
}
