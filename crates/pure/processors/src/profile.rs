//! What is known of a processor, as data: only what planning, `check` or a generated page reads.

use super::translation::translation;
use domain::legs::{Legs, Sight};
use domain::processor::Processor;

/// What is known of one processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// What people call it.
    pub name: &'static str,
    /// What is to be known of it in prose: what is odd, how to set it up, what is not confirmed.
    pub page: &'static str,
    /// Where its API is.
    pub base_url: &'static str,
    /// What it offers against making a refund twice.
    pub legs: Legs,
    /// The longest idempotency key that is admitted, characters; 0 where there is none.
    pub key_length_max: usize,
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

impl Profile {
    /// What is known of it, in words: what, and how.
    pub fn told(&self) -> Vec<(&'static str, String)> {
        let Legs { key, list, capped } = self.legs;
        let key =
            key.map_or_else(|| "none".to_owned(), |seconds| format!("{} hours", seconds / 3600));
        let list = match list {
            Sight::Named => "names the refunds that were ordered here",
            Sight::Blind => "none: refunds are heard of by webhook",
        };
        let cap = if capped { "no more than was captured is refunded" } else { "none is known" };
        let parts = match (self.legs.part_is_safe(), self.legs.whole_is_safe()) {
            (true, _) if self.legs.part_is_claimed() && capped => {
                "ordered after a wait of eight minutes by default, above half of the payment at once"
            }
            (true, _) if self.legs.part_is_claimed() => {
                "ordered after a wait of eight minutes by default"
            }
            (true, _) => "ordered",
            (false, true) => "ordered above half of the payment, else left to a person",
            (false, false) => "left to a person",
        };
        let whole = match (self.legs.whole_is_safe(), self.legs.part_is_claimed() && !capped) {
            (true, true) => "ordered after a wait of eight minutes by default",
            (true, false) => "ordered",
            (false, _) => "left to a person",
        };
        vec![
            ("API", self.base_url.to_owned()),
            ("idempotency key holds for", key),
            ("list of refunds", list.to_owned()),
            ("cap", cap.to_owned()),
            ("whole refunds", whole.to_owned()),
            ("parts", parts.to_owned()),
            ("webhooks are signed in", self.signature_headers.join(", ")),
        ]
    }
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
    fn what_is_left_to_a_person_is_said() {
        let row = profile(Processor::Stripe);
        for (key, list, capped, whole, parts) in [
            (Some(3600), Sight::Named, false, "ordered", "ordered"),
            (None, Sight::Named, true, "ordered", "ordered after a wait"),
            (
                None,
                Sight::Named,
                false,
                "ordered after a wait of eight minutes by default",
                "ordered after a wait",
            ),
            (Some(3600), Sight::Blind, true, "ordered", "ordered above half"),
            (None, Sight::Blind, false, "left to a person", "left to a person"),
        ] {
            let told = Profile { legs: Legs { key, list, capped }, ..*row }.told();
            let how = |what: &str| &told.iter().find(|(name, _)| *name == what).unwrap().1;
            assert_eq!(how("whole refunds"), whole);
            assert!(how("parts").starts_with(parts), "{}", how("parts"));
        }
    }

    #[test]
    fn our_keys_fit_every_processor_that_has_keys() {
        for processor in Processor::ALL {
            let row = profile(processor);
            let case = CaseId::parse("account/payment").unwrap();
            let currency = Currency::parse("eur").unwrap();
            let key = IdempotencyKey::derive(processor, &case, &Subject::Full, currency);
            assert_eq!(row.legs.key.is_some(), row.key_length_max > 0, "{processor}");
            if row.legs.key.is_some() {
                assert!(key.as_str().len() <= row.key_length_max, "{processor}");
            }
        }
    }
}
