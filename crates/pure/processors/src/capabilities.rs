//! What the processors can and cannot do, as data.

use std::time::Duration;

use super::stripe;
use domain::money::Currency;
use domain::processor::Processor;

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a table of yes and no is what it is")]
pub struct Capabilities {
    /// How long an idempotency key surely holds; `None` where there is no key, and a call may be
    /// repeated only once its absence is proven.
    pub key_lifetime: Option<Duration>,
    /// The longest key that is admitted, characters; 0 where there is none.
    pub key_length_max: usize,
    /// Whether all refunds of a payment can be listed.
    pub lookup: bool,
    /// Whether part of a payment can be refunded.
    pub partial: bool,
    /// Whether a refund is taken while a bank merely asks, before a chargeback.
    pub refund_while_inquiry: bool,
    /// Whether a refund is taken while a chargeback is open. Whether it *should* be made is not
    /// asked here: it would pay the customer twice.
    pub refund_while_disputed: bool,
    /// Whether a refund that succeeded can still fail days later.
    pub fails_late: bool,
    /// The age at which a payment can no longer be refunded, days; `None` where no such age is
    /// documented.
    pub refund_age_days_max: Option<u16>,
}

/// The row of one processor.
pub fn capabilities(processor: Processor) -> Capabilities {
    match processor {
        Processor::Stripe => stripe::CAPABILITIES,
    }
}

/// The step of refundable amounts in our minor units, those of ISO 4217: a decision is rounded to
/// a multiple of it before it is frozen.
pub fn amount_step(processor: Processor, currency: Currency) -> i64 {
    match processor {
        Processor::Stripe => stripe::amount_step(currency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::CaseId;
    use domain::key::{IdempotencyKey, Subject};

    #[test]
    fn our_keys_fit_every_processor_that_has_keys() {
        for processor in Processor::ALL {
            let row = capabilities(processor);
            let case = CaseId::parse("account/payment").unwrap();
            let currency = Currency::parse("eur").unwrap();
            let key = IdempotencyKey::derive(processor, &case, &Subject::Full, currency);
            assert_eq!(row.key_lifetime.is_some(), row.key_length_max > 0, "{processor}");
            if row.key_lifetime.is_some() {
                assert!(key.as_str().len() <= row.key_length_max, "{processor}");
            }
        }
    }
}
