//! The addresses in a text, which become links in its HTML form.
//!
//! Only `https:` and `mailto:` do. An address ends where the first character stands that can be in
//! none, and the mark that ends a sentence after it is not a part of it.

/// What a link may begin with.
const SCHEMES: [&str; 2] = ["https://", "mailto:"];

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'t> {
    Text(&'t str),
    Address(&'t str),
}

/// The text in parts; together they are the text.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, address, after)) = first(rest) {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        parts.push(Part::Address(address));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// The first address, with what stands before and after it.
fn first(text: &str) -> Option<(&str, &str, &str)> {
    text.char_indices().find_map(|(start, _)| {
        let (before, from) = text.split_at_checked(start)?;
        // In the middle of a word there is no address: `xhttps://`.
        if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        let length = length(from)?;
        let (address, after) = from.split_at_checked(length)?;
        Some((before, address, after))
    })
}

/// How long the address is that a text begins with; `None` where it begins with none.
fn length(text: &str) -> Option<usize> {
    let scheme = SCHEMES.into_iter().find(|scheme| {
        text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    })?;
    let end = text.find(|c: char| !is_of_address(c)).unwrap_or(text.len());
    let mut address = text.get(..end)?;
    while let Some(shorter) = without_mark(address) {
        address = shorter;
    }
    let target = address.get(scheme.len()..)?;
    let whole = target.starts_with(|c: char| c.is_ascii_alphanumeric());
    let reaches = scheme != "mailto:" || target.contains('@');
    (whole && reaches).then_some(address.len())
}

fn is_of_address(c: char) -> bool {
    c.is_ascii_graphic()
        && !matches!(c, '<' | '>' | '"' | '\'' | '`' | '{' | '}' | '|' | '\\' | '^')
}

/// The address without a last character that belongs to the sentence: its full stop, or the bracket
/// in which the address stands.
fn without_mark(address: &str) -> Option<&str> {
    let opens = address.matches('(').count();
    let closes = address.matches(')').count();
    address
        .strip_suffix(['.', ',', ';', ':', '!', '?', ']', '*', '_'])
        .or_else(|| address.strip_suffix(')').filter(|_| closes > opens))
}

#[cfg(test)]
mod tests {
    use super::Part::{Address, Text};
    use super::*;

    #[test]
    fn addresses_are_found_whole_and_without_the_marks_after_them() {
        for (text, expected) in [
            ("https://example.com", vec![Address("https://example.com")]),
            (
                "See https://example.com/a?b=c&d#e.",
                vec![Text("See "), Address("https://example.com/a?b=c&d#e"), Text(".")],
            ),
            (
                "(https://example.com/a_(b))",
                vec![Text("("), Address("https://example.com/a_(b)"), Text(")")],
            ),
            (
                "詳しくはhttps://example.com/faqをご覧ください。",
                vec![
                    Text("詳しくは"),
                    Address("https://example.com/faq"),
                    Text("をご覧ください。"),
                ],
            ),
            (
                "詳しくは https://example.com/faq。",
                vec![Text("詳しくは "), Address("https://example.com/faq"), Text("。")],
            ),
            (
                "mailto:help@example.com or MAILTO:a@b.example!",
                vec![
                    Address("mailto:help@example.com"),
                    Text(" or "),
                    Address("MAILTO:a@b.example"),
                    Text("!"),
                ],
            ),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_of_these_two_kinds_stays_text() {
        for text in [
            "",
            "http://example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "xhttps://example.com",
            "https://",
            "https:///x",
            "mailto:nobody",
            "https:/example.com",
        ] {
            assert!(parts(text).iter().all(|part| matches!(part, Text(_))), "{text}");
        }
    }

    #[test]
    fn no_address_can_leave_the_tag_in_which_it_is_written() {
        let hostile = "https://a.example/\"onclick=\"x'y<b>`c`";
        assert_eq!(parts(hostile)[0], Address("https://a.example/"));
    }
}
