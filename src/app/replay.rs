//! Reads a history of requests, out of a file or out of the store, and tries two policies on it.
//!
//! Of a file one line is read after the other and shared between threads, so that a history of any
//! length needs no memory; what is counted, and what is written of each request that is decided
//! differently, is the same with any number of threads.

mod ordered;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read as _};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

use case::state::Case;
use domain::decision::Ruling;
use domain::grounds::Grounds;
use domain::ids::AccountName;
pub use ordered::OrderedWriter;
use ordered::Owing;
use policy::{Book, Policy};
use ports::BoxError;
use ports::walk::CaseWalk;
use processors::amount_step;
use senders::Senders;
use serde_json::value::RawValue;
use telemetry::events::chain;
use trial::replay::{HistoryPlace, Replay, ReplayTally};
use wire::facts::FactsV1;

/// The policies of one account, side by side.
#[derive(Debug)]
pub struct Sides {
    /// What its requests are decided by.
    pub current: Book,
    /// What they might be decided by.
    pub candidate: Policy,
}

/// What a walk over the store has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Cases of these accounts.
    pub cases: u64,
    /// Requests whose decision keeps no facts, or that a guard decided.
    pub without_facts: u64,
}

/// Replays every decision that the store keeps the facts of, account by account. Nothing is saved
/// but, in `changed`, a line for each that is decided differently.
pub async fn replay_store(
    walk: &dyn CaseWalk,
    accounts: &BTreeMap<AccountName, Sides>,
    senders: Option<&Senders>,
    changed: Option<&OrderedWriter<'_>>,
) -> Result<(ReplayTally, Seen), BoxError> {
    let (mut tally, mut seen) = (ReplayTally::default(), Seen::default());
    // A walk may come by a case twice.
    let mut known = BTreeSet::new();
    let mut cursor = None;
    for number in 0.. {
        if changed.is_some_and(OrderedWriter::has_failed) {
            break;
        }
        let mut lines = changed.map(|_| String::new());
        let page = walk.page(cursor.as_ref()).await?;
        for case in page.cases {
            match case {
                Ok(case) => {
                    let sides = accounts.get(&case.id.account);
                    let Some(sides) = sides.filter(|_| known.insert(case.id.clone())) else {
                        continue;
                    };
                    requests((&mut tally, &mut seen), sides, senders, &case, lines.as_mut());
                }
                Err(error) => {
                    let name = error.to_string();
                    tally.miss(HistoryPlace::Case { requested_at: None, name }, &chain(&error));
                }
            }
        }
        if let (Some(changed), Some(lines)) = (changed, lines) {
            changed.put(number, &lines);
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok((tally, seen))
}

fn requests(
    (tally, seen): (&mut ReplayTally, &mut Seen),
    sides: &Sides,
    senders: Option<&Senders>,
    case: &Case,
    mut lines: Option<&mut String>,
) {
    seen.cases = seen.cases.saturating_add(1);
    for state in case.requests.values() {
        let at = || HistoryPlace::Case {
            requested_at: Some(state.request.requested_at),
            name: format!("{} {}", case.id, state.request.id),
        };
        // No policy changes what was decided without asking one.
        let asked = |ruling: &Ruling| ruling.decision.policy_hash.is_some();
        let by_policy = state.ruling.as_ref().is_none_or(asked);
        let Some(Grounds { facts, .. }) = state.grounds.as_deref().filter(|_| by_policy) else {
            seen.without_facts = seen.without_facts.saturating_add(1);
            continue;
        };
        let payment = &facts.payment;
        let shown = payment.purchase.policy_hash.as_deref();
        match sides.current.applicable(shown, payment.charged_at) {
            Ok(version) => {
                let current = &sides.current.deciding(version, state.request.receipt.seen_at);
                let both = Replay { current, candidate: &sides.candidate, senders };
                if let (Some(changed), Some(lines)) = (both.weigh(tally, facts, at), &mut lines) {
                    lines.push_str(&changed.line(None));
                }
            }
            Err(missing) => {
                tally.miss(at(), &format!("no version applies: {}", missing.code().as_str()));
            }
        }
    }
}

/// Longer lines are not facts.
const LINE_BYTES_MAX: u64 = 256 * 1024;
/// The lines that are handed to a thread at once.
const LINES_PER_PORTION: usize = 512;
/// The portions that may wait for a thread.
const PORTIONS_WAITING: usize = 8;

/// A line with its number from 1; `None` for one that is too long.
type Line = (u64, Option<Vec<u8>>);
/// Lines with the number of their portion from 0.
type Portion = (u64, Vec<Line>);

/// Replays every line of a history, in `threads` threads. In `changed` stands a line for each request
/// that is decided differently.
pub fn replay(
    history: impl BufRead,
    replay: Replay<'_>,
    threads: usize,
    changed: Option<&OrderedWriter<'_>>,
) -> io::Result<ReplayTally> {
    let (sender, receiver) = sync_channel::<Portion>(PORTIONS_WAITING);
    let receiver = Mutex::new(receiver);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1))
            .map(|_| scope.spawn(|| share(&receiver, replay, changed)))
            .collect();
        let read = portions(history, |portion| {
            !changed.is_some_and(OrderedWriter::has_failed) && sender.send(portion).is_ok()
        });
        drop(sender);
        let mut tally = ReplayTally::default();
        for worker in workers {
            match worker.join() {
                Ok(part) => tally.merge(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read.map(|()| tally)
    })
}

/// What one thread does.
fn share(
    receiver: &Mutex<Receiver<Portion>>,
    replay: Replay<'_>,
    changed: Option<&OrderedWriter<'_>>,
) -> ReplayTally {
    let _owing = changed.map(Owing);
    let mut tally = ReplayTally::default();
    loop {
        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, portion)) = next else { return tally };
        let mut lines = changed.map(|_| String::new());
        for (line, bytes) in portion {
            one(&mut tally, replay, line, bytes.as_deref(), lines.as_mut());
        }
        // Portions are taken in order, so that the thread with the first of them never waits.
        if let (Some(changed), Some(lines)) = (changed, lines) {
            changed.put(number, &lines);
        }
    }
}

