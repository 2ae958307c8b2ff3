//! Our own keys in a record.

use super::error::RecordError;
use crate::domain::key::IdempotencyKey;
use crate::wire::leaf::Text;

impl Text<'_> {
    /// Reads one of our keys.
    pub(super) fn key(&self) -> Result<IdempotencyKey, RecordError> {
        IdempotencyKey::recognise(self.as_str())
            .ok_or_else(|| RecordError::word("idempotency key", self.as_str()))
    }
}
