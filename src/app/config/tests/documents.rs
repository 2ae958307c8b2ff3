//! The documents agree with the program: defaults, example, and the table of settings.

use std::collections::BTreeMap;

use super::place::{MINIMAL, Place};
use crate::app::config::key::KEYS;
use crate::app::config::layer::DEFAULTS;
use crate::app::config::report::Report;
use crate::app::config::{Store, Transport, environment, file, value};

const EXAMPLE: &str = include_str!("../../../../config/example.toml");
const DOCUMENT: &str = include_str!("../../../../docs/configuration.md");

/// The defaults with the settings that have none: those are commented out without a blank.
fn uncommented() -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest.to_owned(),
        Some(_) | None => line.to_owned(),
    };
    DEFAULTS.lines().map(|text| line(text) + "\n").collect()
}

fn general(path: &str) -> String {
    path.replace("accounts.example.", "accounts.*.")
}

#[test]
fn the_defaults_name_every_setting_and_no_other() {
    let mut report = Report::default();
    let file = file::read(&uncommented(), &mut report);
    let wrong: Vec<&str> = report.problems.iter().map(|problem| problem.title.as_str()).collect();
    // The examples of secrets have an ellipsis, so that none is mistaken for a real one.
    assert!(wrong.iter().all(|title| title.contains("visible ASCII")), "{wrong:#?}");
    let named = KEYS.iter().filter(|key| {
        let path = key.path.replace('*', "example");
        file.layer.contains_key(&path) || report.is_broken(&path)
    });
    assert_eq!(named.count(), KEYS.len());
    assert_eq!(file.layer.len() + wrong.len(), KEYS.len());
    assert_eq!(KEYS.len(), 125);
}

#[test]
fn the_defaults_that_are_in_code_are_those_in_the_document() {
    let place = Place::new();
    let documented: String = uncommented()
        .lines()
        .skip_while(|line| *line != "[accounts.example]")
        // An account without an endpoint has none by default.
        .take_while(|line| *line != "[accounts.example.facts]")
        .filter(|line| !line.contains("_file = "))
        // Where there is nothing, nothing is the default.
        .filter(|line| {
            !["policy_versions", "statutes", "costs"].iter().any(|k| line.starts_with(k))
        })
        .map(|line| line.to_owned() + "\n")
        .collect();
    let documented = documented
        .replace("rk_live_…", "rk_live_5ECRET01234567")
        .replace("whsec_…", "whsec_5ECRET0123456789")
        .replace("accounts.example", "accounts.stripe-eu");
    let (explicit, implicit) = (place.good(&documented, &[]), place.good(MINIMAL, &[]));
    let (explicit, implicit) = (explicit.accounts, implicit.accounts);
    assert_eq!(format!("{explicit:?}"), format!("{implicit:?}"));
}

#[test]
fn the_example_can_be_used() {
    let place = Place::new();
    for (name, content) in [
        ("request_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa\n"),
        ("review_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETbb\n"),
        ("rabbitmq_url", "amqps://refundd:5ECRET@rabbitmq:5671/refundd\n"),
        ("redis_url", "rediss://refundd:5ECRET@redis:6379/0\n"),
        ("stripe_eu_api_key", "rk_live_5ECRET01234567\n"),
        ("stripe_eu_webhook_secrets", "whsec_5ECRET0123456789\nwhsec_5ECRETbeingrolled\n"),
    ] {
        place.write(name, content);
    }
    let folder = place.path("").to_str().unwrap().to_owned();
    let settings = place.good(&EXAMPLE.replace("/run/secrets/refundd/", &folder), &[]);
    assert!(matches!(settings.transport, Transport::RabbitMq(_)));
    let Store::Redis(redis) = settings.store else { panic!("the example uses Redis") };
    assert_eq!(redis.marker.as_deref(), Some("production-1"));
    let account = settings.accounts.values().next().unwrap();
    assert_eq!(account.webhook_secrets.len(), 2);
    assert_eq!(account.metadata.plan, "price_plan");
    assert_eq!(account.metadata.product, "product");
    assert_eq!((settings.request_secrets.len(), settings.review_secrets.len()), (1, 1));
}

/// The rows that the table must have, out of the defaults and the list of keys.
fn rows() -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    let (mut table, mut words) = (String::new(), Vec::new());
    for line in DEFAULTS.lines() {
        let bare = line.strip_prefix('#').unwrap_or(line);
        if let Some(prose) = line.strip_prefix("# ") {
            words.push(prose);
        } else if let Some(head) = bare.strip_prefix('[') {
            head.trim_end_matches(']').clone_into(&mut table);
            words.clear();
        } else if let Some((name, value)) = bare.split_once(" = ") {
            let path = general(&format!("{table}.{name}"));
            let key = KEYS.iter().find(|key| key.path == path).unwrap();
            let default =
                if line.starts_with('#') { "–".to_owned() } else { format!("`{value}`") };
            let path = path.replace('*', "<name>");
            let takes = value::expected(&key.kind);
            let row = format!("| `{path}` | {default} | {takes} | {} |", words.join(" "));
            rows.insert(path, row);
            words.clear();
        } else {
            words.clear();
        }
    }
    rows
}

#[test]
fn the_table_of_settings_is_complete() {
    let rows = rows();
    assert_eq!(rows.len(), KEYS.len());
    let missing: Vec<&str> =
        rows.values().map(String::as_str).filter(|row| !DOCUMENT.contains(*row)).collect();
    assert_eq!(missing, [""; 0], "these rows belong in docs/configuration.md");
    let (_, tables) = DOCUMENT.split_once("\n## Settings\n").unwrap();
    let stale = tables.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(stale.count(), KEYS.len(), "docs/configuration.md has a row too many");
}

#[test]
fn every_setting_has_its_reason_and_a_variable() {
    for (path, row) in rows() {
        assert!(row.trim_end_matches(" |").ends_with('.'), "{path} has no sentence: {row}");
    }
    let variable = environment::variable("accounts.stripe-eu.api_key");
    assert_eq!(variable, "REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY");
}
