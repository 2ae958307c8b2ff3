//! What an account's refunds are decided by: versions, statutes, costs; and what is said of those
//! that cannot be used.

use std::fs;

use jiff::Timestamp;

use super::place::{MINIMAL, Place};
use crate::app::config::Settings;
use domain::locale::Locale;
use policy::{Book, Policy};

const POLICY: &str = include_str!("../../../../config/policy.toml");
const EU: &str = include_str!("../../../../config/statutes/eu-withdrawal.toml");
const COSTS: &str = include_str!("../../../../config/costs.toml");

/// The minimal account with other lines in the place of its policy.
fn account(lines: &str) -> String {
    MINIMAL.replace("policy = \"policy.toml\"", lines)
}

/// Tests beside a version.
const TESTS: &str = r#"
[[case]]
name = "any"
request = { reason = "unused", requested_at = 2026-11-02T12:00:00Z }
payment = { captured = { minor = 4000, currency = "USD" }, charged_at = 2026-11-01T12:00:00Z }
customer = { all = { payments = 2 } }
expect = { verdict = "approve" }
"#;

/// A version with this beginning.
fn version(from: &str) -> String {
    if from.is_empty() { POLICY.to_owned() } else { format!("in_force_from = {from}\n{POLICY}") }
}

fn place() -> Place {
    let place = Place::new();
    for folder in ["versions", "empty", "clash", "gap", "broken"] {
        fs::create_dir(place.path(folder)).unwrap();
    }
    place.write("eu.toml", EU);
    place.write("costs.toml", COSTS);
    place
}

fn book(settings: &Settings) -> std::sync::Arc<Book> {
    settings.accounts.values().next().unwrap().policies.current()
}

#[test]
fn versions_statutes_and_costs_are_read_with_the_policy() {
    let place = place();
    place.write("versions/2026-01.toml", &version(""));
    place.write("versions/2026-11.toml", &version("2026-11-01"));
    // What an orchestrator puts there is no version; what tests one is none either.
    place.write("versions/..data.toml", "no policy");
    place.write("versions/2026-11.tests.toml", TESTS);
    place.write("versions/README.md", "no policy");
    let lines = "policy_versions = \"versions\"\nstatutes = [\"eu.toml\"]\ncosts = \"costs.toml\"";
    let settings = place.good(&account(lines), &[]);
    assert_eq!(settings.warnings.len(), 1, "only that nobody can answer reviews");
    let book = book(&settings);
    assert_eq!((book.versions().len(), book.keeps_versions()), (2, true));
    for policy in book.versions() {
        assert_eq!(policy.statutes().len(), 1);
        assert_eq!(
            policy.clause_text("statute-eu-withdrawal", Locale::En).map(str::len),
            Some(109)
        );
    }
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let hashes: Vec<&str> = book.versions().iter().map(Policy::hash).collect();
    let found = ["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"]
        .map(|purchased| book.applicable(None, at(purchased)).unwrap().hash());
    assert_eq!(found, hashes.as_slice());
}

#[test]
fn the_environment_can_name_them_too() {
    let place = place();
    let statutes = place.path("eu.toml").to_str().unwrap().to_owned();
    let env = [("REFUNDD__ACCOUNTS__STRIPE_EU__STATUTES", statutes.as_str())];
    let settings = place.good(MINIMAL, &env);
    assert_eq!(book(&settings).versions()[0].statutes().len(), 1);
    assert!(!book(&settings).keeps_versions());
}

#[test]
fn a_gap_before_the_first_version_is_a_warning() {
    let place = place();
    place.write("gap/a.toml", &version("2026-11-01"));
    let settings = place.good(&account("policy_versions = \"gap\""), &[]);
    assert_eq!(settings.warnings.len(), 2, "and that nobody can answer reviews");
    assert!(settings.warnings[0].contains("no version is in force before this one"));
    assert!(settings.warnings[0].contains("^^^^^^^^^^"), "{}", settings.warnings[0]);
}

