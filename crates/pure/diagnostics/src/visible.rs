//! Text that strangers wrote, made fit for a terminal.
//!
//! A terminal obeys what it is shown: an escape sequence can rewrite what stands above it, set the
//! clipboard or the title, or answer as if it were typed; a direction mark makes an amount read as
//! another. So whatever is no visible character is shown as its number, `\u{1b}`, and nothing is
//! left out: who looks at a message wants to see that there was one.

use std::fmt::Write as _;

/// A text of several lines: line ends and tabs stay.
pub fn visible(text: &str) -> String {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

/// A text within a line: nothing in it can begin another one.
pub fn visible_line(text: &str) -> String {
    escaped(text, |_| false)
}

/// Bytes that should be a text of several lines. What is no UTF-8 is shown as its bytes, `\x9b`: to
/// some terminals a lone byte is a control character.
pub fn visible_bytes(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        shown.push_str(&visible(chunk.valid()));
        for byte in chunk.invalid() {
            put(&mut shown, format_args!("\\x{byte:02x}"));
        }
    }
    shown
}

/// A JSON document for programs, which may stand on a terminal all the same: the characters are shown as
/// JSON's own escapes, so that whoever reads the document reads what it said before. They stand within
/// texts only.
pub fn visible_json(document: &str) -> String {
    let mut shown = String::with_capacity(document.len());
    for c in document.chars() {
        if is_invisible(c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                put(&mut shown, format_args!("\\u{unit:04x}"));
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if (c.is_control() || is_invisible(c)) && !keep(c) {
            put(&mut shown, format_args!("{}", c.escape_unicode()));
        } else {
            shown.push(c);
        }
    }
    shown
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).unwrap_or_else(|_| unreachable!("a string can be written"));
}

/// Line and paragraph separators, direction marks and overrides, zero-width spaces, and tags.
/// Joiners are none of them: emoji and several scripts are written with them.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}'
            | '\u{061c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s22_no_character_that_a_terminal_obeys_is_left_and_none_is_left_out() {
        for (text, line) in [
            ("\u{1b}[2J\u{7}", "\\u{1b}[2J\\u{7}"),
            ("\u{9b}2J\u{85}\u{7f}\0", "\\u{9b}2J\\u{85}\\u{7f}\\u{0}"),
            ("\u{1b}]52;c;eA==\u{9c}", "\\u{1b}]52;c;eA==\\u{9c}"),
            ("a\rb\u{8}", "a\\u{d}b\\u{8}"),
            ("\u{202e}00.1 USD\u{2069}", "\\u{202e}00.1 USD\\u{2069}"),
            ("a\u{200b}b\u{2028}c\u{e0041}", "a\\u{200b}b\\u{2028}c\\u{e0041}"),
            ("Grüße, 日本語 👩\u{200d}💻 \\u{1b}", "Grüße, 日本語 👩\u{200d}💻 \\u{1b}"),
        ] {
            assert_eq!(visible_line(text), line);
            assert_eq!(visible(text), line);
            assert_eq!(visible_bytes(text.as_bytes()), line);
            // Shown twice, it is the same.
            assert_eq!(visible(line), line);
        }
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let shown = visible_line(&c.to_string());
            assert!(!shown.contains(|c: char| c.is_control() || is_invisible(c)), "{c:?}");
        }
    }

    #[test]
    fn s22_lines_stay_in_a_text_and_end_within_a_line() {
        assert_eq!(visible("a\n\tb\r\n"), "a\n\tb\\u{d}\n");
        assert_eq!(visible_line("a\n\tb"), "a\\u{a}\\u{9}b");
    }

    #[test]
    fn s22_a_document_for_programs_says_the_same_in_escapes_of_its_own() {
        let document = "{\n\t\"a\": \"\u{9b}2J\u{7f}\u{202e}\u{e0041}é 日本\"\r\n}";
        let shown = "{\n\t\"a\": \"\\u009b2J\\u007f\\u202e\\udb40\\udc41é 日本\"\r\n}";
        assert_eq!(visible_json(document), shown);
        assert_eq!(visible_json(shown), shown);
    }

    #[test]
    fn s22_bytes_that_are_no_text_are_shown_as_their_numbers() {
        assert_eq!(visible_bytes(b"a\x9b2J\xff\n\xe2\x80"), "a\\x9b2J\\xff\n\\xe2\\x80");
    }
}
