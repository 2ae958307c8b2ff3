//! Each role reads what it needs, and is told of what it should not have.

use super::place::{MARK, Place};
use crate::app::config::{Role, Settings};

/// One configuration for all roles, of which each is given its own files.
const TEXT: &str = r#"
[transport]
kind = "rabbitmq"
[transport.rabbitmq]
url_file = "rabbitmq_url"
[store]
kind = "redis"
[store.redis]
url_file = "redis_url"
[senders.help-desk]
kind = "desk"
may = ["request"]
secrets_file = "help_desk_secrets"
[senders.lead-1]
kind = "person"
may = ["review"]
secrets_file = "lead_secret"
[reviewers.lead-1]
[events]
secrets_file = "event_secrets"
[worker]
sealing_keys_file = "sealing_keys"
[accounts.stripe-eu]
processor = "stripe"
api_key_file = "api_key"
webhook_secrets_file = "webhook_secrets"
policy = "policy.toml"
merchant = "Example Inc."
"#;

const SECRETS: [(&str, &str); 8] = [
    ("rabbitmq_url", "amqps://refundd:5ECRET@rabbitmq:5671/refundd"),
    ("redis_url", "rediss://refundd:5ECRET@redis:6379/0"),
    ("help_desk_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa"),
    ("lead_secret", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETbb"),
    ("event_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETdd"),
    ("sealing_keys", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETcc"),
    ("api_key", "rk_live_5ECRET01234567"),
    ("webhook_secrets", "whsec_5ECRET0123456789"),
];

/// The files that a role is given.
fn own(role: Role) -> &'static [&'static str] {
    match role {
        Role::Ingress => &["rabbitmq_url", "help_desk_secrets", "lead_secret", "webhook_secrets"],
        Role::Worker => &[
            "rabbitmq_url",
            "redis_url",
            "help_desk_secrets",
            "lead_secret",
            "event_secrets",
            "sealing_keys",
            "api_key",
            "webhook_secrets",
        ],
        // Whose secret it is, is the operator's own affair: without any they look, and do not answer.
        Role::Operator => &["rabbitmq_url", "redis_url"],
        Role::All => &[],
    }
}

const ROLES: [Role; 3] = [Role::Ingress, Role::Worker, Role::Operator];

fn place(files: &[&str]) -> Place {
    let place = Place::new();
    for (name, secret) in SECRETS.iter().filter(|(name, _)| files.contains(name)) {
        place.write(name, secret);
    }
    place
}

fn good(place: &Place, role: Role) -> Settings {
    place.load_as(role, TEXT).unwrap_or_else(|problems| panic!("{role:?}: {problems}"))
}

#[test]
fn s8_each_role_can_start_with_what_it_needs_and_nothing_else() {
    for role in ROLES {
        let place = place(own(role));
        if role == Role::Ingress {
            std::fs::remove_file(place.path("policy.toml")).unwrap();
        }
        let settings = good(&place, role);
        assert_eq!(settings.warnings, [""; 0], "{role:?}");
        assert_eq!(settings.sealing_keys().is_some(), role == Role::Worker);
        assert_eq!(settings.receiving.len(), usize::from(role != Role::Operator), "{role:?}");
        assert_eq!(settings.accounts.len(), usize::from(role != Role::Ingress), "{role:?}");
    }
}

#[test]
fn s8_each_role_is_told_of_each_thing_that_it_lacks() {
    let mut told = 0;
    for role in ROLES {
        for missing in own(role) {
            let rest: Vec<&str> =
                own(role).iter().copied().filter(|name| name != missing).collect();
            let place = place(&rest);
            let problems = place.load_as(role, TEXT).expect_err("something is missing");
            let shown = place.plain(&problems);
            // The name of a file could be the secret itself, and is not shown; the setting is.
            let key = TEXT.lines().find(|line| line.ends_with(&format!("\"{missing}\"")));
            let key = key.and_then(|line| line.split(' ').next()).unwrap_or_default();
            let told_of = format!("{key}` names a file");
            assert!(shown.contains(&told_of), "{role:?} without {missing}:\n{shown}");
            assert_eq!(problems.count(), 1, "{shown}");
            told += 1;
        }
    }
    assert_eq!(told, 4 + 8 + 2);
}

#[test]
fn s8_a_secret_that_a_role_does_not_need_is_not_read_and_is_told_of() {
    let everything = SECRETS.map(|(name, _)| name);
    let mut told = 0;
    for role in ROLES {
        let place = place(&everything);
        let settings = good(&place, role);
        // An operator may have a sender's, to sign with.
        let is_own = |name: &str| {
            own(role).contains(&name)
                || role == Role::Operator && ["help_desk_secrets", "lead_secret"].contains(&name)
        };
        let spare = everything.iter().filter(|name| !is_own(name)).count();
        assert_eq!(settings.warnings.len(), spare, "{role:?}: {:?}", settings.warnings);
        for warning in &settings.warnings {
            assert!(warning.contains("does not need it") && !warning.contains(MARK), "{warning}");
        }
        told += spare;
    }
    assert_eq!(told, 4 + 4);
    // In the file itself it is no better, however wrong it is.
    let place = place(own(Role::Ingress));
    let text = TEXT.replace("api_key_file = \"api_key\"", "api_key = \"rk_live_5ECRET01234567\"");
    let settings = place.load_as(Role::Ingress, &text).unwrap();
    assert_eq!(settings.warnings.len(), 1, "{:?}", settings.warnings);
    assert!(!format!("{settings:?}").contains(MARK));
}

#[test]
fn who_does_all_needs_all() {
    let everything = SECRETS.map(|(name, _)| name);
    assert_eq!(good(&place(&everything), Role::All).warnings, [""; 0]);
}
