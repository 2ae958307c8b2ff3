//! Writes shares in hundredths of a percent, as each language does: `62.5%`, `62,5 %`.

use domain::calculation::percent;
use domain::locale::Locale;

/// Writes basis points.
pub(super) fn write(locale: Locale, basis_points: i64) -> String {
    let plain = percent(basis_points);
    match locale {
        Locale::En | Locale::Ja | Locale::Zh | Locale::ZhHant => plain,
        Locale::Nl => plain.replace('.', ","),
        Locale::De => plain.replace('.', ",").replace('%', "\u{a0}%"),
        Locale::Fr => plain.replace('.', ",").replace('%', "\u{202f}%"),
    }
}

/// How many basis points a part is of the whole, and whether that is rounded. `None` where it would be
/// written as nothing or as all, and is neither.
pub(super) fn of(part: i64, whole: i64) -> Option<(i64, bool)> {
    let scaled = i128::from(part).checked_mul(10_000)?;
    let whole = i128::from(whole);
    let rounded = scaled.checked_add(whole.checked_div(2)?)?.checked_div(whole)?;
    let is_exact = scaled.checked_rem(whole)? == 0;
    let basis_points = i64::try_from(rounded).ok()?;
    (is_exact || (1..10_000).contains(&basis_points)).then_some((basis_points, !is_exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_each_language_has_them() {
        let written = Locale::ALL.map(|locale| write(locale, 6250).replace('\u{202f}', "\u{a0}"));
        let blank = "62,5\u{a0}%";
        let mut expected = vec!["62.5%"; 4];
        expected.extend([blank, blank, "62,5%"]);
        let mut written = written.to_vec();
        written.sort_unstable();
        expected.sort_unstable();
        assert_eq!(written, expected);
    }

    #[test]
    fn a_share_is_rounded_to_no_other_meaning() {
        assert_eq!(of(5, 8), Some((6250, false)));
        assert_eq!(of(1, 3), Some((3333, true)));
        assert_eq!(of(1, 1), Some((10_000, false)));
        assert_eq!(of(1, 1_000_000), None, "more than nothing is not 0%");
        assert_eq!(of(999_999, 1_000_000), None, "less than all is not 100%");
        assert_eq!(of(1, 0), None);
        assert_eq!(of(i64::MAX, i64::MAX), Some((10_000, false)));
    }
}
