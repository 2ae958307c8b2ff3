//! Questions and orders to a processor as HTTP requests, and its answers read.
//!
//! A request has neither host nor credentials, and nothing here knows how often it is tried: both
//! are the gateway's and the worker's.

use jiff::Timestamp;

use super::MetadataKeys;
use super::event::PaymentRef;
use super::invoice::Invoice;
use super::stripe;
use domain::dispute::Dispute;
use domain::email::EmailHash;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{CaseId, CustomerId, IdError, PaymentId};
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::outcome::CallOutcome;
use domain::payment::{PastPayment, Payment};
use domain::processor::Processor;
use domain::refund::Refund;
use domain::split::SplitOrder;

/// Why an answer to a question cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not now.
    #[error("the processor asks to come back later")]
    Busy {
        /// Seconds to wait, where the processor says so.
        retry_after: Option<u32>,
    },
    /// The processor has a fault of its own.
    #[error("the processor has a fault of its own")]
    Unavailable,
    /// The processor does not accept our credentials: ours to fix.
    #[error("the processor does not accept our credentials")]
    Misconfigured,
    /// Our key may not read this.
    #[error("our key at the processor may not read this")]
    Forbidden,
    /// The processor knows no such object.
    #[error("the processor knows no such object")]
    Missing,
    /// The processor does not answer this question; the text has its code and nothing else of it.
    #[error("the processor refuses the question: {0}")]
    Refused(String),
    /// An answer that this build does not understand; the text repeats nothing of it.
    #[error("the processor's answer cannot be used: {0}")]
    Unreadable(String),
}

impl ReadError {
    /// Whether the same question will get the same answer: who can do without one need not wait.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Forbidden | Self::Missing | Self::Refused(_) => true,
            // A proxy may have garbled it, and a key that is exchanged is known again soon.
            Self::Busy { .. } | Self::Unavailable | Self::Misconfigured | Self::Unreadable(_) => {
                false
            }
        }
    }
}

/// Why the answer to a refund order leaves it in doubt what was executed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer to a refund order cannot be used: {0}")]
pub struct UnclearAnswer(pub String);

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// Asks for the next page; `None` on the last one.
    pub next: Option<HttpRequest>,
}

/// A refund to be made. It says what is given back and nothing of why or on whose request: two
/// causes for the same goods must make the same bytes under their one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundOrder<'a> {
    /// The payment, and the account that took it.
    pub case: &'a CaseId,
    /// How much. Always said: most processors take silence for "everything that is left".
    pub amount: Money,
    /// The key of the operation.
    pub key: &'a IdempotencyKey,
    /// Whose money it takes, where a part of the payment was passed on.
    pub split: SplitOrder,
}

/// Why a refund cannot be ordered. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Nothing, or less than nothing, is to be refunded.
    #[error("{0} is no amount to refund")]
    NotPositive(Money),
    /// The processor cannot express this amount; see [`amount_step`](super::amount_step).
    #[error("{processor} cannot refund {amount}: {why}")]
    NotRepresentable {
        /// The processor.
        processor: Processor,
        /// The amount.
        amount: Money,
        /// Why not.
        why: String,
    },
}

/// Reads the id of a payment in a request. Where a processor has several ids for one payment, the
/// one under which its case is kept may have to be looked up.
pub fn payment_ref(processor: Processor, id: &str) -> Result<PaymentRef, IdError> {
    match processor {
        Processor::Stripe => stripe::payment_ref(id),
    }
}

/// Reads the answer to [`PaymentRef::Lookup`] for the id that was `given`; `None` if the processor
/// does not know the payment.
pub fn read_payment_ref(
    processor: Processor,
    given: &PaymentId,
    response: &HttpResponse,
) -> Result<Option<PaymentId>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_payment_ref(given, response),
    }
}

/// Asks for a payment.
pub fn payment_query(processor: Processor, payment: &PaymentId) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::payment_query(payment),
    }
}

/// Reads a payment; `None` if the processor does not know it. As all that reads here: an answer
/// about another object than the one that was asked for is unreadable. What the payment does not say
/// itself is taken from its invoice, where that was read.
pub fn read_payment(
    processor: Processor,
    payment: &PaymentId,
    (response, invoice): (&HttpResponse, Option<&Invoice>),
    keys: &MetadataKeys,
) -> Result<Option<Payment>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_payment(payment, (response, invoice), keys),
    }
}

/// Asks for the invoice behind a payment; `None` where the processor does not say which one it is.
pub fn invoice_query(processor: Processor, payment: &PaymentId) -> Option<HttpRequest> {
    match processor {
        Processor::Stripe => stripe::invoice_query(payment),
    }
}

