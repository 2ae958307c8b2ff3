//! The words of shops, as they come.

use super::*;
use domain::purchase::Line;

fn entries(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn read(of: &[(&str, &str)], captured: Money) -> Sale {
    let keys = MetadataKeys::default();
    Metadata::new(&keys, entries(of)).sale(captured)
}

fn term(text: &str) -> Option<Timestamp> {
    read(&[("term_ends_at", text)], eur(4900)).term_ends_at
}

fn locale(text: &str) -> Option<String> {
    read(&[("locale", text)], eur(4900)).locale
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::parse("eur").unwrap())
}

fn commission(of: &[(&str, &str)], currency: Currency) -> Option<Commission> {
    read(of, Money::new(4900, currency)).commission
}

#[test]
fn a_term_is_read_in_each_of_its_three_spellings() {
    let expected: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
    for text in ["2026-02-01T00:00:00Z", "2026-02-01T01:00:00+01:00", "2026-02-01", "1769904000"] {
        assert_eq!(term(text), Some(expected), "{text}");
    }
    for text in ["", "soon", "-5", "99999999999999999999", "2026-02-30", "2026-02-01T00:00:00"] {
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
    read(of, eur(4900)).purchase
}

/// What of it nobody can read, by name.
fn unreadable(of: &[(&str, &str)]) -> Vec<&'static str> {
    sale(of).unreadable.into_iter().map(SaleField::as_str).collect()
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
fn m11_what_the_shop_wrote_wrongly_counts_as_absent_and_is_said() {
    let wrong = [
        ("country", "Germany"),
        ("country", "D1"),
        ("channel", "on the phone"),
        ("business", "perhaps"),
        ("renewal", "2"),
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
        let found = sale(&[(key, text)]);
        assert_eq!(unreadable(&[(key, text)]), [key], "{key}={text}");
        let expected = Purchase { unreadable: found.unreadable.clone(), ..Purchase::default() };
        assert_eq!(found, expected, "{key}={text}");
    }
}

#[test]
fn a_hash_that_is_none_is_not_passed_over() {
    for text in ["2026-11", &"g".repeat(64), &"a".repeat(63)] {
        let found = sale(&[("policy_hash", text)]).policy_hash;
        assert_eq!(found.as_deref(), Some("unreadable"), "{text}");
    }
}

const COMMISSION: [(&str, &str); 3] =
    [("commission_id", "c-1"), ("commission_partner", "p-1"), ("commission_minor", "980")];

#[test]
fn m11_a_commission_that_was_paid_in_any_spelling_was_paid() {
    for (text, paid) in [
        ("True", true),
        ("TRUE", true),
        ("yes", true),
        ("1", true),
        (" true ", true),
        ("False", false),
        ("no", false),
        ("0", false),
        ("", false),
    ] {
        let mut of = COMMISSION.to_vec();
        of.push(("commission_paid", text));
        let found = read(&of, eur(4900));
        assert_eq!(found.commission.map(|known| known.paid), Some(paid), "{text}");
        assert!(found.purchase.unreadable.is_empty(), "{text}");
    }
}

#[test]
fn m11_half_a_commission_is_none_and_what_is_missing_is_said() {
    for (key, text, said) in [
        ("commission_paid", "maybe", "commission_paid"),
        ("commission_minor", "9.80", "commission_minor"),
        ("commission_minor", "", "commission_minor"),
        ("commission_id", "", "commission_id"),
        ("commission_id", "a b", "commission_id"),
        ("commission_partner", " ", "commission_partner"),
        ("commission_currency", "gold", "commission_currency"),
        ("commission_base_minor", "49.00", "commission_base_minor"),
    ] {
        let mut of = COMMISSION.to_vec();
        of.push((key, text));
        assert_eq!(read(&of, eur(4900)).commission, None, "{key}={text}");
        assert_eq!(unreadable(&of), [said], "{key}={text}");
    }
    // A shop may say of each sale that it has no commission.
    for of in [
        &[("commission_paid", "false")][..],
        &[("commission_minor", "0"), ("commission_id", ""), ("commission_partner", "")],
        &[("commission_currency", "eur"), ("commission_base_minor", "4900")],
        &[],
    ] {
        assert_eq!((read(of, eur(4900)).commission, unreadable(of)), (None, vec![]), "{of:?}");
    }
}

#[test]
fn m11_what_is_too_long_is_said_too() {
    let long = "x".repeat(VALUE_BYTES_MAX + 1);
    for key in ["product", "plan", "channel", "commission_id"] {
        let found = read(&[(key, &long)], eur(4900));
        assert_eq!((found.product, found.plan), (None, None));
        assert!(unreadable(&[(key, &long)]).contains(&key), "{key}");
    }
}

#[test]
fn m15_a_country_is_read_by_its_aliases_and_what_is_none_is_unknown() {
    for (text, code, respelt) in [
        ("GR", Some("GR"), false),
        ("gr", Some("GR"), false),
        ("EL", Some("GR"), true),
        ("UK", Some("GB"), true),
        ("DEU", Some("DE"), true),
        ("XX", None, false),
        ("EU", None, false),
        ("Greece", None, false),
    ] {
        let found = sale(&[("country", text)]);
        assert_eq!(found.country.as_deref(), code, "{text}");
        assert_eq!(found.respelt.contains(&SaleField::Country), respelt, "{text}");
        assert_eq!(found.unreadable.contains(&SaleField::Country), code.is_none(), "{text}");
    }
}
