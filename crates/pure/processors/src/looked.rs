//! What a processor says of a payment's money, put together of its answers.

use jiff::Timestamp;

use super::invoice::Invoice;
use super::metadata_keys::MetadataKeys;
use super::question::ReadError;
use domain::dispute::Dispute;
use domain::ids::PaymentId;
use domain::invoice::InvoiceReading;
use domain::observation::Listing;
use domain::payment::Payment;
use domain::refund::Refund;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The payment.
    pub payment: &'a PaymentId,
    /// Where its metadata has what we need.
    pub keys: &'a MetadataKeys,
    /// When it is asked.
    pub asked_at: Timestamp,
    /// How the invoice was read before: what is on it does not change with the payment.
    pub invoice: InvoiceReading,
}

/// What was heard so far.
#[derive(Debug, Default)]
pub struct Looked {
    /// The payment; `None` if the processor does not know it.
    pub(super) payment: Option<Payment>,
    /// Its refunds; `None` if the processor does not know of what.
    pub(super) refunds: Option<Vec<Refund>>,
    /// The disputes about it, likewise.
    pub(super) disputes: Option<Vec<Dispute>>,
    /// How reading the invoice behind it went.
    pub(super) invoice: InvoiceReading,
    /// What the invoice says of the sale.
    pub(super) billed: Option<Invoice>,
}

impl Looked {
    /// The whole of it.
    pub fn listing(self) -> Result<Listing, ReadError> {
        let (refunds, disputes) = match (&self.payment, self.refunds, self.disputes) {
            (_, Some(refunds), Some(disputes)) => (refunds, disputes),
            // Of a payment that nobody knows there is nothing to list.
            (None, refunds, disputes) => {
                (refunds.unwrap_or_default(), disputes.unwrap_or_default())
            }
            // An empty list would say that nothing was given back yet.
            (Some(_), _, _) => {
                let why = "the payment is known, and its refunds or disputes are not";
                return Err(ReadError::Unreadable(why.to_owned()));
            }
        };
        Ok(Listing { payment: self.payment, refunds, disputes })
    }
}
