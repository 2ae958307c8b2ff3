//! The world: virtual time, store and queue in memory, the fake processor, and the driver that
//! lets time pass until nothing is left to happen.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use adapter_memory::{MemoryFacts, MemoryQueue, MemoryStore, MemorySwitch, StoreSnapshot};
use case::state::Case;
use case::terms::{Legs, Targets, Terms};
use domain::ids::{AccountName, CaseId};
use domain::languages::Languages;
use domain::locale::Locale;
use domain::processor::Processor;
use domain::split::SplitTerms;
use domain::time::after;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use messages::Catalogue;
use policy::{Book, Policy};
use ports::Ports;
use ports::clock::Clock;
use ports::inbox::Inbox;
use ports::message::Message;
use ports::outbox::Outbox;
use ports::store::CaseStore;
use processors::{MetadataKeys, Realm};
use seal::SealingKeys;
use serde_json::{Value, json};
use worker::{Account, Caution, Reach, Settlement, Texts, WorkerSettings, begin_outlays, settle};

use crate::inbound::{
    EVENT_SECRET, REVIEW_SECRET, SECRET, cloud_event, info, senders, shortly_before, signed,
    webhook_at,
};
use crate::processor::FakeProcessor;
use crate::scenario::{Happening, Said, Scenario};
use crate::switch::{Point, Switch, Switched};

/// The key of the workers.
pub const SEALING_KEY: &str = "the sealing key of the simulated workers";

/// The instant at which every simulation begins.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_760_000_000).unwrap()
}

/// A clock that moves when it is told to. Both times move together, as on a machine whose
/// monotonic clock counts suspend.
#[derive(Debug)]
pub struct VirtualClock {
    now: Mutex<Timestamp>,
}

