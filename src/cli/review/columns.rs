//! A table for a terminal: every column as wide as what is in it.

use super::render::line;

/// Adds the rows below their head. Amounts and ages, in the columns that are named, stand to the
/// right; the last column is not filled up.
pub(super) fn table<const N: usize>(
    text: &mut String,
    head: [&str; N],
    rows: &[[String; N]],
    to_the_right: &[&str],
) {
    let head = head.map(str::to_owned);
    let all = || std::iter::once(&head).chain(rows);
    let mut widths = [0_usize; N];
    for row in all() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in all() {
        let cells = row.iter().zip(&head).zip(widths).map(|((cell, name), width)| {
            if to_the_right.contains(&name.as_str()) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        line(text, format_args!("{}", cells.collect::<Vec<_>>().join("  ").trim_end()));
    }
}
