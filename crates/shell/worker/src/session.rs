//! One pass over one case: load, fold in, save, plan, do one thing, plan again, a bounded number of
//! rounds. Whatever is done is derived from the saved state; there is no other recovery path.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::account::{Account, WorkerSettings};
use super::past::{Past, Whose};
use super::settlement::Settlement;
use case::apply::{Effect, apply};
use case::claim::ClaimId;
use case::fact::Fact;
use case::plan::{Plan, plan};
use case::receipt::waits_until;
use case::state::Case;
use case::terms::{Targets, Terms};
use case::{invariants, owe};
use domain::conversation::Opened;
use domain::ids::{CaseId, EventId, RequestId};
use domain::money::Money;
use domain::switch::SwitchPosition;
use domain::time::{after, seconds_between};
use policy::Book;
use ports::Ports;
use ports::inbox::Token;
use ports::store::{Keep, StoreError, Version};
use telemetry::events::{InvariantBroken, RequestDecided, StoreUnavailable};
use wire::record::Carried;

/// The most steps of one pass; what is left after them comes with the redelivery.
const ROUNDS_MAX: usize = 64;

/// The most conflicts of one save; a case that changes more often is left to the others for a while.
pub(super) const CONFLICTS_MAX: usize = 16;

/// Seconds after which a message comes back that could not be handled for lack of a store.
const STORE_PAUSE: i64 = 5;

/// What is kept of a listing beside what the case makes of it: a case is also what the store says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    /// When reading it was begun, on the clock that counts suspend.
    pub(super) begun: Duration,
    /// What it leaves to give back; `None` where the processor does not know the payment.
    pub(super) left: Option<Money>,
}

pub(super) struct Session<'a> {
    pub(super) ports: &'a Ports,
    pub(super) settings: &'a WorkerSettings,
    pub(super) account: &'a Account,
    /// The policies of this pass, whatever takes their place meanwhile.
    pub(super) book: Arc<Book>,
    pub(super) case: Case,
    /// The request that the message carries.
    pub(super) carries: Option<RequestId>,
    /// The request that the message answers.
    pub(super) answers: Option<RequestId>,
    /// The decision that travelled with the message, for the request that it carries.
    pub(super) frozen: Option<(RequestId, Carried)>,
    /// The claim whose permit this pass has: it came with the delivery, or was given in this pass.
    pub(super) permit: Option<ClaimId>,
    /// Whether it was given in this pass.
    pub(super) is_given: bool,
    /// What the delivery is called on its connection.
    pub(super) token: Option<Token>,
    pub(super) histories: BTreeMap<Whose, Past>,
    /// The listing that is folded in; `None` if there is none, or a call was sent since.
    pub(super) listed: Option<Listed>,
    pub(super) attempt: u32,
    /// What was stopped at the last look.
    pub(super) switch: SwitchPosition,
    /// The trace that the delivery belongs to.
    pub(super) traceparent: Option<String>,
    /// Whether this pass has claimed an operation: then it tells what the call leads to.
    pub(super) claims: bool,
    pub(super) version: Version,
    /// Confirmed by the broker, and not yet saved as told.
    pub(super) told: Vec<EventId>,
    /// Facts folded in since the last save: they are folded in again if another worker was faster.
    pub(super) unsaved: Vec<Fact>,
    pub(super) changed: bool,
}

/// What a step of the session failed with is already what becomes of the delivery.
pub(super) type Step<T> = Result<T, Settlement>;

impl<'a> Session<'a> {
    pub(super) async fn open(
        ports: &'a Ports,
        settings: &'a WorkerSettings,
        account: &'a Account,
        id: CaseId,
    ) -> Step<Self> {
        let (case, version) = load(ports, account, &id).await?;
        Ok(Self {
            ports,
            settings,
            account,
            book: account.policies.current(),
            case,
            carries: None,
            answers: None,
            frozen: None,
            permit: None,
            is_given: false,
            token: None,
            histories: BTreeMap::new(),
            listed: None,
            attempt: 0,
            switch: ports.switch.look().await.position,
            traceparent: None,
            claims: false,
            version,
            told: Vec::new(),
            unsaved: Vec::new(),
            changed: false,
        })
    }

