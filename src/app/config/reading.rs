//! How serde reads what has a type of ours: durations from numbers, secrets from texts.
//!
//! The unit of a number is in the name of its setting.

use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

pub(super) fn milliseconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(Duration::from_millis)
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(Duration::from_secs)
}

pub(super) fn minutes<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(|count| Duration::from_secs(count.saturating_mul(60)))
}

pub(super) fn hours<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(|count| Duration::from_secs(count.saturating_mul(3600)))
}

pub(super) fn days<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(|count| Duration::from_secs(count.saturating_mul(86_400)))
}

pub(super) fn seconds_list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Duration>, D::Error> {
    let counts = Vec::<u64>::deserialize(from)?;
    Ok(counts.into_iter().map(Duration::from_secs).collect())
}

pub(super) fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

pub(super) fn optional_secret<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<SecretString>, D::Error> {
    secret(from).map(Some)
}

pub(super) fn secrets<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SecretString>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    Ok(texts.into_iter().map(SecretString::from).collect())
}
