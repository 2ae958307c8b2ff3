//! Functions and methods of other languages.

use super::phrase;
use super::said::{Extreme, Said};
use crate::language::condition::TextTest;
use crate::language::syntax::{Arithmetic, Comparison};

/// What a function says, by its name in small letters.
pub(super) fn function(name: &str, arguments: Vec<Said>) -> Option<Said> {
    let name = name.replace('_', "");
    if let "and" | "or" | "all" | "any" | "every" | "some" = name.as_str() {
        let all = matches!(name.as_str(), "and" | "all" | "every");
        return joined(arguments, all);
    }
    if let ("true" | "false", []) = (name.as_str(), arguments.as_slice()) {
        return Some(Said::Bool(name == "true"));
    }
    let mut arguments = arguments.into_iter();
    let (first, second, third) = (arguments.next()?, arguments.next(), arguments.next());
    if arguments.next().is_some() {
        return None;
    }
    match (name.as_str(), second, third) {
        ("not", None, None) => Some(first.not()),
        ("bool" | "boolean" | "int" | "number" | "str" | "string" | "value", None, None) => {
            Some(first)
        }
        ("isnull" | "isblank" | "isempty" | "isna" | "empty", None, None) => {
            Some(first.known().not())
        }
        ("has" | "exists" | "isset" | "defined" | "known" | "isknown" | "notnull", None, None) => {
            Some(first.known())
        }
        ("mod", Some(second), None) => {
            Some(Said::Arithmetic(Arithmetic::Remainder, Box::new(first), Box::new(second)))
        }
        ("if" | "iif", Some(yes), no) => Some(first.choose(yes, no.unwrap_or(Said::Bool(false)))),
        ("xor", Some(second), None) => Some(first.is(Comparison::NotEqual, second)),
        ("between", Some(least), Some(most)) => {
            let above = first.clone().is(Comparison::GreaterOrEqual, least);
            Some(above.and(first.is(Comparison::LessOrEqual, most)))
        }
        ("min" | "least", Some(second), None) => {
            Some(Said::OfTwo(Extreme::Smaller, Box::new(first), Box::new(second)))
        }
        ("max" | "greatest", Some(second), None) => {
            Some(Said::OfTwo(Extreme::Larger, Box::new(first), Box::new(second)))
        }
        ("has" | "min" | "least" | "max" | "greatest", ..) => None,
        (other, Some(second), None) => method(first, other, vec![second]),
        _ => None,
    }
}

/// What a method says.
pub(super) fn method(subject: Said, name: &str, arguments: Vec<Said>) -> Option<Said> {
    let name = name.to_lowercase().replace('_', "");
    // JavaScript keeps its functions of numbers there.
    if matches!(&subject, Said::Name(owner) if owner.eq_ignore_ascii_case("math")) {
        return function(&name, arguments);
    }
    let mut arguments = arguments.into_iter();
    let first = arguments.next();
    if let "in" | "isin" | "oneof" | "isoneof" | "anyof" = name.as_str() {
        let list = match (first?, arguments.collect::<Vec<_>>()) {
            (first, rest) if rest.is_empty() => first,
            (first, rest) => Said::List([vec![first], rest].concat()),
        };
        return Some(subject.in_list(list));
    }
    if arguments.next().is_some() {
        return None;
    }
    match (name.as_str(), first) {
        ("startswith" | "beginswith", Some(part)) => {
            Some(subject.passes(TextTest::StartsWith, part))
        }
        ("endswith", Some(part)) => Some(subject.passes(TextTest::EndsWith, part)),
        ("contains" | "includes" | "include" | "has", Some(part)) => Some(match subject {
            Said::List(_) => part.in_list(subject),
            // A list with a name has its values asked for as well.
            Said::Name(name) if name.starts_with("lists.") => part.in_list(Said::Name(name)),
            subject => subject.passes(TextTest::Contains, part),
        }),
        ("indexof" | "index" | "find", Some(part)) => {
            let found = method(subject, "contains", vec![part])?;
            Some(Said::Place(Box::new(found)))
        }
        ("like", Some(Said::Text(pattern))) => phrase::like(subject, &pattern),
        ("equals" | "equal" | "eq" | "is", Some(other)) => {
            Some(subject.is(Comparison::Equal, other))
        }
        ("ne" | "neq" | "notequals", Some(other)) => Some(subject.is(Comparison::NotEqual, other)),
        ("isnull" | "isnone" | "isempty" | "isna", None) => Some(subject.known().not()),
        ("notnull" | "isknown" | "exists", None) => Some(subject.known()),
        _ => None,
    }
}

/// Several conditions, as `AND(a, b)` and `any([a, b])` join them.
fn joined(arguments: Vec<Said>, all: bool) -> Option<Said> {
    let mut parts = Vec::new();
    for argument in arguments {
        match argument {
            Said::List(inner) => parts.extend(inner),
            other => parts.push(other),
        }
    }
    parts.into_iter().reduce(|left, right| if all { left.and(right) } else { left.or(right) })
}
