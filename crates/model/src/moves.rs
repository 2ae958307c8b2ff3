//! What can happen next, whatever goes wrong.

use crate::happening::Move;
use crate::ledger::{Call, End};
use crate::pair::Side;
use crate::plan::{Plan, View};
use crate::record::{Claim, Doubt, Record, Step};
use crate::row::Row;
use crate::rule::{Rule, Rules};
use crate::sight::Sight;
use crate::ticks::FRESH_FOR;
use crate::worker::{Act, Ground, Held, Via, Worker};
use crate::world::{FORGOTTEN_CLAIM, LOST_FOR_GOOD, NEW_CLAIM, World};

/// What may happen in a world.
#[derive(Debug, Clone, Copy)]
pub struct Moves<'a> {
    /// The row.
    pub row: &'a Row,
    /// The rules.
    pub rules: &'a Rules,
    /// How far a clock may be from the one that stamped what it reads, both ways.
    pub clocks_apart: i8,
}

type Next = Vec<(Move, World)>;

impl<'a> Moves<'a> {
    /// Whatever may go wrong under these rules.
    pub fn new(row: &'a Row, rules: &'a Rules) -> Self {
        Self { row, rules, clocks_apart: rules.clocks_apart().cast_signed() }
    }

    /// Every next world, with what led there.
    pub fn next(&self, world: &World) -> Next {
        let mut next = Vec::new();
        self.of_workers(world, &mut next);
        self.of_processor(world, &mut next);
        self.of_store_and_broker(world, &mut next);
        let mut later = *world;
        later.tick(self.row, self.rules);
        next.push((Move::Tick, later));
        for (_, world) in &mut next {
            world.settle();
        }
        next
    }

    fn of_workers(&self, world: &World, next: &mut Next) {
        for at in Side::BOTH {
            match world.workers.get(at) {
                Worker::Idle => {
                    // Two idle workers are the same worker.
                    let is_other_idle = world.workers.get(at.other()) == Worker::Idle;
                    let is_next = at == Side::First || !is_other_idle;
                    if is_next && (is_other_idle || !self.row.is_one_worker()) {
                        self.takes(world, at, next);
                    }
                }
                Worker::Gathering { side, via, held } => {
                    self.reads(world, at, (side, via, held), next);
                    self.crash(world, at, (side, via), next);
                }
                Worker::Decided { side, via, held, act, list } => {
                    let mut saved = *world;
                    match held {
                        Held::Current => {
                            self.save(&mut saved, at, (side, act, list));
                            next.push((Move::Save(side, act), saved));
                        }
                        Held::Previous => {
                            *saved.workers.at(at) = saved.begin_again(side, via);
                            next.push((Move::Conflict(side), saved));
                        }
                    }
                    self.crash(world, at, (side, via), next);
                }
                Worker::Publishing { side, id, early } => {
                    let mut done = *world;
                    *done.workers.at(at) = Worker::Idle;
                    done.add_permit(side, id);
                    self.add_baseline(&mut done, side);
                    next.push((Move::Publish(side), done));
                    if !self.rules.has(Rule::SecondPublish) {
                        done.add_permit(side, id);
                        next.push((Move::PublishTwice(side), done));
                    }
                    let via = if early { Via::Permit(id) } else { Via::Bare };
                    self.crash(world, at, (side, via), next);
                }
                Worker::Calling { side, ground, list } => {
                    let mut done = *world;
                    if list <= FRESH_FOR || !self.rules.has(Rule::Fresh) {
                        self.write(&mut done, at, (side, ground, list));
                        next.push((Move::Write(side), done));
                        self.crash(world, at, (side, Via::Bare), next);
                    } else {
                        *done.workers.at(at) = Worker::Idle;
                        next.push((Move::GiveUp(side), done));
                    }
                }
                Worker::Awaiting { side } => {
                    let mut done = *world;
                    *done.workers.at(at) = Worker::Idle;
                    next.push((Move::GiveUp(side), done));
                }
                Worker::Answered { side, made } => {
                    let mut done = *world;
                    *done.workers.at(at) = Worker::Idle;
                    self.note(&mut done, side, made);
                    next.push((Move::Note(side, made), done));
                    self.crash(world, at, (side, Via::Bare), next);
                }
            }
        }
    }

    /// The messages that may be delivered: any without a good permit at any time, and those with.
    fn takes(&self, world: &World, at: Side, next: &mut Next) {
        for side in Side::BOTH.into_iter().filter(|s| self.row.is_two() || *s == Side::First) {
            let mut vias = vec![Via::Bare];
            let baselines = world.broker.baselines.get(side);
            vias.extend((0..3).filter(|sum| (baselines >> sum) & 1 == 1).map(Via::Baseline));
            let permits = world.broker.permits.get(side);
            let held = (0u8..).zip(permits).filter(|(_, count)| *count > 0);
            vias.extend(held.map(|(id, _)| Via::Permit(id)));
            for via in vias {
                self.take(world, at, (side, via), next);
            }
        }
    }