fn one(
    tally: &mut ReplayTally,
    replay: Replay<'_>,
    line: u64,
    bytes: Option<&[u8]>,
    lines: Option<&mut String>,
) {
    let nameless = HistoryPlace::Line { line, id: None };
    let Some(bytes) = bytes else {
        let why = format!("the line has more than {LINE_BYTES_MAX} bytes");
        return tally.miss(nameless, &why);
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return tally.miss(nameless, "the line is not UTF-8 text");
    };
    if text.trim().is_empty() {
        return;
    }
    match FactsV1::read(text) {
        Ok(document) => {
            let mut document = document;
            let id = document.id.take();
            let facts = document.facts(amount_step);
            let changed = replay.weigh(tally, &facts, || HistoryPlace::Line { line, id });
            if let (Some(changed), Some(lines)) = (changed, lines) {
                // As they stand in the history, so that they are one again.
                let facts: Option<&RawValue> = serde_json::from_str(text).ok();
                lines.push_str(&changed.line(facts));
            }
        }
        // Each line is a document of one line.
        Err(error) => {
            tally.miss(nameless, &error.to_string().replace(" at line 1 column ", ", column "));
        }
    }
}

/// Hands over the lines in portions, as long as they are taken.
fn portions(mut history: impl BufRead, take: impl Fn(Portion) -> bool) -> io::Result<()> {
    let mut number = 0_u64;
    let mut portion = (0_u64, Vec::with_capacity(LINES_PER_PORTION));
    loop {
        let mut bytes = Vec::new();
        let read = history.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            take(portion);
            return Ok(());
        }
        number = number.saturating_add(1);
        let is_whole = bytes.ends_with(b"\n") || history.fill_buf()?.is_empty();
        if !is_whole {
            pass_over(&mut history)?;
        }
        portion.1.push((number, is_whole.then_some(bytes)));
        if portion.1.len() >= LINES_PER_PORTION {
            let next = (portion.0.saturating_add(1), Vec::with_capacity(LINES_PER_PORTION));
            if !take(std::mem::replace(&mut portion, next)) {
                return Ok(());
            }
        }
    }
}

/// Reads on to the end of a line without keeping it.
fn pass_over(history: &mut impl BufRead) -> io::Result<()> {
    loop {
        let waiting = history.fill_buf()?;
        let end = waiting.iter().position(|byte| *byte == b'\n');
        let consumed = end.map_or(waiting.len(), |end| end.saturating_add(1));
        let is_over = end.is_some() || waiting.is_empty();
        history.consume(consumed);
        if is_over {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
