//! The schema of a policy file says what the reader of policies does, as far as a schema can.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::policy::{
    ALTERNATIVES, SCHEMA, approval, ask, compile, cost, head, limit, offer, outcome, rule,
};

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

#[test]
fn every_key_that_is_read_is_in_the_schema_and_no_other() {
    let lists: [(&str, &[&str]); 14] = [
        ("/properties", &compile::KEYS),
        ("/definitions/default/properties", &compile::DEFAULT_KEYS),
        ("/definitions/rule/properties", &rule::KEYS),
        ("/definitions/offer/properties", &offer::KEYS),
        ("/definitions/band/properties", &limit::BAND_KEYS),
        ("/definitions/limits/properties", &limit::LIMITS_KEYS),
        ("/definitions/cost/properties", &cost::KEYS),
        ("/definitions/fact/properties", &head::FACT_KEYS),
        ("/definitions/amount/oneOf/1/properties", &approval::KEYS),
        ("/definitions/money/properties", &approval::MONEY_KEYS),
        ("/definitions/usage/properties", &approval::USAGE_KEYS),
        ("/definitions/review/oneOf/1/properties", &outcome::REVIEW_KEYS),
        ("/definitions/deny/properties", &outcome::DENY_KEYS),
        ("/definitions/ask/properties", &ask::KEYS),
    ];
    let schema = schema();
    for (pointer, keys) in lists {
        let known = schema.pointer(pointer).and_then(Value::as_object).unwrap();
        let known: BTreeSet<&str> = known.keys().map(String::as_str).collect();
        assert_eq!(known, keys.iter().copied().collect(), "{pointer}");
    }
    assert_eq!(
        schema["definitions"]["alternatives"]["items"]["enum"],
        serde_json::json!(ALTERNATIVES)
    );
}

/// A list of keys that nobody compares would not be missed above.
#[test]
fn every_place_that_refuses_keys_is_compared() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy");
    let mut places = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let is_source = path.extension().is_some_and(|ending| ending == "rs");
        if is_source && path.file_stem().is_some_and(|stem| stem != "statute") {
            places += std::fs::read_to_string(path).unwrap().matches("reading.only(").count();
        }
    }
    assert_eq!(places, 14, "statutes have no schema");
}

#[test]
fn every_policy_that_is_shipped_is_valid_by_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let config = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let examples = std::fs::read_dir(config.join("policies")).unwrap();
    let mut paths: Vec<_> = examples
        .map(|file| file.unwrap().path())
        .filter(|path| !path.to_string_lossy().ends_with(".tests.toml"))
        .collect();
    paths.push(config.join("policy.toml"));
    for path in &paths {
        let policy: Value = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let found: Vec<String> =
            validator.iter_errors(&policy).map(|error| error.to_string()).collect();
        assert_eq!(found, [""; 0], "{}", path.display());
    }
    assert_eq!(paths.len(), 6);
    for wrong in [
        "[default]\nreview = \"r\"\nclause = \"c\"\n[clauses]\nc = \"C\"\n[[rules]]\n",
        "[default]\nreview = \"r\"\n[clauses]\nc = \"C\"\n",
        "[default]\nreview = \"r\"\nclause = \"c\"\n[clauses]\nc = \"C\"\n[[rule]]\nid = \"a\"\nclause = \"c\"\n",
    ] {
        let policy: Value = toml::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&policy), "{wrong}");
    }
}
