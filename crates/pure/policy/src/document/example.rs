//! What to write at a key: the remedy where nothing nearer is known.

/// Keys and what is written there.
const EXAMPLES: &[(&str, &str)] = &[
    ("time_zone", "a name of the IANA time zone database: `time_zone = \"Europe/Berlin\"`"),
    (
        "in_force_from",
        "a day, `in_force_from = 2026-11-01`, or an instant with its offset from UTC, \
         `2026-11-01T09:00:00+01:00`",
    ),
    ("holidays", "`holidays = [2026-12-25, 2026-12-26]`, days of the years 2000 to 2199"),
    (
        "facts",
        "`[facts.seats_used]` and below it `type = \"int\"` (or \"bool\", \"text\", \"instant\") and \
         perhaps `unit = \"seats\"`",
    ),
    ("type", "`type = \"int\"` (or \"bool\", \"text\", \"instant\")"),
    (
        "choices",
        "`choices = [\"too_expensive\", \"too_slow\"]`, words of lower-case letters, digits, `-` and `_`",
    ),
    ("conditions", "`[conditions]`, and below it `fresh = \"payment.age_days <= 30\"`"),
    ("amounts", "`[amounts]`, and below it `small = { EUR = 5000, USD = 6000 }`"),
    ("lists", "`[lists]`, and below it `eu = [\"AT\", \"BE\"]`"),
    (
        "costs",
        "`EUR = { fee = \"150bp\", fixed_fee = 25, refund_fee = 0, dispute_fee = 2000 }` below \
         `[costs.stripe]`, amounts in minor units",
    ),
    ("fee", "`fee = \"3%\"` or, in hundredths of a per cent, `\"150bp\"`; at most 100%"),
    ("fixed_fee", "`fixed_fee = 25`, whole minor units"),
    ("refund_fee", "`refund_fee = 25`, whole minor units"),
    ("dispute_fee", "`dispute_fee = 2000`, whole minor units"),
    (
        "clauses",
        "`[clauses.window]`, and below it `en = \"Within 30 days of purchase.\"` and the same for \
         every other language that you write in; or `window = \"…\"` below `[clauses]` where \
         everybody reads the same text",
    ),
    ("rule", "`[[rule]]`, with two brackets"),
    ("exclusion", "`[[exclusion]]`, and below it `id`, `when`, `deny` or `review`, and `clause`"),
    ("right", "`[[right]]`, and below it `id`, `when`, `approve` and `clause`"),
    ("offer", "`[[offer]]`, and below it `when = [..]` and `alternatives = [..]`"),
    (
        "band",
        "`[[band]]`, and below it `up_to = { EUR = 5000 }` and `who = \"machine\"` (or \"one\", \
         \"two\", \"never\")",
    ),
    ("who", "`who = \"machine\"` (or \"one\", \"two\", \"never\")"),
    (
        "limits",
        "`[limits]`, and below it `per_hour = { EUR = 100000 }`, `per_day = { EUR = 500000 }` and \
         perhaps `at_least = { EUR = 100 }`",
    ),
    (
        "billing_errors",
        "`billing_errors = [\"duplicate\", \"after_cancellation\", \"above_price\"]`",
    ),
    ("up_to", AMOUNTS),
    ("per_hour", AMOUNTS),
    ("per_day", AMOUNTS),
    ("at_least", AMOUNTS),
    ("floor", AMOUNTS),
    ("cap", AMOUNTS),
    ("default", "`[default]` with `review = \"no_rule_applies\"` and `clause = \"…\"`"),
    ("when", "`when = [\"payment.age_days <= 30\"]`, or `when = []` for always"),
    ("within", "`within = \"30 days of purchase\"`"),
    ("after", "`after = \"30 days of purchase\"`"),
    ("approve", APPROVE),
    ("propose", APPROVE),
    ("share", "\"50%\" or, in hundredths of a per cent, \"1250bp\"; at most 100%"),
    ("amount", "`amount = { EUR = 1000 }` for 10.00 EUR, or `amount = \"full\"`"),
    ("minor", "`amount = { EUR = 1000 }` for 10.00 EUR"),
    ("currency", "`amount = { EUR = 1000 }` for 10.00 EUR"),
    ("prorate", PRORATE),
    ("used", PRORATE),
    ("of", PRORATE),
    ("lines", "`lines = [\"seats\"]` or `lines = \"requested\"`"),
    (
        "less",
        "`less = [\"processor_fee\", \"unrefundable_lines\", \"merchant.used_minor\", { EUR = 500 }]`, or \
         some of these",
    ),
    ("rounding", "`rounding = \"up\"`"),
    ("deny", "`deny = { alternatives = [\"extended_trial\"] }`"),
    (
        "alternatives",
        "`alternatives = [\"extended_trial\"]`, or some of onboarding_call, downgrade, discount, \
         credit: a denial without one loses the customer as well; in `deny` also `\"offered\"`, \
         for what `[[offer]]` says",
    ),
    (
        "review",
        "a short code: `review = \"large_amount\"`, or `review = { why = \"large_amount\", \
         approvers = 2, propose = \"full\" }`",
    ),
    ("why", "a short code: `why = \"large_amount\"`"),
    ("approvers", "`approvers = 1` or `approvers = 2`"),
    (
        "ask",
        "`ask = { questions = [\"what_went_wrong\"], within_days = 7, remind_after_days = 3, \
         silence = \"review\" }`",
    ),
    (
        "questions",
        "`questions = [\"what_went_wrong\"]`, keys of the message catalogue; the types of their answers \
         in the head: `[questions.support_tried]` and below it `type = \"yes_no\"`",
    ),
    ("within_days", "`within_days = 7`"),
    ("remind_after_days", "`remind_after_days = 3`"),
    ("silence", "`silence = \"review\"`, or `silence = \"deny\"` with `alternatives`"),
    (
        "subscription",
        "`subscription = \"cancel_now\"`, `\"cancel_at_period_end\"` or `\"keep\"`, in a rule that \
         approves or asks for a person",
    ),
    ("shadow", "`shadow = true`, or leave it out"),
    (
        "countries",
        "`[countries]`, and below it `DE = { applies = \"yes\", law = \"§§ 312g, 355 BGB\" }`",
    ),
    ("applies", "`applies = \"yes\"`, `\"no\"`, or `\"person\"`"),
];

