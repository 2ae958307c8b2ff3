//! One pass over one case: load, fold in, save, plan, do one thing, plan again, a bounded number of
//! rounds. Whatever is done is derived from the saved state; there is no other recovery path.

use std::time::Duration;

use super::account::{Account, Settings};
use super::settlement::Settlement;
use crate::case::apply::{Effect, apply};
use crate::case::fact::Fact;
use crate::case::plan::{Plan, plan};
use crate::case::state::Case;
use crate::case::{invariants, owe};
use crate::domain::decision::Ruling;
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::payment::PastPayment;
use crate::domain::time::seconds_between;
use crate::ports::Ports;
use crate::ports::store::{Keep, StoreError, Version};
use crate::telemetry::events::{InvariantBroken, StoreUnavailable};

/// A pass makes at most so many steps; what is left after them comes with the redelivery.
const ROUNDS_MAX: usize = 64;

/// A case that changes under our hands so often is left to the others for a while.
const CONFLICTS_MAX: usize = 16;

/// Seconds after which a message comes back that could not be handled for lack of a store.
const STORE_PAUSE: i64 = 5;

pub(super) struct Session<'a> {
    pub(super) ports: &'a Ports,
    pub(super) settings: &'a Settings,
    pub(super) account: &'a Account,
    pub(super) case: Case,
    /// The request that the message carries.
    pub(super) carries: Option<RequestId>,
    /// The decision that travelled with the message, for the request that it carries.
    pub(super) frozen: Option<(RequestId, Ruling)>,
    pub(super) history: Option<Vec<PastPayment>>,
    /// When the listing that is folded in was begun; `None` if there is none, or a call was sent
    /// since.
    pub(super) listed_at: Option<Duration>,
    pub(super) attempt: u32,
    /// The trace that the delivery belongs to.
    pub(super) traceparent: Option<String>,
    version: Version,
    /// Facts folded in since the last save: they are folded in again if another worker was faster.
    unsaved: Vec<Fact>,
    changed: bool,
}

/// What a step of the session failed with is already what becomes of the delivery.
pub(super) type Step<T> = Result<T, Settlement>;

impl<'a> Session<'a> {
    pub(super) async fn open(
        ports: &'a Ports,
        settings: &'a Settings,
        account: &'a Account,
        id: CaseId,
    ) -> Step<Self> {
        let (case, version) = load(ports, account, &id).await?;
        Ok(Self {
            ports,
            settings,
            account,
            case,
            carries: None,
            frozen: None,
            history: None,
            listed_at: None,
            attempt: 0,
            traceparent: None,
            version,
            unsaved: Vec::new(),
            changed: false,
        })
    }

    /// Plans and does one thing at a time until nothing is left to do now.
    pub(super) async fn run(&mut self) -> Step<Settlement> {
        for _ in 0..ROUNDS_MAX {
            let now = self.ports.clock.now();
            self.changed |= owe::owe(&mut self.case, now, &self.account.terms);
            match plan(&self.case, now, self.is_fresh(), &self.account.terms) {
                // Save before telling: what is told is what was committed.
                Plan::Publish => {
                    self.save().await?;
                    self.publish_owed().await?;
                }
                Plan::Gather => self.gather().await?,
                Plan::Decide(request) => self.decide(&request).await?,
                Plan::Confirm(key) => {
                    self.learn(Fact::RefusalConfirmed { key })?;
                }
                Plan::Attempt(key) => self.attempt(&key).await?,
                Plan::Wait(until) => {
                    self.save().await?;
                    return Ok(self.waits(seconds_between(now, until).max(1)));
                }
                Plan::Rest => {
                    self.save().await?;
                    return Ok(Settlement::Settled);
                }
            }
        }
        self.save().await?;
        Ok(self.waits(1))
    }

    /// A request's message waits with its case. Any other message has done its part once what it
    /// told is saved, unless nobody else would come back for what is left.
    fn waits(&self, seconds: i64) -> Settlement {
        match self.carries.as_ref().and_then(|request| self.case.requests.get(request)) {
            Some(state) => Settlement::Later {
                seconds,
                trouble: false,
                decision: state.ruling.clone().map(Box::new),
            },
            None if self.case.requests.is_empty() => {
                Settlement::Later { seconds, trouble: true, decision: None }
            }
            None => Settlement::Settled,
        }
    }

