//! How much an approval gives back, as a policy writes it.
//!
//! What that comes to for one payment is computed in `amount`.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Reading, Section, Value};
use super::fact::{Fact, Kind};
use super::head::Head;
use crate::diagnostics::{closest, instead};
use crate::domain::money::{Currency, Rounding};

/// Amounts per currency, minor units.
pub type Amounts = BTreeMap<Currency, i64>;

/// How much money to give back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Amount {
    /// What is computed first.
    pub base: Base,
    /// The lines of the invoice that it is computed on.
    pub lines: Lines,
    /// What is kept of it.
    pub less: Vec<Less>,
    /// The least that a payment comes to, if to anything; empty where there is none. A payment in
    /// a currency that it does not name is for a person.
    pub floor: Amounts,
    /// The most that a payment comes to, however often it is asked back; empty where there is none.
    /// A payment in a currency that it does not name is for a person.
    pub cap: Amounts,
    /// How a part is rounded to the processor's step.
    pub rounding: Rounding,
}

/// What an amount starts from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Base {
    /// What was asked for, or all that is left.
    #[default]
    Full,
    /// A share of the captured amount.
    Share {
        /// Hundredths of a per cent, 1 to 10 000.
        basis_points: i64,
    },
    /// A fixed amount, for payments in its currencies.
    Fixed(Amounts),
    /// The part of the captured amount that pays for the rest of the term.
    Time,
    /// The part of the captured amount that pays for what was not used.
    Usage(Usage),
}

/// Two declared facts: how much was used, and of how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    pub(super) used: Fact,
    pub(super) of: Fact,
}

/// Lines of the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Lines {
    /// The whole payment, whatever its lines.
    #[default]
    All,
    /// These lines.
    Named(BTreeSet<String>),
    /// Those that the request names; all, if it names none.
    Requested,
}

/// What is kept of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Less {
    /// The fee that the processor keeps.
    ProcessorFee,
    /// The lines that were sold as not refundable.
    UnrefundableLines,
    /// A fixed fee.
    Fixed(Amounts),
}

pub(super) const REMEDY: &str = "write `approve = \"full\"`, `approve = \"prorated\"`, \
     `approve = { share = \"50%\" }` or `approve = { amount = { EUR = 1000 } }`";
const PRORATE_REMEDY: &str = "write `prorate = \"time\"` or `prorate = { used = \"merchant.used\", of = \"merchant.bought\" }`";
const LESS_REMEDY: &str =
    "write `less = [\"processor_fee\", \"unrefundable_lines\", { EUR = 500 }]`, or some of these";
const LINES_REMEDY: &str = "write `lines = [\"seats\"]` or `lines = \"requested\"`";
/// The keys of an amount.
pub(super) const KEYS: [&str; 8] =
    ["share", "amount", "prorate", "lines", "less", "floor", "cap", "rounding"];

/// The keys of an amount in one currency.
pub(super) const MONEY_KEYS: [&str; 2] = ["minor", "currency"];
/// The keys of an amount by usage.
pub(super) const USAGE_KEYS: [&str; 2] = ["used", "of"];

/// Reads what `key` (`approve` or `propose`) says.
pub(super) fn read<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    key: &'static str,
    value: &Value<'t>,
) -> Option<Amount> {
    if let Some(word) = value.get_ref().as_str() {
        let base = match word {
            "full" => Base::Full,
            "prorated" => Base::Time,
            _ => return reading.no(value, format!("`{key}` cannot be {word:?}"), REMEDY),
        };
        return Some(Amount { base, ..Amount::default() });
    }
    let name = if key == "approve" { "`approve`" } else { "`propose`" };
    let section = reading.section(name, value, REMEDY)?;
    reading.only(&section, &KEYS);
    let base = base(reading, head, &section, value);
    let lines = section.get("lines").map_or(Some(Lines::All), |value| lines(reading, value));
    let less = section.get("less").map_or(Some(Vec::new()), |value| less(reading, value));
    let mut bound = |key: &'static str, name: &'static str| match section.get(key) {
        Some(value) => reading.amounts(name, value),
        None => Some(Amounts::new()),
    };
    let (floor, cap) = (bound("floor", "`floor`"), bound("cap", "`cap`"));
    let rounding = section.get("rounding").map_or(Some(Rounding::Nearest), |value| {
        let words = reading.words("`rounding`", value, "write `rounding = \"up\"`")?;
        let found = Rounding::ALL.iter().find(|(_, name)| *name == words.text);
        if found.is_none() {
            let names = Rounding::ALL.map(|(_, name)| name);
            let message = format!("there is no rounding {:?}", words.text);
            reading.error(words.span, message, instead(&words.text, &names));
        }
        found.map(|(rounding, _)| *rounding)
    });
    let amount = Amount {
        base: base?,
        lines: lines?,
        less: less?,
        floor: floor?,
        cap: cap?,
        rounding: rounding?,
    };
    check(reading, value, &amount);
    Some(amount)
}

fn base<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    section: &Section<'_, 't>,
    value: &Value<'t>,
) -> Option<Base> {
    let mut stated = ["share", "amount", "prorate"]
        .into_iter()
        .filter_map(|key| section.get(key).map(|value| (key, value)));
    let Some((key, stated_value)) = stated.next() else {
        return reading.no(value, "it does not say how much", REMEDY);
    };
    if let Some((second, _)) = stated.next() {
        return reading.no(value, format!("both `{key}` and `{second}`"), REMEDY);
    }
    match key {
        "share" => {
            reading.share("`share`", stated_value).map(|basis_points| Base::Share { basis_points })
        }
        "amount" => fixed(reading, stated_value),
        _ => prorate(reading, head, stated_value),
    }
}

