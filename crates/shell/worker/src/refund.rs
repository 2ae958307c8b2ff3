//! The refund call: claim, deadline, one request, outcome. The only place from which money moves.

use std::collections::BTreeSet;

use super::session::{Session, Step};
use super::settlement::Settlement;
use case::apply::Effect;
use case::fact::Fact;
use case::operation::OperationStep;
use case::reviewed::Judged;
use domain::authority::Authority;
use domain::conversation::{Opened, ReviewAnswer, ReviewerSaid};
use domain::http::HttpRequest;
use domain::ids::StaffId;
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::outcome::CallOutcome;
use domain::split::SplitOrder;
use ports::gateway::GatewayError;
use processors::{RefundOrder, UnclearAnswer};
use telemetry::events::{CallWithheld, OrderRefused, RefundCalled};

impl Session<'_> {
    /// Claims the operation and calls the processor's refund API once.
    ///
    /// The claim (`InDoubt` with the frozen request) is saved before the call. Between the list
    /// that showed the refund absent and the writing of the call there is at most `fresh_max`, on
    /// a clock that counts suspend.
    pub(super) async fn attempt(&mut self, key: &IdempotencyKey) -> Step<()> {
        if !self.may_send(key).await {
            // Not claimed: what the switch holds is not in doubt.
            return Ok(());
        }
        let (request, amount, split) = self.order(key)?;
        self.vouched(key)?;
        if self.is_claimed(key) {
            self.clocks_agree(key).await?;
        }
        let at = self.ports.clock.now();
        let claim = Fact::Attempting { key: key.clone(), request: request.clone(), at };
        if self.learn(claim)? != Effect::Advanced || !self.save_or_yield().await? {
            // Another worker is at it, or has done it: plan again on what it saved.
            return Ok(());
        }
        // From here on the call may have been made.
        self.permit = None;
        self.claims = true;
        if !self.is_fresh() {
            // Nothing was sent. The doubt that was saved is harmless: it is listed again.
            CallWithheld { case: &self.case.id, key, why: "list" }.emit();
            self.listed = None;
            return Ok(());
        }
        if !self.may_send(key).await {
            // As above; paused in this very moment.
            return Ok(());
        }
        let account = &self.case.id.account;
        let answer = self.ports.gateway.send(account, &request, self.fresh_until()).await;
        self.listed = None;
        let order = RefundOrder { case: &self.case.id, amount, key, split };
        let (outcome, unclear) = match answer {
            Ok(response) => {
                let processor = self.account.processor;
                let known = self.account.setup.admits(processor, &response);
                let known = known.map_err(|error| UnclearAnswer(error.to_string()));
                let read = || processors::read_refund(processor, &order, &response);
                match known.and_then(|()| read()) {
                    Ok(outcome) => (outcome, None),
                    // It may have been executed all the same: the list after it says so.
                    Err(unclear) => (CallOutcome::Unknown, Some(unclear)),
                }
            }
            Err(GatewayError::NotSent { .. }) => (CallOutcome::Busy { retry_after: None }, None),
            Err(GatewayError::Unknown { .. }) => (CallOutcome::Unknown, None),
        };
        let why = unclear.as_ref().map(|UnclearAnswer(why)| why.as_str());
        RefundCalled { case: &self.case.id, key, outcome: &outcome, why }.emit();
        let at = self.ports.clock.now();
        self.learn(Fact::Answered { key: key.clone(), outcome, at })?;
        self.save().await?;
        Ok(())
    }

    /// Looks at the switch: whether this refund may be called for now.
    async fn may_send(&mut self, key: &IdempotencyKey) -> bool {
        self.look_at_switch().await;
        let operation = self.case.operations.get(key);
        let may = operation.is_some_and(|operation| operation.is_let_by(self.switch));
        if !may {
            CallWithheld { case: &self.case.id, key, why: "switch" }.emit();
        }
        may
    }

    /// Checks once more that people approved what is to be sent, where people did: by the answers that
    /// they signed, against the secrets and the roster of today. Neither a record nor a decision
    /// that somebody wrote into the store can stand in their place.
    fn vouched(&self, key: &IdempotencyKey) -> Step<()> {
        let Some(operation) = self.case.operations.get(key) else { return Ok(()) };
        match operation.decision.by {
            Authority::Approvers | Authority::Joined => {}
            Authority::Guard(_)
            | Authority::Recovered
            | Authority::Denier
            | Authority::Statute(_)
            | Authority::Rule(_)
            | Authority::Default => return Ok(()),
        }
        let states =
            self.case.requests.values().filter(|state| state.operation.as_ref() == Some(key));
        let rounds: Vec<&Opened> = states
            .filter(|state| {
                let decision = state.ruling.as_ref().map(|ruling| &ruling.decision);
                decision.is_some_and(|decision| decision.by == Authority::Approvers)
            })
            .filter_map(|state| state.opened.as_ref())
            .collect();
        // The store has forgotten what was approved, or the answers. They come back by themselves, as
        // the request does; that they do not is trouble once it lasts.
        let wait = self.account.terms.backoff(self.attempt.saturating_add(1));
        if rounds.is_empty() {
            return Err(self.again(wait).counted_as_trouble());
        }
        for opened in rounds {
            let needed = usize::from(opened.approvers.max(1));
            let answers: Vec<&ReviewAnswer> = self.approvals(key, opened).collect();
            if answers.len() < needed {
                return Err(self.again(wait).counted_as_trouble());
            }
            let vouched =
                |answer: &&ReviewAnswer| self.settings.senders.vouches_for(answer, &self.case.id);
            let proven = answers.into_iter().filter(vouched);
            let people: BTreeSet<&StaffId> = proven.map(|answer| &answer.reviewer).collect();
            if people.len() < needed {
                OrderRefused { case: &self.case.id, key, why: "unproven" }.emit();
                return Err(Settlement::park("approval_unproven"));
            }
        }
        Ok(())
    }

    /// The answers that approved the operation in a review.
    fn approvals(
        &self,
        key: &IdempotencyKey,
        opened: &Opened,
    ) -> impl Iterator<Item = &ReviewAnswer> {
        let amount = self.case.operations.get(key).map(|operation| operation.amount);
        let approves = move |said: &ReviewerSaid| {
            amount.is_some_and(|amount| *said == ReviewerSaid::Approve(amount))
        };
        let counted = self.case.reviews.values();
        let counted = counted.filter(|known| known.judged == Some(Judged::Accepted));
        let answers = counted.map(|known| &known.answer);
        answers.filter(move |answer| {
            opened.binding.as_ref() == Some(&answer.binding) && approves(&answer.said)
        })
    }

    /// The order to send: derived from what is given back, and never read from a record.
    ///
    /// Whoever can write the store must not be able to use the processor's key. Where an earlier
    /// attempt has frozen its bytes, they only have to be the same; and the amount has to be
    /// covered by what the processor itself has just listed, whatever the record says of it.
    fn order(&self, key: &IdempotencyKey) -> Step<(HttpRequest, Money, SplitOrder)> {
        let bug = |what: &str| Settlement::park(format!("bug: {what}"));
        let Some(operation) = self.case.operations.get(key) else {
            return Err(bug("an attempt was planned without an operation"));
        };
        let (processor, case, amount) = (self.account.processor, &self.case.id, operation.amount);
        if IdempotencyKey::derive(processor, case, &operation.subject, amount.currency) != *key {
            return Err(bug("an operation has a key that is not derived from what it gives back"));
        }
        // Whose money it is stands on the payment and in the account's settings: none of it in the store.
        let split = self.case.payment.as_ref().map(|payment| payment.split).unwrap_or_default();
        let split = self.account.terms.split.order(split);
        let order = processors::refund_order(processor, &RefundOrder { case, amount, key, split })
            .map_err(|error| Settlement::park(format!("amount_not_representable: {error}")))?;
        if let OperationStep::InDoubt(doubt) = &operation.step
            && doubt.request != order
        {
            OrderRefused { case, key, why: "differs" }.emit();
            return Err(Settlement::park("order_differs"));
        }
        let covers = |left: Money| left.currency == amount.currency && amount.minor <= left.minor;
        // Without any list nothing is sent: it is not fresh.
        if self.listed.is_some_and(|listed| !listed.left.is_some_and(covers)) {
            OrderRefused { case, key, why: "not_covered" }.emit();
            return Err(Settlement::park("order_not_covered"));
        }
        Ok((order, amount, split))
    }
}
