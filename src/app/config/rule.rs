//! What a single text must be like, by itself, where only the process can judge it.
//!
//! What must fit between two settings is in `check`; what a file holds is read elsewhere.

use tracing_subscriber::EnvFilter;

use adapter_http::check_base_url;
use adapter_http::facts::{self, UnfitEndpoint};
use domain::invoice::InvoiceTerms;
use domain::locale::Locale;
use domain::money::Money;
use domain::processor::Processor;
use domain::reason_code::ReasonCode;
use domain::rest_days::RestDay;
use domain::sender::MessageKind;
use domain::zone::Zone;
use messages::Placeholder;
use setting::Rule;

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

/// The processor's API.
pub(super) const BASE_URL: Rule = Rule {
    expected: "an https address without user, query and final slash, such as \
               \"https://api.stripe.com\"; http only to a loopback address",
    holds: is_base_url,
};

/// A connected account by the processor's id.
pub(super) const CONNECTED_ACCOUNT: Rule = Rule {
    expected: "the processor's id of a connected account, such as \"acct_1A2b3C\"",
    holds: |text| {
        (1..=255).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    },
};

/// Where a merchant's system is asked.
pub(super) const URL: Rule = Rule {
    expected: "an https address without user and fragment, such as \
               \"https://facts.example.com/refundd\"; http only to a loopback address",
    holds: is_url,
};

/// A language of the catalogue.
pub(super) const LANGUAGE: Rule = Rule {
    expected: "a language tag of one of: en, de, fr, nl, ja, zh, zh-Hant",
    holds: |text| Locale::of_tag(text).is_some(),
};

/// A time zone.
pub(super) const ZONE: Rule = Rule {
    expected: "a time zone of the IANA database, such as \"Europe/Berlin\"",
    holds: |text| Zone::of_name(text).is_some(),
};

/// What stands for a name.
pub(super) const PLACEHOLDER: Rule = Rule {
    expected: "1 to 100 characters on one line, without blanks around them, control characters and \
               what nobody sees, such as \"{{ticket.requester.first_name}}\"",
    holds: |text| Placeholder::parse(text).is_some(),
};

/// A day on which nobody answers.
pub(super) const REST_DAY: Rule = Rule {
    expected: "a day of the week, such as \"sunday\", or a date, such as \"2026-12-25\"",
    holds: |text| RestDay::parse(text).is_some(),
};

/// The name of an account.
pub(super) const ACCOUNT_NAME: Rule =
    Rule { expected: "the name of an account", holds: is_free_name };

/// What a sender may send.
pub(super) const MESSAGE_KIND: Rule = Rule {
    expected: "one of request, answer, commission, review",
    holds: |text| MessageKind::parse(text).is_some(),
};

/// An amount for people, with its decimals, so that nobody takes it for minor units.
pub(super) const AMOUNT: Rule = Rule {
    expected: "an amount with its currency, such as \"50.00 EUR\" or \"5000 JPY\", with as many \
               decimals as the currency has",
    holds: |text| Money::parse(text).is_some_and(|amount| amount.minor >= 0),
};

/// Why a reviewer decides.
pub(super) const REASON_CODE: Rule = Rule {
    expected: "a code of 1 to 40 lower-case letters, digits and `_`, beginning with a letter",
    holds: |text| ReasonCode::parse(text).is_some(),
};

/// A processor of this build.
pub(super) const PROCESSOR: Rule = Rule {
    expected: "the name of a processor that this program knows: stripe",
    holds: |text| Processor::parse(text).is_some(),
};

/// What becomes of refunds of invoices.
pub(super) const INVOICES: Rule = Rule {
    expected: "one of: refund, credit_note, review",
    holds: |text| InvoiceTerms::parse(text).is_some(),
};

/// Whether an account, a sender or a reviewer can be called that: the name is part of addresses, events
/// and keys, and the environment has no upper case.
pub(super) fn is_free_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        // The environment separates with two.
        && !text.contains("__")
        && !text.ends_with('_')
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

/// Judged by the adapter, which will call it; a final slash would be doubled by the paths.
fn is_base_url(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
        && !text.ends_with('/')
        && check_base_url(text).is_ok()
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
        splits(&LANGUAGE, &["en", "de-AT", "zh_CN"], &["", "es", "english"]);
        splits(&REST_DAY, &["sunday", "2026-12-25"], &["", "Sun", "25.12.2026"]);
        splits(&ZONE, &["UTC", "Asia/Tokyo"], &["", "Tokyo", "+09:00"]);
        splits(&INVOICES, &["refund", "credit_note", "review"], &["", "Refund", "credit"]);
        splits(&PROCESSOR, &["stripe"], &["", "Stripe", "adyen"]);
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
    fn a_free_name_can_be_said_in_the_environment() {
        for name in ["stripe", "stripe-eu", "a_b", "0"] {
            assert!(is_free_name(name), "{name}");
        }
        for name in ["", "-a", "_a", "a_", "a__b", "A", "a.b", "a/b", "a b", &"x".repeat(41)] {
            assert!(!is_free_name(name), "{name}");
        }
    }

    #[test]
    fn the_lists_in_the_rules_are_complete() {
        for locale in Locale::ALL {
            assert!(LANGUAGE.expected.contains(locale.as_str()), "{locale}");
        }
        for (kind, name) in MessageKind::ALL {
            assert!(MESSAGE_KIND.expected.contains(name), "{kind:?}");
        }
        for (terms, name) in InvoiceTerms::ALL {
            assert!(INVOICES.expected.contains(name), "{terms:?}");
        }
        for processor in Processor::ALL {
            assert!(PROCESSOR.expected.contains(processor.as_str()), "{processor}");
        }
    }
}
