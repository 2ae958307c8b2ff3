//! What is known of a processor, as data: only what planning, `check` or a generated page reads.

use std::time::Duration;

use super::translation::translation;
use domain::processor::Processor;

/// What is known of one processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Where its API is.
    pub base_url: &'static str,
    /// How long an idempotency key surely holds; `None` where there is no key, and a call may be
    /// repeated only once its absence is proven.
    pub key_lifetime: Option<Duration>,
    /// The longest key that is admitted, characters; 0 where there is none.
    pub key_length_max: usize,
    /// Whether all refunds of a payment can be listed.
    pub lookup: bool,
    /// The headers, in lower case, that must travel with a webhook for its signature to be checked
    /// again.
    pub signature_headers: &'static [&'static str],
    /// The kinds of event that this build knows, whether or not anything follows from them: a closed
    /// list, so that a kind can be counted without letting foreign text into the metrics.
    pub event_kinds: &'static [&'static str],
    /// The header that names a connected account, in lower case.
    pub account_header: Option<&'static str>,
    /// Where refunds are ordered, and the credit notes that follow them; nothing else is posted to.
    pub posts: &'static [&'static str],
}

/// What is known of a processor.
pub fn profile(processor: Processor) -> &'static Profile {
    &translation(processor).profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::CaseId;
    use domain::key::{IdempotencyKey, Subject};
    use domain::money::Currency;

    #[test]
    fn our_keys_fit_every_processor_that_has_keys() {
        for processor in Processor::ALL {
            let row = profile(processor);
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
