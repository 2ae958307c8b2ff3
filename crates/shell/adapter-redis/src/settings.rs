//! The start-up check: a store that may evict or forget is refused.
//!
//! Losing the store repeats work, never money; but a server that is set up to lose records does so
//! every day. `CONFIG GET` is asked first; where that is forbidden, as in managed services, `INFO`
//! says the same. Every master of a cluster is asked.

use std::collections::BTreeMap;

use redis::{Cmd, FromRedisValue, Value, cmd};

use super::RedisStore;
use super::link::LinkError;

/// Why the server is refused.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A setting is wrong.
    #[error(
        "the store's setting {setting} is {found:?} and must be {wanted:?}: without it {harm}. \
         Remedy: CONFIG SET {setting} {wanted}, and the same line in redis.conf (in a managed \
         service: its parameter group)"
    )]
    Wrong {
        /// The setting, as in `redis.conf`.
        setting: &'static str,
        found: String,
        /// What it must be.
        wanted: &'static str,
        /// What happens otherwise.
        harm: &'static str,
    },
    /// Nobody says.
    #[error(
        "the store does not say what its setting {setting} is: neither CONFIG GET nor INFO may be \
         asked. If the provider guarantees {setting} {wanted}, or replication that is as good, set \
         the store's option settings_are_verified_elsewhere = true"
    )]
    Unknown {
        /// The setting, as in `redis.conf`.
        setting: &'static str,
        /// What it must be.
        wanted: &'static str,
    },
    /// There was no answer.
    #[error("the store's settings cannot be read")]
    Link(#[from] LinkError),
}

/// A setting that must be so.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) wanted: &'static str,
    harm: &'static str,
    /// Where `INFO` says it, and how.
    section: &'static str,
    field: &'static str,
    field_wanted: &'static str,
}

pub(super) const SETTINGS: [Setting; 2] = [
    Setting {
        name: "maxmemory-policy",
        wanted: "noeviction",
        harm: "records of refunds under way are dropped when memory is short",
        section: "memory",
        field: "maxmemory_policy",
        field_wanted: "noeviction",
    },
    Setting {
        name: "appendonly",
        wanted: "yes",
        harm: "a restart forgets every record since the last snapshot",
        section: "persistence",
        field: "aof_enabled",
        field_wanted: "1",
    },
];

impl RedisStore {
    /// Refuses a server that does not let us do what a worker does, that may evict records, or that
    /// forgets them in a restart.
    pub async fn verify_settings(&self) -> Result<(), SettingsError> {
        self.try_out().await?;
        if self.options.settings_are_verified_elsewhere {
            return Ok(());
        }
        for setting in &SETTINGS {
            let values = self.values_of(setting).await?;
            let unknown =
                || SettingsError::Unknown { setting: setting.name, wanted: setting.wanted };
            setting.check(&values.ok_or_else(unknown)?)?;
        }
        Ok(())
    }

    /// Writes what nobody reads, and reads and saves a case that is none: its version cannot
    /// be. Asks for the time.
    async fn try_out(&self) -> Result<(), LinkError> {
        self.probe_write().await?;
        let nobody = format!("{}:{{probe}}:case", self.options.prefix);
        self.ask(cmd("HMGET").arg(&nobody).arg("version")).await?;
        self.ask(&cmd("TIME")).await?;
        self.run_save(&nobody, [b"never", b"never", b"", b"", b"", b"1"]).await.map(drop)
    }

    /// What a setting is on every master, as in `redis.conf`; `None` if nobody says.
    pub(super) async fn values_of(
        &self,
        setting: &Setting,
    ) -> Result<Option<Vec<String>>, LinkError> {
        let configured = self.ask_settings(cmd("CONFIG").arg("GET").arg(setting.name)).await?;
        let configured = found(&configured, |answer| from_config(answer, setting.name));
        if configured.is_some() {
            return Ok(configured);
        }
        let told = self.ask_settings(cmd("INFO").arg(setting.section)).await?;
        let told = found(&told, |answer| from_info(answer, setting.field));
        Ok(told.map(|values| values.into_iter().map(|value| setting.in_words(value)).collect()))
    }

    /// The answers of all masters; none where the question is not allowed.
    pub(super) async fn ask_settings(&self, question: &Cmd) -> Result<Vec<Value>, LinkError> {
        match self.ask_every_master(question).await {
            // NOPERM: the user may not; ERR: the command was renamed away.
            Err(error) if matches!(error.code(), Some("NOPERM" | "ERR")) => Ok(Vec::new()),
            answers => answers,
        }
    }
}

impl Setting {
    fn check(&self, values: &[String]) -> Result<(), SettingsError> {
        match values.iter().find(|value| *value != self.wanted) {
            None => Ok(()),
            Some(found) => Err(SettingsError::Wrong {
                setting: self.name,
                found: found.clone(),
                wanted: self.wanted,
                harm: self.harm,
            }),
        }
    }

    /// `INFO` has a word of its own for what is right; any other is shown as it is.
    fn in_words(&self, told: String) -> String {
        if told == self.field_wanted { self.wanted.to_owned() } else { told }
    }
}

/// The value of every answer; `None` if there is no answer, or one without the value.
fn found(answers: &[Value], value: impl Fn(&Value) -> Option<String>) -> Option<Vec<String>> {
    if answers.is_empty() { None } else { answers.iter().map(value).collect() }
}

fn from_config(answer: &Value, name: &str) -> Option<String> {
    let settings = BTreeMap::<String, String>::from_redis_value(answer.clone()).ok()?;
    settings.get(name).cloned()
}

pub(super) fn from_info(answer: &Value, field: &str) -> Option<String> {
    let text = String::from_redis_value(answer.clone()).ok()?;
    let fields = text.lines().filter_map(|line| line.trim_end().split_once(':'));
    fields.filter(|(name, _)| *name == field).map(|(_, value)| value.to_owned()).next()
}
