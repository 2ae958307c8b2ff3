//! Warns where one part of a policy knows a currency and another part, which bounds amounts, does
//! not: of such a currency machines give nothing, and nobody may have meant that.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::approval::{Amount, Base};
use crate::document::leaf::Amounts;
use crate::document::outcome::Outcome;
use crate::document::policy::PolicyDraft;
use crate::document::reading::Reading;
use crate::document::rule::Draft;
use crate::document::shape::Less;
use crate::language::condition::{Condition, Text};
use crate::language::head::Head;
use domain::money::Currency;

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
pub(crate) fn check(reading: &mut Reading<'_>, policy: &PolicyDraft) {
    let PolicyDraft { head, rules, .. } = policy;
    let mut tables = bounds(policy);
    let mut known: BTreeMap<Currency, String> = BTreeMap::new();
    for table in &tables {
        for currency in table.currencies() {
            known.entry(currency).or_insert_with(|| table.name.clone());
        }
    }
    for draft in rules {
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
    format!("the rule `{}`", draft.name())
}

/// What bounds every approval.
fn bounds(policy: &PolicyDraft) -> Vec<Table<'_>> {
    let PolicyDraft { head, bands, limits, places, .. } = policy;
    let table = |name: &str, amounts, place: &Option<Range<usize>>| Table {
        name: name.to_owned(),
        amounts,
        span: place.clone().unwrap_or_default(),
    };
    let banded = bands.iter().map(|band| &band.up_to).collect();
    let named = head.amounts.iter().map(|named| Table {
        name: format!("`{}`", named.name),
        amounts: vec![&named.amounts],
        span: named.span.clone(),
    });
    let mut tables = vec![
        table("the list of bands", banded, &places.first_band),
        table("the ceiling `per_hour`", vec![&limits.per_hour], &places.per_hour),
        table("the ceiling `per_day`", vec![&limits.per_day], &places.per_day),
    ];
    tables.extend(named);
    tables
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
            tables.push(table("less", &amounts.0));
        }
    }
    tables
}

fn amount(draft: &Draft) -> Option<&Amount> {
    draft.outcome.as_ref().and_then(Outcome::amount)
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
