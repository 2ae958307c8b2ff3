//! Stripe's credit notes. One that is linked to a refund by `refunds` (one or several since
//! 2025-03-31.basil) moves no money; of a paid invoice none can be voided.

use serde::Deserialize;

use super::about;
use super::answer::{not_done, unreadable};
use super::page::{ListPage, entries, following};
use super::payload::{self, Flaw, RawMetadata, Reference};
use super::query;
use super::refund::KEY;
use crate::credit_note::CreditOrder;
use crate::order::UnclearAnswer;
use crate::question::ReadError;
use domain::credit_note::CreditNote;
use domain::http::HttpResponse;
use domain::ids::CreditNoteId;
use domain::money::Money;
use domain::outcome::CallOutcome;

#[derive(Deserialize)]
struct WireCreditNote {
    object: Option<String>,
    id: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
    invoice: Option<Reference>,
    metadata: Option<RawMetadata>,
    refunds: Option<Vec<WireLinked>>,
}

#[derive(Deserialize)]
struct WireLinked {
    refund: Option<Reference>,
    amount_refunded: Option<i64>,
}

impl WireCreditNote {
    /// Checks that it can be of the invoice; one of another is none.
    fn is_of(&self, order: &CreditOrder<'_>) -> Result<(), Flaw> {
        payload::is_object(self.object.as_deref(), "credit_note")?;
        let invoice = self.invoice.as_ref().map(Reference::id);
        about::of("the credit note", "invoice", invoice, order.invoice.as_str())
    }

    /// The note, if it is the one that was ordered.
    fn ordered(&self, order: &CreditOrder<'_>) -> Result<Option<CreditNote>, Flaw> {
        let key = self.metadata.as_ref().and_then(|metadata| metadata.text(KEY));
        if key != Some(order.key.as_str()) {
            return Ok(None);
        }
        let (amount, refunded) = (self.amount("amount", self.amount)?, order.refund.amount);
        if amount != refunded {
            return Err(Flaw(format!("the credit note is of {amount}, refunded were {refunded}")));
        }
        self.note(amount).map(Some)
    }

    /// What it takes back for the refund, if somebody else has linked it to that.
    fn linked(&self, order: &CreditOrder<'_>) -> Result<Option<CreditNote>, Flaw> {
        let mut linked = self.refunds.iter().flatten();
        let mine = |it: &&WireLinked| {
            it.refund.as_ref().map(Reference::id) == Some(order.refund.id.as_str())
        };
        let Some(linked) = linked.find(mine) else { return Ok(None) };
        let amount = self.amount("refunds.amount_refunded", linked.amount_refunded)?;
        let refunded = order.refund.amount;
        if amount.currency != refunded.currency || amount.minor > refunded.minor {
            return Err(Flaw(format!("of {amount} are credited, refunded were {refunded}")));
        }
        self.note(amount).map(Some)
    }

    fn amount(&self, field: &str, minor: Option<i64>) -> Result<Money, Flaw> {
        payload::claim("the credit note", (field, minor), self.currency.as_deref())
    }

    fn note(&self, amount: Money) -> Result<CreditNote, Flaw> {
        let id = self.id.as_deref().ok_or_else(|| Flaw::missing("the credit note", "id"))?;
        Ok(CreditNote { id: CreditNoteId::parse(id).map_err(|error| Flaw::id(&error))?, amount })
    }
}

/// Reads one page of an invoice's credit notes: those that follow the refund of the order, whoever issued
/// them. A refund that somebody has credited by hand has its note.
pub(super) fn read_credit_notes(
    order: &CreditOrder<'_>,
    response: &HttpResponse,
) -> Result<ListPage<CreditNote>, ReadError> {
    let (listed, more) = entries::<WireCreditNote>(response)?;
    let mut items = Vec::new();
    for wire in &listed {
        wire.is_of(order).map_err(unreadable)?;
        let ordered = wire.ordered(order).map_err(unreadable)?;
        let found = match ordered {
            Some(note) => Some(note),
            None => wire.linked(order).map_err(unreadable)?,
        };
        items.extend(found);
    }
    let next = following(more, listed.last().and_then(|wire| wire.id.as_deref()), |last| {
        query::credit_notes_after(order.invoice, Some(last))
    })?;
    Ok(ListPage { items, next })
}

pub(super) fn read_credit_note(
    order: &CreditOrder<'_>,
    response: &HttpResponse,
) -> Result<CallOutcome<CreditNote>, UnclearAnswer> {
    if !matches!(response.status, 200..=299) {
        return Ok(not_done(response));
    }
    let wire = payload::json::<WireCreditNote>("the credit note", &response.body);
    let note = wire.and_then(|wire| {
        wire.is_of(order)?;
        let other = || Flaw("the credit note has the key of another order".to_owned());
        wire.ordered(order)?.ok_or_else(other)
    });
    note.map(CallOutcome::Done).map_err(|Flaw(why)| UnclearAnswer(why))
}

#[cfg(test)]
mod tests;
