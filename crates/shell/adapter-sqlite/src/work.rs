//! The work queue as statements: put in, claim, acknowledge.
//!
//! A claim is a lease. The calendar decides when a message is due, because that must survive the
//! process; the running time decides when a lease ends, because the calendar can jump.

use std::time::Duration;

use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::message_row::{self, COLUMNS, MessageRow, PLACEHOLDERS};
use ports::message::Message;
use ports::outbox::Shelf;

/// The two times that a claim looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    /// Milliseconds since 1970.
    pub(super) calendar: i64,
    /// Milliseconds of the machine's running time.
    pub(super) running: i64,
}

/// What a claim may do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) now: Now,
    /// The name of the lease, if there will be one.
    pub(super) lease: i64,
    pub(super) lease_milliseconds: i64,
    pub(super) in_flight: u32,
    pub(super) max_deliveries: u32,
}

/// What a claim found.
#[derive(Debug)]
pub(super) enum Claimed {
    /// A message, now leased; and whether it was leased before.
    Message(Box<Message>, bool),
    /// Nothing now. After this time it is worth to look again, even if nobody rings.
    Nothing { look_again_after: Option<Duration> },
}

/// Makes every message free that was leased to an earlier process.
pub(super) fn void_leases(transaction: &Transaction<'_>) -> rusqlite::Result<usize> {
    transaction
        .execute("UPDATE work SET lease = NULL, leased_until = NULL WHERE lease IS NOT NULL", [])
}

/// Puts a message in.
pub(super) fn put(
    transaction: &Transaction<'_>,
    row: &MessageRow,
    due_at: i64,
) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO work (due_at, permit, {COLUMNS}) VALUES (:due_at, :permit, {PLACEHOLDERS})"
    );
    let (permit, mut values) = (row.permit(), row.values().to_vec());
    values.push((":permit", &permit));
    values.push((":due_at", &due_at));
    transaction.execute(&sql, values.as_slice()).map(drop)
}

/// Leases the first message that is due and free. Parks what was delivered too often on the way.
pub(super) fn claim(transaction: &Transaction<'_>, claim: Claim) -> rusqlite::Result<Claimed> {
    park_exhausted(transaction, claim)?;
    let under_way: u32 = transaction.query_row(
        "SELECT count(*) FROM work WHERE lease IS NOT NULL AND leased_until > :running",
        named_params! { ":running": claim.now.running },
        |row| row.get(0),
    )?;
    if under_way < claim.in_flight
        && let Some((message, again)) = lease_first(transaction, claim)?
    {
        return Ok(Claimed::Message(Box::new(message), again));
    }
    let look_again_after = look_again_after(transaction, claim, under_way)?;
    Ok(Claimed::Nothing { look_again_after })
}

fn lease_first(
    transaction: &Transaction<'_>,
    claim: Claim,
) -> rusqlite::Result<Option<(Message, bool)>> {
    let sql = format!(
        "UPDATE work SET lease = :lease, leased_until = :until, deliveries = deliveries + 1
         WHERE number = (
             SELECT number FROM work
             WHERE due_at <= :calendar AND (lease IS NULL OR leased_until <= :running)
             ORDER BY due_at, number LIMIT 1)
         RETURNING {COLUMNS}, permit, deliveries"
    );
    let until = claim.now.running.saturating_add(claim.lease_milliseconds);
    let values = named_params! {
        ":lease": claim.lease,
        ":until": until,
        ":calendar": claim.now.calendar,
        ":running": claim.now.running,
    };
    let leased = |row: &Row<'_>| {
        let message = Message { permit: message_row::permit(row)?, ..message_row::read(row)? };
        Ok((message, row.get::<_, i64>("deliveries")? > 1))
    };
    transaction.query_row(&sql, values, leased).optional()
}

/// Only a message that comes for the second time can be exhausted, so this touches few rows.
fn park_exhausted(transaction: &Transaction<'_>, claim: Claim) -> rusqlite::Result<()> {
    const EXHAUSTED: &str = "deliveries >= :max AND due_at <= :calendar
                             AND (lease IS NULL OR leased_until <= :running)";
    let free = named_params! {
        ":max": claim.max_deliveries,
        ":calendar": claim.now.calendar,
        ":running": claim.now.running,
    };
    let sql = format!(
        "INSERT INTO shelved (shelf, reason, shelved_at, {COLUMNS})
         SELECT '{}', 'delivered ' || deliveries || ' times without an answer', :calendar, {COLUMNS}
         FROM work WHERE {EXHAUSTED}",
        Shelf::Parked.as_str()
    );
    if transaction.execute(&sql, free)? > 0 {
        transaction.execute(&format!("DELETE FROM work WHERE {EXHAUSTED}"), free)?;
    }
    Ok(())
}

