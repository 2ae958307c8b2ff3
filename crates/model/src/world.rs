//! Everything at one moment: store, workers, processor, broker.

use crate::ledger::Ledger;
use crate::pair::{Pair, Side};
use crate::record::{KEY_MOST, Record, Step};
use crate::row::Row;
use crate::rule::{Rule, Rules};
use crate::ticks::{FRESH_FOR, older};
use crate::worker::{Act, Ground, Held, Via, Worker};

/// The name of a claim that was just made, until `World::settle` gives it a lasting one.
pub const NEW_CLAIM: u8 = 2;

/// The name of a claim that no record has any more: its permit cannot be used again.
pub const FORGOTTEN_CLAIM: u8 = 3;

/// The age of a loss after which no other comes.
pub const LOST_FOR_GOOD: u8 = u8::MAX;

/// The store: the record, the one to which it may go back, and ticks since it last lost its memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Store {
    /// What it says.
    pub current: Record,
    /// What its replica has, to which it may go back: what it said at any earlier moment.
    pub previous: Record,
    /// Whether the replica has what the store has.
    pub has_followed: bool,
    /// Ticks since it last lost its memory, up to the distance of two losses.
    pub lost: u8,
}

/// The broker. A message without a good permit may come at any time, any number of times, so that
/// it is not counted: a duplicate, a redelivery, another cause for the same goods. What is counted
/// are messages with a permit that were not delivered yet, and which baselines travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Broker {
    /// Messages with the permit of a claim that a record still has, by the claim's name.
    pub permits: Pair<[u8; 3]>,
    /// Bit b: a message of this operation carries the baseline b.
    pub baselines: Pair<u8>,
}

/// Everything at one moment. Ages instead of times, and no age above the one from which on nothing
/// depends on it: so there are finitely many, and no run is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct World {
    /// The store.
    pub store: Store,
    /// The workers, the lesser first: nothing tells them apart.
    pub workers: Pair<Worker>,
    /// The processor.
    pub ledger: Ledger,
    /// The broker.
    pub broker: Broker,
    /// Ticks since the decision, where a key's life counts from it.
    pub decided: u8,
    /// Whether a call was written that no rule allowed: see `Move::Write`.
    pub unfounded: bool,
    /// Bit n: a call was written under the permit of the claim n. Of the one operation or the other.
    pub used: Pair<u8>,
}

impl World {
    /// The beginning: an approved request, and nothing else.
    pub fn new(row: &Row, rules: &Rules) -> Self {
        let record = Record::new(row);
        Self {
            store: Store {
                current: record,
                previous: record,
                has_followed: true,
                lost: rules.losses_apart(),
            },
            workers: Pair::both(Worker::Idle),
            ledger: Ledger::default(),
            broker: Broker { permits: Pair::both([0; 3]), baselines: Pair::both(0) },
            decided: 0,
            unfounded: false,
            used: Pair::both(0),
        }
    }

    /// What a worker has loaded.
    pub fn held(&self, held: Held) -> &Record {
        match held {
            Held::Current => &self.store.current,
            Held::Previous => &self.store.previous,
        }
    }

    /// A tick later.
    pub fn tick(&mut self, row: &Row, rules: &Rules) {
        self.store.current.tick(row, rules);
        self.store.previous.tick(row, rules);
        if !row.is_one_loss() {
            self.store.lost = older(self.store.lost, rules.losses_apart());
        }
        self.ledger.tick(row);
        self.decided = if row.counts_key() { older(self.decided, KEY_MOST) } else { 0 };
        for side in Side::BOTH {
            if let Worker::Decided { act: Act::Attempt { .. }, list, .. }
            | Worker::Calling { list, .. } = self.workers.at(side)
            {
                *list = older(*list, FRESH_FOR + 1);
            }
        }
    }

    /// Puts a new record in the place of the current one. Whoever held that one holds what the
    /// replica has, if it had followed; or else a version that never comes back.
    pub fn put(&mut self, record: Record, rules: &Rules) {
        if rules.has(Rule::OneBack) && !self.store.has_followed {
            self.follow();
        }
        if self.store.has_followed {
            self.drop_held(Held::Previous);
            for side in Side::BOTH {
                if let Worker::Gathering { held, .. } | Worker::Decided { held, .. } =
                    self.workers.at(side)
                {
                    *held = Held::Previous;
                }
            }
        } else {
            self.drop_held(Held::Current);
        }
        self.store.current = record;
        self.store.has_followed = false;
        if self.store.lost == LOST_FOR_GOOD {
            self.follow();
        }
    }

