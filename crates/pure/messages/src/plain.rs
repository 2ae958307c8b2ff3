//! Makes foreign text harmless before it stands in a letter.
//!
//! A product's or merchant's name must not be able to start a new line, reverse the direction of
//! the text after it, hide characters, or fill the letter. What it *says* is not judged here.

use diagnostics::is_invisible;

/// Returns `text` as one line of at most `characters_max` characters; `None` if nothing is left.
///
/// Runs of blanks and control characters become one space, invisible formatting is dropped, and
/// what is cut ends in `…`.
pub(super) fn line(text: &str, characters_max: usize) -> Option<String> {
    let mut out = String::new();
    let mut left = characters_max;
    let mut blank = false;
    for c in text.chars().filter(|c| c.is_whitespace() || !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            blank = !out.is_empty();
            continue;
        }
        let wanted = if blank { 2 } else { 1 };
        if left < wanted {
            // The last character makes room for the mark, so that the cap holds.
            if left == 0 {
                out.pop();
            }
            out.push('…');
            return Some(out);
        }
        if blank {
            out.push(' ');
        }
        out.push(c);
        left = left.saturating_sub(wanted);
        blank = false;
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_cannot_start_a_line() {
        for separator in ["\n", "\r\n", "\u{2028}", "\u{2029}", "\u{85}", "\u{b}", "\0", " \t\n "] {
            let hostile = format!("Pro{separator}Subject: pay here");
            assert_eq!(line(&hostile, 80).as_deref(), Some("Pro Subject: pay here"));
        }
    }

    #[test]
    fn a_name_cannot_turn_or_hide_text() {
        assert_eq!(
            line("\u{202e}Pro\u{200b} \u{2066}Plan\u{feff}", 80).as_deref(),
            Some("Pro Plan")
        );
        assert_eq!(line("👩\u{200d}💻 Kit", 80).as_deref(), Some("👩\u{200d}💻 Kit"));
    }

    #[test]
    fn a_long_name_is_cut_visibly() {
        assert_eq!(line("abcdef", 6).as_deref(), Some("abcdef"));
        assert_eq!(line("abcdefg", 6).as_deref(), Some("abcde…"));
        assert_eq!(line("abcde fg", 6).as_deref(), Some("abcde…"));
        assert_eq!(line("abc   ", 3).as_deref(), Some("abc"));
    }

    #[test]
    fn nothing_visible_is_nothing() {
        assert_eq!(line("", 80), None);
        assert_eq!(line(" \n\u{200b}\u{202e} ", 80), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_in_one_short_line_comes_out(text in any::<String>(), cap in 1_usize..50) {
            if let Some(out) = line(&text, cap) {
                prop_assert!(out.chars().count() <= cap);
                prop_assert!(!out.is_empty() && out.trim() == out);
                prop_assert!(out.chars().all(|c| !c.is_control() && !is_invisible(c)));
                prop_assert_eq!(line(&out, cap), Some(out));
            }
        }
    }
}