#[test]
fn what_cannot_be_used_is_shown_with_its_place_and_a_remedy() {
    let place = place();
    place.write("clash/a.toml", &version("2026-11-01"));
    place.write("clash/b.toml", &format!("# The same day.\n{}", version("2026-11-01")));
    place.write("broken/a.toml", "[[rule]]\nid = \"a\"\nwhen = [\"payment.ages > 3\"]\n");
    place.write("bad-statute.toml", &EU.replace("\"review\"\napprove", "\"revue\"\napprove"));
    place.write("bad-costs.toml", &COSTS.replace("dispute_fee = 1500", "dispute_fee = 15.00"));
    let wrong = [
        ("a file and a folder", account("policy = \"policy.toml\"\npolicy_versions = \"gap\"")),
        ("neither", account("")),
        ("a folder that is not there", account("policy_versions = \"./nowhere\"")),
        ("an empty folder", account("policy_versions = \"empty\"")),
        ("a file in the place of a folder", account("policy_versions = \"policy.toml\"")),
        ("two versions of one day", account("policy_versions = \"clash\"")),
        ("a version with mistakes", account("policy_versions = \"broken\"")),
        ("a statute that is not there", format!("{MINIMAL}statutes = [\"us.toml\"]\n")),
        ("a statute twice", format!("{MINIMAL}statutes = [\"eu.toml\", \"./eu.toml\"]\n")),
        ("one statute without brackets", format!("{MINIMAL}statutes = \"eu.toml\"\n")),
        (
            "mistakes in a statute and in costs",
            format!("{MINIMAL}statutes = [\"bad-statute.toml\"]\ncosts = \"bad-costs.toml\"\n"),
        ),
    ];
    let shown = wrong.map(|(what, text)| format!("## {what}\n\n{}\n", place.bad(&text, &[])));
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_statute_may_be_named_once_and_its_clauses_have_words() {
    let place = place();
    let second = EU.replace("statute-eu-withdrawal", "statute-eea-withdrawal");
    place.write("eea.toml", &second);
    let text = format!("{MINIMAL}statutes = [\"eu.toml\", \"eea.toml\"]\n");
    let settings = place.good(&text, &[]);
    let book = book(&settings);
    let policy = &book.versions()[0];
    let clauses = policy.statutes().iter().flat_map(policy::Statute::clauses);
    let worded = clauses.filter(|id| policy.clause_text(id, Locale::Ja).is_some());
    assert_eq!(worded.count(), 2);
}

const SWISS: &str = "[clauses.window]\nde = \"Frist.\"\nfr = \"Délai.\"\n[default]\n\
                     review = \"x\"\nclause = \"window\"\n";

#[test]
fn an_account_needs_words_in_the_languages_that_it_writes() {
    let place = Place::new();
    place.write("policy.toml", SWISS);
    let swiss = "locale = \"de\"\nlanguages = [\"de-CH\", \"fr\"]\n";
    let settings = place.good(&format!("{MINIMAL}{swiss}"), &[]);
    let account = settings.accounts.values().next().unwrap();
    let languages = &account.policy_sources.languages;
    assert_eq!(languages.to_string(), "de, fr");
    assert_eq!(settings.messages.texts.current().languages(), languages);
    let more = place.bad(&format!("{MINIMAL}{}", swiss.replace("fr", "nl")), &[]);
    assert!(more.contains("the clause `window` has no text in nl"), "{more}");
    let all = place.bad(MINIMAL, &[]);
    assert!(all.contains("the clause `window` has no text in en, nl, ja, zh"), "{all}");
    let elsewhere = place.bad(&format!("{MINIMAL}languages = [\"de\", \"fr\"]\n"), &[]);
    let expected = "`accounts.stripe-eu.locale` is `en`, and `accounts.stripe-eu.languages` does \
                    not have it";
    assert!(elsewhere.contains(expected), "{elsewhere}");
}

/// What one account does not write is not asked of it because another one does; texts that all of
/// them share are asked for in the languages of all.
#[test]
fn accounts_of_different_languages_stand_side_by_side() {
    let place = Place::new();
    place.write("swiss.toml", SWISS);
    let other = MINIMAL.replace("stripe-eu", "stripe-ch").replace("policy.toml", "swiss.toml");
    let other = other.replace("5ECRET", "5WISS0");
    let text = format!(
        "{MINIMAL}languages = [\"en\", \"nl\"]\n{other}locale = \"de\"\n\
         languages = [\"de\", \"fr\"]\n"
    );
    let settings = place.good(&text, &[]);
    assert_eq!(settings.accounts.len(), 2);
    let texts = settings.messages.texts.current();
    assert_eq!(texts.languages().to_string(), "en, de, fr, nl");
}

/// A switch that cannot be read stops everything: nobody shall wonder why.
#[test]
fn w13_a_switch_file_that_would_stop_everything_is_warned_of() {
    let place = Place::new();
    let text = format!("[worker]\nswitch_file = \"stop.switch\"\n\n{MINIMAL}");
    let warned = |settings: &Settings| {
        let about = |warning: &&String| warning.contains("`worker.switch_file` names");
        settings.warnings.iter().find(about).cloned()
    };
    let missing = warned(&place.load(&text, &[]).unwrap()).expect("it is not there");
    assert!(
        missing.contains("cannot be read") && missing.contains("nothing is sent until"),
        "{missing}"
    );
    place.write("stop.switch", "maybe\n");
    let odd = warned(&place.load(&text, &[]).unwrap()).expect("it says nothing that is known");
    assert!(odd.contains("none of `open`, `machines` and `everything`"), "{odd}");
    place.write("stop.switch", "open\n");
    assert_eq!(warned(&place.load(&text, &[]).unwrap()), None);
}
