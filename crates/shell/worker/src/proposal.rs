//! Errors of the bill: looked for where the policy says so, whenever a payment is reported, and put to
//! a person although nobody has asked.
//!
//! What is found becomes a request of our own. Its message is the same however often it is found, and
//! takes the way of every other.

use super::confirmed::{InVain, until_confirmed};
use super::receipt::{Noted, Reception};
use super::session::{Session, Step};
use super::settlement::Settlement;
use case::fact::Fact;
use domain::billing::BillingError;
use domain::facts::Facts;
use domain::ids::SenderName;
use domain::observation::Observation;
use domain::payment::PaymentStatus;
use domain::receipt::Receipt;
use domain::request::{Claims, Reason, RefundRequest};
use domain::sender::{OURSELVES, Sender, SenderKind};
use ports::message::Message;
use telemetry::billing::BillingErrorFound;
use wire::inbound;

/// Whether a fact reports a payment that has settled.
pub(super) fn reports_payment(fact: &Fact) -> bool {
    matches!(fact, Fact::Observed(Observation::Payment(paid)) if paid.status == PaymentStatus::Settled)
}

impl Session<'_> {
    /// Looks for errors of the bill, and files a request of our own where one is found.
    ///
    /// A read that fails brings the message back: what it says is folded in again, which changes
    /// nothing.
    pub(super) async fn propose(&mut self) -> Step<()> {
        let now = self.ports.clock.now();
        let book = self.book.clone();
        let Some(policy) = book.in_force(now) else { return Ok(()) };
        let asked = !self.case.requests.is_empty() || !self.case.refunds.is_empty();
        let theirs = self.account.terms.merchant_of_record;
        if policy.billing_errors().is_empty() || asked || theirs {
            return Ok(());
        }
        if !self.is_fresh() {
            self.gather().await?;
        }
        let Some(request) = self.nobodys(Receipt::of(now)) else { return Ok(()) };
        if self.case.status() != Some(PaymentStatus::Settled) || !self.case.refunds.is_empty() {
            return Ok(());
        }
        let facts = self.gather_facts(&request, policy).await?;
        let mut found = policy.billing_errors().iter().filter(|error| error.is_in(&facts));
        let Some(error) = found.next() else { return Ok(()) };
        self.file(*error, &facts, request.receipt).await
    }

    /// What facts are gathered for where nobody has asked.
    fn nobodys(&self, receipt: Receipt) -> Option<RefundRequest> {
        let payment = self.case.payment.as_ref()?;
        Some(RefundRequest {
            id: inbound::proposal_id(&self.case.id)?,
            reason: Reason::Other,
            amount: None,
            locale: None,
            time_zone: None,
            requested_at: payment.charged_at,
            receipt,
            sender: None,
            proof_of_purchase: false,
            claims: Claims::default(),
            requested_by: None,
        })
    }

    async fn file(&self, error: BillingError, facts: &Facts, receipt: Receipt) -> Step<()> {
        let part = (error.part(facts), facts.payment.charged_at);
        let proposed = inbound::proposed(&self.case.id, error, part, &self.settings.source);
        let (Some((id, body)), Ok(name)) = (proposed, SenderName::parse(OURSELVES)) else {
            return Ok(());
        };
        let mut message = Message {
            id: id.to_string(),
            content_type: Message::CLOUD_EVENT.to_owned(),
            account: None,
            sender: None,
            headers: Vec::new(),
            body,
            received_at: Some(receipt.at),
            receipt: None,
            attempt: 0,
            decision: None,
            permit: None,
            traceparent: self.traceparent.clone(),
        };
        let sender = Sender { name, kind: SenderKind::Agent };
        let reception = Reception {
            name: &self.case.id.account,
            keys: &self.settings.sealing,
            lag: self.settings.report_lag,
            now: receipt.seen_at,
        };
        reception.note_on(&mut message, receipt, &Noted { sender, is_counted: true });
        BillingErrorFound { case: &self.case.id, error }.emit();
        let wait = self.account.terms.backoff(self.attempt.saturating_add(1));
        let sent = until_confirmed(|| self.ports.outbox.accept(&message)).await;
        sent.map_err(|InVain| Settlement::trouble(wait))
    }
}
