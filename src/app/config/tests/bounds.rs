//! What `check` takes, `run` takes: every number at its bounds and beyond them, judged both ways.

use super::place::{MINIMAL, Place};
use crate::app::build::build;
use crate::app::config::key::keys;
use crate::app::config::{Role, Settings, Store, Transport, environment};
use adapter_redis::RedisStore;
use setting::SettingKind;

/// The bounds of a setting that has some, and what is just beyond them.
fn drawn(kind: &SettingKind) -> Option<([i64; 2], [i64; 2])> {
    match kind {
        SettingKind::Number(min, max) | SettingKind::Rising(min, max) => {
            Some(([*min, *max], [min - 1, max + 1]))
        }
        SettingKind::Flag
        | SettingKind::Choice(_)
        | SettingKind::Text(_)
        | SettingKind::Texts(_)
        | SettingKind::Path
        | SettingKind::Paths
        | SettingKind::Folder
        | SettingKind::Secret
        | SettingKind::Secrets => None,
    }
}

/// What `run` makes of settings before it connects to anything.
async fn run(settings: Settings) -> Result<(), String> {
    match (&settings.transport, &settings.store) {
        (Transport::RabbitMq(options), _) => options.check().map_err(|error| error.to_string()),
        (Transport::Embedded, Store::Redis(options)) => {
            let made = RedisStore::new(options.clone(), "test", settings.record_seal());
            made.map(drop).map_err(|error| error.to_string())
        }
        (Transport::Embedded, Store::Embedded) => {
            build(settings, Role::All, "test").await.map(drop).map_err(|error| error.to_string())
        }
    }
}

#[tokio::test]
async fn check_and_run_agree_at_the_bounds_of_every_setting() {
    let place = Place::new();
    // Long enough for every call that can be set.
    let base = format!(
        "[service]\ngrace_seconds = 120\n[embedded]\nlease_seconds = 200\n\
         [gateway]\nconnect_seconds_max = 1\n\
         [transport.rabbitmq]\nurl = \"amqp://localhost\"\n\
         [store.redis]\nurl = \"redis://localhost\"\n\
         [senders.stripe-eu]\nkind = \"shop\"\nmay = [\"request\"]\n\
         secrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa\"]\n{MINIMAL}"
    );
    let (mut misfits, mut counts) = (Vec::new(), [0; 2]);
    for (number, key) in keys().enumerate() {
        let Some((within, beyond)) = drawn(&key.kind) else { continue };
        let path = key.path.replace('*', "stripe-eu");
        let variable = environment::variable(&path);
        let file = place.path(&format!("{number}.db"));
        let load = |value: i64| {
            let value = value.to_string();
            let mut env = vec![
                (variable.as_str(), value.as_str()),
                ("REFUNDD__EMBEDDED__PATH", file.to_str().unwrap()),
            ];
            if path.starts_with("transport.rabbitmq") {
                env.push(("REFUNDD__TRANSPORT__KIND", "rabbitmq"));
            } else if path.starts_with("store.redis") {
                env.push(("REFUNDD__STORE__KIND", "redis"));
            }
            place.load(&base, &env)
        };
        for value in beyond {
            let said = place.plain(&load(value).unwrap_err());
            assert!(said.contains(&format!("`{path}` must be")), "{path} = {value}: {said}");
            counts[0] += 1;
        }
        for value in within {
            match load(value) {
                Ok(settings) => {
                    let ran = run(settings).await;
                    assert_eq!(ran, Ok(()), "check takes {path} = {value}, and run does not");
                    counts[1] += 1;
                }
                Err(problems) => {
                    // By itself it is good; what is said is that it does not fit another one.
                    let said = place.plain(&problems);
                    assert!(!said.contains(&format!("`{path}` must be")), "{said}");
                    misfits.push(format!("{path} = {value}"));
                }
            }
        }
    }
    // Refused, taken by both, and those that are good by themselves and fit no default.
    assert_eq!((counts, misfits.len()), ([142, 127], 15), "{misfits:#?}");
}
