//! What an operator asks the server. Nothing is decided here.

use std::collections::BTreeSet;

use redis::{FromRedisValue, RedisError, cmd};

use super::RedisStore;
use super::marker::{MarkerError, Memory};
use super::settings::{SETTINGS, from_info};

/// What the server says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Whether the store is the one that we know.
    pub memory: Memory,
    /// Its versions, one for each that the masters have; empty if it does not say.
    pub versions: BTreeSet<String>,
    /// The settings that must be so, by name.
    pub settings: Vec<Observed>,
    /// Keys in the database, on all masters together: cases, the marker, and what others keep
    /// there.
    pub keys: u64,
}

/// A setting and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// The setting, as in `redis.conf`.
    pub name: &'static str,
    /// What it must be.
    pub wanted: &'static str,
    /// What it is, one for each value that the masters have; empty if nobody says.
    pub found: BTreeSet<String>,
}

impl Observed {
    /// Whether every master has what it must have.
    pub fn is_right(&self) -> bool {
        self.found.len() == 1 && self.found.contains(self.wanted)
    }
}

impl RedisStore {
    /// Asks the server. What it may not be asked is left out.
    pub async fn status(&self) -> Result<Status, MarkerError> {
        let memory = self.memory().await?;
        let told = self.ask_settings(cmd("INFO").arg("server")).await?;
        let versions = told.iter().filter_map(|answer| from_info(answer, "redis_version"));
        let mut settings = Vec::new();
        for setting in &SETTINGS {
            let found = self.values_of(setting).await?.into_iter().flatten().collect();
            settings.push(Observed { name: setting.name, wanted: setting.wanted, found });
        }
        let mut keys: u64 = 0;
        for answer in self.ask_settings(&cmd("DBSIZE")).await? {
            let counted = u64::from_redis_value(answer).map_err(RedisError::from)?;
            keys = keys.saturating_add(counted);
        }
        Ok(Status { memory, versions: versions.collect(), settings, keys })
    }
}
