//! What a single text must be like, by itself: one rule per sort of text.
//!
//! What must fit between two settings is in `checks`; what a file holds is read elsewhere.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use tracing_subscriber::EnvFilter;

use crate::adapters::http::facts::{self, UnfitEndpoint};
use crate::domain::locale::Locale;
use crate::domain::processor::Processor;

/// A rule for a text.
pub(super) struct Rule {
    /// What the text must be, to be read after "must be".
    pub(super) expected: &'static str,
    /// Whether a text is that.
    pub(super) holds: fn(&str) -> bool,
}

/// Words for people.
pub(super) const LINE: Rule = Rule { expected: "text on one line, and not empty", holds: is_line };

/// Where to listen.
pub(super) const LISTEN: Rule = Rule {
    expected: "an address and a port, such as \"127.0.0.1:8080\" or \"[::]:8080\"",
    holds: |text| text.parse::<SocketAddr>().is_ok(),
};

/// RFC 3986.
pub(super) const SOURCE: Rule =
    Rule { expected: "a URI reference, such as \"/refundd\"", holds: is_uri_reference };

/// Reverse domain notation.
pub(super) const TYPE_PREFIX: Rule = Rule {
    expected: "a domain name in reverse, in lower case, such as \"com.example\"",
    holds: is_reverse_domain,
};

/// What `tracing` reads.
pub(super) const LOG_FILTER: Rule = Rule {
    expected: "log directives, such as \"info\" or \"info,refundd=debug\"",
    holds: |text| !text.trim().is_empty() && EnvFilter::builder().parse(text).is_ok(),
};

/// What the names of queues and keys begin with.
pub(super) const PREFIX: Rule =
    Rule { expected: "1 to 60 of the characters a-z 0-9 . - _", holds: is_prefix };

/// The processor's API.
pub(super) const BASE_URL: Rule = Rule {
    expected: "an https address without user, query and final slash, such as \
               \"https://api.stripe.com\"; http only to a loopback address",
    holds: is_base_url,
};

/// The host of an address.
pub(super) const HOST: Rule = Rule {
    expected: "a host in lower case or an IP address, without scheme, port and path, such as \
               \"facts.example.com\"",
    holds: is_host,
};

/// Where a merchant's system is asked.
pub(super) const URL: Rule = Rule {
    expected: "an https address without user and fragment, such as \
               \"https://facts.example.com/refundd\"; http only to a loopback address",
    holds: is_url,
};

/// A language of the catalogue.
pub(super) const LANGUAGE: Rule = Rule {
    expected: "a language tag of one of: en, de, fr, nl, ja, zh",
    holds: |text| Locale::of_tag(text).is_some(),
};

/// A processor of this build.
pub(super) const PROCESSOR: Rule = Rule {
    expected: "the name of a processor that this program knows: stripe",
    holds: |text| Processor::parse(text).is_some(),
};

/// What is kept secret and travels in headers and URLs.
pub(super) const SECRET: Rule = Rule {
    expected: "text of visible ASCII characters, without blanks and line breaks, and not empty",
    holds: |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()),
};

/// Whether an account can be called that: the name is part of addresses, events and keys, and the
/// environment has no upper case.
pub(super) fn is_account_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| is_name_byte(b) && b != b'.')
        // The environment separates with two.
        && !text.contains("__")
        && !text.ends_with('_')
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= 500 && !text.chars().any(char::is_control)
}

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_')
}

fn is_prefix(text: &str) -> bool {
    (1..=60).contains(&text.len()) && text.bytes().all(is_name_byte)
}

fn is_reverse_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.len() <= 100 && text.contains('.') && text.split('.').all(label)
}

fn is_uri_reference(text: &str) -> bool {
    let character = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    // What follows each percent sign must be two hexadecimal digits.
    let escaped = text.split('%').skip(1).all(|rest| {
        let mut next = rest.bytes();
        [next.next(), next.next()].iter().all(|b| b.is_some_and(|b| b.is_ascii_hexdigit()))
    });
    (1..=500).contains(&text.len()) && text.bytes().all(character) && escaped
}

