//! A case may say how old a payment is.

use super::one;
use crate::Suite;

const REQUEST: &str = "request = { reason = \"unused\", requested_at = 2026-03-10T12:00:00Z }\n";
const CAPTURED: &str = "payment.captured = { minor = 4900, currency = \"EUR\" }\n";
const CASE: &str = "[[case]]\nname = \"a\"\nexpect.verdict = \"approve\"\n";

/// When it was charged, and the age that rules see.
fn charged(base: &str, case: &str) -> (String, i64) {
    let text = format!("[base]\n{REQUEST}{CAPTURED}{base}\n{CASE}{case}\n");
    let suite = Suite::parse(&text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
    let facts = suite.cases[0].facts.clone().facts(one);
    let age = facts.request.requested_at.duration_since(facts.payment.charged_at);
    (facts.payment.charged_at.to_string(), age.as_hours() / 24)
}

#[test]
fn age_days_are_counted_back_from_the_request() {
    let mut tried = 0;
    for (base, case, at, days) in [
        ("", "age_days = 12", "2026-02-26T12:00:00Z", 12),
        ("", "age_days = 0", "2026-03-10T12:00:00Z", 0),
        ("", "age_days = 36500", "1926-04-04T12:00:00Z", 36500),
        ("age_days = 12", "", "2026-02-26T12:00:00Z", 12),
        ("age_days = 12", "age_days = 3", "2026-03-07T12:00:00Z", 3),
        ("age_days = 12", "payment.charged_at = 2026-03-09T12:00:00Z", "2026-03-09T12:00:00Z", 1),
        ("payment.charged_at = 2026-03-09T12:00:00Z", "age_days = 12", "2026-02-26T12:00:00Z", 12),
        (
            "age_days = 12",
            "without = [\"age_days\"]\npayment.charged_at = \"2026-03-09T12:00:00Z\"",
            "2026-03-09T12:00:00Z",
            1,
        ),
        // The charge moves with the request, in days of 24 hours.
        (
            "age_days = 12",
            "request.requested_at = 2026-04-01T00:30:00+02:00",
            "2026-03-19T22:30:00Z",
            12,
        ),
        (
            "age_days = 12",
            "request.requested_at = \"2026-04-01T00:30:00+02:00\"",
            "2026-03-19T22:30:00Z",
            12,
        ),
    ] {
        assert_eq!(charged(base, case), (at.to_owned(), days), "{base} {case}");
        tried += 1;
    }
    assert_eq!(tried, 10);
}

#[test]
fn age_days_that_cannot_be_are_told_once_in_their_place() {
    const BOTH: &str = "payment.charged_at = 2026-03-01T12:00:00Z";
    const NUMBER: &str = "`age_days` must be a whole number from 0 to 36500";
    let mut tried = 0;
    for (base, case, place, said, remedy) in [
        (
            "",
            format!("age_days = 12\n{BOTH}"),
            "12",
            "the case has both `age_days` and `payment.charged_at`",
            "keep one of the two",
        ),
        (
            "",
            format!("{BOTH}\nage_days = 9"),
            "9",
            "the case has both `age_days` and `payment.charged_at`",
            "keep one of the two",
        ),
        (
            "age_days = 12\npayment.charged_at = 2026-03-01T12:00:00Z",
            String::new(),
            "12",
            "the base has both `age_days` and `payment.charged_at`",
            "keep one of the two",
        ),
        ("", "age_days = -1".to_owned(), "-1", NUMBER, "write `age_days = 12`"),
        ("", "age_days = 36501".to_owned(), "36501", NUMBER, "write `age_days = 12`"),
        ("", "age_days = 1.5".to_owned(), "1.5", NUMBER, "write `age_days = 12`"),
        ("", "age_days = \"12\"".to_owned(), "\"12\"", NUMBER, "write `age_days = 12`"),
        ("age_days = [12]", String::new(), "[12]", NUMBER, "write `age_days = 12`"),
        (
            "",
            "age_days = 12\nrequest.requested_at = \"-009999-01-03T00:00:00Z\"".to_owned(),
            "12",
            "there is no day that is so many days before -009999-01-03T00:00:00Z",
            "write a smaller `age_days`",
        ),
        (
            "",
            "age_days = 12\nrequest.requested_at = \"soon\"".to_owned(),
            "\"soon\"",
            "invalid digit",
            "docs/policy-tools.md",
        ),
        (
            "",
            format!("{BOTH}\npayment.age_days = 12"),
            "age_days",
            "there is no `age_days` here",
            "write it in the case itself, beside `payment`",
        ),
        ("age_days = 12", "without = [\"age_days\"]".to_owned(), "", "charged_at", ""),
    ] {
        // Twice the same case: what is wrong with the base is told once.
        let other = CASE.replace("\"a\"", "\"b\"");
        let other = if case.is_empty() { other.as_str() } else { "" };
        let text = format!("[base]\n{REQUEST}{CAPTURED}{base}\n{CASE}{case}\n{other}");
        let found = Suite::parse(&text).unwrap_err();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let found = &found[0];
        assert!(found.message.contains(said), "{text}: {}", found.message);
        assert!(found.remedy.contains(remedy), "{text}: {}", found.remedy);
        if !place.is_empty() {
            assert_eq!(text.get(found.span.clone()), Some(place), "{}", found.message);
        }
        tried += 1;
    }
    assert_eq!(tried, 12);
}
