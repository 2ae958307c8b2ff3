//! What the merchant's shop wrote on a payment: product, plan, term, language, commission.
//!
//! Processors pass it on unread, so it is as reliable as the shop is. What cannot be read counts
//! as absent, and a policy that needs it sends the case to a person.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::domain::commission::Commission;
use crate::domain::ids::{CommissionId, PartnerId};
use crate::domain::money::{Currency, Money};

/// The longest value that is taken over, bytes; Stripe admits 500 characters.
const VALUE_BYTES_MAX: usize = 2000;

/// The names under which the shop writes its facts; configured, because shops differ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetadataKeys {
    /// The product.
    pub product: String,
    /// The plan.
    pub plan: String,
    /// The end of the term that was paid for: RFC 3339, a date (midnight UTC) or Unix seconds.
    pub term_ends_at: String,
    /// The customer's language as a tag (`de-AT`).
    pub locale: String,
    /// The affiliate system's id of the commission.
    pub commission_id: String,
    /// The affiliate system's id of the partner.
    pub commission_partner: String,
    /// What was earned, minor units.
    pub commission_minor: String,
    /// The currency of what was earned; the payment's where absent.
    pub commission_currency: String,
    /// The part of the payment that the commission was computed on, minor units of the payment's
    /// currency.
    pub commission_base_minor: String,
    /// Whether it has been paid out: `true` or `false`.
    pub commission_paid: String,
}

impl Default for MetadataKeys {
    fn default() -> Self {
        Self {
            product: "product".to_owned(),
            plan: "plan".to_owned(),
            term_ends_at: "term_ends_at".to_owned(),
            locale: "locale".to_owned(),
            commission_id: "commission_id".to_owned(),
            commission_partner: "commission_partner".to_owned(),
            commission_minor: "commission_minor".to_owned(),
            commission_currency: "commission_currency".to_owned(),
            commission_base_minor: "commission_base_minor".to_owned(),
            commission_paid: "commission_paid".to_owned(),
        }
    }
}

/// One payment's metadata together with the names to read it by.
pub(super) struct Metadata<'a> {
    keys: &'a MetadataKeys,
    entries: BTreeMap<String, String>,
}

impl<'a> Metadata<'a> {
    pub(super) fn new(keys: &'a MetadataKeys, entries: BTreeMap<String, String>) -> Self {
        Self { keys, entries }
    }

    fn get(&self, key: &str) -> Option<&str> {
        let value = self.entries.get(key)?.trim();
        (!value.is_empty() && value.len() <= VALUE_BYTES_MAX).then_some(value)
    }

    pub(super) fn product(&self) -> Option<String> {
        self.get(&self.keys.product).map(str::to_owned)
    }

    pub(super) fn plan(&self) -> Option<String> {
        self.get(&self.keys.plan).map(str::to_owned)
    }

    pub(super) fn term_ends_at(&self) -> Option<Timestamp> {
        self.get(&self.keys.term_ends_at).and_then(instant)
    }

    /// Bounded by the longest tag that RFC 5646 asks implementations to handle.
    pub(super) fn locale(&self) -> Option<String> {
        self.get(&self.keys.locale)
            .filter(|tag| {
                tag.len() <= 35
                    && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            })
            .map(str::to_owned)
    }

    /// The commission: whole, or not at all, since half a commission would be clawed back wrongly.
    pub(super) fn commission(&self, of_payment: Currency) -> Option<Commission> {
        let currency = match self.get(&self.keys.commission_currency) {
            Some(code) => Currency::parse(code).ok()?,
            None => of_payment,
        };
        let base = match self.get(&self.keys.commission_base_minor) {
            Some(text) => Some(Money::new(minor(text)?, of_payment)),
            None => None,
        };
        Some(Commission {
            id: CommissionId::parse(self.get(&self.keys.commission_id)?).ok()?,
            partner: PartnerId::parse(self.get(&self.keys.commission_partner)?).ok()?,
            earned: Money::new(minor(self.get(&self.keys.commission_minor)?)?, currency),
            base,
            paid: self.get(&self.keys.commission_paid).is_some_and(|text| text == "true"),
        })
    }
}

fn minor(text: &str) -> Option<i64> {
    text.parse().ok().filter(|minor| *minor >= 0)
}

fn instant(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    }
    // The parser also takes the date out of a local time without zone; that would be a guess.
    if text.len() == "2026-02-01".len() {
        let date: Date = text.parse().ok()?;
        return date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn term(text: &str) -> Option<Timestamp> {
        let keys = MetadataKeys::default();
        Metadata::new(&keys, entries(&[("term_ends_at", text)])).term_ends_at()
    }

    fn locale(text: &str) -> Option<String> {
        let keys = MetadataKeys::default();
        Metadata::new(&keys, entries(&[("locale", text)])).locale()
    }

    fn commission(of: &[(&str, &str)], currency: Currency) -> Option<Commission> {
        let keys = MetadataKeys::default();
        Metadata::new(&keys, entries(of)).commission(currency)
    }

    #[test]
    fn a_term_is_read_in_each_of_its_three_spellings() {
        let expected: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        for text in
            ["2026-02-01T00:00:00Z", "2026-02-01T01:00:00+01:00", "2026-02-01", "1769904000"]
        {
            assert_eq!(term(text), Some(expected), "{text}");
        }
        for text in ["", "soon", "-5", "99999999999999999999", "2026-02-30", "2026-02-01T00:00:00"]
        {
            assert_eq!(term(text), None, "{text}");
        }
    }

    #[test]
    fn a_commission_is_read_whole_or_not_at_all() {
        let eur = Currency::parse("eur").unwrap();
        let usd = Currency::parse("usd").unwrap();
        let whole = [
            ("commission_id", "c-1"),
            ("commission_partner", "p-1"),
            ("commission_minor", "980"),
            ("commission_currency", "usd"),
            ("commission_base_minor", "4900"),
            ("commission_paid", "true"),
        ];
        let found = commission(&whole, eur).unwrap();
        assert_eq!(found.earned, Money::new(980, usd));
        assert_eq!(found.base, Some(Money::new(4900, eur)));
        assert!(found.paid);

        let small = commission(&whole[..3], eur).unwrap();
        assert_eq!((small.earned.currency, small.base, small.paid), (eur, None, false));

        for (key, value) in [
            ("commission_id", "a b"),
            ("commission_partner", ""),
            ("commission_minor", "9.80"),
            ("commission_minor", "-1"),
            ("commission_currency", "gold"),
            ("commission_base_minor", "much"),
        ] {
            let mut broken = whole.to_vec();
            broken.push((key, value)); // A later entry of a name replaces the earlier one.
            assert_eq!(commission(&broken, eur), None, "{key}={value}");
        }
    }

    #[test]
    fn a_language_that_is_no_tag_counts_as_absent() {
        assert_eq!(locale(" de-AT ").as_deref(), Some("de-AT"));
        for text in ["", "Deutsch, bitte", &"x".repeat(36)] {
            assert_eq!(locale(text), None, "{text}");
        }
    }
}
