//! A message as columns of the tables `work` and `shelved`.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Row, ToSql};

use crate::ports::BoxError;
use crate::ports::message::Message;

/// The columns, in the order that [`read`] expects and the writing statements give.
pub(super) const COLUMNS: &str = "id, content_type, account, headers, body, received_at, attempt, \
                                  decision, traceparent";

/// Why a message cannot become a row.
#[derive(Debug, thiserror::Error)]
#[error("the headers cannot be written as JSON")]
pub struct HeaderError(#[from] serde_json::Error);

/// A message in the forms of its columns.
#[derive(Debug)]
pub(super) struct MessageRow {
    message: Message,
    headers: String,
    received_at: Option<String>,
}

impl MessageRow {
    pub(super) fn new(message: &Message) -> Result<Self, HeaderError> {
        Ok(Self {
            headers: serde_json::to_string(&message.headers)?,
            received_at: message.received_at.map(|at| at.to_string()),
            message: message.clone(),
        })
    }

    /// The values, with the names that a statement binds them to.
    pub(super) fn values(&self) -> [(&'static str, &dyn ToSql); 9] {
        let message = &self.message;
        [
            (":id", &message.id),
            (":content_type", &message.content_type),
            (":account", &message.account),
            (":headers", &self.headers),
            (":body", &message.body),
            (":received_at", &self.received_at),
            (":attempt", &message.attempt),
            (":decision", &message.decision),
            (":traceparent", &message.traceparent),
        ]
    }
}

/// The placeholders for [`MessageRow::values`].
pub(super) const PLACEHOLDERS: &str = ":id, :content_type, :account, :headers, :body, \
                                       :received_at, :attempt, :decision, :traceparent";

/// Reads a message from the first nine columns.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let headers: String = row.get(3)?;
    let received_at: Option<String> = row.get(5)?;
    Ok(Message {
        id: row.get(0)?,
        content_type: row.get(1)?,
        account: row.get(2)?,
        headers: serde_json::from_str(&headers).map_err(|error| unreadable(3, error))?,
        body: row.get(4)?,
        received_at: received_at
            .map(|text| text.parse::<Timestamp>())
            .transpose()
            .map_err(|error| unreadable(5, error))?,
        attempt: row.get(6)?,
        decision: row.get(7)?,
        traceparent: row.get(8)?,
    })
}

fn unreadable(column: usize, error: impl Into<BoxError>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
}
