//! Questions and orders to a processor, by its row.

use super::event::PaymentRef;
use super::looked::{Look, Looked};
use super::metadata_keys::MetadataKeys;
use super::order::{OrderError, RefundOrder, UnclearAnswer};
use super::past::{PastPayments, Whose};
use super::question::Question;
use super::setup::UnfitKey;
use super::translation::translation;
use domain::email::EmailHash;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{CustomerId, IdError, PaymentId};
use domain::money::Currency;
use domain::outcome::CallOutcome;
use domain::processor::Processor;

/// Says what is wrong with a key that cannot refund at all; `None` where nothing is known against it.
pub fn refuse_key(processor: Processor, api_key: &str) -> Option<UnfitKey> {
    (translation(processor).refuse_key)(api_key)
}

/// Reads the id of a payment in a request. Where a processor has several ids for one payment, the
/// one under which its case is kept may have to be looked up.
pub fn payment_ref(processor: Processor, id: &str) -> Result<PaymentRef, IdError> {
    (translation(processor).payment_ref)(id)
}

/// Asks under which id the case of the payment is kept that is `given` in a [`PaymentRef::Lookup`];
/// what is heard is `None` if the processor does not know it.
pub fn canonical(processor: Processor, given: &PaymentId) -> Question<'_, Option<PaymentId>> {
    (translation(processor).canonical)(given)
}

/// Asks for the truth about a payment's money: the payment, all its refunds, all its disputes.
pub fn look<'a>(processor: Processor, look: &Look<'a>) -> Vec<Question<'a, Looked>> {
    (translation(processor).look)(look)
}

/// Asks for the e-mail address of a customer's account, which is heard as its hash; `None` where the
/// processor has no such accounts.
pub fn address(
    processor: Processor,
    customer: &CustomerId,
) -> Option<Question<'_, Option<EmailHash>>> {
    translation(processor).address.map(|ask| ask(customer))
}

/// Asks for other payments of whoever made one; `None` where the processor cannot say it.
pub fn past<'a>(
    processor: Processor,
    whose: Whose<'a>,
    keys: &'a MetadataKeys,
) -> Option<Question<'a, PastPayments>> {
    translation(processor).pasts.map(|ask| ask(whose, keys))
}

/// The step of refundable amounts in our minor units, those of ISO 4217: a decision is rounded to
/// a multiple of it before it is frozen.
pub fn amount_step(processor: Processor, currency: Currency) -> i64 {
    (translation(processor).amount_step)(currency)
}

/// Orders a refund. The same order always makes the same bytes.
pub fn refund_order(
    processor: Processor,
    order: &RefundOrder<'_>,
) -> Result<HttpRequest, OrderError> {
    (translation(processor).order)(order)
}

/// Reads the answer to an order. Where it is not certain what was executed, the outcome is
/// [`CallOutcome::Unknown`]; a success that cannot be read, or that is about anything but what was
/// ordered, is as good as that, with a reason.
pub fn read_refund(
    processor: Processor,
    order: &RefundOrder<'_>,
    response: &HttpResponse,
) -> Result<CallOutcome, UnclearAnswer> {
    (translation(processor).outcome)(order, response)
}
