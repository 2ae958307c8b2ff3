//! The marker: tells a store that was flushed from one that remembers.
//!
//! An operator writes it once into a new store. It has no expiry, so only a lost store is without.

use redis::{FromRedisValue, RedisError, cmd};

use super::RedisStore;
use super::link::LinkError;

/// Whether the store is the one that we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// The marker is there.
    Known,
    /// The marker is missing, or another one: what was stored is gone.
    Lost,
    /// No marker is configured, so nobody can tell.
    NotConfigured,
}

/// Why the marker was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum MarkerError {
    /// There is nothing to write.
    #[error("no marker is configured: set `store.redis.marker`")]
    NotConfigured,
    /// The store is somebody else's, or an older marker was not removed.
    #[error(
        "the store has another marker under {key}: look whether `store.redis.url` and \
         `store.redis.marker` are the right ones. If they are, write it in place of the other"
    )]
    Another { key: String },
    /// There was no answer.
    #[error("the marker cannot be read or written")]
    Link(#[from] LinkError),
    /// The answer makes no sense.
    #[error("the marker cannot be understood")]
    Answer(#[from] RedisError),
}

impl RedisStore {
    /// Looks for the marker.
    pub async fn memory(&self) -> Result<Memory, MarkerError> {
        let Some(marker) = &self.options.marker else { return Ok(Memory::NotConfigured) };
        let found = self.read_marker().await?;
        Ok(if found.as_deref() == Some(marker) { Memory::Known } else { Memory::Lost })
    }

    /// Writes the marker into a store that has none; to be done once by an operator. Doing it
    /// again changes nothing.
    pub async fn write_marker(&self) -> Result<(), MarkerError> {
        let marker = self.options.marker.as_deref().ok_or(MarkerError::NotConfigured)?;
        let key = self.marker_key();
        self.ask(cmd("SET").arg(&key).arg(marker).arg("NX")).await?;
        // Read back, because NX does not say whose marker was in the way.
        match self.read_marker().await? {
            Some(found) if found == marker => Ok(()),
            Some(_) | None => Err(MarkerError::Another { key }),
        }
    }

    /// Writes the marker in place of whatever is there: an operator says that this is the store to
    /// go on with.
    pub async fn replace_marker(&self) -> Result<(), MarkerError> {
        let marker = self.options.marker.as_deref().ok_or(MarkerError::NotConfigured)?;
        self.ask(cmd("SET").arg(self.marker_key()).arg(marker)).await?;
        Ok(())
    }

    async fn read_marker(&self) -> Result<Option<String>, MarkerError> {
        let answer = self.ask(cmd("GET").arg(self.marker_key())).await?;
        Ok(Option::from_redis_value(answer).map_err(RedisError::from)?)
    }

    fn marker_key(&self) -> String {
        format!("{}:marker", self.options.prefix)
    }
}
