//! Reads the head of a policy: its holidays, the facts that it declares, its lists, its costs, its
//! questions.

use jiff::tz::TimeZone;

use super::conditions;
use super::cost;
use super::field::{Field, Optional, Table};
use super::leaf::Scalar;
use super::question::questions;
use super::reading::Reading;
use super::shape::{self, PolicyFile};
use crate::language::head::{Declared, Head};
use crate::language::holidays::Holidays;
use crate::language::named::{NamedAmount, NamedCondition};
use crate::language::roster::Roster;
use domain::facts::{FactKind, FactValue};

/// The most facts that a policy may declare.
const MAX_DECLARED: usize = 200;
/// The most texts of one list.
const MAX_TEXTS: usize = 500;

/// The most holidays that a policy may list.
const MAX_HOLIDAYS: usize = 1000;

/// Reads the head.
pub(crate) fn read(reading: &mut Reading<'_>, file: &PolicyFile) -> Head {
    let (declared, broken) = declared(reading, file);
    let zone = file.time_zone.stated();
    let mut head = Head {
        zone: zone.map_or(TimeZone::UTC, |zone| zone.0.clone()),
        holidays: holidays(reading, file),
        declared,
        rosters: rosters(reading, file),
        broken,
        questions: questions(reading, file),
        costs: file.costs.stated().map(cost::costs).unwrap_or_default(),
        amounts: amounts(file),
        conditions: Vec::new(),
        declares: true,
    };
    // One does not name another, so that each can be read by itself.
    head.conditions = named_conditions(reading, &head, file);
    head
}

fn named_conditions(
    reading: &mut Reading<'_>,
    head: &Head,
    file: &PolicyFile,
) -> Vec<NamedCondition> {
    let table = file.conditions.stated();
    let mut named = Vec::new();
    for (key, value) in table.into_iter().flat_map(Table::iter) {
        let Some(name) = key.get() else { continue };
        let condition = conditions::test(reading, head, value).map(|test| test.condition);
        let name = format!("conditions.{}", name.0);
        let text = value.get().cloned().unwrap_or_default();
        named.push(NamedCondition { name, text, condition, span: key.span.clone() });
    }
    named
}

fn amounts(file: &PolicyFile) -> Vec<NamedAmount> {
    let table = file.amounts.stated().into_iter().flat_map(Table::iter);
    let named = table.filter_map(|(key, value)| {
        let (name, amounts) = (key.get()?, value.get()?);
        let name = format!("amounts.{}", name.0);
        Some(NamedAmount { name, amounts: amounts.0.clone(), span: key.span.clone() })
    });
    named.collect()
}

/// What is declared, and the names whose declaration is broken.
fn declared(reading: &mut Reading<'_>, file: &PolicyFile) -> (Vec<Declared>, Vec<String>) {
    let (mut facts, mut broken) = (Vec::new(), Vec::new());
    let Some(field) = &file.facts else { return (facts, broken) };
    let Some(table) = field.get() else { return (facts, broken) };
    if table.len() > MAX_DECLARED {
        let message = format!("a policy declares at most {MAX_DECLARED} facts");
        reading.error(field.span.clone(), message, "remove those that no rule reads");
        return (facts, broken);
    }
    for (key, value) in table.iter() {
        let Some(name) = key.get() else { continue };
        match value.get().and_then(|fact| one(reading, &name.0, key, fact)) {
            Some(fact) => facts.push(fact),
            None => broken.push(format!("merchant.{}", name.0)),
        }
    }
    (facts, broken)
}

fn one<K>(
    reading: &mut Reading<'_>,
    name: &str,
    key: &Field<K>,
    fact: &shape::Fact,
) -> Option<Declared> {
    let kind = fact.kind.get()?.0;
    let default = match &fact.default {
        Some(field) => Some(default(reading, field, kind)?),
        None => None,
    };
    Some(Declared {
        key: name.to_owned(),
        kind,
        unit: fact.unit.stated_or(String::new()).unwrap_or_default(),
        about: fact.about.stated_or(String::new()).unwrap_or_default(),
        default,
        name: format!("merchant.{name}"),
        span: key.span.clone(),
    })
}

fn default(reading: &mut Reading<'_>, field: &Field<Scalar>, kind: FactKind) -> Option<FactValue> {
    match (field.get()?, kind) {
        (Scalar::Int(number), FactKind::Int) => Some(FactValue::Int(*number)),
        (Scalar::Bool(truth), FactKind::Bool) => Some(FactValue::Bool(*truth)),
        (Scalar::Text(text), FactKind::Text) => Some(FactValue::Text(text.clone())),
        (Scalar::Int(_) | Scalar::Bool(_) | Scalar::Text(_), kind) => {
            let message = format!("`default` is not of the type {}", kind.as_str());
            let remedy = "write a value of that type, or leave it out: the fact is unknown then";
            reading.error(field.span.clone(), message, remedy);
            None
        }
    }
}

fn holidays(reading: &mut Reading<'_>, file: &PolicyFile) -> Holidays {
    let mut holidays = Holidays::default();
    let Some((field, days)) = file.holidays.as_ref().and_then(|f| Some((f, f.get()?))) else {
        return holidays;
    };
    if days.len() > MAX_HOLIDAYS {
        let message = format!("a policy lists at most {MAX_HOLIDAYS} holidays");
        reading.error(field.span.clone(), message, "remove those that are over");
    }
    for day in days {
        if day.get().is_some_and(|written| !holidays.0.insert(written.0)) {
            reading.warning(day.span.clone(), "this day is in `holidays` twice", "remove one");
        }
    }
    holidays
}

fn rosters(reading: &mut Reading<'_>, file: &PolicyFile) -> Vec<Roster> {
    let mut rosters = Vec::new();
    let table = file.lists.stated();
    for (key, value) in table.into_iter().flat_map(Table::iter) {
        let (Some(name), Some(words)) = (key.get(), value.get()) else { continue };
        if words.is_empty() || words.len() > MAX_TEXTS {
            let message = format!("the list `{}` has not 1 to {MAX_TEXTS} texts", name.0);
            reading.error(value.span.clone(), message, "list what is meant");
        }
        let mut texts: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            let Some(text) = word.get() else { continue };
            if texts.contains(text) {
                let message = format!("{text:?} is in the list twice");
                reading.warning(word.span.clone(), message, "remove one");
            }
            texts.push(text.clone());
        }
        rosters.push(Roster { name: format!("lists.{}", name.0), texts, span: key.span.clone() });
    }
    rosters
}
