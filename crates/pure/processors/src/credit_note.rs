//! Orders of credit notes as HTTP requests, and their answers read.

use super::invoice::Invoice;
use super::order::{OrderError, UnclearAnswer};
use super::question::Question;
use super::translation::translation;
use domain::credit_note::CreditNote;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{InvoiceId, PaymentId};
use domain::key::IdempotencyKey;
use domain::outcome::CallOutcome;
use domain::processor::Processor;
use domain::refund::Refund;

/// A credit note to be issued: of the amount of a refund that was made, and linked to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditOrder<'a> {
    /// The invoice that the payment was for.
    pub invoice: &'a InvoiceId,
    /// The refund that it follows.
    pub refund: &'a Refund,
    /// The key of the refund: the key of this order is derived from it.
    pub key: &'a IdempotencyKey,
}

/// How a processor that has credit notes issues them.
#[derive(Debug, Clone, Copy)]
pub struct CreditNotes {
    /// Asks for the invoice behind a payment; `None` where the processor does not say which one it is,
    /// and heard as `None` where the payment belongs to none.
    pub invoice: fn(&PaymentId) -> Option<Question<'_, Option<Invoice>>>,
    /// Asks for an invoice's credit notes that follow the refund of the order.
    pub issued: for<'a> fn(&'a CreditOrder<'a>) -> Question<'a, Option<Vec<CreditNote>>>,
    /// Orders a credit note. The same order always makes the same bytes.
    pub order: fn(&CreditOrder<'_>) -> Result<HttpRequest, OrderError>,
    /// Reads the answer to an order, as that to a refund order is read.
    pub outcome:
        fn(&CreditOrder<'_>, &HttpResponse) -> Result<CallOutcome<CreditNote>, UnclearAnswer>,
}

/// How a processor issues credit notes; `None` where it has none.
pub fn credit_notes(processor: Processor) -> Option<CreditNotes> {
    translation(processor).credit_notes
}
