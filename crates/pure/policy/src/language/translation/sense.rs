//! Gives a foreign condition the names and types of ours: facts by their full names, texts in quotes,
//! numbers in the unit of the fact that they are compared with.

use super::said::{Measure, Said};
use crate::language::catalogue::{DAYS, MINOR, PERCENT, SECONDS};
use crate::language::condition::TextTest;
use crate::language::fact::Kind;
use crate::language::head::Head;
use crate::language::syntax::Comparison;
use domain::money::Currency;

/// What makes sense of a foreign condition.
pub(super) struct Sense<'h> {
    pub(super) head: &'h Head,
}

/// A literal, or nothing where it does not fit.
type Fitted = Option<Said>;

impl Sense<'_> {
    /// What is true or false, in our terms; `None` where ours cannot say it.
    pub(super) fn condition(&self, said: Said) -> Option<Said> {
        Some(match said {
            Said::And(..) => return self.joined(sides(said, true), true),
            Said::Or(..) => return self.joined(sides(said, false), false),
            // What is not an amount of one currency is one of another, too.
            Said::Not(inner) if names_currency(&inner) => return None,
            Said::Not(inner) => self.condition(*inner)?.not(),
            Said::Compare(comparison, left, right) => {
                return self.compared(comparison, *left, *right);
            }
            Said::In(needle, list) => return self.contained(*needle, *list),
            Said::Has(inner) => match self.value(*inner)? {
                Said::Name(name) => Said::Name(name).known(),
                _ => return None,
            },
            Said::Test(test, whole, part) => {
                let whole = self.value(*whole)?;
                let part = self.value(*part)?;
                let part = if self.kind(&part).is_none() { self.fit(part, &whole)? } else { part };
                whole.passes(test, part)
            }
            Said::Name(_) => self.value(said)?,
            Said::Bool(_) => said,
            Said::Int(_)
            | Said::Text(_)
            | Said::Nothing
            | Said::List(_)
            | Said::Measure(_)
            | Said::Place(_)
            | Said::Arithmetic(..)
            | Said::OfTwo(..)
            | Said::Minus(_) => return None,
        })
    }

    /// Of `plan is pro or basic` the last word is no condition: it belongs to the comparison. So it does of
    /// `plan is not pro and basic`.
    fn joined(&self, sides: Vec<Said>, all: bool) -> Option<Said> {
        let wanted = if all { Comparison::NotEqual } else { Comparison::Equal };
        let turned = |said: Said| if all { said.not() } else { said };
        let mut parts: Vec<Said> = Vec::new();
        for part in sides {
            let before = if self.is_no_fact(&part) { parts.pop().map(turned) } else { None };
            parts.push(match before {
                Some(Said::In(subject, list)) => match *list {
                    Said::List(listed) => {
                        turned(subject.in_list(Said::List([listed, vec![part]].concat())))
                    }
                    _ => return None,
                },
                Some(said) => match turned(said) {
                    Said::Compare(comparison, subject, first) if comparison == wanted => {
                        turned(subject.in_list(Said::List(vec![*first, part])))
                    }
                    _ => return None,
                },
                None => part,
            });
        }
        let parts = parts.into_iter().map(|part| self.condition(part));
        let joined = if all { Said::and } else { Said::or };
        parts.collect::<Option<Vec<_>>>()?.into_iter().reduce(joined)
    }

    /// A single word that names nothing.
    fn is_no_fact(&self, said: &Said) -> bool {
        match said {
            Said::Name(word) => {
                let named = Said::Name(self.named(word.clone()));
                !word.contains('.') && self.kind(&named).is_none()
            }
            _ => false,
        }
    }

    /// A value, with names that are known.
    fn value(&self, said: Said) -> Option<Said> {
        Some(match said {
            Said::Name(name) => Said::Name(self.named(name)),
            // SQL may quote names as well.
            Said::Text(name) if name.contains('.') && self.head.fact(&name).is_some() => {
                Said::Name(name)
            }
            Said::Arithmetic(operation, left, right) => Said::Arithmetic(
                operation,
                Box::new(self.value(*left)?),
                Box::new(self.value(*right)?),
            ),
            Said::Minus(inner) => Said::Minus(Box::new(self.value(*inner)?)),
            // It is no number of ours, but can be compared.
            Said::OfTwo(..) => return None,
            Said::Place(found) => Said::Place(Box::new(self.condition(*found)?)),
            // The elements of a list are read by what is compared with them.
            Said::Int(_)
            | Said::Text(_)
            | Said::Bool(_)
            | Said::Nothing
            | Said::Measure(_)
            | Said::List(_) => said,
            Said::Not(_)
            | Said::And(..)
            | Said::Or(..)
            | Said::Compare(..)
            | Said::In(..)
            | Said::Has(_)
            | Said::Test(..) => self.condition(said)?,
        })
    }

    /// A value beside another one: a single word beside a text is a text without quotes.
    fn beside(&self, said: Said, other: &Said) -> Option<Said> {
        let text = self.kind(other) == Some(Kind::Text);
        match said {
            Said::Name(word) if text && !word.contains('.') && self.head.fact(&word).is_none() => {
                Some(Said::Text(word))
            }
            said => self.value(said),
        }
    }

    pub(super) fn compared(&self, comparison: Comparison, left: Said, right: Said) -> Option<Said> {
        let (left, right) = match (left, right) {
            (Said::OfTwo(which, one, two), other) => {
                return self.with_both(comparison, which, [*one, *two], (&other, true));
            }
            (other, Said::OfTwo(which, one, two)) => {
                return self.with_both(comparison, which, [*one, *two], (&other, false));
            }
            sides => sides,
        };
        let left = self.value(left)?;
        let right = self.beside(right, &left)?;
        let equal = comparison == Comparison::Equal;
        let equality = equal || comparison == Comparison::NotEqual;
        let turned = |said: Said| if equal { said } else { said.not() };
        match (left, right) {
            (Said::Place(found), at) => placed(comparison, *found, &at),
            (fact, Said::Nothing) | (Said::Nothing, fact) if equality => {
                // What equals nothing is not known.
                matches!(fact, Said::Name(_)).then(|| turned(fact.known().not()))
            }
            (needle, Said::List(list)) | (Said::List(list), needle) if equality => {
                self.contained(needle, Said::List(list)).map(turned)
            }
            (fact, Said::Measure(measure)) if is_money(&measure) => {
                let (minor, currency) = self.money(&fact, &measure)?;
                Some(fact.is(comparison, minor).and(currency))
            }
            (Said::Measure(measure), fact) if is_money(&measure) => {
                let (minor, currency) = self.money(&fact, &measure)?;
                Some(minor.is(comparison, fact).and(currency))
            }
            (left, right) => {
                let fits = (self.kind(&left).is_some(), self.kind(&right).is_some());
                let (left, right) = match fits {
                    (true, _) => (left.clone(), self.fit(right, &left)?),
                    (false, true) => (self.fit(left, &right)?, right),
                    (false, false) => return None,
                };
                match (left, right) {
                    (truth, Said::Bool(wanted)) | (Said::Bool(wanted), truth) if equality => {
                        Some(if wanted == equal { truth } else { truth.not() })
                    }
                    (left, right) => Some(left.is(comparison, right)),
                }
            }
        }
    }

    fn contained(&self, needle: Said, list: Said) -> Option<Said> {
        let needle = self.value(needle)?;
        match self.beside(list, &needle)? {
            Said::List(elements) => {
                let fitted = elements.into_iter().map(|element| {
                    let element = self.beside(element, &needle)?;
                    self.fit(element, &needle)
                });
                let fitted = fitted.collect::<Option<_>>()?;
                Some(needle.in_list(Said::List(fitted)))
            }
            Said::Name(name) if name.starts_with("lists.") => {
                Some(needle.in_list(Said::Name(name)))
            }
            // Python asks so for a part of a text.
            Said::Name(name) if matches!(needle, Said::Text(_)) => {
                let whole = Said::Name(name);
                (self.kind(&whole) == Some(Kind::Text))
                    .then(|| whole.passes(TextTest::Contains, needle))
            }
            _ => None,
        }
    }

    /// What stands beside a value, as something of its type and unit.
    fn fit(&self, said: Said, beside: &Said) -> Fitted {
        let kind = self.kind(beside);
        if matches!(said, Said::Name(_)) && self.kind(&said).is_some() {
            return Some(said);
        }
        match (kind, said) {
            (Some(Kind::Int), Said::Text(text)) => {
                let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                text.parse().ok().filter(|_| digits).map(Said::Int)
            }
            (Some(Kind::Int), Said::Measure(measure)) => self.measured(beside, &measure),
            (Some(Kind::Int), Said::Minus(inner)) => {
                self.fit(*inner, beside).map(|inner| Said::Minus(Box::new(inner)))
            }
            (Some(Kind::Bool), Said::Int(number @ (0 | 1))) => Some(Said::Bool(number == 1)),
            (Some(Kind::Bool), Said::Text(word) | Said::Name(word)) => {
                match word.to_lowercase().as_str() {
                    "true" | "yes" | "y" => Some(Said::Bool(true)),
                    "false" | "no" | "n" => Some(Said::Bool(false)),
                    _ => None,
                }
            }
            (Some(Kind::Text), Said::Name(word)) if !word.contains('.') => Some(Said::Text(word)),
            (_, said) => Some(said),
        }
    }

    /// A number with a unit or decimals, in the unit of the fact beside it.
    fn measured(&self, beside: &Said, measure: &Measure) -> Fitted {
        let unit = self.unit(beside);
        // Three of them may be thousands.
        if measure.decimals.bytes().any(|b| b != b'0') || measure.decimals.len() == 3 {
            return None;
        }
        let times = match (unit, measure.unit.as_str()) {
            (MINOR, "") => return None,
            (_, "") | (PERCENT, "%") | (DAYS, "days") | (SECONDS, "seconds") | (MINOR, "cents") => {
                1
            }
            (DAYS, "weeks") => 7,
            (SECONDS, "minutes") => 60,
            (SECONDS, "hours") => 3600,
            (SECONDS, "days") => 86_400,
            (SECONDS, "weeks") => 604_800,
            (unit, said) if unit == said => 1,
            _ => return None,
        };
        measure.whole.checked_mul(times).map(Said::Int)
    }

    /// An amount of one currency: its minor units, and the condition that the payment is in it.
    fn money(&self, fact: &Said, measure: &Measure) -> Option<(Said, Said)> {
        if self.unit(fact) != MINOR {
            return None;
        }
        let currency = Currency::parse(&measure.unit.to_uppercase()).ok()?;
        let places = usize::from(currency.exponent());
        if measure.decimals.len() > places {
            return None;
        }
        let decimals = format!("{:0<places$}", measure.decimals);
        let minor = format!("{}{decimals}", measure.whole).parse().ok()?;
        let named = Said::Name("payment.currency".to_owned());
        let named = named.is(Comparison::Equal, Said::Text(currency.code().to_owned()));
        Some((Said::Int(minor), named))
    }

    fn unit(&self, said: &Said) -> &str {
        match said {
            Said::Name(name) => self.head.fact(name).map_or("", |fact| self.head.unit(fact)),
            _ => "",
        }
    }

    /// The type of a value, where it is known.
    pub(super) fn kind(&self, said: &Said) -> Option<Kind> {
        match said {
            Said::Int(_) | Said::Arithmetic(..) | Said::OfTwo(..) | Said::Minus(_) => {
                Some(Kind::Int)
            }
            Said::Text(_) => Some(Kind::Text),
            Said::Name(name) => self.head.fact(name).map(|fact| self.head.kind(fact)),
            Said::Bool(_)
            | Said::Not(_)
            | Said::And(..)
            | Said::Or(..)
            | Said::Compare(..)
            | Said::In(..)
            | Said::Has(_)
            | Said::Test(..) => Some(Kind::Bool),
            Said::Nothing | Said::List(_) | Said::Measure(_) | Said::Place(_) => None,
        }
    }

    /// The full name of a fact: in small letters, with its group where only one group has it.
    pub(super) fn named(&self, name: String) -> String {
        if self.head.fact(&name).is_some() {
            return name;
        }
        let small = small(&name);
        if self.head.fact(&small).is_some() || small.starts_with("lists.") {
            return small;
        }
        if small.contains('.') {
            return name;
        }
        let dotted = small.replacen('_', ".", 1);
        if self.head.fact(&dotted).is_some() {
            return dotted;
        }
        let mut fields = self
            .head
            .names()
            .filter(|known| known.rsplit_once('.').is_some_and(|(_, field)| field == small));
        match (fields.next(), fields.next()) {
            (Some(only), None) => only.to_owned(),
            _ => name,
        }
    }
}

