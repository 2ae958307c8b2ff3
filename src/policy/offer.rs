//! What a denial offers in the place of money: a list, or whatever the first fitting `[[offer]]`
//! says.

use super::document::{Reading, Section, Value, Words};
use super::head::Head;
use super::rule::{self, Test, Unknown};
use super::view::View;
use super::vocabulary::ALTERNATIVES;
use crate::diagnostics::instead;

/// What a denial offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternatives {
    /// Keys of the message catalogue, in order, at least one.
    Listed(Vec<String>),
    /// Those of the first `[[offer]]` whose conditions hold.
    Offered,
}

/// The keys of `[[offer]]`.
pub(super) const KEYS: [&str; 2] = ["when", "alternatives"];

/// One `[[offer]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) tests: Vec<Test>,
    pub(super) alternatives: Vec<String>,
}

const REMEDY: &str = "write `deny = { alternatives = [\"extended_trial\"] }`, or `\"offered\"` \
                      for what `[[offer]]` says";

/// Reads the value of `alternatives`.
pub(super) fn alternatives<'t>(
    reading: &mut Reading<'t>,
    list: &Value<'t>,
) -> Option<Alternatives> {
    if list.get_ref().as_str() == Some("offered") {
        return Some(Alternatives::Offered);
    }
    listed(reading, list).map(Alternatives::Listed)
}

fn listed<'t>(reading: &mut Reading<'t>, list: &Value<'t>) -> Option<Vec<String>> {
    let Some(elements) = list.get_ref().as_array() else {
        return reading.no(list, "`alternatives` must be a list", REMEDY);
    };
    if elements.is_empty() {
        let message = "a denial without an alternative loses the customer as well";
        return reading.no(list, message, &instead("", &ALTERNATIVES));
    }
    let mut alternatives: Vec<String> = Vec::new();
    for element in elements {
        let Words { text, span, .. } = reading.words("an alternative", element, REMEDY)?;
        if !ALTERNATIVES.contains(&text.as_str()) {
            reading.error(
                span,
                format!("there is no alternative {text:?}"),
                instead(&text, &ALTERNATIVES),
            );
        } else if alternatives.contains(&text) {
            reading.error(span, format!("{text:?} is offered twice"), "remove one");
        }
        alternatives.push(text);
    }
    Some(alternatives)
}

/// What the first offer that fits offers. The last one fits always, where the policy has any.
pub(super) fn choose<'o>(offers: &'o [Offer], view: &View<'_>) -> &'o [String] {
    let fits = |offer: &&Offer| rule::hold(&offer.tests, view) == Ok(true);
    offers.iter().find(fits).map_or(&[], |offer| offer.alternatives.as_slice())
}

/// Reads every `[[offer]]`. The last one has to fit always, because a denial offers something.
pub(super) fn read<'t>(
    reading: &mut Reading<'t>,
    head: &Head,
    root: &Section<'_, 't>,
) -> Vec<Offer> {
    const REMEDY: &str = "write `[[offer]]`, and below it `when = [..]` and `alternatives = [..]`";
    let Some(value) = root.get("offer") else { return Vec::new() };
    let Some(elements) = value.get_ref().as_array() else {
        reading.error(value.span(), "`offer` must be a list of offers", REMEDY);
        return Vec::new();
    };
    let mut offers = Vec::new();
    for element in elements {
        let Some(section) = reading.section("an offer", element, REMEDY) else { continue };
        reading.only(&section, &KEYS);
        let tests = rule::when(reading, head, &section, Some(Unknown::Skip));
        let alternatives = match section.get("alternatives") {
            Some(list) => listed(reading, list),
            None => reading.no(element, "an offer has no `alternatives`", REMEDY),
        };
        if let (Some((tests, _)), Some(alternatives)) = (tests, alternatives) {
            offers.push(Offer { tests, alternatives });
        }
    }
    let last = elements.iter().last();
    if let Some(last) = last.filter(|_| offers.last().is_none_or(|offer| !offer.tests.is_empty())) {
        let message = "a denial may find no offer that fits";
        reading.error(last.span(), message, "give the last offer `when = []`");
    }
    offers
}
