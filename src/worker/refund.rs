//! The refund call: claim, deadline, one request, outcome. The only place from which money moves.

use super::session::{Session, Step};
use super::settlement::Settlement;
use crate::case::apply::Effect;
use crate::case::fact::Fact;
use crate::case::operation::Step as Call;
use crate::domain::http::HttpRequest;
use crate::domain::key::IdempotencyKey;
use crate::domain::outcome::Outcome;
use crate::ports::gateway::Silence;
use crate::processors::{self, Order};
use crate::telemetry::events::{CallWithheld, RefundCalled};

impl Session<'_> {
    /// Claims the operation and calls the processor's refund API once.
    ///
    /// The claim (`InDoubt` with the frozen request) is saved before the call. Between the list
    /// that showed the refund absent and the writing of the call there is at most `fresh_max`, on
    /// a clock that counts suspend.
    pub(super) async fn attempt(&mut self, key: &IdempotencyKey) -> Step<()> {
        let request = self.frozen_request(key)?;
        let at = self.ports.clock.now();
        let claim = Fact::Attempting { key: key.clone(), request: request.clone(), at };
        if self.learn(claim)? != Effect::Advanced || !self.save_or_yield().await? {
            // Another worker is at it, or has done it: plan again on what it saved.
            return Ok(());
        }
        if !self.is_fresh() {
            // Nothing was sent. The doubt that was saved is harmless: it is listed again.
            CallWithheld { case: &self.case.id, key }.emit();
            self.listed_at = None;
            return Ok(());
        }
        let answer = self.ports.gateway.send(&self.case.id.account, &request).await;
        self.listed_at = None;
        let outcome = match answer {
            Ok(response) => processors::read_refund(self.case.processor, &response),
            Err(Silence::NotSent { .. }) => Outcome::Busy { retry_after: None },
            Err(Silence::Unknown { .. }) => Outcome::Unknown,
        };
        RefundCalled { case: &self.case.id, key, outcome: &outcome }.emit();
        let at = self.ports.clock.now();
        self.learn(Fact::Answered { key: key.clone(), outcome, at })?;
        self.save().await
    }

    /// The request that is frozen with the doubt; for a first attempt, the one to freeze.
    fn frozen_request(&self, key: &IdempotencyKey) -> Step<HttpRequest> {
        let bug = |what: &str| Settlement::park(format!("bug: {what}"));
        let Some(operation) = self.case.operations.get(key) else {
            return Err(bug("an attempt was planned without an operation"));
        };
        if let Call::InDoubt(doubt) = &operation.step {
            return Ok(doubt.request.clone());
        }
        let order = Order { case: &self.case.id, amount: operation.amount, key };
        processors::refund_order(self.case.processor, &order)
            .map_err(|error| Settlement::park(format!("amount_not_representable: {error}")))
    }
}