fn look_again_after(
    transaction: &Transaction<'_>,
    claim: Claim,
    under_way: u32,
) -> rusqlite::Result<Option<Duration>> {
    let first = |row: &Row<'_>| row.get::<_, Option<i64>>(0);
    let lease_ends = transaction
        .query_row("SELECT min(leased_until) FROM work WHERE lease IS NOT NULL", [], first)?
        .map(|at| at.saturating_sub(claim.now.running));
    let due = transaction
        .query_row("SELECT min(due_at) FROM work WHERE lease IS NULL", [], first)?
        .map(|at| at.saturating_sub(claim.now.calendar));
    // With all hands full, only a hand that becomes free matters.
    let due = due.filter(|_| under_way < claim.in_flight);
    let soonest = lease_ends.into_iter().chain(due).min();
    Ok(soonest.map(|wait| Duration::from_millis(u64::try_from(wait).unwrap_or(0))))
}

/// Removes the message of a lease. False if there is no such lease any more.
pub(super) fn acknowledge(transaction: &Transaction<'_>, lease: i64) -> rusqlite::Result<bool> {
    let removed = transaction
        .execute("DELETE FROM work WHERE lease = :lease", named_params! { ":lease": lease })?;
    Ok(removed > 0)
}

/// Moves the message of a lease to the shelf of what was delivered too often. False if there is no
/// such lease any more.
pub(super) fn give_up(
    transaction: &Transaction<'_>,
    lease: i64,
    now: i64,
) -> rusqlite::Result<bool> {
    let sql = format!(
        "INSERT INTO shelved (shelf, reason, shelved_at, {COLUMNS})
         SELECT '{}', 'given_up', :now, {COLUMNS} FROM work WHERE lease = :lease",
        Shelf::Parked.as_str()
    );
    transaction.execute(&sql, named_params! { ":lease": lease, ":now": now })?;
    acknowledge(transaction, lease)
}

/// Takes a delivery back that nobody has received: as if it had never been made.
pub(super) fn release(transaction: &Transaction<'_>, lease: i64) -> rusqlite::Result<()> {
    transaction
        .execute(
            "UPDATE work SET lease = NULL, leased_until = NULL, deliveries = deliveries - 1
             WHERE lease = :lease",
            named_params! { ":lease": lease },
        )
        .map(drop)
}

/// What waits for its time after place `after`, at most `limit`, with the places.
pub(super) fn waiting_after(
    transaction: &Transaction<'_>,
    (after, until): (i64, i64),
    now: i64,
    limit: u32,
) -> rusqlite::Result<Vec<(i64, Message)>> {
    let sql = format!(
        "SELECT {COLUMNS}, number FROM work
         WHERE number > :after AND number <= :until AND due_at > :now AND lease IS NULL
         ORDER BY number LIMIT :limit"
    );
    let values = named_params! { ":after": after, ":until": until, ":now": now, ":limit": limit };
    let mut statement = transaction.prepare(&sql)?;
    let rows =
        statement.query_map(values, |row| Ok((row.get("number")?, message_row::read(row)?)))?;
    rows.collect()
}

/// The last place that was given to a message; 0 without any.
pub(super) fn last_place(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    transaction.query_row("SELECT coalesce(max(number), 0) FROM work", [], |row| row.get(0))
}

/// Makes the messages at these places due.
pub(super) fn make_due(
    transaction: &Transaction<'_>,
    places: &[i64],
    now: i64,
) -> rusqlite::Result<usize> {
    let mut statement = transaction
        .prepare("UPDATE work SET due_at = :now WHERE number = :number AND due_at > :now")?;
    let mut made = 0_usize;
    for number in places {
        let values = named_params! { ":now": now, ":number": number };
        made = made.saturating_add(statement.execute(values)?);
    }
    Ok(made)
}

/// How many messages wait or are being worked on.
pub(super) fn depth(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let count = |row: &Row<'_>| row.get::<_, i64>(0);
    let depth = transaction.query_row("SELECT count(*) FROM work", [], count)?;
    Ok(depth.unsigned_abs())
}
