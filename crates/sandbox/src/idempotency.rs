//! Idempotency keys: what was asked under each, what was answered, how often money moved.
//!
//! A key replays its stored outcome, a server error included, until its lifetime is over; then
//! the same key executes again. Validation errors, 401, 429 and conflicts are not stored.
//! Deliberately not here: the execution itself.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::answer::{Refusal, Reply};

/// The longest key that is accepted, in characters.
pub(super) const LONGEST_KEY: usize = 255;

/// Different bodies that are kept per key; the count goes on beyond.
const BODIES_KEPT: usize = 8;

/// What is known of one key.
#[derive(Debug, Default)]
pub(super) struct KeyRecord {
    outcome: Option<StoredOutcome>,
    /// How often a refund was made under this key.
    pub(super) executions: u64,
    /// How often a stored outcome was replayed.
    pub(super) replays: u64,
    /// How often it was refused because a request with it was under way.
    pub(super) conflicts: u64,
    /// The different bodies sent with this key, byte for byte, the first few.
    pub(super) bodies: Vec<String>,
    /// The refunds made under this key.
    pub(super) refunds: Vec<String>,
}

#[derive(Debug)]
struct StoredOutcome {
    parameters: String,
    reply: Reply,
    stored_at: Timestamp,
    busy_until: Instant,
}

/// What a key allows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is stored (or no longer): execute.
    Execute,
    Answer(Reply),
}

#[derive(Debug)]
pub(super) struct Keys {
    lifetime: SignedDuration,
    records: BTreeMap<String, KeyRecord>,
}

impl Keys {
    /// No keys yet.
    pub(super) fn new(lifetime: SignedDuration) -> Self {
        Self { lifetime, records: BTreeMap::new() }
    }

    /// Remembers that a body was sent with a key, whatever comes of it.
    pub(super) fn saw(&mut self, key: &str, body: &str) {
        let record = self.records.entry(key.to_owned()).or_default();
        if record.bodies.len() < BODIES_KEPT && !record.bodies.iter().any(|seen| seen == body) {
            record.bodies.push(body.to_owned());
        }
    }

    /// Says whether to execute under this key. `at` is sandbox time, `instant` real time.
    pub(super) fn look_up(
        &mut self,
        key: &str,
        parameters: &str,
        (at, instant): (Timestamp, Instant),
    ) -> Verdict {
        let record = self.records.entry(key.to_owned()).or_default();
        let Some(stored) = &record.outcome else { return Verdict::Execute };
        if at.duration_since(stored.stored_at) >= self.lifetime {
            record.outcome = None;
            return Verdict::Execute;
        }
        if instant < stored.busy_until {
            record.conflicts += 1;
            return Verdict::Answer(in_use(key));
        }
        if stored.parameters != parameters {
            let message = format!(
                "Keys for idempotent requests can only be used with the same parameters they \
                 were first used with. Try using a key other than '{key}'."
            );
            return Verdict::Answer(
                Refusal::new(400, "idempotency_error", None, message).into_reply(),
            );
        }
        record.replays += 1;
        Verdict::Answer(Reply { replayed: true, ..stored.reply.clone() })
    }

    /// Stores the outcome of a request that began to execute. Until `busy_until` its answer is
    /// still on its way, and the key counts as in flight.
    pub(super) fn store(
        &mut self,
        key: &str,
        parameters: String,
        reply: Reply,
        (stored_at, busy_until): (Timestamp, Instant),
    ) {
        let record = self.records.entry(key.to_owned()).or_default();
        record.outcome = Some(StoredOutcome { parameters, reply, stored_at, busy_until });
    }

    /// Notes that money moved under this key.
    pub(super) fn executed(&mut self, key: &str, refund: &str) {
        let record = self.records.entry(key.to_owned()).or_default();
        record.executions += 1;
        record.refunds.push(refund.to_owned());
    }

    /// How many keys were seen.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// All keys in alphabetical order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &KeyRecord)> {
        self.records.iter()
    }
}

/// The answer to a key whose first request is under way.
pub(super) fn in_use(key: &str) -> Reply {
    let message = format!("There is currently another in-progress request using this key: {key}");
    Refusal::new(409, "idempotency_error", None, message)
        .code("idempotency_key_in_use")
        .into_reply()
}
