//! Countries in policies, lists and statutes are those of ISO 3166.

use super::sample::full_text;
use crate::{Policy, Statute};

#[test]
fn w12_what_is_no_country_is_a_mistake_wherever_it_stands() {
    let told = |head: &str, condition: &str| {
        let when = format!("[{}]", toml::Value::String(condition.to_owned()));
        let rule = (when.as_str(), "unknown = \"skip\"\napprove = \"full\"");
        match Policy::parse(&full_text(head, &[rule], "")) {
            Ok(_) => "right".to_owned(),
            Err(mistakes) => mistakes[0].remedy.clone(),
        }
    };
    let gb = "did you mean 'GB'? ISO 3166 has no \"UK\"";
    let mut tried = 0;
    for (head, condition, expected) in [
        ("", "payment.country == 'UK'", gb),
        ("", "payment.country != 'UK'", gb),
        ("", "'UK' == payment.card_country", gb),
        ("", "payment.country in ['DE', 'UK']", gb),
        ("[lists]\nisles = [\"IE\", \"UK\"]\n", "payment.country in lists.isles", gb),
        ("", "payment.country == 'EL'", "did you mean 'GR'? ISO 3166 has no \"EL\""),
        ("", "payment.country == 'DEU'", "did you mean 'DE'? ISO 3166 has no \"DEU\""),
        ("", "payment.country == 'de'", "write it in capitals: 'DE'"),
        ("", "payment.country == 'XX'", "use two letters of ISO 3166, such as 'DE'"),
        ("", "payment.country == 'Germany'", "use two letters of ISO 3166, such as 'DE'"),
        ("", "payment.country == 'GB'", "right"),
    ] {
        assert_eq!(told(head, condition), expected, "{head} {condition}");
        tried += 1;
    }
    assert_eq!(tried, 11);
    assert!(told("", "payment.country == 'EU'").starts_with("list its countries"));
    let statute = include_str!("../../../../../config/statutes/uk-cancellation.toml");
    let broken = statute.replace("\nGB = ", "\nUK = ");
    assert_ne!(broken, statute);
    let mistakes = Statute::parse(&broken).unwrap_err();
    assert_eq!(mistakes[0].remedy, gb);
}
