//! The credit note that follows a refund of an invoice: claim, look, one call. No money moves here.

use super::reader::Unread;
use super::session::{Session, Step};
use case::apply::Effect;
use case::fact::Fact;
use domain::credit_note::CreditNote;
use domain::ids::InvoiceId;
use domain::key::IdempotencyKey;
use domain::outcome::{CallOutcome, Refusal};
use domain::refund::Refund;
use ports::gateway::GatewayError;
use processors::{CreditNotes, CreditOrder, Invoice, ReadError};
use telemetry::events::CreditNoteCalled;

/// A list longer than this is no list of one invoice's credit notes.
const PAGES_MAX: usize = 10;

type Outcome = CallOutcome<CreditNote>;

impl Session<'_> {
    /// Claims the credit note, looks whether it was issued, and issues it where it was not.
    ///
    /// The claim is saved before anything is asked. Which invoice it is stands in no record: it is read
    /// each time, so that no store can name another one.
    pub(super) async fn credit(&mut self, key: &IdempotencyKey) -> Step<()> {
        let Some(refund) = self.case.refunds_of(key).next().cloned() else { return Ok(()) };
        let claim = Fact::Crediting { key: key.clone(), at: self.ports.clock.now() };
        if self.learn(claim)? != Effect::Advanced || !self.save_or_yield().await? {
            // Another worker is at it, or has done it.
            return Ok(());
        }
        let outcome = match self.issue(key, &refund).await {
            Ok(outcome) => outcome,
            Err(unread) => {
                self.reader().tell(&unread);
                unread_outcome(&unread)
            }
        };
        CreditNoteCalled { case: &self.case.id, key, outcome: &outcome }.emit();
        let at = self.ports.clock.now();
        self.learn(Fact::Credited { key: key.clone(), outcome, at })?;
        self.save().await?;
        Ok(())
    }

    async fn issue(&self, key: &IdempotencyKey, refund: &Refund) -> Result<Outcome, Unread> {
        let refused = |why: &str| Ok(CallOutcome::Refused(Refusal::Other(why.to_owned())));
        let reader = self.reader();
        let Some(notes) = processors::credit_notes(self.account.processor) else {
            return refused("no_credit_notes");
        };
        let Some(question) = (notes.invoice)(&self.case.id.payment) else {
            return refused("no_invoice");
        };
        let begun = self.ports.clock.elapsed();
        let invoice: InvoiceId = match reader.hear(vec![question], PAGES_MAX).await?.flatten() {
            None => return refused("no_invoice"),
            Some(Invoice { id: Some(invoice), .. }) => invoice,
            Some(Invoice { id: None, .. }) => return refused("several_invoices"),
        };
        let order = CreditOrder { invoice: &invoice, refund, key };
        let Some(issued) = reader.hear(vec![(notes.issued)(&order)], PAGES_MAX).await? else {
            return refused("list_without_end");
        };
        if let Some(note) = issued.into_iter().flatten().next() {
            return Ok(CallOutcome::Done(note));
        }
        if self.ports.clock.elapsed().saturating_sub(begun) > self.settings.fresh_max {
            // The list has grown old: what is not on it may have been issued since.
            return Ok(CallOutcome::Busy { retry_after: None });
        }
        self.call(notes, &order).await
    }

    async fn call(&self, notes: CreditNotes, order: &CreditOrder<'_>) -> Result<Outcome, Unread> {
        let request = match (notes.order)(order) {
            Ok(request) => request,
            Err(_unfit) => {
                let why = "amount_not_representable".to_owned();
                return Ok(CallOutcome::Refused(Refusal::Other(why)));
            }
        };
        let response = match self.ports.gateway.send(&self.case.id.account, &request, None).await {
            Ok(response) => response,
            Err(GatewayError::NotSent { .. }) => {
                return Ok(CallOutcome::Busy { retry_after: None });
            }
            Err(GatewayError::Unknown { .. }) => return Ok(CallOutcome::Unknown),
        };
        self.account.setup.admits(self.account.processor, &response)?;
        let read = (notes.outcome)(order, &response);
        // It may have been issued all the same: the next list says so.
        Ok(read.unwrap_or(CallOutcome::Unknown))
    }
}

/// What it comes to that invoice or notes could not be read: nothing was sent.
fn unread_outcome(unread: &Unread) -> Outcome {
    if matches!(unread, Unread::Answer(ReadError::Forbidden)) {
        // Ours to fix, and then it can be issued.
        return CallOutcome::Misconfigured;
    }
    if unread.is_final() {
        return CallOutcome::Refused(Refusal::Other(unread.code().to_owned()));
    }
    CallOutcome::Busy { retry_after: unread.asked().and_then(|seconds| seconds.try_into().ok()) }
}
