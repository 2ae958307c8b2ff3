//! Credit notes: of paid invoices, linked to refunds that were made. None of them moves money.
//!
//! As strict as the processor: a note is exactly of what it links, and of a refund no more is linked
//! than it gave back. Deliberately not here: notes that make a refund or credit a balance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::{Refusal, Reply};
use super::form::Form;
use super::ledger::{Payment, RefundStatus};
use super::order::Arrival;
use super::reads::{Page, list};
use super::state::{Moment, State};

/// A credit note as the ledger keeps it.
#[derive(Debug)]
pub(super) struct CreditNote {
    id: String,
    invoice: String,
    currency: String,
    amount: i64,
    refund: String,
    metadata: BTreeMap<String, String>,
    created: i64,
}

/// A credit note in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNoteBook {
    /// `cn_…`.
    pub id: String,
    /// `in_…`.
    pub invoice: String,
    /// The refund that it is linked to.
    pub refund: String,
    /// Minor units, as the API counts them.
    pub amount: i64,
}

#[derive(Serialize)]
struct CreditNoteObject<'a> {
    id: &'a str,
    object: &'static str,
    amount: i64,
    currency: &'a str,
    invoice: &'a str,
    metadata: &'a BTreeMap<String, String>,
    refunds: [Linked<'a>; 1],
    status: &'static str,
    r#type: &'static str,
    created: i64,
}

#[derive(Serialize)]
struct Linked<'a> {
    r#type: &'static str,
    refund: &'a str,
    amount_refunded: i64,
}

impl<'a> CreditNoteObject<'a> {
    fn of(note: &'a CreditNote) -> Self {
        Self {
            id: &note.id,
            object: "credit_note",
            amount: note.amount,
            currency: &note.currency,
            invoice: &note.invoice,
            metadata: &note.metadata,
            refunds: [Linked {
                r#type: "refund",
                refund: &note.refund,
                amount_refunded: note.amount,
            }],
            status: "issued",
            r#type: "post_payment",
            created: note.created,
        }
    }
}

impl State {
    /// Answers `POST /v1/credit_notes`.
    pub(super) fn post_credit_note(&mut self, arrival: Arrival<'_>, moment: Moment) -> Reply {
        self.keyed(arrival, moment, |state, form| {
            let note = state.draft_credit_note(form, moment)?;
            let reply = Reply::json(200, &CreditNoteObject::of(&note));
            state.ledger.credit_notes.push(note);
            Ok(reply)
        })
    }

    fn draft_credit_note(&mut self, mut form: Form, moment: Moment) -> Result<CreditNote, Refusal> {
        let invoice = form.text("invoice")?.unwrap_or_default();
        let amount = form.positive("amount")?;
        let refund = form.text("refunds[0][refund]")?.unwrap_or_default();
        let linked = form.positive("refunds[0][amount_refunded]")?;
        let metadata = form.map("metadata")?;
        form.finish()?;
        let payment = self.paid_by(&invoice);
        let payment = payment.ok_or_else(|| Refusal::missing("invoice", "invoice", &invoice))?;
        let made = self.ledger.refunds.get(&refund);
        let made = made.filter(|made| made.intent == payment.intent && !made.release);
        let made = made.ok_or_else(|| Refusal::missing("refunds[0][refund]", "refund", &refund))?;
        let currency = payment.currency.clone();
        if made.status == RefundStatus::Failed || made.status == RefundStatus::Canceled {
            let message = "This refund has failed and cannot be linked to a credit note.";
            return Err(Refusal::invalid(Some("refunds[0][refund]"), message));
        }
        let linked = linked.unwrap_or(made.amount);
        let notes = self.ledger.credit_notes.iter().filter(|note| note.refund == refund);
        let before: i64 = notes.map(|note| note.amount).sum();
        if before.saturating_add(linked) > made.amount {
            let message = "The sum of the credit notes exceeds the amount of the refund.";
            return Err(Refusal::invalid(Some("refunds[0][amount_refunded]"), message));
        }
        if amount != Some(linked) {
            let message = "The sum of refunds, credits and out of band amounts must equal the \
                           credit note amount.";
            return Err(Refusal::invalid(Some("amount"), message));
        }
        let id = self.ledger.next_id("cn_");
        let created = moment.second();
        Ok(CreditNote { id, invoice, currency, amount: linked, refund, metadata, created })
    }

    /// `GET /v1/credit_notes`: only of one invoice.
    pub(super) fn list_credit_notes(&self, query: &str) -> Result<Reply, Refusal> {
        let mut form = Form::parse(query)?;
        let page = Page::take(&mut form)?;
        let invoice = form.text("invoice")?.unwrap_or_default();
        form.finish()?;
        if self.paid_by(&invoice).is_none() {
            return Err(Refusal::missing("invoice", "invoice", &invoice));
        }
        let notes = self.ledger.credit_notes.iter().rev().filter(|note| note.invoice == invoice);
        let (found, has_more) = page.cut(notes, |note: &CreditNote| &note.id);
        let shown = found.into_iter().map(CreditNoteObject::of);
        Ok(list("/v1/credit_notes", has_more, shown.collect()))
    }

    /// Answers `POST /v1/credit_notes/{id}/void`: every invoice here is paid.
    pub(super) fn void_credit_note(&self, id: &str) -> Refusal {
        if !self.ledger.credit_notes.iter().any(|note| note.id == id) {
            return Refusal::missing("id", "credit_note", id);
        }
        Refusal::invalid(None, "You can only void a credit note if the associated invoice is open.")
    }

    /// All credit notes, oldest first.
    pub(super) fn credit_notes(&self) -> Vec<CreditNoteBook> {
        let book = |note: &CreditNote| CreditNoteBook {
            id: note.id.clone(),
            invoice: note.invoice.clone(),
            refund: note.refund.clone(),
            amount: note.amount,
        };
        self.ledger.credit_notes.iter().map(book).collect()
    }

    fn paid_by(&self, invoice: &str) -> Option<&Payment> {
        let mut payments = self.ledger.payments.values();
        payments.find(|payment| {
            let paid = payment.sale.invoice.as_ref().is_some_and(|it| it.id == invoice);
            paid && payment.account == self.acting_for
        })
    }
}
