//! Makes a configuration file fit to be shown: only what cannot be a secret remains.
//!
//! Everything is hidden but keys, the punctuation of TOML, and the values that the reader names.
//! That covers texts, comments, and what stands under a wrong key or has the wrong type. A secret
//! that was taken for a key is hidden where mistakes are drawn, by the rule of all texts.

use std::collections::BTreeSet;
use std::ops::Range;

use super::key::keys;

/// Replaces every byte outside `visible` that is no blank and no punctuation by `*`, so that
/// places in the text stay what they are.
pub(super) fn masked(text: &str, visible: &[Range<usize>]) -> String {
    let mut ranges: Vec<&Range<usize>> = visible.iter().collect();
    ranges.sort_by_key(|range| range.start);
    let mut ranges = ranges.into_iter().peekable();
    let mut shown = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        while ranges.next_if(|range| range.end <= at).is_some() {}
        let keep = matches!(character, '\n' | '\r' | '\t' | ' ')
            || matches!(character, '[' | ']' | '{' | '}' | '=' | ',' | '.' | '"' | '\'' | '#')
            || ranges.peek().is_some_and(|range| range.contains(&at));
        if keep {
            shown.push(character);
        } else {
            shown.extend(std::iter::repeat_n('*', character.len_utf8()));
        }
    }
    shown
}

/// The words of a text that are parts of known keys: what can be shown of a text that is no TOML.
pub(super) fn known_words(text: &str) -> Vec<Range<usize>> {
    let known: BTreeSet<&str> = keys().flat_map(|key| key.path.split('.')).collect();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut ranges = Vec::new();
    let mut at = 0_usize;
    for piece in text.split_inclusive(|c: char| !is_word(c)) {
        let word = piece.trim_end_matches(|c: char| !is_word(c));
        if known.contains(word) {
            ranges.push(at..at.saturating_add(word.len()));
        }
        at = at.saturating_add(piece.len());
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_hidden_and_nothing_moves() {
        let text = "[http]\nlisten = \"é sk_live_1\" # 000123\nx = 7\n";
        let shown = masked(text, &known_words(text));
        assert_eq!(shown, "[http]\nlisten = \"** *********\" # ******\n* = *\n");
        assert_eq!(shown.len(), text.len());
    }
}
