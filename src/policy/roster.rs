//! Lists with a name: the countries of the EU are written once, and conditions say
//! `payment.country in lists.eu`.

use std::ops::Range;

use super::document::{Reading, Section};
use super::head::is_field;

const REMEDY: &str = "write `[lists]`, and below it `eu = [\"AT\", \"BE\"]`";
/// The most texts of one list.
const MAX_TEXTS: usize = 500;

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Roster {
    /// How conditions name it: `lists.eu`.
    pub(super) name: String,
    pub(super) texts: Vec<String>,
    pub(super) span: Range<usize>,
}

/// Reads `[lists]`.
pub(super) fn read<'t>(reading: &mut Reading<'t>, root: &Section<'_, 't>) -> Vec<Roster> {
    let mut rosters = Vec::new();
    let section = root.get("lists").and_then(|value| reading.section("`[lists]`", value, REMEDY));
    let Some(section) = section else { return rosters };
    for (key, value) in section.table {
        let name = key.get_ref().as_ref();
        if !is_field(name) {
            let remedy = "use lower-case letters, digits and `_`, beginning with a letter";
            reading.error(key.span(), format!("a list cannot be called {name:?}"), remedy);
        }
        let Some(words) = reading.list("a list", value, REMEDY) else { continue };
        if words.is_empty() || words.len() > MAX_TEXTS {
            let message = format!("the list `{name}` has not 1 to {MAX_TEXTS} texts");
            reading.error(value.span(), message, "list what is meant");
        }
        let mut texts: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            if texts.contains(&word.text) {
                let message = format!("{:?} is in the list twice", word.text);
                reading.warning(word.span, message, "remove one");
            }
            texts.push(word.text);
        }
        rosters.push(Roster { name: format!("lists.{name}"), texts, span: key.span() });
    }
    rosters.sort_by_key(|roster| roster.span.start);
    rosters
}

/// Warns of lists that no condition names. Conditions are searched as they are written, because
/// a list is no fact and leaves no trace in what they become.
pub(super) fn unread<'c>(
    reading: &mut Reading<'_>,
    rosters: &[Roster],
    conditions: &(impl Iterator<Item = &'c str> + Clone),
) {
    for roster in rosters {
        let mut conditions = conditions.clone();
        if !conditions.any(|text| text.contains(&roster.name)) {
            let message = format!("no condition names the list `{}`", roster.name);
            let remedy = format!("write `… in {}`, or remove it", roster.name);
            reading.warning(roster.span.clone(), message, remedy);
        }
    }
}
