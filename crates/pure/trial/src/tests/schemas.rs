//! Editors are told what the readers accept.

use serde_json::Value;

use super::SHIPPED;
use crate::suite::{CASE_KEYS, KEYS, OVERLAID_KEYS, SECTIONS};
use crate::{policy_schema, tests_schema};

/// As an editor of TOML sees it: an instant is a text with the format of one.
fn of(text: &str) -> Value {
    fn json(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(instant) => instant.to_string().into(),
            toml::Value::Array(list) => list.into_iter().map(json).collect(),
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, value)| (key, json(value))).collect()
            }
            plain @ (toml::Value::String(_)
            | toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)) => serde_json::to_value(plain).unwrap(),
        }
    }
    json(toml::from_str(text).unwrap())
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
    let base: Vec<&str> = SECTIONS.into_iter().chain(OVERLAID_KEYS).collect();
    assert_eq!(keys("/properties/base/properties"), sorted(base.clone()));
    let case = CASE_KEYS.into_iter().chain(base).collect();
    assert_eq!(keys("/properties/case/items/properties"), sorted(case));
}

#[test]
fn every_policy_that_is_shipped_is_valid_by_the_schema() {
    let validator = jsonschema::validator_for(&policy_schema()).unwrap();
    for (name, policy, _) in SHIPPED {
        let found: Vec<String> =
            validator.iter_errors(&of(policy)).map(|error| error.to_string()).collect();
        assert_eq!(found, [""; 0], "{name}");
    }
    let start = "[default]\nreview = \"r\"\nclause = \"c\"\n[clauses]\nc = \"C\"\n";
    let rule = "[[rule]]\nid = \"a\"\nwhen = []\nclause = \"c\"\n";
    assert!(validator.is_valid(&of(&format!("{start}{rule}approve = \"full\"\n"))));
    let wrong = [
        "[clauses]\nc = \"C\"\n".to_owned(),
        format!("{start}[[rules]]\n"),
        format!("{start}{rule}"),
        format!("{start}{rule}approve = \"full\"\nreview = \"r\"\n"),
        format!("{start}{rule}approve = \"all\"\n"),
        format!("{start}{rule}approve = {{ share = \"0.5\" }}\n"),
        format!("{start}{rule}approve = {{ amount = {{ EUR = 0 }} }}\n"),
        format!("{start}{rule}deny = {{ alternatives = [] }}\n"),
        format!("{start}{rule}approve = \"full\"\nwithin = \"30 days\"\n"),
        format!("{start}[[band]]\nwho = \"boss\"\n"),
        format!("{start}D = \"D\"\n"),
    ];
    for wrong in wrong {
        assert!(!validator.is_valid(&of(&wrong)), "{wrong}");
    }
}

#[test]
fn both_schemas_are_as_they_were_read() {
    insta::assert_snapshot!("policy_schema", format!("{:#}", policy_schema()));
    insta::assert_snapshot!("tests_schema", format!("{:#}", tests_schema()));
}
