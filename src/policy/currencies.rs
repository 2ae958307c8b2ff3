//! Warns where one part of a policy knows a currency and another part, which bounds amounts, does
//! not: of such a currency machines give nothing, and nobody may have meant that.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::approval::{Amount, Amounts, Base, Less};
use super::condition::{Condition, Text};
use super::document::{Reading, Section, Value};
use super::head::Head;
use super::limit::{Band, Limits};
use super::outcome::Outcome;
use super::rule::Draft;
use crate::domain::money::Currency;

/// The fact by which a rule names currencies in its conditions.
const CURRENCY: &str = "payment.currency";

/// Amounts per currency that bound something, and where they stand.
struct Table<'p> {
    /// How a warning calls it: "the ceiling `per_hour`".
    name: String,
    amounts: Vec<&'p Amounts>,
    span: Range<usize>,
}

impl Table<'_> {
    fn currencies(&self) -> impl Iterator<Item = Currency> + '_ {
        self.amounts.iter().flat_map(|amounts| amounts.keys().copied())
    }

    /// What is known elsewhere, and not here. A bound that is not there bounds nothing.
    fn missing<'k>(
        &self,
        known: &'k BTreeMap<Currency, String>,
    ) -> impl Iterator<Item = (&'k Currency, &'k String)> {
        let own: BTreeSet<Currency> = self.currencies().collect();
        known.iter().filter(move |(currency, _)| !own.is_empty() && !own.contains(*currency))
    }
}

/// Warns of every bound that does not name a currency that is known elsewhere.
pub(super) fn check(
    reading: &mut Reading<'_>,
    root: &Section<'_, '_>,
    (bands, limits): (&[Band], &Limits),
    (head, drafts): (&Head, &[Draft]),
) {
    let mut tables = bounds(root, bands, limits);
    let mut known: BTreeMap<Currency, String> = BTreeMap::new();
    for table in &tables {
        for currency in table.currencies() {
            known.entry(currency).or_insert_with(|| table.name.clone());
        }
    }
    for draft in drafts {
        let (own, said) = (of_rule(draft), said(head, draft));
        for currency in own.iter().flat_map(Table::currencies).chain(said.iter().copied()) {
            known.entry(currency).or_insert_with(|| called(draft));
        }
        // A rule that says for which currencies it is need not know the others.
        if said.is_empty() {
            tables.extend(own);
        }
    }
    for table in &tables {
        for (currency, place) in table.missing(&known) {
            let name = &table.name;
            let message = format!("{name} does not name {currency}, but {place} does");
            let remedy = format!("name {currency} there; without it people decide on all of it");
            reading.warning(table.span.clone(), message, remedy);
        }
    }
}

fn called(draft: &Draft) -> String {
    let id = draft.id.as_ref().map_or("", |words| words.text.as_str());
    format!("the rule `{id}`")
}

/// What bounds every approval.
fn bounds<'p>(root: &Section<'_, '_>, bands: &'p [Band], limits: &'p Limits) -> Vec<Table<'p>> {
    let ceilings = root.get("limits").and_then(|value| value.get_ref().as_table());
    let ceiling = |key: &'static str, amounts: &'p Amounts| Table {
        name: format!("the ceiling `{key}`"),
        amounts: vec![amounts],
        span: ceilings.and_then(|table| table.get(key)).map_or(0..0, Value::span),
    };
    let first = root.get("band").and_then(|value| value.get_ref().as_array()?.first());
    vec![
        Table {
            name: "the list of bands".to_owned(),
            amounts: bands.iter().map(|band| &band.up_to).collect(),
            span: first.map_or(0..0, Value::span),
        },
        ceiling("per_hour", &limits.per_hour),
        ceiling("per_day", &limits.per_day),
    ]
}

/// What bounds the amount of one rule.
fn of_rule(draft: &Draft) -> Vec<Table<'_>> {
    let Some(amount) = amount(draft) else { return Vec::new() };
    let table = |key: &str, amounts| Table {
        name: format!("`{key}` of {}", called(draft)),
        amounts: vec![amounts],
        span: draft.span.clone(),
    };
    let mut tables = vec![table("floor", &amount.floor), table("cap", &amount.cap)];
    if let Base::Fixed(amounts) = &amount.base {
        tables.push(table("amount", amounts));
    }
    for less in &amount.less {
        if let Less::Fixed(amounts) = less {
            tables.push(table("less", amounts));
        }
    }
    tables
}

fn amount(draft: &Draft) -> Option<&Amount> {
    match draft.outcome.as_ref()? {
        Outcome::Approve(amount) => Some(amount),
        Outcome::Review(review) => review.propose.as_ref(),
        Outcome::Deny { .. } | Outcome::Ask(_) => None,
    }
}

/// The currencies that a rule which gives money says it is for.
fn said(head: &Head, draft: &Draft) -> Vec<Currency> {
    let mut found = Vec::new();
    if amount(draft).is_some() {
        for test in draft.tests.iter().flatten() {
            collect(head, &test.condition, &mut found);
        }
    }
    found
}

fn collect(head: &Head, condition: &Condition, found: &mut Vec<Currency>) {
    let is_currency = |text: &Text| match text {
        Text::Fact(fact) => head.name(*fact) == CURRENCY,
        Text::Literal(_) => false,
    };
    let code = |text: &Text| text.literal().and_then(|code| Currency::parse(code).ok());
    match condition {
        Condition::TextsEqual(left, right) if is_currency(left) => found.extend(code(right)),
        Condition::TextsEqual(left, right) if is_currency(right) => found.extend(code(left)),
        Condition::TextIn(needle, list) if is_currency(needle) => {
            found.extend(list.iter().filter_map(code));
        }
        Condition::And(left, right) | Condition::Or(left, right) => {
            collect(head, left, found);
            collect(head, right, found);
        }
        // What a rule is not for says nothing of what it is for.
        Condition::Not(_)
        | Condition::Fact(_)
        | Condition::Literal(_)
        | Condition::Known(_)
        | Condition::Same(..)
        | Condition::Ints(..)
        | Condition::IntIn(..)
        | Condition::TextsEqual(..)
        | Condition::TextIn(..)
        | Condition::TextHas(..)
        | Condition::Window(_) => {}
    }
}
