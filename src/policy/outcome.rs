//! What a rule says once all its conditions hold, and how that is written.
//!
//! How much an approval comes to is computed in `amount`.

use toml::de::DeInteger;

use super::document::{Reading, Section, Value, Words};
use super::suggestion::instead;
use super::vocabulary::ALTERNATIVES;
use crate::domain::money::{Currency, Money};

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Give money back.
    Approve(Amount),
    /// Give nothing back, offer these instead.
    Deny {
        /// Keys of the message catalogue, in order, at least one.
        alternatives: Vec<String>,
    },
    /// A person decides.
    Review {
        /// Why, as a short code.
        why: String,
    },
}

/// How much money to give back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// What was asked for, or all that is left.
    Full,
    /// A share of the captured amount.
    Share {
        /// Hundredths of a per cent, 1 to 10 000.
        basis_points: i64,
    },
    /// A fixed amount, for payments in its currency.
    Fixed(Money),
    /// The part of the captured amount that pays for the rest of the term.
    Prorated,
}

const APPROVE_REMEDY: &str = "write `approve = \"full\"`, `approve = \"prorated\"`, \
     `approve = { share = \"50%\" }` or `approve = { amount = { minor = 1000, currency = \"EUR\" } }`";
const SHARE_REMEDY: &str =
    "write \"50%\" or, in hundredths of a per cent, \"1250bp\"; at most 100%";
const AMOUNT_REMEDY: &str = "write `amount = { minor = 1000, currency = \"EUR\" }` for 10.00 EUR";

/// The keys that state an outcome.
pub(super) const KEYS: [&str; 3] = ["approve", "deny", "review"];

impl Reading<'_> {
    fn no<T>(&mut self, value: &Value<'_>, message: impl Into<String>, remedy: &str) -> Option<T> {
        self.error(value.span(), message, remedy);
        None
    }
}

/// Reads the one outcome of a rule.
pub(super) fn read<'t>(reading: &mut Reading<'t>, section: &Section<'_, 't>) -> Option<Outcome> {
    let mut stated = KEYS.into_iter().filter_map(|key| Some((key, section.get(key)?)));
    let Some((key, value)) = stated.next() else {
        reading.error(
            section.span.clone(),
            format!("{} has no outcome", section.name),
            "add one of `approve`, `deny`, `review`",
        );
        return None;
    };
    if let Some((second, other)) = stated.next() {
        let message = format!("{} has both `{key}` and `{second}`", section.name);
        return reading.no(other, message, "keep one; make a second rule for the other");
    }
    match key {
        "approve" => approve(reading, value).map(Outcome::Approve),
        "deny" => deny(reading, value),
        _ => review(reading, value),
    }
}

/// Reads `review = "why"`.
pub(super) fn review<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Outcome> {
    let remedy = "write a short code: `review = \"large_amount\"`";
    let words = reading.words("`review`", value, remedy)?;
    reading.check_id("`review`", &words.text, words.span);
    Some(Outcome::Review { why: words.text })
}

fn approve<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Amount> {
    if let Some(word) = value.get_ref().as_str() {
        return match word {
            "full" => Some(Amount::Full),
            "prorated" => Some(Amount::Prorated),
            _ => reading.no(value, format!("`approve` cannot be {word:?}"), APPROVE_REMEDY),
        };
    }
    let section = reading.section("`approve`", value, APPROVE_REMEDY)?;
    reading.only(&section, &["share", "amount"]);
    match (section.get("share"), section.get("amount")) {
        (Some(value), None) => share(reading, value),
        (None, Some(value)) => fixed(reading, value).map(Amount::Fixed),
        (Some(_), Some(_)) => reading.no(value, "both `share` and `amount`", APPROVE_REMEDY),
        (None, None) => reading.no(value, "`approve` does not say how much", APPROVE_REMEDY),
    }
}

fn share<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Amount> {
    let Words { text, .. } = reading.words("`share`", value, SHARE_REMEDY)?;
    let (digits, unit) = match text.strip_suffix('%') {
        Some(digits) => (digits, 100),
        None => (text.strip_suffix("bp").unwrap_or_default(), 1),
    };
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let basis_points = digits.parse().ok().and_then(|number: i64| number.checked_mul(unit));
    match basis_points.filter(|share| plain && (1..=10_000).contains(share)) {
        Some(basis_points) => Some(Amount::Share { basis_points }),
        None => reading.no(value, format!("`share` cannot be {text:?}"), SHARE_REMEDY),
    }
}

fn fixed<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Money> {
    let section = reading.section("`amount`", value, AMOUNT_REMEDY)?;
    reading.only(&section, &["minor", "currency"]);
    let (Some(minor), Some(currency)) = (section.get("minor"), section.get("currency")) else {
        return reading.no(value, "`amount` needs `minor` and `currency`", AMOUNT_REMEDY);
    };
    let number = minor.get_ref().as_integer().and_then(integer).filter(|minor| *minor > 0);
    let Some(number) = number else {
        let message = "`minor` must be a whole number of minor units above 0";
        return reading.no(minor, message, AMOUNT_REMEDY);
    };
    let code = reading.words("`currency`", currency, AMOUNT_REMEDY)?.text;
    match Currency::parse(&code) {
        Ok(currency) => Some(Money::new(number, currency)),
        Err(error) => reading.no(currency, error.to_string(), "use a code of ISO 4217"),
    }
}

fn integer(literal: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(literal.as_str(), literal.radix()).ok()
}

fn deny<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Outcome> {
    let remedy = "write `deny = { alternatives = [\"extended_trial\"] }`";
    let section = reading.section("`deny`", value, remedy)?;
    reading.only(&section, &["alternatives"]);
    let Some(list) = section.get("alternatives") else {
        return reading.no(value, "`deny` offers no alternatives", remedy);
    };
    let Some(elements) = list.get_ref().as_array() else {
        return reading.no(list, "`alternatives` must be a list", remedy);
    };
    if elements.is_empty() {
        let message = "a denial without an alternative loses the customer as well";
        return reading.no(list, message, &instead("", &ALTERNATIVES));
    }
    let mut alternatives: Vec<String> = Vec::new();
    for element in elements {
        let Words { text, span, .. } = reading.words("an alternative", element, remedy)?;
        if !ALTERNATIVES.contains(&text.as_str()) {
            reading.error(
                span,
                format!("there is no alternative {text:?}"),
                instead(&text, &ALTERNATIVES),
            );
        } else if alternatives.contains(&text) {
            reading.error(span, format!("{text:?} is offered twice"), "remove one");
        }
        alternatives.push(text);
    }
    Some(Outcome::Deny { alternatives })
}
