//! What wins over what, and how the environment says it.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::place::{MINIMAL, Place, SEALING_KEY, variables};
use crate::app::config::{LogFormat, Settings, Sources, Store, Transport, load};
use domain::ids::AccountName;
use domain::locale::Locale;
use messages::{Addressing, Placeholder};
use processors::MetadataKeys;

fn key_of(settings: &Settings, account: &str) -> String {
    let account = &settings.accounts[&AccountName::parse(account).unwrap()];
    account.api_key.expose_secret().to_owned()
}

#[test]
fn defaults_yield_to_the_file_and_the_file_to_the_environment() {
    let place = Place::new();
    let settings = place.good(MINIMAL, &[]);
    assert_eq!(settings.worker.in_flight_max, 64);

    let file = format!("[worker]\nin_flight_max = 70\nattempts_max = 7\n{MINIMAL}");
    assert_eq!(place.good(&file, &[]).worker.in_flight_max, 70);

    let settings = place.good(&file, &[("REFUNDD__WORKER__IN_FLIGHT_MAX", "80")]);
    assert_eq!(settings.worker.in_flight_max, 80);
    assert_eq!(settings.worker.attempts_max, 7, "what a variable does not name stays");
    assert_eq!(settings.worker.fresh_seconds, Duration::from_secs(10), "and so does a default");
}

#[test]
fn the_minimal_configuration_has_the_documented_defaults() {
    let settings = Place::new().good(MINIMAL, &[]);
    assert!(matches!(settings.transport, Transport::Embedded));
    assert!(matches!(settings.store, Store::Embedded));
    assert_eq!(settings.claim(), Duration::from_mins(1));
    assert_eq!(settings.service.log_format, LogFormat::Json);
    assert_eq!(settings.worker.keep_days, Duration::from_hours(400 * 24));
    assert_eq!(settings.worker.ladder_seconds.last(), Some(&Duration::from_hours(6)));
    let [account] = settings.accounts.values().collect::<Vec<_>>()[..] else { panic!("one") };
    assert_eq!(account.base_url, "https://api.stripe.com");
    assert_eq!(account.locale, Locale::En);
    assert_eq!(account.key_lifetime, Some(Duration::from_hours(24)));
    assert_eq!(account.metadata, MetadataKeys::default());
    assert!(settings.senders.senders.is_empty() && settings.senders.reviewers.is_empty());
    let [warning] = &settings.warnings[..] else { panic!("one warning") };
    assert!(warning.contains("nobody can answer reviews"), "{warning}");
}

#[test]
fn w8_an_account_says_how_its_letters_address_their_customer() {
    let place = Place::new();
    let letters = |line: &str| format!("{MINIMAL}\n[accounts.stripe-eu.letters]\n{line}\n");
    let addressing = |text: &str| {
        let settings = place.good(text, &[]);
        settings.accounts.values().next().unwrap().addressing.clone()
    };
    assert_eq!(addressing(MINIMAL), Addressing::default());
    let name = "{{ticket.requester.first_name}}";
    let set = letters(&format!("greeting_placeholder = \"{name}\"\nsubject_reference = true"));
    let placeholder = Placeholder::parse(name);
    assert_eq!(addressing(&set), Addressing { placeholder, reference: true });
    let long = "x".repeat(101);
    for wrong in ["", " ", " a", "a\\nb", "a\\u0000b", "a\\u2028b", "a\\u200Bb", &long] {
        let said = place.bad(&letters(&format!("greeting_placeholder = \"{wrong}\"")), &[]);
        assert!(said.contains("accounts.stripe-eu.letters.greeting_placeholder"), "{said}");
        assert!(said.contains("1 to 100 characters on one line"), "{said}");
    }
}