/// What stands between `and`s, or between `or`s.
fn sides(said: Said, all: bool) -> Vec<Said> {
    match said {
        Said::And(left, right) if all => [sides(*left, all), sides(*right, all)].concat(),
        Said::Or(left, right) if !all => [sides(*left, all), sides(*right, all)].concat(),
        other => vec![other],
    }
}

/// `ageDays` and `Age_Days` are `age_days`.
fn small(name: &str) -> String {
    let mut small = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            small.push('_');
        }
        small.extend(c.to_lowercase());
        before = c;
    }
    small
}

/// Whether something was found, by its place: -1 says that it was not.
fn placed(comparison: Comparison, found: Said, at: &Said) -> Option<Said> {
    let at = match at {
        Said::Int(at) => *at,
        Said::Minus(inner) if **inner == Said::Int(1) => -1,
        _ => return None,
    };
    match (comparison, at) {
        (Comparison::GreaterOrEqual, 0) | (Comparison::Greater | Comparison::NotEqual, -1) => {
            Some(found)
        }
        (Comparison::Less, 0) | (Comparison::LessOrEqual | Comparison::Equal, -1) => {
            Some(found.not())
        }
        _ => None,
    }
}

fn is_money(measure: &Measure) -> bool {
    measure.unit.len() == 3 && Currency::parse(&measure.unit.to_uppercase()).is_ok()
}

fn names_currency(said: &Said) -> bool {
    match said {
        Said::Measure(measure) => is_money(measure),
        Said::Not(inner) | Said::Minus(inner) | Said::Has(inner) | Said::Place(inner) => {
            names_currency(inner)
        }
        Said::And(left, right)
        | Said::Or(left, right)
        | Said::Compare(_, left, right)
        | Said::In(left, right)
        | Said::Arithmetic(_, left, right)
        | Said::OfTwo(_, left, right)
        | Said::Test(_, left, right) => names_currency(left) || names_currency(right),
        Said::List(elements) => elements.iter().any(names_currency),
        Said::Int(_) | Said::Text(_) | Said::Bool(_) | Said::Nothing | Said::Name(_) => false,
    }
}
