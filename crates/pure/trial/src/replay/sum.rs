//! Sums of money per currency, before and after. A million payments of the largest amount fit.

use std::collections::BTreeMap;

use domain::money::{Currency, Money};
use page::decimal;

/// Minor units per currency, under the one policy and under the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplaySums(BTreeMap<Currency, (i128, i128)>);

impl ReplaySums {
    /// Counts what both give for one request.
    pub(super) fn add(&mut self, before: Option<Money>, after: Option<Money>) {
        if let Some(money) = before {
            let sum = &mut self.0.entry(money.currency).or_default().0;
            *sum = sum.saturating_add(money.minor.into());
        }
        if let Some(money) = after {
            let sum = &mut self.0.entry(money.currency).or_default().1;
            *sum = sum.saturating_add(money.minor.into());
        }
    }

    /// Adds those of another part of the history.
    pub(super) fn merge(&mut self, other: &Self) {
        for (currency, (before, after)) in &other.0 {
            let sums = self.0.entry(*currency).or_default();
            sums.0 = sums.0.saturating_add(*before);
            sums.1 = sums.1.saturating_add(*after);
        }
    }

    /// Every currency with its sums before and after, in the order of the codes.
    pub fn all(&self) -> impl Iterator<Item = (Currency, i128, i128)> {
        let mut all: Vec<_> =
            self.0.iter().map(|(currency, (before, after))| (*currency, *before, *after)).collect();
        all.sort_by_key(|(currency, ..)| currency.code());
        all.into_iter()
    }
}

/// A sum for people, `12,345.67`, with a sign before it where it is one of a difference.
pub(super) fn shown(minor: i128, currency: Currency) -> String {
    let sign = if minor < 0 { "−" } else { "" };
    format!("{sign}{}", decimal(minor.unsigned_abs(), currency.exponent()))
}

/// A difference for people: it has always a sign.
pub(super) fn difference(before: i128, after: i128, currency: Currency) -> String {
    let minor = after.saturating_sub(before);
    let sign = if minor > 0 { "+" } else { "" };
    format!("{sign}{}", shown(minor, currency))
}
