//! A message as columns of the tables `work` and `shelved`.

use rusqlite::{Row, ToSql};

use ports::message::Message;

/// The columns, in the order that [`read`] expects and the writing statements give.
pub(super) const COLUMNS: &str = "id, content_type, account, sender, headers, body, received_at, \
                                  receipt, attempt, decision, traceparent";

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
    /// The permit, which has no column on a shelf.
    pub(super) fn permit(&self) -> Option<&str> {
        self.message.permit.as_deref()
    }

    pub(super) fn new(message: &Message) -> Result<Self, HeaderError> {
        Ok(Self {
            headers: serde_json::to_string(&message.headers)?,
            received_at: message.received_at.map(|at| at.to_string()),
            message: message.clone(),
        })
    }

    /// The values, with the names that a statement binds them to.
    pub(super) fn values(&self) -> [(&'static str, &dyn ToSql); 11] {
        let message = &self.message;
        [
            (":id", &message.id),
            (":content_type", &message.content_type),
            (":account", &message.account),
            (":sender", &message.sender),
            (":headers", &self.headers),
            (":body", &message.body),
            (":received_at", &self.received_at),
            (":receipt", &message.receipt),
            (":attempt", &message.attempt),
            (":decision", &message.decision),
            (":traceparent", &message.traceparent),
        ]
    }
}

/// The placeholders for [`MessageRow::values`].
pub(super) const PLACEHOLDERS: &str = ":id, :content_type, :account, :sender, :headers, :body, \
                                       :received_at, :receipt, :attempt, :decision, \
                                       :traceparent";

/// The permit of a message in the work queue, of which it has a column besides.
pub(super) fn permit(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    let text = row.get_ref("permit")?.as_str().ok().map(str::to_owned);
    Ok(text.filter(|text| text.len() <= Message::PERMIT_BYTES_MAX))
}

/// Reads a message from the first eleven columns. Total: one row that somebody else wrote must not
/// stop those behind it, so what cannot be read in it is left out, as on a broker.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let headers = text(row, 4)?.and_then(|text| serde_json::from_str(&text).ok());
    let attempt = row.get_ref(8)?.as_i64().ok();
    let message = Message {
        id: text(row, 0)?.unwrap_or_default(),
        content_type: text(row, 1)?.unwrap_or_else(|| Message::UNKNOWN_CONTENT.to_owned()),
        account: text(row, 2)?,
        sender: text(row, 3)?,
        headers: headers.unwrap_or_default(),
        body: row.get_ref(5)?.as_bytes_or_null().ok().flatten().unwrap_or_default().to_vec(),
        received_at: text(row, 6)?.and_then(|text| text.parse().ok()),
        receipt: text(row, 7)?,
        attempt: attempt.and_then(|attempt| u32::try_from(attempt).ok()).unwrap_or_default(),
        decision: text(row, 9)?,
        permit: None,
        traceparent: text(row, 10)?,
    };
    Ok(message.bounded())
}

/// The text of a column, if it has one.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(row.get_ref(column)?.as_str().ok().map(str::to_owned))
}
