//! The world: virtual time, store and queue in memory, the fake processor, and the driver that
//! lets time pass until nothing is left to happen.

mod clock;
mod happenings;
mod settings;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use adapter_memory::{MemoryFacts, MemoryQueue, MemoryStore, MemorySwitch, StoreSnapshot};
use case::state::Case;
use domain::ids::CaseId;
use domain::invoice::InvoiceTerms;
use domain::time::after;
use futures_util::FutureExt as _;
use ports::Ports;
use ports::clock::Clock;
use ports::inbox::{Delivery, Inbox};
use ports::message::Message;
use ports::outbox::Outbox;
use ports::store::CaseStore;
use serde_json::{Value, json};
use worker::{Settlement, WorkerSettings, begin_outlays, settle};

pub use self::clock::{VirtualClock, start};
pub use self::settings::{settings, settings_with, terms};
use crate::inbound::webhook_at;
use crate::processor::FakeProcessor;
use crate::scenario::{Happening, Scenario};
use crate::switch::{Point, Switch, Switched};

/// The key of the workers.
pub const SEALING_KEY: &str = "the sealing key of the simulated workers";

/// What happens to the store when the worker crashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFate {
    Kept,
    Wiped,
    /// Goes back to what it was at the start of the delivery.
    RolledBack,
}

pub struct World {
    pub clock: Arc<VirtualClock>,
    pub queue: Arc<MemoryQueue>,
    pub store: Arc<MemoryStore>,
    pub processor: Arc<FakeProcessor>,
    pub switch: Arc<MemorySwitch>,
    /// The merchant's system, which is not there until a test tells it what to say.
    pub facts: Arc<MemoryFacts>,
    pub ports: Ports,
    pub settings: Arc<WorkerSettings>,
    script: Vec<(i64, Happening)>,
    /// Seconds between a crash and the next worker.
    pub downtime: i64,
    /// Whether the queue says of no delivery that it was delivered before.
    pub forgets_delivering: bool,
    tamper: Tamper,
}

/// What a world is made of beside its queue and its store.
struct Fabric {
    clock: Arc<VirtualClock>,
    processor: FakeProcessor,
    switch: Arc<MemorySwitch>,
    facts: Arc<MemoryFacts>,
    settings: Arc<WorkerSettings>,
    script: Vec<(i64, Happening)>,
    tamper: Tamper,
}

/// The digest of a world, 128 bits: among a million worlds, two that differ have the same one with
/// a probability below 10⁻²⁶.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Print(u64, u64);

/// Makes a worker wrong on purpose: puts something of its own before the ports of one delivery.
pub type Tamper = Arc<dyn Fn(Ports) -> Ports>;

/// A worker as it is.
pub fn honest() -> Tamper {
    Arc::new(|ports| ports)
}

impl World {
    pub fn new(scenario: &Scenario) -> Self {
        Self::with(scenario, honest())
    }

    /// A world whose workers are tampered with.
    pub fn with(scenario: &Scenario, tamper: Tamper) -> Self {
        let clock = VirtualClock::new();
        let mut processor = FakeProcessor::new(
            Arc::clone(&clock),
            scenario.captured,
            scenario.commission,
            scenario.lag,
        );
        processor.currency = scenario.currency;
        processor.locale = scenario.locale;
        processor.legs = scenario.legs;
        processor.fail_next(&scenario.faults);
        let mut settings = settings();
        for account in Arc::get_mut(&mut settings).unwrap().accounts.values_mut() {
            account.terms.legs = scenario.legs;
        }
        if let Some(faults) = &scenario.credit_notes {
            processor.fail_next_notes(faults);
            processor.bill(json!({"object": "invoice", "id": "in_1", "metadata": {}}));
            for account in Arc::get_mut(&mut settings).unwrap().accounts.values_mut() {
                account.terms.invoices = InvoiceTerms::CreditNote;
            }
        }
        let mut script = scenario.script.clone();
        script.sort_by_key(|(second, _)| *second);
        script.reverse();
        let (switch, facts) = (Arc::default(), Arc::default());
        Self::of(Fabric { clock, processor, switch, facts, settings, script, tamper })
    }

