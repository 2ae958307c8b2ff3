//! No text, however wrong, makes the engine panic or overflow the stack.

use proptest::prelude::*;

use super::sample::policy_text;
use crate::Policy;
use diagnostics::render_mistakes;

fn swallow(text: &str) -> bool {
    match Policy::parse(text) {
        Ok(policy) => !render_mistakes("p.toml", text, policy.warnings()).contains("error:"),
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            render_mistakes("p.toml", text, &mistakes).contains("error:")
        }
    }
}

fn with_condition(condition: &str) -> String {
    let quoted = toml::Value::String(condition.to_owned()).to_string();
    policy_text(&[(&format!("[{quoted}]"), "approve = \"full\"")])
}

#[test]
fn deep_and_long_conditions_fit_a_small_stack() {
    let conditions: Vec<String> = [
        "(", "[", "!", "-", "a.", "a(", "has(", "1+", "true&&", "true||", "!(", "-(", "(1+",
        "a.b.", "1 in [", "x<", "1?", "{", "a[", "-1+-1*",
    ]
    .iter()
    .flat_map(|piece| {
        [1, 9, 10, 11, 63, 64, 65, 66, 512 / piece.len(), 20_000]
            .map(|count| [piece.repeat(count), format!("{}true", piece.repeat(count))])
    })
    .flatten()
    .collect();
    assert_eq!(conditions.len(), 400);
    // A quarter of what a worker thread has.
    let small = std::thread::Builder::new().stack_size(512 << 10);
    let thread = small.spawn(move || {
        for condition in &conditions {
            assert!(swallow(&with_condition(condition)), "{condition}");
        }
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn deep_documents_fit_a_small_stack() {
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let thread = small.spawn(|| {
        for piece in ["[", "{a=", "[[", "a.", "\"", "'''", "rule = [", "[a.", "# "] {
            assert!(swallow(&piece.repeat(20_000)), "{piece}");
            assert!(swallow(&format!("rule = {}", piece.repeat(20_000))), "{piece}");
        }
    });
    thread.unwrap().join().unwrap();
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "[[rule]]\n",
            "[default]\n",
            "[clauses]\n",
            "id",
            "when",
            " = ",
            "\"",
            "'",
            "[",
            "]",
            "{",
            "}",
            "\n",
            "approve",
            "deny",
            "review",
            "clause",
            "share",
            "\"50%\"",
            "payment.plan",
            "payment.age_days",
            "<=",
            "==",
            "&&",
            "||",
            "!",
            "-",
            "(",
            ")",
            "has(",
            "in",
            ",",
            ".",
            "30",
            "9223372036854775808",
            "\\u00e9",
            "\\",
            "\"\"\"",
            "'''",
            "é",
            "\r\n",
            "\u{feff}",
            "request.reason",
            "'duplicate'",
            "1.5",
            "startsWith(",
            "amount",
            "minor",
            "currency",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn garbage_is_refused_with_reasons(pieces in prop::collection::vec(fragment(), 0..60)) {
        prop_assert!(swallow(&pieces.concat()));
    }

    #[test]
    fn a_garbled_condition_is_refused_with_reasons(
        pieces in prop::collection::vec(fragment(), 0..20),
    ) {
        prop_assert!(swallow(&with_condition(&pieces.concat())));
    }

    #[test]
    fn a_garbled_policy_is_refused_with_reasons(
        at in 0_usize..20_000,
        length in 0_usize..40,
        patch in fragment(),
    ) {
        let mut text: Vec<char> = include_str!("../../../../../config/policy.toml").chars().collect();
        let start = at % text.len();
        let end = (start + length).min(text.len());
        text.splice(start..end, patch.chars());
        prop_assert!(swallow(&text.into_iter().collect::<String>()));
    }
}

/// The policy to start from, with one quote or bracket taken out of it: of twenty mistakes at least
/// nineteen are shown on their line.
#[test]
fn w19_one_missing_sign_is_at_most_three_mistakes_and_the_first_is_on_its_line() {
    let text = include_str!("../../../../../config/policy.toml");
    let (mut tried, mut on_the_line) = (0, 0);
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '"' | '\'' | ']' | '}')) {
        let before = text.get(..at).unwrap();
        let line = before.matches('\n').count();
        let is_comment = before.rsplit('\n').next().is_some_and(|line| line.contains('#'));
        let mut broken = text.to_owned();
        broken.remove(at);
        let Err(mistakes) = Policy::parse(&broken) else { continue };
        // A quote within a condition, or an apostrophe of a clause, leaves it TOML.
        if is_comment || !mistakes[0].message.starts_with("this is not TOML") && sign == '\'' {
            continue;
        }
        assert!(mistakes.len() <= 3, "{sign} at {at}: {mistakes:?}");
        let found = broken.get(..mistakes[0].span.start).unwrap().matches('\n').count();
        on_the_line += usize::from(found == line);
        tried += 1;
    }
    assert!(tried > 300, "{tried}");
    assert!(on_the_line * 100 >= tried * 95, "{on_the_line} of {tried}");
}