    fn take(&self, world: &World, at: Side, (side, via): (Side, Via), next: &mut Next) {
        let mut taken = *world;
        if let Via::Permit(id) = via
            && let Some(count) = taken.broker.permits.at(side).get_mut(usize::from(id))
        {
            *count -= 1;
        }
        let held = Held::Current;
        for plan in self.plans(world, (side, via, held), None) {
            let mut taken = taken;
            let (step, worker) = match plan {
                Plan::Nothing if matches!(via, Via::Permit(_)) => {
                    (Move::Take(side, via), Worker::Idle)
                }
                Plan::Nothing => continue,
                Plan::Defer => {
                    let Via::Permit(id) = via else { continue };
                    (Move::Early(side), Worker::Publishing { side, id, early: true })
                }
                Plan::Gather => (Move::Take(side, via), Worker::Gathering { side, via, held }),
                Plan::Save(act) => {
                    (Move::Take(side, via), Worker::Decided { side, via, held, act, list: 0 })
                }
            };
            *taken.workers.at(at) = worker;
            next.push((step, taken));
        }
    }

    /// What may be planned, by any clock.
    fn plans(
        &self,
        world: &World,
        (side, via, held): (Side, Via, Held),
        listing: Option<crate::sight::Listing>,
    ) -> Vec<Plan> {
        let apart = self.clocks_apart;
        let record = world.held(held);
        let mut plans = Vec::new();
        for clock in -apart..=apart {
            let view = View {
                row: self.row,
                rules: self.rules,
                record,
                side,
                via,
                clock,
                decided: world.decided,
            };
            let plan = view.plan(listing);
            if !plans.contains(&plan) {
                plans.push(plan);
            }
        }
        plans
    }

    fn reads(&self, world: &World, at: Side, message: (Side, Via, Held), next: &mut Next) {
        let (side, via, held) = message;
        for listing in world.ledger.listings(side, self.row) {
            for plan in self.plans(world, message, Some(listing)) {
                let mut read = *world;
                *read.workers.at(at) = match plan {
                    Plan::Nothing | Plan::Gather => Worker::Idle,
                    Plan::Defer => match via {
                        Via::Permit(id) => Worker::Publishing { side, id, early: true },
                        Via::Bare | Via::Baseline(_) => Worker::Idle,
                    },
                    Plan::Save(act) => Worker::Decided { side, via, held, act, list: 0 },
                };
                next.push((Move::Read(side, plan), read));
            }
        }
    }

    /// Saves what was decided; what follows from it is done by the same worker.
    fn save(&self, world: &mut World, at: Side, (side, act, list): (Side, Act, u8)) {
        let mut record = world.store.current;
        let before = record.steps.get(side);
        let (step, worker) = match act {
            Act::Adopt => (Step::Made, Worker::Idle),
            Act::Ask => (Step::Person, Worker::Idle),
            Act::Close => (Step::Closed, Worker::Idle),
            Act::Claim { baseline } => (
                Step::Claimed(Claim { id: NEW_CLAIM, age: 0, baseline }),
                Worker::Publishing { side, id: NEW_CLAIM, early: false },
            ),
            Act::Attempt { ground, baseline } => {
                let doubt = if let Step::InDoubt(doubt) = before { Some(doubt) } else { None };
                let (first, again) = doubt.map_or((0, false), |doubt| (doubt.first, true));
                let doubt = Doubt { age: 0, first, baseline, again };
                (Step::InDoubt(doubt), Worker::Calling { side, ground, list })
            }
        };
        *record.steps.at(side) = step;
        *world.workers.at(at) = Worker::Idle;
        world.put(record, self.rules);
        *world.workers.at(at) = worker;
    }

    /// Writes a call, and remembers it if no rule allows it.
    fn write(&self, world: &mut World, at: Side, (side, ground, list): (Side, Ground, u8)) {
        world.unfounded |= list > FRESH_FOR;
        if let Ground::Permit(id) = ground
            && id < FORGOTTEN_CLAIM
        {
            let used = world.used.at(side);
            world.unfounded |= (*used >> id) & 1 == 1;
            *used |= 1 << id;
        }
        world.unfounded |= ground == Ground::Key && !self.row.legs.key;
        world.unfounded |= ground == Ground::Cap && !self.row.legs.capped;
        world.ledger.take(Call { side, age: 0 }, self.row);
        *world.workers.at(at) = Worker::Awaiting { side };
    }