/// Reads the invoice; `None` where the payment belongs to none.
pub fn read_invoice(
    processor: Processor,
    payment: &PaymentId,
    response: &HttpResponse,
) -> Result<Option<Invoice>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_invoice(payment, response),
    }
}

/// Asks for a customer's account.
pub fn customer_query(processor: Processor, customer: &CustomerId) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::customer_query(customer),
    }
}

/// Reads the e-mail address of a customer's account, as its hash; `None` where it has none.
pub fn read_customer_email(
    processor: Processor,
    customer: &CustomerId,
    response: &HttpResponse,
) -> Result<Option<EmailHash>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_customer_email(customer, response),
    }
}

/// Asks for the first page of a payment's refunds.
pub fn refunds_query(processor: Processor, payment: &PaymentId) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::refunds_query(payment),
    }
}

/// Reads one page of a payment's refunds. Of a payment that the processor does not know there is no
/// list, not even an empty one: [`ReadError::Missing`].
pub fn read_refunds(
    processor: Processor,
    payment: &PaymentId,
    response: &HttpResponse,
) -> Result<ListPage<Refund>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_refunds(payment, response),
    }
}

/// Asks for the first page of the disputes about a payment.
pub fn disputes_query(processor: Processor, payment: &PaymentId) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::disputes_query(payment),
    }
}

/// Reads one page of the disputes about a payment, which was asked for at `asked_at`; no list at all if
/// the processor does not know it.
pub fn read_disputes(
    processor: Processor,
    payment: &PaymentId,
    asked_at: Timestamp,
    response: &HttpResponse,
) -> Result<ListPage<Dispute>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_disputes(payment, asked_at, response),
    }
}

/// Asks for the first page of a customer's payments.
pub fn history_query(processor: Processor, customer: &CustomerId) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::history_query(customer),
    }
}

/// Reads one page of a customer's payments. Of a customer whom the processor does not know nobody
/// knows the payments: that is an error, and no history of nothing.
pub fn read_history(
    processor: Processor,
    customer: &CustomerId,
    response: &HttpResponse,
    keys: &MetadataKeys,
) -> Result<ListPage<PastPayment>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_history(customer, response, keys),
    }
}

/// Asks for the first page of the payments of a card, by the processor's fingerprint of it.
pub fn card_query(processor: Processor, fingerprint: &str) -> HttpRequest {
    match processor {
        Processor::Stripe => stripe::card_query(fingerprint),
    }
}

/// Reads one page of a card's payments.
pub fn read_card(
    processor: Processor,
    fingerprint: &str,
    response: &HttpResponse,
    keys: &MetadataKeys,
) -> Result<ListPage<PastPayment>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_card(fingerprint, response, keys),
    }
}

/// Asks for the customers with the payer's e-mail address, out of an answer to [`payment_query`];
/// `None` where the payment has no address.
pub fn payers_query(
    processor: Processor,
    payment: &PaymentId,
    response: &HttpResponse,
) -> Result<Option<HttpRequest>, ReadError> {
    match processor {
        Processor::Stripe => stripe::payers_query(payment, response),
    }
}

/// Reads the customers that were `asked` for; `None` where there are more than fit on a page.
pub fn read_payers(
    processor: Processor,
    asked: &HttpRequest,
    response: &HttpResponse,
) -> Result<Option<Vec<CustomerId>>, ReadError> {
    match processor {
        Processor::Stripe => stripe::read_payers(asked, response),
    }
}

/// Whether anything is ever posted to this path: refunds are ordered there, or the credit notes that
/// follow them.
pub fn is_posted_to(processor: Processor, path: &str) -> bool {
    match processor {
        Processor::Stripe => stripe::POSTED.contains(&path),
    }
}

/// Orders a refund. The same order always makes the same bytes.
pub fn refund_order(
    processor: Processor,
    order: &RefundOrder<'_>,
) -> Result<HttpRequest, OrderError> {
    match processor {
        Processor::Stripe => stripe::refund_order(order),
    }
}

/// Reads the answer to an order. Where it is not certain what was executed, the outcome is
/// [`CallOutcome::Unknown`]; a success that cannot be read, or that is about anything but what was
/// ordered, is as good as that, with a reason.
pub fn read_refund(
    processor: Processor,
    order: &RefundOrder<'_>,
    response: &HttpResponse,
) -> Result<CallOutcome, UnclearAnswer> {
    match processor {
        Processor::Stripe => stripe::read_refund(order, response),
    }
}