    /// A world with nothing in its queue and its store.
    fn of(fabric: Fabric) -> Self {
        let Fabric { clock, processor, switch, facts, settings, script, tamper } = fabric;
        let clock_port = Arc::clone(&clock) as Arc<dyn Clock>;
        let queue = Arc::new(MemoryQueue::new(Arc::clone(&clock_port), 16));
        let store = Arc::new(MemoryStore::new(Arc::clone(&clock_port)));
        let processor = Arc::new(processor);
        let ports = Ports {
            inbox: Arc::clone(&queue) as Arc<dyn Inbox>,
            outbox: Arc::clone(&queue) as Arc<dyn Outbox>,
            store: Arc::clone(&store) as Arc<dyn CaseStore>,
            outlays: Arc::clone(&store) as _,
            quotas: Arc::clone(&store) as _,
            switch: Arc::clone(&switch) as _,
            gateway: Arc::clone(&processor) as _,
            facts: Arc::clone(&facts) as _,
            clock: clock_port,
        };
        // As a worker does when it begins; nothing in memory is waited for.
        let begun = begin_outlays(&ports, &settings).now_or_never();
        assert!(begun.is_some(), "the outlays are there");
        let downtime = 0;
        Self {
            clock,
            queue,
            store,
            processor,
            switch,
            facts,
            ports,
            settings,
            script,
            downtime,
            forgets_delivering: false,
            tamper,
        }
    }

    /// Another world that is as this one is now, between two deliveries, and goes its own way from
    /// here. The switch, the merchant's system and a worker's settings are the same ones: no
    /// worker changes them.
    pub fn fork(&self) -> Self {
        let clock = VirtualClock::new();
        clock.advance_to(self.clock.now());
        let fork = Self::of(Fabric {
            processor: self.processor.fork(Arc::clone(&clock)),
            clock,
            switch: Arc::clone(&self.switch),
            facts: Arc::clone(&self.facts),
            settings: Arc::clone(&self.settings),
            script: self.script.clone(),
            tamper: Arc::clone(&self.tamper),
        });
        fork.queue.restore(self.queue.snapshot());
        fork.store.restore(self.store.snapshot());
        Self { downtime: self.downtime, forgets_delivering: self.forgets_delivering, ..fork }
    }

    /// What distinguishes this world, between two deliveries, from others of its scenario: a worker
    /// has no memory of its own, so worlds with the same print go on alike.
    pub fn print(&self) -> Print {
        let mut first = DefaultHasher::new();
        let stored = (self.queue.snapshot(), self.store.snapshot(), self.processor.print());
        (self.clock.now(), self.script.len(), stored).hash(&mut first);
        let mut second = first.clone();
        second.write_u8(1);
        Print(first.finish(), second.finish())
    }

    /// Lets everything happen. The first worker crashes at `at`; what follows is up to `fate`.
    /// Returns the calls that the workers made after the crash (all calls, if there was none).
    pub async fn run(&mut self, at: Option<Point>, fate: StoreFate) -> Run {
        self.run_twice(at, None, fate).await
    }

    /// As `run`, and the worker after the first crash crashes at `again`, counted from there.
    pub async fn run_twice(
        &mut self,
        first: Option<Point>,
        second: Option<Point>,
        fate: StoreFate,
    ) -> Run {
        let mut run = Run::default();
        let mut plan = vec![second, first];
        let mut switch = Switch::crashing_at(plan.pop().flatten());
        for _ in 0..10_000 {
            match self.deliver(&switch, fate).await {
                Some(false) => {}
                Some(true) => {
                    run.crashes += 1;
                    switch = Switch::crashing_at(plan.pop().flatten());
                }
                None if self.pass_time().await => {}
                None => {
                    run.calls = switch.calls();
                    return run;
                }
            }
        }
        panic!("the world does not come to rest");
    }

    /// The next delivery, if there is one now.
    pub fn take(&self) -> Option<Delivery> {
        let mut delivery = self.queue.take()?;
        if let Some(permit) = delivery.message.permit.as_ref().filter(|_| !delivery.again) {
            self.processor.permit(permit);
        }
        delivery.again &= !self.forgets_delivering;
        Some(delivery)
    }

    /// A worker behind `switch` handles the next delivery; `None` if there is none now, else
    /// whether the worker crashed.
    pub async fn deliver(&self, switch: &Arc<Switch>, fate: StoreFate) -> Option<bool> {
        let delivery = self.take()?;
        let before = self.store.snapshot();
        let ports = self.worker(switch);
        let crashed = tokio::select! {
            biased;
            () = switch.hit() => true,
            _ = settle(&ports, &self.settings, delivery) => false,
        };
        if crashed {
            self.crash(fate, before);
        }
        Some(crashed)
    }

