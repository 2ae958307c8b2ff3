//! What becomes of a delivery whose pass is over, and what of its decision travels on.

use super::session::Session;
use super::settlement::Settlement;
use case::clock::feedback_at;
use case::review::only_waits;
use case::state::RequestState;
use domain::decision::Verdict;
use domain::ids::RequestId;
use domain::time::after;
use wire::record::Carried;

impl Session<'_> {
    /// A request's message waits with its case. Any other message has done its part once what it
    /// told is saved, unless nobody else would come back in time for what is left: the request's may
    /// sleep until its follow-up is due.
    pub(super) fn waits(&self, seconds: i64) -> Settlement {
        if self.answers.is_some() {
            return self.answer_waits(seconds);
        }
        match self.carries.as_ref().and_then(|request| self.case.requests.get(request)) {
            Some(state) => Settlement::Later {
                seconds: self.at_most_a_rung(seconds),
                trouble: false,
                decision: self.travelling(state),
                permit: self.sealed_permit(&state.request.id),
            },
            None if self.case.requests.is_empty() => {
                Settlement::Later { seconds, trouble: true, decision: None, permit: None }
            }
            None if seconds < self.rung() && self.sleeps() => {
                Settlement::Later { seconds, trouble: false, decision: None, permit: None }
            }
            None => Settlement::Settled,
        }
    }

    /// Whether the messages of requests may sleep for longer than any rung of trouble: one waits for the
    /// follow-up of a refund.
    fn sleeps(&self) -> bool {
        let far = after(self.ports.clock.now(), self.rung());
        let due = |refund| feedback_at(&self.case, refund, &self.account.terms);
        self.case.refunds.values().filter_map(due).any(|at| at > far)
    }

    /// An answer comes back for as long as its request waits. One whose request is not known yet
    /// is early, and that it is, is trouble once it lasts.
    fn answer_waits(&self, seconds: i64) -> Settlement {
        let known = self.answers.as_ref().is_some_and(|of| self.case.requests.contains_key(of));
        if known {
            let seconds = self.at_most_a_rung(seconds);
            return Settlement::Later { seconds, trouble: false, decision: None, permit: None };
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
    pub(super) fn rests(&self) -> Settlement {
        match &self.answers {
            Some(of) if !self.case.requests.contains_key(of) => self.answer_waits(0),
            Some(_) if self.is_young() => self.answer_waits(self.rung()),
            Some(_) | None => Settlement::Settled,
        }
    }

    /// The delivery comes back, with the decision if one was saved: it may have been told. One that
    /// was not saved does not travel: what it was computed on is no more.
    pub(super) fn again(&self, seconds: i64) -> Settlement {
        let unsaved = |request: &RequestId| self.unsaved.iter().any(|fact| fact.decides(request));
        let carried = self.carries.as_ref().filter(|request| !unsaved(request));
        let state = carried.and_then(|request| self.case.requests.get(request));
        let decision = state.and_then(|state| self.travelling(state));
        Settlement::Later { seconds, trouble: false, decision, permit: None }
    }

    /// The decision about a request and what it opened, as they travel with the request's message.
    fn travelling(&self, state: &RequestState) -> Option<String> {
        let ruling = state.ruling.clone().filter(|ruling| !only_waits(&ruling.decision))?;
        let key = self.case.key_of(&state.request);
        let carried = Carried { ruling, opened: state.opened.clone(), key };
        Some(self.sealed(&state.request, &carried))
    }
}
