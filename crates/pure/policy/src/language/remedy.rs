//! What to write instead of a name that is not that of a fact.

use super::head::Head;
use super::vocabulary::is_field;
use diagnostics::{closest, instead};
use domain::request::Reason;

/// A remedy for a name that is not that of a fact.
pub(crate) fn of_fact(head: &Head, name: &str) -> String {
    if Reason::parse(name).is_some() {
        return format!("text stands between quotes: '{name}'");
    }
    if !head.declares && (name.starts_with("merchant.") || name.starts_with("answers.")) {
        return "a statute knows no facts of the merchant and asks nothing".to_owned();
    }
    if let Some(key) = name.strip_prefix("merchant.").filter(|key| is_field(key)) {
        return match closest(name, head.names().filter(|known| known.starts_with("merchant."))) {
            Some(known) => format!("did you mean `{known}`? Else declare it: `[facts.{key}]`"),
            None => format!("declare it: `[facts.{key}]` and below it `type = \"int\"`"),
        };
    }
    if name.starts_with("answers.") {
        return "only a question that a rule asks has an answer: see `ask`".to_owned();
    }
    // The field alone says what is meant where the group is missing or wrong.
    let field = name.rsplit_once('.').map_or(name, |(_, field)| field);
    let same_field =
        head.names().find(|known| known.rsplit_once('.').is_some_and(|(_, own)| own == field));
    if let Some(known) = same_field.or_else(|| closest(name, head.names())) {
        return format!("did you mean `{known}`?");
    }
    "text stands between quotes; docs/policy-facts.md lists the facts".to_owned()
}

/// What a value of a type is called.
pub(crate) fn an(name: &str) -> String {
    match name {
        "int" => "a number".to_owned(),
        "bool" => "a truth value".to_owned(),
        other => format!("a {other}"),
    }
}

/// What to write in the place of a function that there is not.
pub(crate) fn of_function(name: &str) -> String {
    match name {
        "min" => "compare with both: `a <= x && a <= y` is no more than the smaller of the two, \
                  `a >= x || a >= y` no less than it"
            .to_owned(),
        "max" => "compare with both: `a >= x && a >= y` is no less than the larger of the two, \
                  `a <= x || a <= y` no more than it"
            .to_owned(),
        _ => instead(name, &["has", "startsWith", "endsWith", "contains"]),
    }
}
