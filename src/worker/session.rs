//! One pass over one case: load, fold in, save, plan, do one thing, plan again, a bounded number of
//! rounds. Whatever is done is derived from the saved state; there is no other recovery path.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::account::{Account, Settings};
use super::history::{Past, Whose};
use super::seal;
use super::settlement::Settlement;
use crate::case::apply::{Effect, apply};
use crate::case::fact::Fact;
use crate::case::plan::{Plan, plan};
use crate::case::review::only_waits;
use crate::case::state::{Case, RequestState};
use crate::case::terms::{Targets, Terms};
use crate::case::{invariants, owe};
use crate::domain::conversation::Opened;
use crate::domain::decision::Verdict;
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::time::{after, seconds_between};
use crate::policy::Book;
use crate::ports::Ports;
use crate::ports::store::{Keep, StoreError, Version};
use crate::telemetry::events::{InvariantBroken, StoreUnavailable};
use crate::wire::record::Carried;

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
    /// The policies of this pass, whatever takes their place meanwhile.
    pub(super) book: Arc<Book>,
    pub(super) case: Case,
    /// The request that the message carries.
    pub(super) carries: Option<RequestId>,
    /// The request that the message answers.
    pub(super) answers: Option<RequestId>,
    /// The decision that travelled with the message, for the request that it carries.
    pub(super) frozen: Option<(RequestId, Carried)>,
    pub(super) histories: BTreeMap<Whose, Past>,
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
            book: account.policies.current(),
            case,
            carries: None,
            answers: None,
            frozen: None,
            histories: BTreeMap::new(),
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
            let forgotten = self.is_forgotten();
            self.owe(now, forgotten);
            match plan(&self.case, now, self.is_fresh(), &self.account.terms) {
                // Save before telling: what is told is what was committed.
                Plan::Publish => {
                    self.save().await?;
                    self.publish_owed().await?;
                }
                Plan::Gather => self.gather().await?,
                Plan::Decide(request) => self.decide(&request).await?,
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
                Plan::Attempt(key) => self.attempt(&key).await?,
                Plan::Wait(until) => {
                    self.save().await?;
                    return Ok(self.waits(seconds_between(now, until).max(1)));
                }
                Plan::Rest => {
                    self.save().await?;
                    return Ok(self.rests());
                }
            }
        }
        self.save().await?;
        Ok(self.waits(1))
    }

    /// A request's message waits with its case. Any other message has done its part once what it
    /// told is saved, unless nobody else would come back for what is left.
    fn waits(&self, seconds: i64) -> Settlement {
        if self.answers.is_some() {
            return self.answer_waits(seconds);
        }
        match self.carries.as_ref().and_then(|request| self.case.requests.get(request)) {
            Some(state) => Settlement::Later {
                seconds: self.at_most_a_rung(seconds),
                trouble: false,
                decision: self.sealed(state),
            },
            None if self.case.requests.is_empty() => {
                Settlement::Later { seconds, trouble: true, decision: None }
            }
            None => Settlement::Settled,
        }
    }

    /// An answer comes back for as long as its request waits. One whose request is not known yet
    /// is early, and that it is, is trouble once it lasts.
    fn answer_waits(&self, seconds: i64) -> Settlement {
        let known = self.answers.as_ref().is_some_and(|of| self.case.requests.contains_key(of));
        if known {
            let seconds = self.at_most_a_rung(seconds);
            return Settlement::Later { seconds, trouble: false, decision: None };
        }
        Settlement::trouble(self.account.terms.backoff(self.attempt.saturating_add(1)))
    }

    /// While somebody may answer, the messages come back with every longest rung, however long the
    /// wait: after a lost store they must find each other before it is over.
    fn at_most_a_rung(&self, seconds: i64) -> i64 {
        let of = self.carries.as_ref().or(self.answers.as_ref());
        let ruling = of
            .and_then(|request| self.case.requests.get(request))
            .and_then(|state| state.ruling.as_ref());
        let open = ruling.is_some_and(|ruling| match ruling.decision.verdict {
            Verdict::NeedInfo(_) | Verdict::Review { .. } => true,
            Verdict::Approve(_) | Verdict::Deny { .. } => false,
        });
        if open || self.is_young() { seconds.min(self.rung()) } else { seconds }
    }

    fn rung(&self) -> i64 {
        self.account.terms.ladder.iter().copied().max().unwrap_or(3600)
    }

    /// Whether the decision that an answer led to may not be in the header of its request yet: that
    /// message comes back within a rung, and until then the answer is its durable copy.
    fn is_young(&self) -> bool {
        let of = self.answers.as_ref().and_then(|request| self.case.requests.get(request));
        let decided_at = of.and_then(|state| state.stages.decided_at);
        let known_at = decided_at.map(|at| after(at, self.rung().saturating_mul(2)));
        known_at.is_some_and(|at| self.ports.clock.now() < at)
    }

    /// Nothing is left to do, but an answer that is early.
    fn rests(&self) -> Settlement {
        match &self.answers {
            Some(of) if !self.case.requests.contains_key(of) => self.answer_waits(0),
            Some(_) if self.is_young() => self.answer_waits(self.rung()),
            Some(_) | None => Settlement::Settled,
        }
    }

    /// A question or a review that begins now.
    pub(super) fn opened(&self, now: Timestamp) -> Opened {
        Opened::at(now, after(now, self.account.terms.review_within))
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
        // Counts only rise, except where the store was emptied or rolled back.
        if version.saves <= self.version.saves {
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
        let decision = carried.and_then(|state| self.sealed(state));
        Settlement::Later { seconds: STORE_PAUSE, trouble: false, decision }
    }

    /// The decision about a request and what it opened, as they travel with the request's message.
    fn sealed(&self, state: &RequestState) -> Option<String> {
        let ruling = state.ruling.clone().filter(|ruling| !only_waits(&ruling.decision))?;
        let carried = Carried { ruling, opened: state.opened.clone() };
        self.subject(&state.request.id).seal(&carried)
    }

    /// What a decision that travels is about.
    pub(super) fn subject<'s>(&'s self, request: &'s RequestId) -> seal::Subject<'s> {
        seal::Subject { account: self.account, case: &self.case.id, request }
    }

    /// No expiry while anything is unfinished.
    fn keep(&self) -> Keep {
        let now = self.ports.clock.now();
        match plan(&self.case, now, true, &self.account.terms) {
            Plan::Rest => Keep::Seconds(self.settings.keep_seconds),
            Plan::Publish
            | Plan::Gather
            | Plan::Decide(_)
            | Plan::Lapse(_)
            | Plan::Confirm(_)
            | Plan::Close(_)
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