    /// The replica has what the store has.
    pub fn follow(&mut self) {
        self.drop_held(Held::Previous);
        self.store.previous = self.store.current;
        self.store.has_followed = self.store.lost != LOST_FOR_GOOD;
    }

    /// Whoever holds a version that never comes back begins again, with the message that it has.
    fn drop_held(&mut self, gone: Held) {
        for at in Side::BOTH {
            if let Worker::Gathering { held, via, side, .. }
            | Worker::Decided { held, via, side, .. } = self.workers.get(at)
                && held == gone
            {
                *self.workers.at(at) = self.begin_again(side, via);
            }
        }
    }

    /// The store goes back to what its replica has; what it has forgotten may come back with the
    /// next loss.
    pub fn go_back(&mut self) {
        std::mem::swap(&mut self.store.current, &mut self.store.previous);
        for side in Side::BOTH {
            if let Worker::Gathering { held, .. } | Worker::Decided { held, .. } =
                self.workers.at(side)
            {
                *held = match held {
                    Held::Current => Held::Previous,
                    Held::Previous => Held::Current,
                };
            }
        }
    }

    /// A worker that could not save has its message still, and loads again: as if it were delivered.
    pub fn begin_again(&mut self, side: Side, via: Via) -> Worker {
        if let Via::Permit(id) = via {
            self.add_permit(side, id);
        }
        Worker::Idle
    }

    /// A message with a permit comes to lie in the broker.
    pub fn add_permit(&mut self, side: Side, id: u8) {
        if let Some(count) = self.broker.permits.at(side).get_mut(usize::from(id)) {
            *count = count.saturating_add(1).min(2);
        }
    }

    /// Makes worlds equal that differ in nothing: claims are named in the order of their records, a
    /// permit of a claim that no record has is none, and workers are sorted.
    pub fn settle(&mut self) {
        for side in Side::BOTH {
            self.rename(side);
        }
        if self.workers.first > self.workers.second {
            std::mem::swap(&mut self.workers.first, &mut self.workers.second);
        }
    }

    fn rename(&mut self, side: Side) {
        let claim = |record: &Record| {
            if let Step::Claimed(claim) = record.steps.get(side) { Some(claim.id) } else { None }
        };
        let (current, previous) = (claim(&self.store.current), claim(&self.store.previous));
        let name = |id: u8| match (current, previous) {
            (Some(current), _) if current == id => Some(0),
            (Some(_), Some(previous)) if previous == id => Some(1),
            (None, Some(previous)) if previous == id => Some(0),
            _ => None,
        };
        let is_same = [current, previous].iter().flatten().all(|id| name(*id) == Some(*id));
        let names_in_use = [Some(0), Some(1), Some(2)].map(|id: Option<u8>| id.and_then(name));
        let mut permits = [0; 3];
        let mut used = 0;
        let counts = self.broker.permits.get(side);
        for (count, (id, name)) in counts.iter().zip((0u8..).zip(names_in_use)) {
            let Some(name) = name else { continue };
            if let Some(place) = permits.get_mut(usize::from(name)) {
                *place = *count;
            }
            used |= ((self.used.get(side) >> id) & 1) << name;
        }
        for worker in [&mut self.workers.first, &mut self.workers.second] {
            rename_in(worker, side, name);
        }
        *self.broker.permits.at(side) = permits;
        *self.used.at(side) = used;
        if is_same {
            return;
        }
        for record in [&mut self.store.current, &mut self.store.previous] {
            if let Step::Claimed(claim) = record.steps.at(side) {
                claim.id = name(claim.id).unwrap_or_default();
            }
        }
    }
}

fn rename_in(worker: &mut Worker, of: Side, name: impl Fn(u8) -> Option<u8>) {
    if let Worker::Gathering { side, via, .. } | Worker::Decided { side, via, .. } = worker
        && *side == of
        && let Via::Permit(id) = via
    {
        *via = name(*id).map_or(Via::Bare, Via::Permit);
    }
    if let Worker::Decided { side, act: Act::Attempt { ground: Ground::Permit(id), .. }, .. }
    | Worker::Calling { side, ground: Ground::Permit(id), .. } = worker
        && *side == of
    {
        *id = name(*id).unwrap_or(FORGOTTEN_CLAIM);
    }
    if let Worker::Publishing { side, id, .. } = worker
        && *side == of
    {
        match name(*id) {
            Some(name) => *id = name,
            None => *worker = Worker::Idle,
        }
    }
}
