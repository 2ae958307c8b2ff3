//! Bars for a terminal.

use super::scale::scaled;

const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A bar of `value` where `max` takes `width` characters, in steps of an eighth of one. What is
/// there is never shown as nothing.
pub fn bar(value: u64, max: u64, width: u64) -> String {
    let eighths = scaled(value, max, width.saturating_mul(8)).max(u64::from(value > 0));
    let full = usize::try_from(eighths.div_euclid(8)).unwrap_or(0);
    let rest = usize::try_from(eighths.rem_euclid(8)).unwrap_or(0);
    let mut bar = "█".repeat(full);
    bar.extend(rest.checked_sub(1).and_then(|rest| EIGHTHS.get(rest)));
    bar
}

/// Three parts one after the other, each with its own sign, in whole characters.
pub fn stacked(parts: [u64; 3], max: u64, width: u64) -> String {
    let (mut before, mut drawn, mut bar) = (0_u64, 0_u64, String::new());
    for (part, sign) in parts.into_iter().zip(["█", "▒", "░"]) {
        before = before.saturating_add(part);
        let until = scaled(before, max, width);
        bar.push_str(&sign.repeat(usize::try_from(until.saturating_sub(drawn)).unwrap_or(0)));
        drawn = until;
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_value() {
        for (value, expected) in
            [(0, ""), (1, "▏"), (50, "█████"), (55, "█████▌"), (100, "██████████")]
        {
            assert_eq!(bar(value, 100, 10), expected, "{value}");
        }
        assert_eq!(bar(0, 0, 10), "");
    }

    #[test]
    fn parts_fill_their_share_and_no_more() {
        assert_eq!(stacked([2, 1, 1], 8, 8), "██▒░");
        assert_eq!(stacked([1, 1, 1], 3, 10), "███▒▒▒▒░░░");
        assert_eq!(stacked([0, 0, 0], 0, 10), "");
    }
}
