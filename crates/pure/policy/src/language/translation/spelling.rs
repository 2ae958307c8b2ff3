//! Writes a condition as ours are written.

use super::said::Said;
use crate::language::condition::TextTest;
use crate::language::syntax::{Arithmetic, Comparison};

/// How tightly what was written holds together; looser parts stand in brackets.
const OR: u8 = 1;
const AND: u8 = 2;
const COMPARED: u8 = 3;
const SUM: u8 = 4;
const PRODUCT: u8 = 5;
const PREFIXED: u8 = 6;
const WHOLE: u8 = 7;

/// The text of a condition; `None` where it has a part that ours do not have.
pub(super) fn spelled(said: &Said) -> Option<String> {
    at(said, OR)
}

fn at(said: &Said, least: u8) -> Option<String> {
    let (text, strength) = written(said)?;
    Some(if strength < least { format!("({text})") } else { text })
}

fn written(said: &Said) -> Option<(String, u8)> {
    Some(match said {
        Said::Int(number) => (number.to_string(), WHOLE),
        Said::Text(text) => (quoted(text), WHOLE),
        Said::Bool(truth) => (truth.to_string(), WHOLE),
        Said::Name(name) => (name.clone(), WHOLE),
        Said::List(elements) => {
            let elements = elements.iter().map(|element| at(element, OR));
            let elements: Vec<String> = elements.collect::<Option<_>>()?;
            (format!("[{}]", elements.join(", ")), WHOLE)
        }
        Said::Not(inner) => (format!("!{}", at(inner, PREFIXED)?), PREFIXED),
        Said::Minus(inner) => (format!("-{}", at(inner, PREFIXED)?), PREFIXED),
        Said::And(left, right) => (sides(left, "&&", right, AND, COMPARED)?, AND),
        Said::Or(left, right) => (sides(left, "||", right, OR, AND)?, OR),
        Said::Compare(comparison, left, right) => {
            (sides(left, sign(*comparison), right, SUM, SUM)?, COMPARED)
        }
        Said::In(needle, list) => (sides(needle, "in", list, SUM, WHOLE)?, COMPARED),
        Said::Arithmetic(operation, left, right) => {
            let (sign, own, tighter) = match operation {
                Arithmetic::Add => ("+", SUM, PRODUCT),
                Arithmetic::Subtract => ("-", SUM, PRODUCT),
                Arithmetic::Multiply => ("*", PRODUCT, PREFIXED),
                Arithmetic::Divide => ("/", PRODUCT, PREFIXED),
                Arithmetic::Remainder => ("%", PRODUCT, PREFIXED),
            };
            (sides(left, sign, right, own, tighter)?, own)
        }
        Said::Has(inner) => (format!("has({})", at(inner, OR)?), WHOLE),
        Said::Test(test, whole, part) => {
            let name = match test {
                TextTest::StartsWith => "startsWith",
                TextTest::EndsWith => "endsWith",
                TextTest::Contains => "contains",
            };
            (format!("{}.{name}({})", at(whole, WHOLE)?, at(part, OR)?), WHOLE)
        }
        Said::Nothing | Said::Measure(_) | Said::Place(_) | Said::OfTwo(..) => return None,
    })
}

fn sides(left: &Said, sign: &str, right: &Said, own: u8, tighter: u8) -> Option<String> {
    Some(format!("{} {sign} {}", at(left, own)?, at(right, tighter)?))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// A text in the quotes that need no escapes, if there are such.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\");
    if text.contains('\'') && !text.contains('"') {
        format!("\"{escaped}\"")
    } else {
        format!("'{}'", escaped.replace('\'', "\\'"))
    }
}