    /// Plans and does one thing at a time until nothing is left to do now.
    pub(super) async fn run(&mut self) -> Step<Settlement> {
        for _ in 0..ROUNDS_MAX {
            let now = self.ports.clock.now();
            let forgotten = self.is_forgotten();
            self.owe(now, forgotten);
            let terms = &self.account.terms;
            match plan(&self.case, now, (self.is_fresh(), self.brought()), self.switch, terms) {
                Plan::Bind(_) => self.bind()?,
                // Save before telling: what is told is what was committed.
                Plan::Publish => {
                    self.save().await?;
                    if let Some(until) = self.left_to_a_claim(now) {
                        // It comes back, and tells what was not told.
                        return Ok(self.again(seconds_between(now, until).max(1)));
                    }
                    self.publish_owed().await?;
                }
                // What a case seldom needs is in boxes, so that the others stay small.
                Plan::Gather => {
                    let within = self.receipt_within(now);
                    in_time(within, Box::pin(self.gather())).await?;
                }
                Plan::Decide(request) => Box::pin(self.decide(&request)).await?,
                Plan::Lapse(request) => {
                    let next = self.opened(now);
                    self.learn(Fact::Lapsed { request, next })?;
                }
                Plan::Confirm(key) => {
                    self.learn(Fact::RefusalConfirmed { key })?;
                }
                Plan::Close(key) => {
                    self.learn(Fact::Closed { key, at: now })?;
                }
                Plan::Claim(key) => Box::pin(self.claim(&key)).await?,
                Plan::Attempt(key) => Box::pin(self.attempt(&key)).await?,
                Plan::Credit(key) => Box::pin(self.credit(&key)).await?,
                Plan::Wait(until) => {
                    if !self.save().await? {
                        continue;
                    }
                    return Ok(self.waits(seconds_between(now, until).max(1)));
                }
                Plan::Rest => {
                    if !self.save().await? {
                        continue;
                    }
                    return Ok(self.rests());
                }
            }
        }
        self.save().await?;
        Ok(self.waits(1))
    }

    /// How long a receipt can still wait; `None` where none does.
    fn receipt_within(&self, now: Timestamp) -> Option<Duration> {
        let terms = &self.account.terms;
        let waits = self.case.requests.values().filter_map(|state| waits_until(state, terms));
        let until = waits.filter(|until| *until > now).min()?;
        u64::try_from(seconds_between(now, until).max(1)).ok().map(Duration::from_secs)
    }

    /// A question or a review that begins now.
    pub(super) fn opened(&self, now: Timestamp) -> Opened {
        Opened::at(now, after(now, self.account.terms.review_within))
    }

    /// Looks at the switch again, and plans by what it says from here on.
    pub(super) async fn look_at_switch(&mut self) {
        self.switch = self.ports.switch.look().await.position;
    }

