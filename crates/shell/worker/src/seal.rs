//! The seal of what a worker knows and lets travel with a message, a decision or a time of receipt;
//! and the nonce of a review.
//!
//! The broker is no trust boundary: without a seal, whoever can publish to the work queue could
//! write an approval into a header and have it carried out past the policy; without a nonce,
//! whoever files a request could work out the binding of its review. The key is one that only the
//! workers of the account have, its webhook secrets. A seal made with a secret that was rolled away
//! since does not fit: the request is decided again, and the time of receipt is one that anybody may
//! have written. A nonce is made once and kept.

use secrecy::ExposeSecret as _;

use super::account::Account;
use super::session::{Session, Step};
use super::settlement::Settlement;
use case::binding;
use case::fact::Fact;
use domain::ids::{CaseId, RequestId};
use processors::mac;
use wire::record::{Carried, decode_decision, encode_decision};

/// Begins every seal, and keeps it apart from what else is signed with the same secret.
const LABEL: &str = "refundd-decision-1";

/// Begins what a nonce is made of.
const NONCE_LABEL: &str = "refundd-review-1";

/// What a decision is about: sealed with it, so that it fits no other request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) account: &'a Account,
    pub(super) case: &'a CaseId,
    pub(super) request: &'a RequestId,
}

impl Subject<'_> {
    /// The decision with its seal, as it stands in the header; `None` for an account without a
    /// secret, whose decisions do not travel.
    pub(super) fn seal(&self, carried: &Carried) -> Option<String> {
        let text = encode_decision(carried);
        let seal = sign(self.account, &Self::parts(&self.place(), &text))?;
        Some(format!("{seal}.{text}"))
    }

    /// The decision, if it is ours and about this request.
    pub(super) fn open(&self, header: &str) -> Option<Carried> {
        let (seal, text) = header.split_once('.')?;
        let fits = fits(self.account, &Self::parts(&self.place(), text), seal);
        fits.then(|| decode_decision(text).ok())?
    }

    /// The nonce of a review that is about `subject`: the same again for the same, so that a crash
    /// or a lost store before the review was told changes nothing.
    fn nonce(&self, round: u32, subject: &str) -> Option<String> {
        let place = format!("{NONCE_LABEL}\n{}\n{}\n{round}\n", self.case, self.request);
        let nonce = mac::sign(self.account.sealing_key()?, &Self::parts(&place, subject))?;
        Some(hex::encode(nonce))
    }

    /// Ids have no line breaks, so that the parts cannot run into each other.
    fn place(&self) -> String {
        format!("{LABEL}\n{}\n{}\n", self.case, self.request)
    }

    fn parts<'p>(place: &'p str, text: &'p str) -> [&'p [u8]; 2] {
        [place.as_bytes(), text.as_bytes()]
    }
}

/// The seal of `parts`, in hex; `None` for an account without a secret.
pub(super) fn sign(account: &Account, parts: &[&[u8]]) -> Option<String> {
    mac::sign(account.sealing_key()?, parts).map(hex::encode)
}

/// Whether a seal in hex is that of `parts`, with any secret of the account.
pub(super) fn fits(account: &Account, parts: &[&[u8]], seal: &str) -> bool {
    let mut bytes = [0; 32];
    let mut secrets = account.webhook_secrets.iter();
    hex::decode_to_slice(seal, &mut bytes).is_ok()
        && secrets.any(|secret| mac::fits(secret.expose_secret().as_bytes(), parts, &[bytes]))
}

impl Session<'_> {
    /// What a decision that travels is about.
    pub(super) fn subject<'s>(&'s self, request: &'s RequestId) -> Subject<'s> {
        Subject { account: self.account, case: &self.case.id, request }
    }

    /// Gives every review that has none its nonce.
    pub(super) fn bind(&mut self) -> Step<()> {
        for binding::Unbound { request, round, subject } in binding::unbound(&self.case) {
            let nonce = self
                .subject(&request)
                .nonce(round, &subject)
                .ok_or_else(|| Settlement::park("bug: the account has no key for its reviews"))?;
            self.learn(Fact::Bound { request, round, nonce })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use case::terms::{Legs, Targets, Terms};
    use domain::languages::Languages;
    use domain::locale::Locale;
    use domain::processor::Processor;
    use policy::{Book, Policy};
    use processors::MetadataKeys;

    fn account(secrets: &[&str]) -> Account {
        let policy =
            Policy::parse("[clauses]\nc = \"c\"\n[default]\nreview = \"r\"\nclause = \"c\"");
        Account {
            processor: Processor::Stripe,
            webhook_secrets: secrets.iter().map(|secret| (*secret).to_owned().into()).collect(),
            policies: Book::one(policy.unwrap()).into(),
            merchant: "Example".to_owned(),
            locale: Locale::En,
            languages: Languages::default(),
            metadata: MetadataKeys::default(),
            terms: Terms {
                answer_within: 1,
                feedback_after: 1,
                claim: 1,
                ladder: vec![1],
                doubt_max: 1,
                watch: 1,
                settling_max: 1,
                settle: 1,
                legs: Legs { key_lifetime: None, lookup: true },
                review_within: 1,
                targets: Targets::default(),
                merchant_of_record: false,
            },
        }
    }

    fn nonce(
        secrets: &[&str],
        case: &str,
        request: &str,
        round: u32,
        subject: &str,
    ) -> Option<String> {
        let (case, request) = (CaseId::parse(case).unwrap(), RequestId::parse(request).unwrap());
        let account = account(secrets);
        Subject { account: &account, case: &case, request: &request }.nonce(round, subject)
    }

    #[test]
    fn s1_golden_vectors_pin_the_nonce() {
        // Worked out apart from this code: HMAC-SHA256 under the first secret of
        // "refundd-review-1\nstripe-eu/pi_1\nr1\n1\nsubject".
        let golden = "a62fae2d7b56f3b5c6e0093564118c207a657ff02aab5b9acb64a5b8be3da881";
        let made =
            nonce(&["whsec_simulated_secret", "whsec_old"], "stripe-eu/pi_1", "r1", 1, "subject");
        assert_eq!(made.as_deref(), Some(golden));
        let others = [
            nonce(&["whsec_old"], "stripe-eu/pi_1", "r1", 1, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_2", "r1", 1, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_1", "r2", 1, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_1", "r1", 2, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_1", "r1", 1, "another"),
        ];
        assert!(others.iter().all(|other| other.is_some() && *other != made), "{others:?}");
        assert_eq!(nonce(&[], "stripe-eu/pi_1", "r1", 1, "subject"), None, "without a key");
    }
}