    /// A known answer is folded into whatever the store says.
    fn note(&self, world: &mut World, side: Side, made: bool) {
        let mut record = world.store.current;
        let step = match (record.steps.get(side), made) {
            (Step::Made, _) => return,
            (_, true) => Step::Made,
            (Step::InDoubt(doubt), false) => {
                Step::Refused { age: 0, baseline: doubt.baseline, after_doubt: doubt.again }
            }
            (_, false) => return,
        };
        *record.steps.at(side) = step;
        world.put(record, self.rules);
    }

    fn add_baseline(&self, world: &mut World, side: Side) {
        let sums = matches!(self.row.legs.list, Sight::Summed | Sight::Status);
        let travels = sums && !self.rules.has(Rule::BaselineStays);
        if let (true, Step::Claimed(claim)) = (travels, world.store.current.steps.get(side)) {
            *world.broker.baselines.at(side) |= 1 << claim.baseline;
        }
    }

    fn crash(&self, world: &World, at: Side, (side, via): (Side, Via), next: &mut Next) {
        let mut dead = *world;
        *dead.workers.at(at) = Worker::Idle;
        if let Via::Permit(id) = via
            && !self.rules.has(Rule::Redelivery)
        {
            dead.add_permit(side, id);
            let mut alive = *world;
            alive.add_permit(side, id);
            next.push((Move::Redeliver(side), alive));
        }
        next.push((Move::Crash(side), dead));
    }

    fn of_processor(&self, world: &World, next: &mut Next) {
        for call in world.ledger.calls.into_iter().flatten() {
            let mut executed = *world;
            let end = executed.ledger.execute(call, self.row);
            answers(executed, (Move::Execute(call.side), call.side, end == End::Made), next);
            // What was executed under a living key is answered as it was then.
            if !world.ledger.is_replayed(call, self.row) {
                let mut refused = *world;
                refused.ledger.drop_call(call);
                answers(refused, (Move::Refuse(call.side), call.side, false), next);
            }
        }
        if self.row.legs.list == Sight::Blind {
            for side in Side::BOTH {
                let mut heard = *world;
                self.note(&mut heard, side, true);
                if world.ledger.executed.get(side).is_some() && heard != *world {
                    next.push((Move::Hear(side), heard));
                }
            }
        }
        if self.row.hand && !world.ledger.hand {
            let mut other = *world;
            other.ledger.hand = true;
            next.push((Move::Hand, other));
        }
        if world.ledger.hand && !world.store.current.hand {
            let mut heard = *world;
            heard.put(Record { hand: true, ..world.store.current }, self.rules);
            next.push((Move::HearHand, heard));
        }
    }

    /// The store has lost its memory.
    fn lose(&self, world: &mut World) {
        world.store.lost = 0;
        if self.row.is_one_loss() {
            world.store.lost = LOST_FOR_GOOD;
            world.follow();
        }
    }

    fn of_store_and_broker(&self, world: &World, next: &mut Next) {
        let lost = world.store.lost;
        let follows = !self.rules.has(Rule::OneBack) && lost != LOST_FOR_GOOD;
        if follows && !world.store.has_followed {
            let mut followed = *world;
            followed.follow();
            next.push((Move::Follow, followed));
        }
        if lost >= self.rules.losses_apart() && lost != LOST_FOR_GOOD {
            let mut wiped = *world;
            wiped.put(Record::forgotten(self.row), self.rules);
            self.lose(&mut wiped);
            next.push((Move::Wipe, wiped));
            if !world.store.has_followed {
                let mut back = *world;
                back.go_back();
                self.lose(&mut back);
                next.push((Move::GoBack, back));
            }
        }
        if !self.rules.has(Rule::OneMessage) {
            for side in Side::BOTH {
                for (id, count) in (0u8..).zip(world.broker.permits.get(side)) {
                    if count == 1 {
                        let mut doubled = *world;
                        doubled.add_permit(side, id);
                        next.push((Move::Double(side), doubled));
                    }
                }
            }
        }
    }
}

/// An answer reaches a worker that waits for one about this operation, or is lost.
fn answers(world: World, (step, of, made): (Move, Side, bool), next: &mut Next) {
    let mut heard = false;
    for at in Side::BOTH {
        if world.workers.get(at) == (Worker::Awaiting { side: of }) {
            let mut answered = world;
            *answered.workers.at(at) = Worker::Answered { side: of, made };
            next.push((step, answered));
            heard = true;
            if world.workers.get(at.other()) == world.workers.get(at) {
                break;
            }
        }
    }
    next.push((if heard { Move::Lose(of) } else { step }, world));
}
