//! Editors are told what the readers accept.

use serde_json::Value;

use super::SHIPPED;
use crate::trial::suite::{CASE_KEYS, KEYS, SECTIONS};
use crate::trial::{policy_schema, tests_schema};

fn of(text: &str) -> Value {
    toml::from_str(&quoted(text)).unwrap()
}

/// An editor of TOML takes an instant without quotes for a text with the format of one.
fn quoted(text: &str) -> String {
    let is_instant =
        |word: &str| word.len() >= 20 && word.as_bytes()[4] == b'-' && word.contains('T');
    let quote = |word: &str| {
        let end = word.find([',', '\n']).unwrap_or(word.len());
        let (bare, rest) = word.split_at(end);
        if bare.starts_with("20") && is_instant(bare) {
            format!("\"{bare}\"{rest}")
        } else {
            word.to_owned()
        }
    };
    text.split_inclusive(' ')
        .map(|word| match word.strip_suffix(' ') {
            Some(bare) => format!("{} ", quote(bare)),
            None => quote(word),
        })
        .collect()
}

#[test]
fn the_tests_of_every_shipped_policy_are_valid_by_the_schema() {
    let validator = jsonschema::validator_for(&tests_schema()).unwrap();
    for (name, _, tests) in SHIPPED {
        let found: Vec<String> =
            validator.iter_errors(&of(tests)).map(|error| error.to_string()).collect();
        assert_eq!(found, [""; 0], "{name}");
    }
    for wrong in [
        "cases = []",
        "[[case]]\nname = \"a\"\n",
        "[[case]]\nname = \"a\"\nexpect = { verdict = \"aprove\" }\n",
        "[[case]]\nname = \"a\"\nrequest.reason = \"bored\"\nexpect.verdict = \"deny\"\n",
        "[[case]]\nname = \"a\"\npayment.plam = \"pro\"\nexpect.verdict = \"deny\"\n",
        "[base]\nexpect = 1\n[[case]]\nname = \"a\"\nexpect.verdict = \"deny\"\n",
    ] {
        assert!(!validator.is_valid(&of(wrong)), "{wrong}");
    }
}

#[test]
fn the_schema_of_tests_has_every_key_that_is_read_and_no_other() {
    let schema = tests_schema();
    let keys = |pointer: &str| -> Vec<String> {
        let mut keys: Vec<String> =
            schema.pointer(pointer).and_then(Value::as_object).unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let sorted = |names: Vec<&str>| -> Vec<String> {
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(keys("/properties"), sorted(KEYS.to_vec()));
    assert_eq!(keys("/properties/base/properties"), sorted(SECTIONS.to_vec()));
    let case = CASE_KEYS.into_iter().chain(SECTIONS).collect();
    assert_eq!(keys("/properties/case/items/properties"), sorted(case));
}

#[test]
fn both_schemas_are_as_they_were_read() {
    assert_eq!(policy_schema()["title"], "A refund policy");
    insta::assert_snapshot!("tests_schema", format!("{:#}", tests_schema()));
}
