//! Other payments of whoever made one.

use super::metadata_keys::MetadataKeys;
use super::question::Question;
use domain::ids::{CustomerId, PaymentId};
use domain::payment::PastPayment;

/// Whose other payments, and by what they are found.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// The customer's.
    Customer(&'a CustomerId),
    /// The card's, by the processor's fingerprint of it.
    Card(&'a str),
    /// Those of all customers with the e-mail address of whoever made this payment. The address is
    /// read once more, because it is kept nowhere.
    Payer(&'a PaymentId),
}

/// Payments that were heard of; `None` where nobody knows them.
pub type PastPayments = Option<Vec<PastPayment>>;

/// Asks for other payments.
pub(super) type Pasts = for<'a> fn(Whose<'a>, &'a MetadataKeys) -> Question<'a, PastPayments>;