    /// Whether a listing is folded in that is young enough to be the ground of a call.
    pub(super) fn is_fresh(&self) -> bool {
        self.listed_at.is_some_and(|listed_at| {
            self.ports.clock.elapsed().saturating_sub(listed_at) <= self.settings.fresh_max
        })
    }

    /// Folds one fact in, owes what follows, checks the invariants.
    pub(super) fn learn(&mut self, fact: Fact) -> Step<Effect> {
        let now = self.ports.clock.now();
        self.unsaved.push(fact.clone());
        let effect = apply(&mut self.case, fact);
        self.changed |= effect == Effect::Advanced;
        self.changed |= owe::owe(&mut self.case, now, &self.account.terms);
        self.check()?;
        Ok(effect)
    }

    fn check(&self) -> Step<()> {
        invariants::check(&self.case).map_err(|violation| {
            InvariantBroken { case: &self.case.id, violation: &violation }.emit();
            Settlement::park(format!("bug: {}", violation.believed))
        })
    }

    /// Saves what was folded in. Where another worker was faster, folds it into what that one
    /// saved, and tries again.
    pub(super) async fn save(&mut self) -> Step<()> {
        for _ in 0..CONFLICTS_MAX {
            if self.try_save().await? {
                return Ok(());
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

    async fn try_save(&mut self) -> Step<bool> {
        if !self.changed {
            self.unsaved.clear();
            return Ok(true);
        }
        match self.ports.store.save(&self.case, self.version, self.keep()).await {
            Ok(version) => {
                self.version = version;
                self.unsaved.clear();
                self.changed = false;
                Ok(true)
            }
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(unusable(error)),
        }
    }

    /// Stands on what another worker saved, with what this pass has not saved folded in.
    ///
    /// Where the store has forgotten what this pass had saved, that cannot be done: the delivery
    /// begins again.
    async fn reload(&mut self) -> Step<()> {
        let again = self.again();
        let id = self.case.id.clone();
        let (case, version) = load(self.ports, self.account, &id).await?;
        // Versions only rise, except where the store was emptied or rolled back.
        if version <= self.version {
            return Err(again);
        }
        (self.case, self.version) = (case, version);
        self.changed = false;
        let unsaved = std::mem::take(&mut self.unsaved);
        if !unsaved.iter().any(|fact| matches!(fact, Fact::Listed(_))) {
            // A listing that was saved may not be in what is loaded now: nothing rests on it.
            self.listed_at = None;
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

    /// The delivery comes back, with the decision if there was one: it may have been told.
    fn again(&self) -> Settlement {
        let carried = self.carries.as_ref().and_then(|request| self.case.requests.get(request));
        let decision = carried.and_then(|state| state.ruling.clone()).map(Box::new);
        Settlement::Later { seconds: STORE_PAUSE, trouble: false, decision }
    }

    /// No expiry while anything is unfinished.
    fn keep(&self) -> Keep {
        let now = self.ports.clock.now();
        match plan(&self.case, now, true, &self.account.terms) {
            Plan::Rest => Keep::Seconds(self.settings.keep_seconds),
            Plan::Publish
            | Plan::Gather
            | Plan::Decide(_)
            | Plan::Confirm(_)
            | Plan::Attempt(_)
            | Plan::Wait(_) => Keep::Forever,
        }
    }
}

async fn load(ports: &Ports, account: &Account, id: &CaseId) -> Step<(Case, Version)> {
    match ports.store.load(id).await {
        Ok(Some((case, version))) => Ok((case, version)),
        // An absent record is an ordinary case: list, adopt what is there, carry on.
        Ok(None) => Ok((Case::new(id.clone(), account.processor), Version::default())),
        Err(error) => Err(unusable(error)),
    }
}

/// Fail closed: without the store nothing is sent. A record that cannot be read is for a person.
fn unusable(error: StoreError) -> Settlement {
    let settlement = match &error {
        StoreError::Conflict(_) | StoreError::Unavailable { .. } => {
            Settlement::Later { seconds: STORE_PAUSE, trouble: false, decision: None }
        }
        StoreError::Corrupt { .. } => Settlement::park("corrupt_record"),
    };
    StoreUnavailable { error }.emit();
    settlement
}
