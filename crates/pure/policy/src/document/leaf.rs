//! The smallest parts of a document: each refuses what it cannot be, with a remedy.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::field::{Field, Table};
use super::wrong::{PLACE, Refusal};
use crate::language::frame::frame;
use crate::language::length::Length;
use crate::language::vocabulary::{id_remedy, is_field, is_id};
use diagnostics::closest;
use domain::money::Currency;

/// An id: of a rule, of a clause, of a review.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("pattern" = "^[a-z][a-z0-9_-]{0,63}$"))]
pub(crate) struct Id(pub(crate) String);

impl TryFrom<String> for Id {
    type Error = Refusal;

    fn try_from(word: String) -> Result<Self, Refusal> {
        if is_id(&word) { Ok(Self(word)) } else { Err(Refusal::of(&word, id_remedy(&word))) }
    }
}

/// A name that conditions can spell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("pattern" = "^[a-z][a-z0-9_]{0,63}$"))]
pub(crate) struct Name(pub(crate) String);

impl TryFrom<String> for Name {
    type Error = Refusal;

    fn try_from(word: String) -> Result<Self, Refusal> {
        const REMEDY: &str = "use lower-case letters, digits and `_`, beginning with a letter";
        let refused = |word| Refusal::new(format!("a name cannot be {word:?}"), REMEDY);
        if is_field(&word) { Ok(Self(word)) } else { Err(refused(word)) }
    }
}

/// A question: a key of the message catalogue, which conditions can spell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("pattern" = "^[a-z][a-z0-9_]{0,63}$"))]
pub(crate) struct Question(pub(crate) String);

impl TryFrom<String> for Question {
    type Error = Refusal;

    fn try_from(word: String) -> Result<Self, Refusal> {
        const REMEDY: &str = "use a key of the message catalogue, such as `what_went_wrong`: \
                              lower-case letters, digits and `_`";
        let refused = |word| Refusal::new(format!("a question cannot be {word:?}"), REMEDY);
        if is_field(&word) { Ok(Self(word)) } else { Err(refused(word)) }
    }
}

/// A share of an amount, in hundredths of a per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("pattern" = "^([0-9]+%|[0-9]+bp)$"))]
pub(crate) struct Share(#[schemars(with = "String")] pub(crate) i64);

impl TryFrom<String> for Share {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        let (digits, unit) = match text.strip_suffix('%') {
            Some(digits) => (digits, 100),
            None => (text.strip_suffix("bp").unwrap_or_default(), 1),
        };
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let basis_points = digits.parse().ok().and_then(|number: i64| number.checked_mul(unit));
        let found = basis_points.filter(|share| plain && (1..=10_000).contains(share));
        found.map(Self).ok_or_else(|| Refusal::of(&text, ""))
    }
}

/// A time frame, `30 days of purchase`: how long, and the name of what it is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("pattern" = "^[0-9]+ (hours?|days?|business days?|weeks?|months?|years?) of \
                                       (purchase|renewal|delivery|cancellation|merchant\\.[a-z][a-z0-9_]*)$"))]
pub(crate) struct Frame(#[schemars(with = "String")] pub(crate) (Length, String));

impl TryFrom<String> for Frame {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        let refused = |(message, remedy)| Refusal::new(message, remedy);
        frame(&text).map(Self).map_err(refused)
    }
}

/// The code of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("pattern" = "^[A-Z]{3}$"))]
pub(crate) struct Code(#[schemars(with = "String")] pub(crate) Currency);

impl TryFrom<String> for Code {
    type Error = Refusal;

    fn try_from(word: String) -> Result<Self, Refusal> {
        const REMEDY: &str = "use a code of ISO 4217, such as EUR";
        let unknown = |_| Refusal::new(format!("{word:?} is not a currency of ISO 4217"), REMEDY);
        Currency::parse(&word).map(Self).map_err(unknown)
    }
}

/// A time zone. It comes from the database that is built in, so that the same policy counts the
/// same days on every machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline)]
pub(crate) struct Zone(#[schemars(with = "String")] pub(crate) TimeZone);

impl TryFrom<String> for Zone {
    type Error = Refusal;

    fn try_from(word: String) -> Result<Self, Refusal> {
        let database = TimeZoneDatabase::bundled();
        if let Ok(zone) = database.get(&word) {
            return Ok(Self(zone));
        }
        let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
        let remedy = match closest(&word, names.iter().map(String::as_str)) {
            Some(known) => format!("did you mean \"{known}\"?"),
            None => String::new(),
        };
        Err(Refusal::new(format!("there is no time zone {word:?}"), remedy))
    }
}

/// A text that says something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(inline, extend("minLength" = 1))]
pub(crate) struct Sentence(pub(crate) String);

impl TryFrom<String> for Sentence {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        const REMEDY: &str = "say in a sentence what the refund terms grant or exclude";
        if text.trim().is_empty() {
            return Err(Refusal::new("the clause says nothing", REMEDY));
        }
        Ok(Self(text))
    }
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "i64")]
#[schemars(inline, extend("minimum" = LEAST, "maximum" = MOST))]
pub(crate) struct Whole<const LEAST: i64, const MOST: i64>(pub(crate) i64);

