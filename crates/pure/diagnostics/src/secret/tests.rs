//! What is taken for a secret, what is not, and where a caret lies then.

use super::super::{Mistake, render_mistakes};
use super::*;

const KEYS: [&str; 18] = [
    "sk_live_51H8xQ2eZvKYlo2C",
    "sk_test_x",
    "rk_live_abc",
    "RK_abc",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "prefix-sk_live_abc",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "d41d8cd98f00b204e9800998ecf8427e",
    "D41D8CD98F00B204E9800998ECF8427E",
    "7f3c1a52-9b1e-4b0d-8a52-0c9f6f0e8d11",
    "0123456789012345678901234567890123456789",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    "3ja7mryiyhnovcl26vvielkgiv",
    "c2VjcmV0LXdpdGgtc2xhc2hlcy1hbmQ+",
    "dGhpcyBpcyBhIHNlY3JldA",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop",
];

const WORDS: [&str; 16] = [
    "customer.refunded_payments_last_30_days",
    "payment.amount_minor",
    "whsec_",
    "mark_rk_later",
    "/etc/refundd/policies/standard-2026-01.toml",
    "/data/Jane/Policies/Refunds-2026/standard.toml",
    "deny_with_alternatives_credit_or_exchange",
    "paymentRefundableAmountMinor",
    "Rechtsschutzversicherungsgesellschaften",
    "pi_3PgafyB7WZ01zgk",
    "2026-01-31T00:00:00Z",
    "https://example.test/terms",
    "1000000000000000000",
    "refundd@example.test",
    "返金はできません",
    "----------------------------------------------",
];

fn shown(text: &str, span: Span) -> String {
    render_mistakes("p.toml", text, &[Mistake::error(span, "m", "r")])
}

#[test]
fn s18_no_key_is_shown_wherever_it_stands_in_a_text() {
    for key in KEYS {
        for text in [
            key.to_owned(),
            format!("{key}\n"),
            format!("title = \"{key}\"\n"),
            format!("a = 1\nwhen = ['{key}', \"x\"] # {key}\n"),
            format!("{key} = 1\n"),
            format!("{key}: and more\n"),
        ] {
            for span in [0..0, 0..3, 0..text.len(), 4..9, text.len()..text.len()] {
                let shown = shown(&text, span);
                assert!(!shown.contains(key), "{shown}");
                assert!(shown.contains("error: m") && shown.contains("help: r"), "{shown}");
            }
        }
        assert!(!without_secrets(&format!("there is no `{key}`")).contains(key), "{key}");
    }
}

#[test]
fn s18_what_is_no_secret_is_shown() {
    for word in WORDS {
        assert_eq!(without_secrets(word), word);
        let text = format!("a = 1\nname = \"{word}\"\n");
        assert!(shown(&text, 6..10).contains(word), "{word}");
    }
}

#[test]
fn s18_a_key_in_pem_is_shown_by_none_of_its_lines() {
    for end in ["-----END RSA PRIVATE KEY-----\n", ""] {
        let text = format!("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4\n\nshort\nab==\n{end}");
        for at in 0..text.len() {
            let shown = shown(&text, at..at.saturating_add(1));
            let leaks = ["Proc", "short", "ab=="].into_iter().any(|line| shown.contains(line));
            assert!(!leaks, "{shown}");
        }
    }
    let line = "key = \"-----BEGIN PRIVATE KEY-----\\nshort\\n-----END PRIVATE KEY-----\"";
    assert_eq!(
        without_secrets(line),
        "key = \"-----BEGIN PRIVATE KEY-----[hidden]-----END PRIVATE KEY-----\""
    );
}

#[test]
fn s18_a_file_of_one_word_and_a_password_in_an_address_are_not_shown() {
    for text in ["hunter2", "  hunter2\n", "pass:word;x\n", "aHVudGVyMg==\n"] {
        let shown = shown(text, 0..text.len());
        assert!(!shown.contains(text.trim()) && shown.contains(MASK), "{shown}");
    }
    for text in ["x = 1\n", "[rule]\n", "one two\n"] {
        assert!(shown(text, 0..1).contains(text.trim()), "{text}");
    }
    let text = "url = \"amqp://jane:hunter2@broker:5672/%2f\"";
    assert_eq!(without_secrets(text), "url = \"amqp://[hidden]@broker:5672/%2f\"");
    assert_eq!(without_secrets("see https://a.test/x@y"), "see https://a.test/x@y");
}

#[test]
fn s18_carets_stand_where_they_stood() {
    let text = "a = \"sk_live_1234\", b = 'whsec_x', c = 7\n";
    let spans = ["a", "sk_live_1234", "live", "b", "whsec_x", "c = 7"].map(|what| {
        let at = text.find(what).unwrap();
        at..at + what.len()
    });
    let (masked, moved) = masked(text, &spans);
    assert_eq!(masked, "a = \"[hidden]\", b = '[hidden]', c = 7\n");
    let under: Vec<&str> = moved.iter().map(|span| masked.get(span.clone()).unwrap()).collect();
    assert_eq!(under, ["a", "[hidden]", "[hidden]", "b", "[hidden]", "c = 7"]);
}

#[test]
fn s18_a_title_a_label_a_note_and_a_remedy_show_no_key_either() {
    use super::super::{Drawing, Place, Severity, Source};
    let key = "sk_live_51H8xQ2eZvKYlo2C";
    let said = format!("there is no `{key}`");
    let drawing = Drawing {
        severity: Severity::Error,
        title: &said,
        source: Source::new("p.toml", "a = 1\n"),
        places: &[Place { span: 0..1, label: said.clone() }],
        notes: std::slice::from_ref(&said),
        remedy: &said,
    };
    let drawn = drawing.draw();
    assert!(!drawn.contains("sk_live"), "{drawn}");
    assert_eq!(drawn.matches("there is no `[hidden]`").count(), 4, "{drawn}");
}