#[test]
fn an_account_is_named_with_underscores_in_the_environment() {
    let place = Place::new();
    let env = [
        ("REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY", "rk_live_5ECRETother"),
        ("REFUNDD__ACCOUNTS__STRIPE_EU__METADATA__PLAN", "tier"),
    ];
    let settings = place.good(MINIMAL, &env);
    assert_eq!(settings.accounts.len(), 1);
    assert_eq!(key_of(&settings, "stripe-eu"), "rk_live_5ECRETother");
    assert_eq!(settings.accounts.values().next().unwrap().metadata.plan, "tier");
}

#[test]
fn the_environment_alone_is_enough() {
    let place = Place::new();
    let policy = place.path("policy.toml");
    let env = variables(&[
        ("REFUNDD__ACCOUNTS__SHOP_1__PROCESSOR", "stripe"),
        ("REFUNDD__ACCOUNTS__SHOP_1__API_KEY", "rk_live_5ECRET"),
        (
            "REFUNDD__ACCOUNTS__SHOP_1__WEBHOOK_SECRETS",
            "whsec_5ECRET0123456789, whsec_5ECRETold-one-0",
        ),
        ("REFUNDD__ACCOUNTS__SHOP_1__POLICY", policy.to_str().unwrap()),
        ("REFUNDD__ACCOUNTS__SHOP_1__MERCHANT", "Example Inc."),
        ("REFUNDD__WORKER__LADDER_SECONDS", "5, 60,3600"),
        ("REFUNDD__STORE__REDIS__SETTINGS_ARE_VERIFIED_ELSEWHERE", "true"),
        ("REFUNDD__STORE__REDIS__URL", "redis://:5ECRET@localhost"),
        ("REFUNDD__STORE__KIND", "redis"),
        ("REFUNDD__WORKER__SEALING_KEYS", SEALING_KEY),
        ("REFUNDD_CONFIG", "not a setting"),
        ("REFUNDD_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ("PATH", "/bin"),
    ]);
    let settings =
        load(&Sources { env, ..Sources::default() }).unwrap_or_else(|error| panic!("{error}"));
    let account = &settings.accounts[&AccountName::parse("shop_1").unwrap()];
    assert_eq!(account.setup.secrets.len(), 2);
    assert_eq!(account.setup.secrets[1].expose_secret(), "whsec_5ECRETold-one-0");
    assert_eq!(settings.worker.ladder_seconds.len(), 3);
    let Store::Redis(redis) = settings.store else { panic!("redis") };
    assert!(redis.settings_are_verified_elsewhere);
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let place = Place::new();
    let env = [("REFUNDD__HTTP__LISTEN", ""), ("REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY", "")];
    assert_eq!(key_of(&place.good(MINIMAL, &env), "stripe-eu"), "rk_live_5ECRET01234567");
}

#[test]
fn without_anything_an_account_and_a_key_to_seal_with_are_asked_for() {
    let problems = load(&Sources::default()).unwrap_err();
    assert_eq!(problems.count(), 2);
    for wanted in ["there is no account", "`worker.sealing_keys` is missing"] {
        assert!(problems.to_string().contains(wanted), "{problems}");
    }
}

#[test]
fn an_address_of_the_processor_can_be_another() {
    let text = format!(
        "{MINIMAL}base_url = \"http://127.0.0.1:12111\"\nlocale = \"de-AT\"\nkey_lifetime_seconds = 3600\n"
    );
    let settings = Place::new().good(&text, &[]);
    let account = settings.accounts.values().next().unwrap();
    assert_eq!(account.base_url, "http://127.0.0.1:12111");
    assert_eq!(account.locale, Locale::De);
    assert_eq!(account.key_lifetime, Some(Duration::from_hours(1)));
}

#[test]
fn a_warning_about_a_policy_does_not_stop_the_start() {
    let place = Place::new();
    let policy = "[default]\nreview = \"r\"\nclause = \"c\"\n[clauses]\nc = \"C.\"\nd = \"D.\"\n";
    place.write("policy.toml", policy);
    let settings = place.good(MINIMAL, &[]);
    assert_eq!(settings.warnings.len(), 2, "and that nobody can answer reviews");
    assert!(settings.warnings[0].contains("no rule rests on"), "{}", settings.warnings[0]);
}
