//! Decides a request: what travelled with the message, else the guards, else the policy.

use super::session::{Session, Step};
use crate::case::fact::Fact;
use crate::case::guard::guard;
use crate::case::ledger;
use crate::case::state::Case;
use crate::domain::decision::{Ruling, Verdict};
use crate::domain::facts::{Earlier, Facts, History, Ledger};
use crate::domain::ids::RequestId;
use crate::domain::key::Subject;
use crate::domain::request::RefundRequest;
use crate::processors;
use crate::telemetry::events::RequestDecided;

impl Session<'_> {
    /// Decides `id` on the listing that is folded in, and freezes the decision.
    pub(super) async fn decide(&mut self, id: &RequestId) -> Step<()> {
        let Some(state) = self.case.requests.get(id) else { return Ok(()) };
        let request = state.request.clone();
        let ruling = match self.frozen.take_if(|(frozen, _)| frozen == id) {
            // Decided before, and the store has forgotten: the message has not.
            Some((_, ruling)) => ruling,
            None => self.rule(&request).await?,
        };
        RequestDecided { case: &self.case.id, request: id, decision: &ruling.decision }.emit();
        self.learn(Fact::Decided { request: id.clone(), ruling })?;
        Ok(())
    }

    /// What the guards say; where they leave it open, what the policy says.
    async fn rule(&mut self, request: &RefundRequest) -> Step<Ruling> {
        if let Some(ruling) = guard(&self.case, request) {
            return Ok(ruling);
        }
        let ruling = self.ask_policy(request).await?;
        Ok(self.cautiously(request, ruling))
    }

    /// A partial refund is not approved by a machine shortly after the store was lost: the
    /// reservations of other partial refunds may be missing.
    fn cautiously(&self, request: &RefundRequest, mut ruling: Ruling) -> Ruling {
        let partial = request.subject() != Subject::Full;
        let approved = matches!(ruling.decision.verdict, Verdict::Approve(_));
        if partial && approved && self.settings.caution.holds(self.ports.clock.now()) {
            ruling.decision.verdict = Verdict::Review { why: "store_lost".to_owned() };
            "guard.store_lost".clone_into(&mut ruling.decision.rule);
        }
        ruling
    }

    async fn ask_policy(&mut self, request: &RefundRequest) -> Step<Ruling> {
        let history =
            if self.account.policy.needs_customer_history() { self.history().await? } else { None };
        let case = &self.case;
        // The guard has seen to it that the payment is known.
        let payment = case.payment.as_ref().ok_or_else(|| {
            super::settlement::Settlement::park("bug: the policy was asked without a payment")
        })?;
        let ledger = Ledger {
            refunded_minor: ledger::refunded(case),
            left_minor: ledger::left(case),
            disputed: case.is_blocked_by_dispute(),
            fraud_warning: !case.warnings.is_empty(),
        };
        let step = processors::amount_step(case.processor, payment.captured.currency);
        let mut facts = Facts::new(request, payment, ledger, case.processor, step);
        facts.earlier = earlier(case, request);
        facts.customer = history.map(|payments| History::of(&payments, request.requested_at));
        Ok(self.account.policy.decide(&facts))
    }
}

/// What was asked before `request` about the same payment, and how often the answer was no.
fn earlier(case: &Case, request: &RefundRequest) -> Earlier {
    let others = case.requests.values().filter(|state| {
        state.request.id != request.id && state.request.requested_at <= request.requested_at
    });
    let mut earlier = Earlier::default();
    for state in others {
        let denied = state
            .ruling
            .as_ref()
            .is_some_and(|ruling| matches!(ruling.decision.verdict, Verdict::Deny { .. }));
        earlier.requests = earlier.requests.saturating_add(1);
        earlier.denials = earlier.denials.saturating_add(i64::from(denied));
    }
    earlier
}
