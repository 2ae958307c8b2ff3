//! The port: load and save.

use std::num::ParseIntError;

use async_trait::async_trait;
use jiff::Timestamp;
use redis::{FromRedisValue, Value, cmd};

use super::RedisStore;
use super::link::LinkError;
use case::state::Case;
use domain::ids::CaseId;
use ports::BoxError;
use ports::record_seal::{Forged, RecordOf};
use ports::store::{CaseStore, Keep, StoreError, Version};
use wire::record;

/// Longer than anything is kept, and short enough for Redis to add it to the present time.
const LONGEST_KEEP_MILLISECONDS: u64 = 100 * 366 * 86_400 * 1000;
/// How long a probe's key stays.
const PROBE_MILLISECONDS: u32 = 60_000;

/// The hash is there, but a field is not.
#[derive(Debug, thiserror::Error)]
#[error("the record lacks its version or its contents")]
struct Incomplete;

fn failed(id: &CaseId, error: LinkError) -> StoreError {
    // Another type under our key is nothing that waiting could cure.
    if error.code() == Some("WRONGTYPE") { corrupt(id, error) } else { unavailable(id, error) }
}

fn unavailable(id: &CaseId, error: impl Into<BoxError>) -> StoreError {
    StoreError::Unavailable { case: id.clone(), source: error.into() }
}

fn forged(id: &CaseId, error: Forged) -> StoreError {
    StoreError::Forged { case: id.clone(), source: error.into() }
}

fn corrupt(id: &CaseId, error: impl Into<BoxError>) -> StoreError {
    StoreError::Corrupt { case: id.clone(), source: error.into() }
}

/// The fields of a record that are loaded.
pub(super) const FIELDS: [&str; 3] = ["version", "record", "seal"];

/// What they have.
pub(super) struct Fields {
    pub(super) version: Version,
    pub(super) record: Vec<u8>,
    /// One is missing where no worker has written.
    pub(super) seal: Option<String>,
}

impl Fields {
    /// `None` where there is no record.
    pub(super) fn of(answer: Value) -> Result<Option<Self>, BoxError> {
        type Found = (Option<String>, Option<Vec<u8>>, Option<String>);
        match Found::from_redis_value(answer)? {
            (None, None, _) => Ok(None),
            (Some(version), Some(record), seal) => {
                Ok(Some(Self { version: version_of(&version)?, record, seal }))
            }
            (Some(_), None, _) | (None, Some(_), _) => Err(Incomplete.into()),
        }
    }
}

/// Reads a record and checks what it says.
pub(super) fn read(id: &CaseId, record: &[u8]) -> Result<Case, StoreError> {
    record::read(id, record).map_err(|error| corrupt(id, error))
}

/// A version as the field has it: the count, and which save it was. The script compares text.
pub(super) fn text_of(version: Version) -> String {
    let Version { saves, last } = version;
    if last == 0 { saves.to_string() } else { format!("{saves}-{last:016x}") }
}

fn version_of(text: &str) -> Result<Version, ParseIntError> {
    let (saves, last) = text.split_once('-').unwrap_or((text, "0"));
    Ok(Version { saves: saves.parse()?, last: u64::from_str_radix(last, 16)? })
}

impl RedisStore {
    /// A write, because a replica, a full server and one that cannot reach its disk still read.
    pub(super) async fn probe_write(&self) -> Result<(), LinkError> {
        let mut command = cmd("SET");
        let key = format!("{}:probe", self.options.prefix);
        command.arg(key).arg(1).arg("PX").arg(PROBE_MILLISECONDS);
        self.ask(&command).await.map(drop)
    }

    /// Runs the script; sends its text where the server has forgotten it, as after a restart.
    pub(super) async fn run_save(
        &self,
        key: &str,
        arguments: [&[u8]; 6],
    ) -> Result<Value, LinkError> {
        let command = |name: &str, script: &str| {
            let mut command = cmd(name);
            command.arg(script).arg(1).arg(key);
            for argument in arguments {
                command.arg(argument);
            }
            command
        };
        match self.ask(&command("EVALSHA", self.save_script.get_hash())).await {
            Err(error) if error.code() == Some("NOSCRIPT") => {
                self.ask(&command("EVAL", include_str!("save_if_version.lua"))).await
            }
            answer => answer,
        }
    }
}

#[async_trait]
impl CaseStore for RedisStore {
    async fn load(&self, id: &CaseId) -> Result<Option<(Case, Version)>, StoreError> {
        let mut command = cmd("HMGET");
        command.arg(self.case_key(id)).arg(&FIELDS);
        let answer = self.ask(&command).await.map_err(|error| failed(id, error))?;
        let Some(Fields { version, record, seal }) =
            Fields::of(answer).map_err(|error| corrupt(id, error))?
        else {
            return Ok(None);
        };
        let checked = self.seal.check(RecordOf::Case(id), version, &record, seal.as_deref());
        checked.map_err(|error| forged(id, error))?;
        Ok(Some((read(id, &record)?, version)))
    }

    async fn save(
        &self,
        case: &Case,
        expected: Version,
        keep: Keep,
    ) -> Result<Version, StoreError> {
        let id = &case.id;
        let record = record::encode(case);
        let attempt = self.tokens.begin(id, &record, expected, keep);
        let next = attempt.version_after(expected);
        let milliseconds = match keep {
            Keep::Forever => 0,
            Keep::Seconds(seconds) => {
                seconds.saturating_mul(1000).clamp(1, LONGEST_KEEP_MILLISECONDS)
            }
        };
        let seal = self.seal.seal(RecordOf::Case(id), next, &record);
        let seal = seal.map_err(|error| unavailable(id, error))?;
        let [expected, after] = [expected, next].map(text_of);
        let milliseconds = milliseconds.to_string();
        let [expected, after, seal, milliseconds] =
            [&expected, &after, &seal, &milliseconds].map(String::as_bytes);
        let token = attempt.token().as_bytes();
        let arguments = [expected, after, token, &record, seal, milliseconds];
        let answer = self.run_save(&self.case_key(id), arguments).await;
        let answer = answer.map_err(|error| failed(id, error))?;
        let saved = bool::from_redis_value(answer).map_err(|error| unavailable(id, error))?;
        attempt.answered();
        if saved { Ok(next) } else { Err(StoreError::Conflict(id.clone())) }
    }

    async fn now(&self) -> Result<Timestamp, BoxError> {
        let (seconds, microseconds) =
            <(i64, i32)>::from_redis_value(self.ask(&cmd("TIME")).await?)?;
        Ok(Timestamp::new(seconds, microseconds.saturating_mul(1000))?)
    }

    async fn probe(&self) -> Result<(), BoxError> {
        Ok(self.probe_write().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_was_written() {
        for (saves, last, text) in [
            (0, 0, "0"),
            (7, 0, "7"),
            (1, 1, "1-0000000000000001"),
            (u64::MAX, u64::MAX, "18446744073709551615-ffffffffffffffff"),
        ] {
            let version = Version { saves, last };
            assert_eq!(text_of(version), text);
            assert_eq!(version_of(text).unwrap(), version);
        }
        for text in ["", "x", "1-", "1-x", "-1"] {
            assert!(version_of(text).is_err(), "{text:?}");
        }
    }
}
