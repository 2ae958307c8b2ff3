//! Orders of credit notes as HTTP requests, and their answers read.

use super::api::{ListPage, OrderError, ReadError, UnclearAnswer};
use super::stripe;
use domain::credit_note::CreditNote;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::InvoiceId;
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

/// Asks for the first page of an invoice's credit notes.
pub fn credit_notes_query(processor: Processor, invoice: &InvoiceId) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::credit_notes_query(invoice),
    }
}

/// Reads one page of them: those that follow the refund of the order.
pub fn read_credit_notes(
    processor: Processor,
    order: &CreditOrder<'_>,
    response: &HttpResponse,
) -> Result<ListPage<CreditNote>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_credit_notes(order, response),
    }
}

/// Orders a credit note. The same order always makes the same bytes.
pub fn credit_order(
    processor: Processor,
    order: &CreditOrder<'_>,
) -> Result<HttpRequest, OrderError> {
    match processor {
        Processor::Stripe => stripe::credit_order(order),
    }
}

/// Reads the answer to an order, as that to a refund order is read.
pub fn read_credit_note(
    processor: Processor,
    order: &CreditOrder<'_>,
    response: &HttpResponse,
) -> Result<CallOutcome<CreditNote>, UnclearAnswer> {
    match processor {
        Processor::Stripe => stripe::read_credit_note(order, response),
    }
}
