//! How much an approval gives back, as a policy writes it.
//!
//! What that comes to for one payment is computed in `amount`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::example::{of_two, write};
use super::field::{Field, Optional};
use super::leaf::{Amounts, List, PerCurrency};
use super::reading::Reading;
use super::shape::{self, Less};
use super::word::Word;
use crate::language::fact::{Fact, Kind};
use crate::language::head::Head;
pub use crate::language::term::Grain;
use diagnostics::closest;
use domain::money::Rounding;

/// How much money to give back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Amount {
    /// What is computed first.
    pub base: Base,
    /// The lines of the invoice that it is computed on.
    pub lines: Lines,
    /// What is kept of it.
    pub less: Vec<Less>,
    /// The amounts among these that the merchant's system says.
    pub(crate) kept: Vec<Fact>,
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
    Time(Grain),
    /// The part of the captured amount that pays for what was not used.
    Usage(Usage),
}

/// Two declared facts: how much was used, and of how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    pub(crate) used: Fact,
    pub(crate) of: Fact,
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

/// Reads what `approve` or `propose` says.
pub(crate) fn read(
    reading: &mut Reading<'_>,
    head: &Head,
    field: &Field<shape::Approve>,
) -> Option<Amount> {
    let more = match field.get()? {
        shape::Approve::Full => return Some(Amount::default()),
        shape::Approve::Prorated => {
            return Some(Amount { base: Base::Time(Grain::Seconds), ..Amount::default() });
        }
        shape::Approve::More(more) => more,
    };
    let base = base(reading, head, &field.span, more);
    let lines = more.lines.as_ref().map_or(Some(Lines::All), |field| lines(reading, field));
    let amount = Amount {
        base: base?,
        lines: lines?,
        kept: kept(reading, head, more)?,
        less: more.less.stated_or(List(Vec::new()))?.0,
        floor: more.floor.stated_or(PerCurrency::default())?.0,
        cap: more.cap.stated_or(PerCurrency::default())?.0,
        rounding: more.rounding.stated_or(Word(Rounding::Nearest))?.0,
    };
    check(reading, &field.span, &amount);
    Some(amount)
}

fn base(
    reading: &mut Reading<'_>,
    head: &Head,
    span: &Range<usize>,
    more: &shape::Amount,
) -> Option<Base> {
    match (&more.share, &more.amount, &more.prorate) {
        (Some(share), None, None) => share.get().map(|share| Base::Share { basis_points: share.0 }),
        (None, Some(amount), None) => match amount.get()? {
            shape::Fixed::Full => Some(Base::Full),
            shape::Fixed::Money(shape::Money::Each(each)) => Some(Base::Fixed(each.0.clone())),
            shape::Fixed::Money(shape::Money::One(one)) => {
                let (minor, currency) = (one.minor.get()?, one.currency.get()?);
                Some(Base::Fixed(Amounts::from([(currency.0, minor.0)])))
            }
        },
        (None, None, Some(prorate)) => match prorate.get()? {
            shape::Prorate::Time => Some(Base::Time(Grain::Seconds)),
            shape::Prorate::Days => Some(Base::Time(Grain::Days)),
            shape::Prorate::Months => Some(Base::Time(Grain::Months)),
            shape::Prorate::Usage(usage) => {
                let used = number(reading, head, &usage.used);
                let of = number(reading, head, &usage.of);
                Some(Base::Usage(Usage { used: used?, of: of? }))
            }
        },
        (None, None, None) => {
            reading.error(span.clone(), "it does not say how much", write("approve"));
            None
        }
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
            let message = "only one of `share`, `amount`, `prorate` says how much";
            reading.error(span.clone(), message, write("approve"));
            None
        }
    }
}

/// The facts among what is kept.
fn kept(reading: &mut Reading<'_>, head: &Head, more: &shape::Amount) -> Option<Vec<Fact>> {
    let Some(less) = &more.less else { return Some(Vec::new()) };
    let less_at = &less.span;
    let facts = less.get()?.0.iter().filter_map(|less| match less {
        Less::Fact(name) => Some(named(reading, head, name, less_at)),
        Less::ProcessorFee | Less::UnrefundableLines | Less::Fixed(_) => None,
    });
    facts.collect()
}

/// A declared fact that is a whole number.
fn number(reading: &mut Reading<'_>, head: &Head, field: &Field<String>) -> Option<Fact> {
    named(reading, head, field.get()?, &field.span)
}

fn named(reading: &mut Reading<'_>, head: &Head, word: &str, span: &Range<usize>) -> Option<Fact> {
    let span = span.clone();
    let Some(fact) = head.fact(word) else {
        let remedy = match (of_two(word), closest(word, head.names())) {
            (Some(bounded), _) => bounded.to_owned(),
            (None, Some(known)) => {
                format!("did you mean `{known}`? Else declare it under `[facts]`")
            }
            (None, None) => "name a fact of the merchant, or declare it under `[facts]`".to_owned(),
        };
        reading.error(span, format!("there is no fact `{word}`"), remedy);
        return None;
    };
    if head.kind(fact) != Kind::Int {
        let message = format!("`{word}` is no whole number");
        reading.error(span, message, "name a fact of the type int");
        return None;
    }
    Some(fact)
}

fn lines(reading: &mut Reading<'_>, field: &Field<shape::Lines>) -> Option<Lines> {
    match field.get()? {
        shape::Lines::Requested => Some(Lines::Requested),
        shape::Lines::Named(names) if names.is_empty() => {
            reading.error(field.span.clone(), "`lines` names no line", write("lines"));
            None
        }
        shape::Lines::Named(names) => {
            names.iter().map(|name| name.get().cloned()).collect::<Option<_>>().map(Lines::Named)
        }
    }
}

/// What cannot be meant although each part of it can.
fn check(reading: &mut Reading<'_>, span: &Range<usize>, amount: &Amount) {
    for (currency, floor) in &amount.floor {
        if amount.cap.get(currency).is_some_and(|cap| cap < floor) {
            let message = format!("the floor of {currency} is above its cap");
            reading.error(span.clone(), message, "lower the floor or raise the cap");
        }
    }
    if let Base::Fixed(fixed) = &amount.base {
        if !amount.floor.is_empty() || !amount.cap.is_empty() {
            let message = "a fixed amount needs no floor and no cap";
            reading.error(span.clone(), message, "write the amount that is meant");
        }
        for bound in amount.less.iter().filter_map(|less| match less {
            Less::Fixed(fee) => Some(&fee.0),
            Less::ProcessorFee | Less::UnrefundableLines | Less::Fact(_) => None,
        }) {
            if let Some((currency, _)) =
                bound.iter().find(|(currency, fee)| fixed.get(currency) <= Some(fee))
            {
                let message = format!("of the amount in {currency} nothing is left after the fee");
                reading.error(span.clone(), message, "lower the fee or raise the amount");
            }
        }
    }
}