impl<const LEAST: i64, const MOST: i64> TryFrom<i64> for Whole<LEAST, MOST> {
    type Error = Refusal;

    fn try_from(number: i64) -> Result<Self, Refusal> {
        if (LEAST..=MOST).contains(&number) {
            return Ok(Self(number));
        }
        let bounds = match MOST {
            i64::MAX => format!("{LEAST} or more"),
            most => format!("{LEAST} to {most}"),
        };
        Err(Refusal::new(format!("{PLACE} must be a whole number, {bounds}"), ""))
    }
}

/// Amounts per currency, minor units.
pub type Amounts = BTreeMap<Currency, i64>;

/// Amounts per currency, whole minor units: { EUR = 5000 } is 50.00 EUR.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(try_from = "Table<Code, Whole<1, { i64::MAX }>>")]
#[schemars(rename = "Amounts", extend("minProperties" = 1))]
pub struct PerCurrency(
    #[schemars(with = "Table<Code, Whole<1, { i64::MAX }>>")] pub(crate) Amounts,
);

impl TryFrom<Table<Code, Whole<1, { i64::MAX }>>> for PerCurrency {
    type Error = Refusal;

    fn try_from(table: Table<Code, Whole<1, { i64::MAX }>>) -> Result<Self, Refusal> {
        let mut amounts = Amounts::new();
        for (code, minor) in table.iter() {
            let (currency, minor) = code.get().zip(minor.get()).ok_or_else(Refusal::told)?;
            if amounts.insert(currency.0, minor.0).is_some() {
                let message = format!("{PLACE} has {} twice", currency.0);
                return Err(Refusal::new(message, "keep one of them").at(&code.span));
            }
        }
        if amounts.is_empty() {
            return Err(Refusal::new(format!("{PLACE} names no currency"), ""));
        }
        Ok(Self(amounts))
    }
}

/// A list that is not too long, and names nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<Field<T>>", bound = "T: Deserialize<'de> + PartialEq")]
#[schemars(inline, extend("minItems" = LEAST, "maxItems" = MOST, "uniqueItems" = true))]
pub(crate) struct List<T, const LEAST: usize, const MOST: usize>(pub(crate) Vec<T>);

impl<T: PartialEq, const LEAST: usize, const MOST: usize> TryFrom<Vec<Field<T>>>
    for List<T, LEAST, MOST>
{
    type Error = Refusal;

    fn try_from(fields: Vec<Field<T>>) -> Result<Self, Refusal> {
        if !(LEAST..=MOST).contains(&fields.len()) {
            let message = format!("{PLACE} must have {LEAST} to {MOST} elements");
            return Err(Refusal::new(message, ""));
        }
        let (mut values, mut whole) = (Vec::with_capacity(fields.len()), true);
        for field in fields {
            let span = field.span.clone();
            match field.into_value() {
                Some(value) if values.contains(&value) => {
                    let twice = Refusal::new(format!("{PLACE} has this twice"), "remove one");
                    return Err(twice.at(&span));
                }
                Some(value) => values.push(value),
                None => whole = false,
            }
        }
        if !whole {
            return Err(Refusal::told());
        }
        Ok(Self(values))
    }
}

/// A day or an instant, as TOML writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename = "$instant")]
#[schemars(inline)]
pub(crate) struct Written(pub(crate) String);

/// A day of the calendar, with or without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "Dated")]
#[schemars(inline, extend("format" = "date"))]
pub(crate) struct Day(#[schemars(with = "String")] pub(crate) Date);

/// A day as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$day")]
#[schemars(inline)]
struct Dated(String);

impl TryFrom<Dated> for Day {
    type Error = Refusal;

    fn try_from(Dated(text): Dated) -> Result<Self, Refusal> {
        let day: Option<Date> = text.parse().ok();
        // A slip in the year would leave that year without the holiday.
        let sane = day.filter(|day| (2000..2200).contains(&day.year()));
        sane.map(Self).ok_or_else(|| Refusal::of(&text, ""))
    }
}

/// A value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "{place} must be a whole number, true or false, or text")]
#[schemars(inline)]
pub(crate) enum Scalar {
    Int(i64),
    Bool(bool),
    Text(String),
}

/// What stands in the place of a key that is refused wherever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

impl<'de> Deserialize<'de> for Refused {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        let remedy = "write `review = \"no_rule_applies\"`";
        Err(D::Error::custom(Refusal::new("what no rule foresees, a person decides", remedy)))
    }
}
