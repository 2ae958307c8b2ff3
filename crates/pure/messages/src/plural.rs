//! The plural forms of each language, by CLDR.

use std::collections::BTreeSet;

use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

use domain::locale::Locale;

/// Every plural form that a small number can take in a language. Forms for millions and for
/// fractions are not among them: nothing of ours counts that far.
pub(super) fn forms(locale: Locale) -> BTreeSet<&'static str> {
    (0..=u8::MAX).filter_map(|number| form(locale, number)).collect()
}

/// The plural form that a number takes in a language.
pub(super) fn form(locale: Locale, number: u8) -> Option<&'static str> {
    let tag = super::tag::tag(locale)?;
    let rules = PluralRules::try_new((&tag).into(), PluralRulesOptions::default()).ok()?;
    Some(name(rules.category_for(number)))
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_are_those_of_cldr() {
        let of = |locale: Locale| forms(locale).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(
            Locale::ALL.map(of),
            ["one other", "one other", "one other", "one other", "other", "other", "other"]
        );
    }

    /// Fluent chooses the variant by data of its own; a form that only one of the two knows would
    /// be one that is required and never written, or the other way round.
    #[test]
    fn french_counts_nothing_as_one() {
        assert_eq!(form(Locale::Fr, 0), Some("one"));
        assert_eq!(form(Locale::En, 0), Some("other"));
        assert_eq!(form(Locale::Ja, 1), Some("other"));
    }
}