fn fixed<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Base> {
    const REMEDY: &str = "write `amount = { EUR = 1000 }` for 10.00 EUR, or `amount = \"full\"`";
    if value.get_ref().as_str() == Some("full") {
        return Some(Base::Full);
    }
    let section = reading.section("`amount`", value, REMEDY)?;
    if section.get("minor").is_none() && section.get("currency").is_none() {
        return reading.amounts("`amount`", value).map(Base::Fixed);
    }
    // The form for one currency that policies were first written in.
    reading.only(&section, &MONEY_KEYS);
    let (Some(minor), Some(currency)) = (section.get("minor"), section.get("currency")) else {
        return reading.no(value, "`amount` needs `minor` and `currency`", REMEDY);
    };
    let minor = reading.whole("`minor`", minor, 1..=i64::MAX, REMEDY);
    let words = reading.words("`currency`", currency, REMEDY)?;
    let currency = reading.currency(&words.text, words.span)?;
    Some(Base::Fixed(BTreeMap::from([(currency, minor?)])))
}

fn prorate<'t>(reading: &mut Reading<'t>, head: &Head, value: &Value<'t>) -> Option<Base> {
    if let Some(word) = value.get_ref().as_str() {
        if word == "time" {
            return Some(Base::Time);
        }
        return reading.no(value, format!("`prorate` cannot be {word:?}"), PRORATE_REMEDY);
    }
    let section = reading.section("`prorate`", value, PRORATE_REMEDY)?;
    reading.only(&section, &USAGE_KEYS);
    let (Some(used), Some(of)) = (section.get("used"), section.get("of")) else {
        return reading.no(value, "`prorate` needs `used` and `of`", PRORATE_REMEDY);
    };
    let used = number(reading, head, "`used`", used);
    let of = number(reading, head, "`of`", of);
    Some(Base::Usage(Usage { used: used?, of: of? }))
}

/// A declared fact that is a whole number.
fn number<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    what: &'static str,
    value: &Value<'t>,
) -> Option<Fact> {
    let words = reading.words(what, value, PRORATE_REMEDY)?;
    let Some(fact) = head.fact(&words.text) else {
        let names: Vec<&str> = head.names().collect();
        let message = format!("there is no fact `{}`", words.text);
        let remedy = format!("{}, or declare it under `[facts]`", instead_of(&words.text, &names));
        reading.error(words.span, message, remedy);
        return None;
    };
    if head.kind(fact) != Kind::Int {
        let message = format!("`{}` is no whole number", words.text);
        reading.error(words.span, message, "name a fact of the type int");
        return None;
    }
    Some(fact)
}

fn instead_of(word: &str, names: &[&str]) -> String {
    match closest(word, names.iter().copied()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "name a fact of the merchant".to_owned(),
    }
}

fn lines<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Lines> {
    if let Some(word) = value.get_ref().as_str() {
        if word == "requested" {
            return Some(Lines::Requested);
        }
        return reading.no(value, format!("`lines` cannot be {word:?}"), LINES_REMEDY);
    }
    let words = reading.list("`lines`", value, LINES_REMEDY)?;
    if words.is_empty() {
        return reading.no(value, "`lines` names no line", LINES_REMEDY);
    }
    Some(Lines::Named(words.into_iter().map(|words| words.text).collect()))
}

fn less<'t>(reading: &mut Reading<'t>, value: &Value<'t>) -> Option<Vec<Less>> {
    let Some(elements) = value.get_ref().as_array() else {
        return reading.no(value, "`less` must be a list", LESS_REMEDY);
    };
    let mut less = Vec::new();
    for element in elements {
        let part = match element.get_ref().as_str() {
            Some("processor_fee") => Less::ProcessorFee,
            Some("unrefundable_lines") => Less::UnrefundableLines,
            Some(word) => {
                let remedy = instead(word, &["processor_fee", "unrefundable_lines"]);
                return reading.no(element, format!("there is no fee {word:?}"), &remedy);
            }
            None => Less::Fixed(reading.amounts("a fee", element)?),
        };
        if less.contains(&part) {
            return reading.no(element, "this is kept twice", "remove one");
        }
        less.push(part);
    }
    Some(less)
}

/// What cannot be meant although each part of it can.
fn check(reading: &mut Reading<'_>, value: &Value<'_>, amount: &Amount) {
    for (currency, floor) in &amount.floor {
        if amount.cap.get(currency).is_some_and(|cap| cap < floor) {
            let message = format!("the floor of {currency} is above its cap");
            reading.error(value.span(), message, "lower the floor or raise the cap");
        }
    }
    if let Base::Fixed(fixed) = &amount.base {
        if !amount.floor.is_empty() || !amount.cap.is_empty() {
            let message = "a fixed amount needs no floor and no cap";
            reading.error(value.span(), message, "write the amount that is meant");
        }
        for bound in amount.less.iter().filter_map(|less| match less {
            Less::Fixed(fee) => Some(fee),
            Less::ProcessorFee | Less::UnrefundableLines => None,
        }) {
            if let Some((currency, _)) =
                bound.iter().find(|(currency, fee)| fixed.get(currency) <= Some(fee))
            {
                let message = format!("of the amount in {currency} nothing is left after the fee");
                reading.error(value.span(), message, "lower the fee or raise the amount");
            }
        }
    }
}
