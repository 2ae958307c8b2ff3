//! Our own keys in a record.

use super::error::RecordError;
use crate::leaf::Text;
use domain::key::IdempotencyKey;

impl Text<'_> {
    /// Reads one of our keys.
    pub(super) fn key(&self) -> Result<IdempotencyKey, RecordError> {
        IdempotencyKey::recognise(self.as_str())
            .ok_or_else(|| RecordError::word("idempotency key", self.as_str()))
    }
}
