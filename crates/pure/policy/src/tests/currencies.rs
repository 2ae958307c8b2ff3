//! What is said when a policy is read of currencies that one part of it knows and another does not.

use super::sample::full_text;
use crate::Policy;

const FULL: &str = "approve = \"full\"";
const EUR_BANDS: &str = "[[band]]\nup_to = { EUR = 1000 }\nwho = \"machine\"\n\
                         [[band]]\nwho = \"two\"\n";

/// The warnings about currencies, each with the text that it points at.
fn warned(when: &str, outcome: &str, blocks: &str) -> Vec<(String, String)> {
    let text = full_text("", &[(when, outcome)], blocks);
    let policy = Policy::parse(&text).unwrap();
    let about =
        policy.warnings().iter().filter(|mistake| mistake.message.contains("does not name"));
    about
        .map(|mistake| {
            let pointed = text.get(mistake.span.clone()).unwrap_or_default();
            let line = pointed.lines().next().unwrap_or_default();
            (mistake.message.clone(), line.to_owned())
        })
        .collect()
}

#[test]
fn m19_a_ceiling_that_does_not_name_a_currency_of_bands_or_rules_is_warned_of() {
    let hour = "[limits]\nper_hour = { USD = 10 }\n";
    let day = "[limits]\nper_day = { USD = 10 }\n";
    let both = format!("{hour}per_day = {{ USD = 90, EUR = 90 }}\n");
    let bands = format!("{EUR_BANDS}[limits]\nper_hour = {{ EUR = 10, USD = 10 }}\n");
    let all = "[]";
    let of_eur = "[\"payment.currency == 'EUR'\"]";
    let in_list = "[\"payment.currency in ['EUR', 'USD'] && payment.age_days < 3\"]";
    let not_eur = "[\"payment.currency != 'EUR'\"]";
    let fixed = "approve = { amount = { EUR = 5, USD = 5 } }";
    let proposed = "review = { why = \"x\", propose = { amount = { EUR = 5, USD = 5 } } }";
    let denied = "deny = { alternatives = [\"credit\"] }";
    let mut tried = 0;
    for (when, outcome, blocks, expected) in [
        (all, fixed, hour, "the ceiling `per_hour` does not name EUR, but the rule `r0` does"),
        (all, fixed, day, "the ceiling `per_day` does not name EUR, but the rule `r0` does"),
        (all, proposed, hour, "the ceiling `per_hour` does not name EUR, but the rule `r0` does"),
        (of_eur, FULL, hour, "the ceiling `per_hour` does not name EUR, but the rule `r0` does"),
        (in_list, FULL, hour, "the ceiling `per_hour` does not name EUR, but the rule `r0` does"),
        (
            all,
            FULL,
            &both,
            "the ceiling `per_hour` does not name EUR, but the ceiling `per_day` does",
        ),
        (all, FULL, &bands, "the list of bands does not name USD, but the ceiling `per_hour` does"),
        (not_eur, FULL, hour, ""),
        (of_eur, denied, hour, ""),
        (all, FULL, hour, ""),
        (all, fixed, "", ""),
        (all, FULL, EUR_BANDS, ""),
    ] {
        let found = warned(when, outcome, blocks);
        let messages: Vec<&str> = found.iter().map(|(message, _)| message.as_str()).collect();
        let expected: Vec<&str> =
            Some(expected).filter(|text| !text.is_empty()).into_iter().collect();
        assert_eq!(messages, expected, "{when} {outcome} {blocks}");
        tried += 1;
    }
    assert_eq!(tried, 12);
    let [(_, pointed)] = warned(all, fixed, hour).try_into().unwrap();
    assert_eq!(pointed, "{ USD = 10 }", "the caret is at the ceiling");
}

#[test]
fn w10_a_floor_or_a_cap_that_does_not_name_a_known_currency_is_warned_of() {
    let limits = "[limits]\nper_hour = { EUR = 10, USD = 10 }\n";
    let mut tried = 0;
    for (when, outcome, expected) in [
        ("[]", "approve = { share = \"5%\", cap = { EUR = 5 } }", Some("`cap` of the rule `r0`")),
        (
            "[]",
            "approve = { share = \"5%\", floor = { EUR = 5 } }",
            Some("`floor` of the rule `r0`"),
        ),
        ("[]", "approve = { amount = { EUR = 5 } }", Some("`amount` of the rule `r0`")),
        (
            "[]",
            "approve = { share = \"5%\", less = [{ EUR = 5 }] }",
            Some("`less` of the rule `r0`"),
        ),
        ("[]", "approve = { share = \"5%\", cap = { EUR = 5, USD = 5 } }", None),
        // It says itself for which payments it is.
        (
            "[\"payment.currency == 'EUR'\"]",
            "approve = { share = \"5%\", cap = { EUR = 5 } }",
            None,
        ),
    ] {
        let found = warned(when, outcome, limits);
        let expected = expected
            .map(|name| format!("{name} does not name USD, but the ceiling `per_hour` does"));
        let messages: Vec<String> = found.into_iter().map(|(message, _)| message).collect();
        assert_eq!(messages, Vec::from_iter(expected), "{when} {outcome}");
        tried += 1;
    }
    assert_eq!(tried, 6);
}
