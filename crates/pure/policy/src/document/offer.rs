//! What a denial offers in the place of money: a list, or whatever the first fitting `[[offer]]`
//! says.

use super::conditions::{Tests, conditions, unlike};
use super::field::Field;
use super::reading::Reading;
use super::shape;
use crate::language::head::Head;

/// What a denial offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternatives {
    /// Keys of the message catalogue, in order, at least one.
    Listed(Vec<String>),
    /// Those of the first `[[offer]]` whose conditions hold.
    Offered,
}

/// One `[[offer]]`, with the places of its conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) tests: Tests,
    pub(crate) alternatives: Vec<String>,
}

/// The keys of alternatives.
pub(crate) fn listed(alternatives: &shape::Alternatives) -> Vec<String> {
    alternatives.0.iter().map(|word| word.0.0.to_owned()).collect()
}

/// Reads every `[[offer]]`. The last one has to fit always, because a denial offers something.
pub(crate) fn read(
    reading: &mut Reading<'_>,
    head: &Head,
    stated: &[Field<shape::Offer>],
) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for offer in stated.iter().filter_map(Field::get) {
        let tests = conditions(reading, head, &offer.when);
        if let Some((tests, places)) = &tests {
            unlike(reading, tests, places);
        }
        if let (Some(tests), Some(alternatives)) = (tests, offer.alternatives.get()) {
            offers.push(Offer { tests, alternatives: listed(alternatives) });
        }
    }
    let fits_always = offers.last().is_some_and(|offer| offer.tests.0.is_empty());
    if let Some(last) = stated.last().filter(|_| !fits_always) {
        let message = "a denial may find no offer that fits";
        reading.error(last.span.clone(), message, "give the last offer `when = []`");
    }
    offers
}
