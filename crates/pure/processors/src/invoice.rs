//! What an invoice says of the sale behind a payment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use domain::ids::{InvoiceId, SubscriptionId};

/// What an invoice says of the sale, as far as the payment itself does not say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invoice {
    /// Which it is; `None` where a payment is for several.
    pub id: Option<InvoiceId>,
    /// What the shop wrote on the subscription and on the invoice.
    pub(super) entries: BTreeMap<String, String>,
    /// The subscription that it is for.
    pub(super) subscription: Option<SubscriptionId>,
    /// Whether it renewed a subscription.
    pub(super) renewal: Option<bool>,
    /// The term that it is for: from, until.
    pub(super) term: Option<(Timestamp, Timestamp)>,
}
