//! What was published and what was kept aside, as statements.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::message_row::{self, COLUMNS, MessageRow, PLACEHOLDERS};
use ports::message::Message;
use ports::outbox::{Event, Shelf};

/// A published event with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Its place: rises, without repetition, from 1.
    pub number: i64,
    /// When it was published.
    pub published_at: Timestamp,
    pub event: Event,
}

/// A message kept aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedMessage {
    /// Its place: rises, without repetition, from 1.
    pub number: i64,
    pub shelf: Shelf,
    pub reason: String,
    /// Since when.
    pub shelved_at: Timestamp,
    pub message: Message,
}

/// Appends an event.
pub(super) fn append(
    transaction: &Transaction<'_>,
    event: &Event,
    now: i64,
) -> rusqlite::Result<()> {
    let values = named_params! {
        ":now": now,
        ":id": event.id,
        ":routing_key": event.routing_key,
        ":body": event.body,
        ":traceparent": event.traceparent,
    };
    transaction
        .execute(
            "INSERT INTO events (published_at, id, routing_key, body, traceparent)
             VALUES (:now, :id, :routing_key, :body, :traceparent)",
            values,
        )
        .map(drop)
}

/// The events after place `number`, at most `limit`.
pub(super) fn events_after(
    transaction: &Transaction<'_>,
    number: i64,
    limit: u32,
) -> rusqlite::Result<Vec<LoggedEvent>> {
    let mut statement = transaction.prepare(
        "SELECT number, published_at, id, routing_key, body, traceparent FROM events
         WHERE number > :number ORDER BY number LIMIT :limit",
    )?;
    let values = named_params! { ":number": number, ":limit": limit };
    let events = statement.query_map(values, |row| {
        Ok(LoggedEvent {
            number: row.get(0)?,
            published_at: instant(row, 1)?,
            event: Event {
                id: row.get(2)?,
                routing_key: row.get(3)?,
                body: row.get(4)?,
                traceparent: row.get(5)?,
                // Nobody else writes the file.
                signature: Vec::new(),
            },
        })
    })?;
    events.collect()
}

/// Deletes the events up to and including place `number`; says how many there were.
pub(super) fn forget_events(transaction: &Transaction<'_>, number: i64) -> rusqlite::Result<usize> {
    transaction
        .execute("DELETE FROM events WHERE number <= :number", named_params! { ":number": number })
}

/// Keeps a message aside.
pub(super) fn shelve(
    transaction: &Transaction<'_>,
    row: &MessageRow,
    (shelf, reason): (Shelf, &str),
    now: i64,
) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO shelved (shelf, reason, shelved_at, {COLUMNS})
         VALUES (:shelf, :reason, :now, {PLACEHOLDERS})"
    );
    let shelf = shelf.as_str();
    let mut values = row.values().to_vec();
    values.push((":shelf", &shelf));
    values.push((":reason", &reason));
    values.push((":now", &now));
    transaction.execute(&sql, values.as_slice()).map(drop)
}

/// The messages kept aside after place `number`, at most `limit`.
pub(super) fn shelved_after(
    transaction: &Transaction<'_>,
    number: i64,
    limit: u32,
) -> rusqlite::Result<Vec<ShelvedMessage>> {
    // The message's columns come first, as its reader expects.
    let sql = format!(
        "SELECT {COLUMNS}, number, shelf, reason, shelved_at FROM shelved
         WHERE number > :number ORDER BY number LIMIT :limit"
    );
    let mut statement = transaction.prepare(&sql)?;
    let values = named_params! { ":number": number, ":limit": limit };
    let shelved = statement.query_map(values, shelved_message)?;
    shelved.collect()
}

/// The first message of a shelf in the places after `after`, up to and including `until`.
pub(super) fn first_on(
    transaction: &Transaction<'_>,
    shelf: Shelf,
    after: i64,
    until: i64,
) -> rusqlite::Result<Option<ShelvedMessage>> {
    let sql = format!(
        "SELECT {COLUMNS}, number, shelf, reason, shelved_at FROM shelved
         WHERE shelf = :shelf AND number > :after AND number <= :until ORDER BY number LIMIT 1"
    );
    let values = named_params! { ":shelf": shelf.as_str(), ":after": after, ":until": until };
    transaction.query_row(&sql, values, shelved_message).optional()
}

/// How many messages a shelf has, and the last place of one.
pub(super) fn extent(transaction: &Transaction<'_>, shelf: Shelf) -> rusqlite::Result<(i64, i64)> {
    transaction.query_row(
        "SELECT count(*), ifnull(max(number), 0) FROM shelved WHERE shelf = :shelf",
        named_params! { ":shelf": shelf.as_str() },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Takes a message off its shelf.
pub(super) fn take_off(transaction: &Transaction<'_>, number: i64) -> rusqlite::Result<usize> {
    transaction
        .execute("DELETE FROM shelved WHERE number = :number", named_params! { ":number": number })
}

fn shelved_message(row: &Row<'_>) -> rusqlite::Result<ShelvedMessage> {
    Ok(ShelvedMessage {
        message: message_row::read(row)?,
        number: row.get(11)?,
        shelf: shelf(row, 12)?,
        reason: row.get(13)?,
        shelved_at: instant(row, 14)?,
    })
}

fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into())
    })
}

fn shelf(row: &Row<'_>, column: usize) -> rusqlite::Result<Shelf> {
    let name: String = row.get(column)?;
    [Shelf::Quarantine, Shelf::Parked]
        .into_iter()
        .find(|shelf| shelf.as_str() == name)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "shelf".to_owned(), Type::Text))
}