    /// Whether a listing is folded in that is young enough to be the ground of a call.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh_until().is_some_and(|until| self.ports.clock.elapsed() <= until)
    }

    /// Until when a call may be written on the ground of the listing that is folded in, on the clock
    /// that counts suspend.
    pub(super) fn fresh_until(&self) -> Option<Duration> {
        self.listed.map(|listed| listed.begun.saturating_add(self.settings.fresh_max))
    }

    /// Folds one fact in, owes what follows, checks the invariants.
    pub(super) fn learn(&mut self, fact: Fact) -> Step<Effect> {
        let now = self.ports.clock.now();
        let forgotten = self.is_forgotten();
        self.unsaved.push(fact.clone());
        let effect = apply(&mut self.case, fact);
        self.changed |= effect == Effect::Advanced;
        self.owe(now, forgotten);
        self.check()?;
        Ok(effect)
    }

    /// Whether the store has forgotten a decision that travelled with the message.
    fn is_forgotten(&self) -> bool {
        let frozen = self.frozen.as_ref();
        let state = |request| self.case.requests.get(request);
        frozen.is_some_and(|(request, _)| state(request).is_none_or(|known| known.ruling.is_none()))
    }

    /// Owes what follows. Whoever was decided about was told in time, or it was said that they were
    /// not: where the store has forgotten it, the clocks of that time are not read again.
    fn owe(&mut self, now: Timestamp, forgotten: bool) {
        let terms = &self.account.terms;
        self.changed |= if forgotten {
            let targets = Targets { acknowledged: None, decided: None, ..terms.targets };
            owe::owe(&mut self.case, now, &Terms { targets, ..terms.clone() })
        } else {
            owe::owe(&mut self.case, now, terms)
        };
    }

    fn check(&self) -> Step<()> {
        invariants::check(&self.case).map_err(|violation| {
            InvariantBroken { case: &self.case.id, violation: &violation }.emit();
            Settlement::park(format!("bug: {}", violation.believed))
        })
    }

    /// Saves what was folded in; `true` if nobody was faster. Where another worker was, folds it
    /// into what that one saved, and saves that: what is to be done next is to be planned again.
    pub(super) async fn save(&mut self) -> Step<bool> {
        for tries in 0..CONFLICTS_MAX {
            if self.try_save().await? {
                return Ok(tries == 0);
            }
            self.reload().await?;
        }
        Err(Settlement::trouble(STORE_PAUSE))
    }

    /// Saves only if nobody was faster. After `false` the session stands on what the other worker
    /// saved, and `last` was not folded in.
    pub(super) async fn save_or_yield(&mut self) -> Step<bool> {
        let saved = self.try_save().await?;
        if !saved {
            // The last fact was a claim, and the claim is lost. The rest is still true.
            self.unsaved.pop();
            self.reload().await?;
        }
        Ok(saved)
    }

    pub(super) async fn try_save(&mut self) -> Step<bool> {
        if !self.changed {
            self.unsaved.clear();
            self.told.clear();
            return Ok(true);
        }
        // Processors report every payment; a shop's store need not hold those of which nobody asks.
        if self.version == Version::default() && !self.case.is_worth_keeping() {
            return Ok(true);
        }
        match self.ports.store.save(&self.case, self.version, self.keep()).await {
            Ok(version) => {
                self.version = version;
                self.told.clear();
                self.changed = false;
                self.saved();
                Ok(true)
            }
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(unusable(error)),
        }
    }

    /// What was decided holds once it is saved, and is then said in logs and metrics.
    fn saved(&mut self) {
        for fact in self.unsaved.drain(..) {
            if let Fact::Decided { request, ruling, .. } = &fact {
                let decision = &ruling.decision;
                RequestDecided { case: &self.case.id, request, decision }.emit();
            }
        }
    }

    /// Stands on what another worker saved, with what this pass has not saved folded in.
    ///
    /// What was decided is left out, and decided again: it was computed on sums that the other
    /// worker may have changed.
    ///
    /// Where the store has forgotten what this pass had saved, that cannot be done: the delivery
    /// begins again.
    async fn reload(&mut self) -> Step<()> {
        let again = self.again(STORE_PAUSE);
        let id = self.case.id.clone();
        let (case, version) = load(self.ports, self.account, &id).await?;
        // Counts only rise, except where the store was emptied or rolled back.
        if version.saves <= self.version.saves {
            return Err(again);
        }
        (self.case, self.version) = (case, version);
        self.changed = false;
        let mut unsaved = std::mem::take(&mut self.unsaved);
        unsaved.retain(|fact| !matches!(fact, Fact::Decided { .. }));
        if !unsaved.iter().any(|fact| matches!(fact, Fact::Listed(_))) {
            // A listing that was saved may not be in what is loaded now: nothing rests on it.
            self.listed = None;
        }
        for fact in unsaved {
            self.learn(fact)?;
        }
        // Emptied and filled again by others, up to a higher version.
        match &self.carries {
            Some(request) if !self.case.requests.contains_key(request) => Err(again),
            Some(_) | None => Ok(()),
        }
    }

    /// What came of comparing the e-mail address of the request that the message carries.
    pub(super) fn compared(&self) -> Option<bool> {
        self.case.requests.get(self.carries.as_ref()?)?.request.claims.email_matches
    }

    /// No expiry while anything is unfinished.
    fn keep(&self) -> Keep {
        let now = self.ports.clock.now();
        let terms = &self.account.terms;
        match plan(&self.case, now, (true, self.brought()), self.switch, terms) {
            Plan::Rest => Keep::Seconds(self.settings.keep_seconds),
            Plan::Bind(_)
            | Plan::Publish
            | Plan::Gather
            | Plan::Decide(_)
            | Plan::Lapse(_)
            | Plan::Confirm(_)
            | Plan::Close(_)
            | Plan::Claim(_)
            | Plan::Attempt(_)
            | Plan::Credit(_)
            | Plan::Wait(_) => Keep::Forever,
        }
    }
}

/// Reads within this time, or gives it up: it is planned again once the receipt has gone out.
async fn in_time(within: Option<Duration>, step: impl Future<Output = Step<()>>) -> Step<()> {
    match within {
        Some(within) => tokio::time::timeout(within, step).await.unwrap_or(Ok(())),
        None => step.await,
    }
}

pub(super) async fn load(ports: &Ports, account: &Account, id: &CaseId) -> Step<(Case, Version)> {
    match ports.store.load(id).await {
        Ok(Some((case, version))) => Ok((case, version)),
        // An absent record is an ordinary case: list, adopt what is there, carry on.
        Ok(None) => Ok((Case::new(id.clone(), account.processor), Version::default())),
        Err(error) => Err(unusable(error)),
    }
}

/// Fail closed: without the store nothing is sent. A record that cannot be read, or that no
/// worker has written, is for a person.
fn unusable(error: StoreError) -> Settlement {
    let settlement = match &error {
        StoreError::Conflict(_) | StoreError::Unavailable { .. } => {
            Settlement::Later { seconds: STORE_PAUSE, trouble: false, decision: None, permit: None }
        }
        StoreError::Corrupt { .. } => Settlement::park("corrupt_record"),
        StoreError::Forged { .. } => Settlement::park("forged_record"),
    };
    StoreUnavailable { error }.emit();
    settlement
}
