//! What the merchant's shop wrote on a payment: product, plan, term, language, commission.
//!
//! Processors pass it on unread, so it is as reliable as the shop is. What cannot be read counts
//! as absent, and a policy that needs it sends the case to a person.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::metadata_keys::MetadataKeys;
use domain::commission::Commission;
use domain::ids::{CommissionId, PartnerId};
use domain::money::{Currency, Money};
use domain::purchase::{Line, Purchase};

/// The longest value that is taken over, bytes; Stripe admits 500 characters.
const VALUE_BYTES_MAX: usize = 2000;

/// The longest word that is taken over, bytes.
const WORD_BYTES_MAX: usize = 64;

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

    /// What the shop says of the sale. What the processor knows of it is added by whoever has that.
    pub(super) fn purchase(&self, captured: Money) -> Purchase {
        let keys = self.keys;
        let flag = |key: &str| match self.get(key)? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let count = |key: &str| self.get(key).and_then(minor);
        let moment = |key: &str| self.get(key).and_then(instant);
        let lines = self.get(&keys.lines).and_then(invoice).unwrap_or_default();
        let tax_of_lines = || {
            let mut taxes = lines.iter().map(|line| line.tax_minor);
            let tax = taxes.try_fold(0_i64, i64::checked_add);
            tax.filter(|_| !lines.is_empty())
        };
        let tax_minor = count(&keys.tax_minor).or_else(tax_of_lines);
        Purchase {
            country: self.get(&keys.country).and_then(country),
            channel: self.get(&keys.channel).and_then(word),
            business: flag(&keys.business),
            renewal: flag(&keys.renewal),
            renewals: count(&keys.renewals),
            delivered_at: moment(&keys.delivered_at),
            withdrawal_waived_at: moment(&keys.withdrawal_waived_at),
            cancelled_at: moment(&keys.cancelled_at),
            price_minor: count(&keys.price_minor),
            tax_minor: tax_minor.filter(|tax| *tax <= captured.minor),
            lines,
            policy_hash: self.get(&keys.policy_hash).map(hash),
            ..Purchase::default()
        }
    }
}

/// A country as ISO 3166 writes it; shops write it in both cases.
pub(super) fn country(text: &str) -> Option<String> {
    let two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    two.then(|| text.to_ascii_uppercase())
}

/// A short word, such as ends up in conditions and in explanations.
fn word(text: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (text.len() <= WORD_BYTES_MAX && text.bytes().all(plain)).then(|| text.to_owned())
}

/// A hash in the one spelling that we compare. A text that is none is not passed over: the shop
/// meant some version, and nobody knows which.
fn hash(text: &str) -> String {
    let hex = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if hex { text.to_ascii_lowercase() } else { "unreadable".to_owned() }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLine {
    id: String,
    minor: i64,
    #[serde(default)]
    tax_minor: i64,
    #[serde(default = "refundable")]
    refundable: bool,
}

fn refundable() -> bool {
    true
}

/// The lines, all of them or none: half an invoice would be divided wrongly.
fn invoice(text: &str) -> Option<Vec<Line>> {
    let read: Vec<WireLine> = serde_json::from_str(text).ok()?;
    let mut lines: Vec<Line> = Vec::with_capacity(read.len());
    for WireLine { id, minor, tax_minor, refundable } in read {
        let usable = word(&id).is_some() && !id.is_empty() && (0..=minor).contains(&tax_minor);
        if !usable || lines.iter().any(|line| line.id == id) {
            return None;
        }
        lines.push(Line { id, minor, tax_minor, refundable });
    }
    Some(lines)
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

    fn sale(of: &[(&str, &str)]) -> Purchase {
        let keys = MetadataKeys::default();
        let captured = Money::new(4900, Currency::parse("eur").unwrap());
        Metadata::new(&keys, entries(of)).purchase(captured)
    }

    #[test]
    fn a_sale_is_read_as_far_as_the_shop_describes_it() {
        assert_eq!(sale(&[]), Purchase::default());
        let lines = r#"[{"id":"seats","minor":4200,"tax_minor":600},
                        {"id":"setup","minor":700,"refundable":false}]"#;
        let found = sale(&[
            ("policy_hash", &"Ab".repeat(32)),
            ("country", "de"),
            ("channel", "web"),
            ("business", "false"),
            ("renewal", "true"),
            ("renewals", "2"),
            ("delivered_at", "2026-02-01"),
            ("withdrawal_waived_at", "1769904000"),
            ("lines", lines),
        ]);
        let at = Some("2026-02-01T00:00:00Z".parse().unwrap());
        let line = |id: &str, minor, tax_minor, refundable| Line {
            id: id.to_owned(),
            minor,
            tax_minor,
            refundable,
        };
        let expected = Purchase {
            policy_hash: Some("ab".repeat(32)),
            country: Some("DE".to_owned()),
            channel: Some("web".to_owned()),
            business: Some(false),
            renewal: Some(true),
            renewals: Some(2),
            delivered_at: at,
            withdrawal_waived_at: at,
            lines: vec![line("seats", 4200, 600, true), line("setup", 700, 0, false)],
            tax_minor: Some(600),
            ..Purchase::default()
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_the_shop_wrote_wrongly_counts_as_absent() {
        let wrong = [
            ("country", "Germany"),
            ("country", "D1"),
            ("channel", "on the phone"),
            ("business", "yes"),
            ("renewal", "1"),
            ("renewals", "-1"),
            ("delivered_at", "soon"),
            ("withdrawal_waived_at", "true"),
            ("tax_minor", "6.00"),
            ("tax_minor", "4901"),
            ("lines", "seats=4200"),
            ("lines", r#"[{"id":"seats"}]"#),
            ("lines", r#"[{"id":"","minor":1}]"#),
            ("lines", r#"[{"id":"a","minor":-1}]"#),
            ("lines", r#"[{"id":"a","minor":1,"tax_minor":2}]"#),
            ("lines", r#"[{"id":"a","minor":1},{"id":"a","minor":2}]"#),
            ("lines", r#"[{"id":"a","minor":1,"quantity":2}]"#),
        ];
        for (key, text) in wrong {
            assert_eq!(sale(&[(key, text)]), Purchase::default(), "{key}={text}");
        }
    }

    #[test]
    fn a_hash_that_is_none_is_not_passed_over() {
        for text in ["2026-11", &"g".repeat(64), &"a".repeat(63)] {
            let found = sale(&[("policy_hash", text)]).policy_hash;
            assert_eq!(found.as_deref(), Some("unreadable"), "{text}");
        }
    }
}