impl VirtualClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { now: Mutex::new(start()) })
    }

    pub fn advance_to(&self, at: Timestamp) {
        let mut now = self.now.lock().unwrap();
        *now = at.max(*now);
    }

    pub fn advance(&self, seconds: i64) {
        self.advance_to(after(self.now(), seconds));
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn elapsed(&self) -> Duration {
        let elapsed = self.now().duration_since(start());
        Duration::try_from(elapsed).unwrap_or_default()
    }
}

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
        processor.fail_next(&scenario.faults);
        let mut script = scenario.script.clone();
        script.sort_by_key(|(second, _)| *second);
        script.reverse();
        let (switch, facts) = (Arc::default(), Arc::default());
        Self::of(Fabric { clock, processor, switch, facts, settings: settings(), script, tamper })
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
        Self { downtime: self.downtime, ..fork }
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

    /// A worker behind `switch` handles the next delivery; `None` if there is none now, else
    /// whether the worker crashed.
    pub async fn deliver(&self, switch: &Arc<Switch>, fate: StoreFate) -> Option<bool> {
        let delivery = self.queue.take()?;
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

    async fn happen(&self, happening: Happening) {
        let message = match happening {
            Happening::Message(message) => Some(message),
            Happening::RefundByHand(amount) => {
                self.processor.refund_by_hand(amount);
                let made = self.processor.refunds().pop();
                made.map(|refund| self.webhook("refund.created", &self.processor.object(&refund)))
            }
            Happening::MoveRefund(index, status) => {
                let kind = if status == "failed" { "refund.failed" } else { "refund.updated" };
                self.processor.move_refund(index, status).map(|object| self.webhook(kind, &object))
            }
            Happening::Dispute(kind, status, movements) => {
                let object = self.processor.dispute(status, movements);
                Some(self.webhook(kind, &object))
            }
            Happening::Stands(kind, stand) => {
                // Webhooks have the id of the charge alone.
                let mut intent = self.processor.stand(stand);
                intent["latest_charge"] = json!("ch_1");
                Some(self.webhook(kind, &intent))
            }
            Happening::StandsInSilence(stand) => {
                self.processor.stand(stand);
                None
            }
            Happening::Charge(kind) => Some(self.webhook(kind, &self.processor.charge_now())),
            Happening::Reviews(id, reviewer, said) => Some(self.review(id, reviewer, said)),
            Happening::Answers(question) => Some(info(question, self.clock.now())),
            Happening::OwnWebhook(index) => self
                .processor
                .refunds()
                .get(index)
                .map(|refund| self.webhook("refund.updated", &self.processor.object(refund))),
        };
        if let Some(message) = message {
            self.queue.accept(&message).await.unwrap();
        }
    }

    /// A reviewer's answer to the review that was put last, and has not joined another one.
    fn review(&self, id: &str, reviewer: &str, said: Said) -> Message {
        let events = self.events();
        let mut put = events.iter().rev().filter(|event| event["data"]["review"].is_object());
        let put = put.find(|event| event["data"]["review"]["joins"].is_null());
        let binding = put.map_or(Value::Null, |event| event["data"]["review"]["binding"].clone());
        let request = put.map_or(json!("r1"), |event| event["data"]["request"].clone());
        let mut data = json!({
            "answer_id": id, "request_id": request, "account": "stripe-eu", "payment": "pi_1",
            "reviewer": reviewer, "binding": binding, "decided_at": shortly_before(self.clock.now()),
        });
        match said {
            Said::Approve(minor) => {
                data["verdict"] = json!("approve");
                data["amount"] = json!({"minor": minor, "currency": "USD"});
            }
            Said::Deny => {
                data["verdict"] = json!("deny");
                data["clause"] = json!("as_agreed_by_phone");
                data["alternatives"] = json!(["discount", "a_bouquet"]);
            }
            Said::Ask(question) => {
                data["verdict"] = json!("ask");
                data["questions"] = json!([question]);
            }
        }
        let answer = cloud_event(id, "io.refundd.refund.review_decided.v1", &data);
        signed(answer, REVIEW_SECRET, self.clock.now())
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
        while let Some(delivery) = self.queue.take() {
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
            let Some(delivery) = self.queue.take() else {
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

pub fn settings() -> Arc<WorkerSettings> {
    settings_with(&[SECRET])
}

const POLICY: &str = r#"
[clauses]
money_back = "within 30 days of purchase"
too_late = "later than 30 days after purchase"
[[rule]]
id = "late"
when = ['request.reason == "change_of_mind"']
deny = { alternatives = ["discount"] }
clause = "too_late"
[[rule]]
id = "doubtful"
when = ['request.reason == "other"']
review = "doubtful"
clause = "money_back"
[[rule]]
id = "money-back"
when = ['payment.age_days <= 30']
approve = "full"
clause = "money_back"
[default]
review = "no_rule"
clause = "money_back"
"#;

/// Read once: most of the time of a run would go by in reading it.
static BOOK: LazyLock<Book> = LazyLock::new(|| {
    Book::one(Policy::parse(POLICY).unwrap_or_else(|mistakes| {
        panic!("{}", diagnostics::render_mistakes("sim", POLICY, &mistakes))
    }))
});

/// Checked once, for the same reason. Nothing here replaces them in place.
static TEXTS: LazyLock<Texts> = LazyLock::new(|| Catalogue::builtin().unwrap().into());

/// The settings with these secrets for webhooks.
pub fn settings_with(secrets: &[&str]) -> Arc<WorkerSettings> {
    let account = Account {
        processor: Processor::Stripe,
        webhook_secrets: secrets.iter().map(|secret| (*secret).to_owned().into()).collect(),
        policies: BOOK.clone().into(),
        merchant: "Example".to_owned(),
        locale: Locale::En,
        languages: Languages::default(),
        metadata: MetadataKeys::default(),
        realm: Realm::default(),
        terms: terms(),
        reach: Reach::default(),
    };
    Arc::new(WorkerSettings {
        accounts: BTreeMap::from([(AccountName::parse("stripe-eu").unwrap(), account)]),
        sealing: SealingKeys::of([SEALING_KEY]).unwrap(),
        senders: senders(&[REVIEW_SECRET]),
        event_secrets: vec![EVENT_SECRET.into()],
        texts: TEXTS.clone(),
        source: "/refundd".to_owned(),
        type_prefix: "io.refundd".to_owned(),
        fresh_max: Duration::from_secs(10),
        attempts_max: 60,
        keep_seconds: 400 * 86_400,
        body_bytes_max: 1 << 20,
        in_flight_max: 16,
        report_lag: 7 * 86_400,
        caution: Caution::default(),
    })
}

pub fn terms() -> Terms {
    Terms {
        answer_within: 86_400,
        feedback_after: 7 * 86_400,
        claim: 30,
        ladder: vec![5, 30, 120, 600, 3600, 21_600],
        doubt_max: 3 * 86_400,
        watch: 21_600,
        settling_max: 15 * 86_400,
        facts_within: 900,
        settle: 420,
        legs: Legs { key_lifetime: Some(86_400), lookup: true },
        review_within: 3 * 86_400,
        targets: Targets::default(),
        split: SplitTerms::default(),
        merchant_of_record: false,
    }
}
