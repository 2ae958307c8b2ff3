//! What a single text must be like, by itself: one rule per sort of text.

use std::net::{Ipv6Addr, SocketAddr};

/// A rule for a text.
#[derive(Debug)]
pub struct Rule {
    /// What the text must be, to be read after "must be".
    pub expected: &'static str,
    /// Whether a text is that.
    pub holds: fn(&str) -> bool,
}

/// Words for people.
pub const LINE: Rule = Rule { expected: "text on one line, and not empty", holds: is_line };

/// Where to listen.
pub const LISTEN: Rule = Rule {
    expected: "an address and a port, such as \"127.0.0.1:8080\" or \"[::]:8080\"",
    holds: |text| text.parse::<SocketAddr>().is_ok(),
};

/// What the names of queues and keys begin with.
pub const PREFIX: Rule =
    Rule { expected: "1 to 60 of the characters a-z 0-9 . - _", holds: is_prefix };

/// The host of an address.
pub const HOST: Rule = Rule {
    expected: "a host in lower case or an IP address, without scheme, port and path, such as \
               \"facts.example.com\"",
    holds: is_host,
};

/// What is kept secret and travels in headers and URLs.
pub const SECRET: Rule = Rule {
    expected: "text of visible ASCII characters, without blanks and line breaks, and not empty",
    holds: |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()),
};

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= 500 && !text.chars().any(char::is_control)
}

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_')
}

fn is_prefix(text: &str) -> bool {
    (1..=60).contains(&text.len()) && text.bytes().all(is_name_byte)
}

fn is_host(text: &str) -> bool {
    let character = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    let label = |label: &str| !label.is_empty() && label.bytes().all(character);
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    text.len() <= 253
        && match bare {
            Some(bare) => bare.parse::<Ipv6Addr>().is_ok(),
            None => text.split('.').all(label),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splits(rule: &Rule, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!((rule.holds)(text), "{text:?} is {}", rule.expected);
        }
        for text in bad {
            assert!(!(rule.holds)(text), "{text:?} is not {}", rule.expected);
        }
    }

    #[test]
    fn texts_are_held_to_their_rules() {
        splits(&LISTEN, &["0.0.0.0:80", "[::]:0"], &["", "8080", ":8080", "localhost:80", "[::]"]);
        splits(&PREFIX, &["refundd", "a.b-c_d"], &["", "A", "a b", "a{b", &"x".repeat(61)]);
        splits(&SECRET, &["000123", "a/b+c=="], &["", " a", "a\n", "é"]);
        splits(&LINE, &["Example Inc.", "é"], &["", "  ", "a\nb"]);
        splits(
            &HOST,
            &["facts.example.com", "localhost", "10.0.0.7", "[fd00::7]", "app.shop_eu.svc"],
            &[
                "",
                "Facts.example.com",
                "facts.example.com:443",
                "https://a",
                "a/b",
                "fd00::7",
                "a..b",
            ],
        );
    }
}