fn is_base_url(text: &str) -> bool {
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return false,
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    };
    let plain = |b: u8| b.is_ascii_graphic() && !b"?#@\\\"<>^`{|}".contains(&b);
    rest.bytes().all(plain)
        && !rest.ends_with('/')
        && !host.is_empty()
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
        && (secure || is_loopback(host))
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

/// What comes after the scheme is judged by the adapter, which will call it.
fn is_url(text: &str) -> bool {
    let unfit = |unfit| match unfit {
        // That the address may not be called depends on another setting.
        UnfitEndpoint::AddressRefused => true,
        UnfitEndpoint::NotAUrl
        | UnfitEndpoint::NotEncrypted
        | UnfitEndpoint::Credentials
        | UnfitEndpoint::Fragment
        | UnfitEndpoint::NoSecret => false,
    };
    text.len() <= 2000
        && text.bytes().all(|b| b.is_ascii_graphic())
        && facts::check_url(text, false).map_or_else(unfit, |()| true)
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
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
    fn a_processor_is_called_over_https_or_on_this_machine() {
        let good = [
            "https://api.stripe.com",
            "https://proxy.internal:8443/stripe",
            "http://127.0.0.1:12111",
            "http://localhost:1",
            "http://[::1]:12111",
        ];
        let bad = [
            "",
            "api.stripe.com",
            "http://api.stripe.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "https://",
            "https://:443",
            "https://api.stripe.com/",
            "https://api.stripe.com:0",
            "https://api.stripe.com:https",
            "https://user@api.stripe.com",
            "https://api.stripe.com?x",
            "https://api.stripe.com/a b",
            "ftp://api.stripe.com",
        ];
        splits(&BASE_URL, &good, &bad);
    }

    #[test]
    fn texts_are_held_to_their_rules() {
        splits(
            &SOURCE,
            &["/refundd", "https://example.com/a?b=c#d", "urn:x:1", "a%20b"],
            &["", "a b", "a%2", "a%zz", "<x>", "ü"],
        );
        splits(
            &TYPE_PREFIX,
            &["io.refundd", "com.my-shop.refunds"],
            &["", "refundd", "Com.example", "com..example", "com.example.", "com.-x", "com.a_b"],
        );
        splits(&LOG_FILTER, &["info", "warn,refundd=debug"], &["", " ", "refundd=loud"]);
        splits(&LISTEN, &["0.0.0.0:80", "[::]:0"], &["", "8080", ":8080", "localhost:80", "[::]"]);
        splits(&PREFIX, &["refundd", "a.b-c_d"], &["", "A", "a b", "a{b", &"x".repeat(61)]);
        splits(&LANGUAGE, &["en", "de-AT", "zh_CN"], &["", "es", "english"]);
        splits(&PROCESSOR, &["stripe"], &["", "Stripe", "adyen"]);
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
        splits(
            &URL,
            &[
                "https://facts.example.com",
                "https://facts.example.com:8443/a/b?c=d",
                "https://10.0.0.7/",
                "http://127.0.0.1:8080/facts",
                "http://localhost/",
                "http://[::1]:1/",
            ],
            &[
                "",
                "facts.example.com",
                "http://facts.example.com/",
                "http://10.0.0.7/",
                "ftp://127.0.0.1/",
                "https://",
                "https://user@facts.example.com/",
                "https://facts.example.com/#a",
                "https://facts.example.com/a b",
            ],
        );
    }

    #[test]
    fn an_account_name_can_be_said_in_the_environment() {
        for name in ["stripe", "stripe-eu", "a_b", "0"] {
            assert!(is_account_name(name), "{name}");
        }
        for name in ["", "-a", "_a", "a_", "a__b", "A", "a.b", "a/b", "a b", &"x".repeat(41)] {
            assert!(!is_account_name(name), "{name}");
        }
    }

    #[test]
    fn the_lists_in_the_rules_are_complete() {
        for locale in Locale::ALL {
            assert!(LANGUAGE.expected.contains(locale.as_str()), "{locale}");
        }
        for processor in Processor::ALL {
            assert!(PROCESSOR.expected.contains(processor.as_str()), "{processor}");
        }
    }
}