const AMOUNTS: &str = "`{ EUR = 5000, JPY = 800 }`, whole minor units: 50.00 EUR, 800 JPY";
const APPROVE: &str = "`approve = \"full\"`, `approve = \"prorated\"`, \
                       `approve = { share = \"50%\" }` or `approve = { amount = { EUR = 1000 } }`";
const PRORATE: &str = "`prorate = \"time\"`, `\"days\"`, `\"months\"`, or `prorate = { used = \"merchant.used\", of = \"merchant.bought\" }`";

/// What to write at a key, as a remedy. A key that is not listed takes a text.
pub(crate) fn write(key: &str) -> String {
    let found = EXAMPLES.iter().find(|(known, _)| *known == key);
    found
        .map_or_else(|| format!("write `{key} = \"…\"`"), |(_, example)| format!("write {example}"))
}

/// What to write where a text computes an amount out of two: the smaller of them, or the larger.
pub(crate) fn of_two(text: &str) -> Option<&'static str> {
    let (name, _) = text.split_once('(')?;
    match name.trim().to_ascii_lowercase().trim_start_matches("math.") {
        "min" | "least" => Some(
            "no text computes an amount; the smaller of two is one with a `cap`: \
             `approve = { amount = \"full\", cap = { EUR = 5000 } }`; of numbers that do not change \
             write the smaller one, and what your own system computes is a fact of it",
        ),
        "max" | "greatest" => Some(
            "no text computes an amount; the larger of two is one with a `floor`: \
             `approve = { share = \"50%\", floor = { EUR = 1000 } }`; of numbers that do not change \
             write the larger one, and what your own system computes is a fact of it",
        ),
        _ => None,
    }
}

/// What to write in the place of a key that takes in another text.
pub(crate) fn of_inclusion(key: &str) -> Option<&'static str> {
    let key = key.to_ascii_lowercase();
    let words = [
        "include",
        "includes",
        "import",
        "imports",
        "extend",
        "extends",
        "inherit",
        "inherits",
        "base",
        "parent",
        "override",
        "overrides",
    ];
    words.contains(&key.as_str()).then_some(
        "a policy is one text, read from top to bottom and named by its hash. An account can have one of its \
         own, `policy = \"shop.toml\"` below `[accounts.shop]`; several accounts can name the same one, with \
         rules by fact: `payment.currency == 'EUR'`, `payment.country in lists.eu`",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::PolicyFile;

    /// Every key of a schema, and whether it takes any text.
    fn keys(schema: &Value, found: &mut BTreeMap<String, bool>) {
        for (key, field) in schema["properties"].as_object().into_iter().flatten() {
            let plain = field["type"].to_string().contains("\"string\"");
            found.insert(key.clone(), plain && field.get("pattern").is_none());
        }
        match schema {
            Value::Array(parts) => parts.iter().for_each(|part| keys(part, found)),
            Value::Object(fields) => fields.values().for_each(|part| keys(part, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_key_that_takes_more_than_a_text_has_an_example_and_no_other_key_has() {
        let mut found = BTreeMap::new();
        keys(&schemars::schema_for!(PolicyFile).to_value(), &mut found);
        assert!(found.len() > 50, "{found:?}");
        let has_one = |key: &str| EXAMPLES.iter().any(|(known, _)| *known == key);
        let ids = ["id", "clause", "unknown"];
        for (key, is_text) in &found {
            assert!(*is_text || has_one(key) || ids.contains(&key.as_str()), "{key}");
        }
        let of_statutes = ["right", "countries", "applies"];
        for (key, _) in EXAMPLES {
            assert!(found.contains_key(*key) || of_statutes.contains(key), "{key}");
        }
    }
}