    /// The ports of one worker, for one delivery.
    pub fn worker(&self, switch: &Arc<Switch>) -> Ports {
        (self.tamper)(Switched::ports(&self.ports, switch))
    }

    fn crash(&self, fate: StoreFate, before: StoreSnapshot) {
        self.queue.reopen();
        match fate {
            StoreFate::Kept => {}
            StoreFate::Wiped => self.store.wipe(),
            StoreFate::RolledBack => self.store.restore(before),
        }
        self.clock.advance(self.downtime);
        self.processor.tick();
    }

    /// Goes to the next instant at which something happens; `false` if nothing ever will.
    pub async fn pass_time(&mut self) -> bool {
        let scripted = self.script.last().map(|(second, _)| after(start(), *second));
        let next = [scripted, self.queue.next_due_at(), self.processor.next_due_at()];
        let Some(next) = next.into_iter().flatten().min() else { return false };
        self.clock.advance_to(next);
        self.processor.tick();
        while let Some((second, happening)) = self.script.pop() {
            if after(start(), second) > self.clock.now() {
                self.script.push((second, happening));
                break;
            }
            self.happen(happening).await;
        }
        true
    }

    /// A signed webhook, received now.
    pub fn webhook(&self, kind: &str, object: &Value) -> Message {
        webhook_at(self.clock.now(), kind, object)
    }

    /// Workers are as they should be from here on.
    pub fn fix(&mut self) {
        self.tamper = honest();
    }

    /// Puts a message into the work queue, now.
    pub async fn send(&self, message: &Message) {
        self.queue.accept(message).await.unwrap();
    }

    /// An unharmed worker handles everything that is due now; returns how the deliveries ended.
    pub async fn handle_due(&self) -> Vec<Settlement> {
        let ports = self.worker(&Switch::crashing_at(None));
        let mut settlements = Vec::new();
        while let Some(delivery) = self.take() {
            settlements.push(settle(&ports, &self.settings, delivery).await);
        }
        settlements
    }

    /// Lets everything happen that ever will, without a crash.
    pub async fn rest(&mut self) {
        self.run(None, StoreFate::Kept).await;
    }

    /// Lets everything happen within the next `seconds` seconds.
    pub async fn live(&mut self, seconds: i64) {
        let until = after(self.clock.now(), seconds);
        loop {
            self.handle_due().await;
            let due = [self.queue.next_due_at(), self.processor.next_due_at()];
            let scripted = self.script.last().map(|(second, _)| after(start(), *second));
            let next = due.into_iter().chain([scripted]).flatten().min();
            if next.is_none_or(|next| next > until) {
                self.clock.advance_to(until);
                return;
            }
            self.pass_time().await;
        }
    }

    /// One worker stands still at `at`, `meanwhile` happens, and then that worker goes on with what
    /// it had in its hands.
    pub async fn suspend(&mut self, at: Point, meanwhile: impl AsyncFnOnce(&mut Self)) {
        let switch = Switch::suspending_at(at);
        let (ports, settings) = (self.worker(&switch), Arc::clone(&self.settings));
        loop {
            let Some(delivery) = self.take() else {
                assert!(self.pass_time().await, "{at:?} was not reached");
                continue;
            };
            let mut working = Box::pin(settle(&ports, &settings, delivery));
            let stands = tokio::select! {
                biased;
                () = switch.hit() => true,
                _ = &mut working => false,
            };
            if stands {
                meanwhile(self).await;
                switch.let_go();
                working.await;
                return;
            }
        }
    }

    /// The case as it is stored.
    pub async fn case(&self) -> Option<Case> {
        let id = CaseId::parse("stripe-eu/pi_1").unwrap();
        self.store.load(&id).await.unwrap().map(|(case, _)| case)
    }

    /// Everything published, as JSON, repetitions included.
    pub fn events(&self) -> Vec<Value> {
        self.queue
            .events()
            .iter()
            .map(|event| serde_json::from_slice(&event.body).unwrap())
            .collect()
    }

    /// The reasons on the shelves.
    pub fn shelved(&self) -> Vec<String> {
        self.queue.shelved().into_iter().map(|shelved| shelved.reason).collect()
    }
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Run {
    /// The calls of the last worker.
    pub calls: Vec<&'static str>,
    /// How often a worker crashed.
    pub crashes: usize,
}
