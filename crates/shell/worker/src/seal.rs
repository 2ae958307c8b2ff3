//! The seal of a decision that travels with a message, and the nonce of a review.
//!
//! The broker is no trust boundary: without a seal, whoever can publish to the work queue could
//! write an approval into a header and have it carried out past the policy; without a nonce,
//! whoever files a request could work out the binding of its review. Both are made with the sealing
//! keys, which only the workers have. A seal made with a key that was taken out since does not fit:
//! the request is decided again. A nonce is made once and kept.

use super::session::{Session, Step};
use case::binding;
use case::fact::Fact;
use domain::ids::{CaseId, RequestId};
use domain::request::RefundRequest;
use seal::SealingKeys;
use wire::record::{Carried, decode_decision, encode_decision};

/// Begins every seal, and keeps it apart from what else is sealed with the same key.
const LABEL: &str = "refundd-decision-2";

/// Begins what a nonce is made of.
const NONCE_LABEL: &str = "refundd-review-1";

impl Session<'_> {
    /// The decision about a request with its seal, as it stands in the header.
    pub(super) fn sealed(&self, request: &RefundRequest, carried: &Carried) -> String {
        let text = encode_decision(carried);
        let seal = self.settings.sealing.seal(&[self.place(request).as_bytes(), text.as_bytes()]);
        format!("{seal}.{text}")
    }

    /// The decision that travelled in this header, if it is ours, about this request and nothing
    /// else, and rests on a policy that is still kept: a version that was taken back promises nothing
    /// any more.
    pub(super) fn remembered(&self, request: &RefundRequest, header: &str) -> Option<Carried> {
        let (seal, text) = header.split_once('.')?;
        let place = self.place(request);
        if !self.settings.sealing.fits(&[place.as_bytes(), text.as_bytes()], seal) {
            return None;
        }
        let carried = decode_decision(text).ok()?;
        let hash = carried.ruling.decision.policy_hash.as_deref();
        hash.is_none_or(|hash| self.book.keeps(hash)).then_some(carried)
    }

    /// What a decision is about, sealed with it: the payment, and all that was asked. Another request
    /// under the same id is another one. There are no line breaks in it, so that it cannot run into
    /// the decision.
    fn place(&self, request: &RefundRequest) -> String {
        format!("{LABEL}\n{}\n{}\n{}\n", self.case.id, request.id, request.fingerprint())
    }

    /// Gives every review that has none its nonce.
    pub(super) fn bind(&mut self) -> Step<()> {
        for binding::Unbound { request, round, subject } in binding::unbound(&self.case) {
            let nonce = nonce(&self.settings.sealing, &self.case.id, &request, round, &subject);
            self.learn(Fact::Bound { request, round, nonce })?;
        }
        Ok(())
    }
}

/// The nonce of a review that is about `subject`: the same again for the same, so that a crash or a
/// lost store before the review was told changes nothing.
fn nonce(
    keys: &SealingKeys,
    case: &CaseId,
    request: &RequestId,
    round: u32,
    subject: &str,
) -> String {
    let place = format!("{NONCE_LABEL}\n{case}\n{request}\n{round}\n");
    keys.seal(&[place.as_bytes(), subject.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nonce(keys: &[&str], case: &str, request: &str, round: u32, subject: &str) -> String {
        let (case, request) = (CaseId::parse(case).unwrap(), RequestId::parse(request).unwrap());
        super::nonce(&SealingKeys::of(keys).unwrap(), &case, &request, round, subject)
    }

    #[test]
    fn s1_golden_vectors_pin_the_nonce() {
        // Worked out apart from this code: HMAC-SHA256 under the first key of
        // "refundd-review-1\nstripe-eu/pi_1\nr1\n1\nsubject".
        let golden = "a62fae2d7b56f3b5c6e0093564118c207a657ff02aab5b9acb64a5b8be3da881";
        let keys = ["whsec_simulated_secret", "whsec_old"];
        let made = nonce(&keys, "stripe-eu/pi_1", "r1", 1, "subject");
        assert_eq!(made, golden);
        let others = [
            nonce(&["whsec_old"], "stripe-eu/pi_1", "r1", 1, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_2", "r1", 1, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_1", "r2", 1, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_1", "r1", 2, "subject"),
            nonce(&["whsec_simulated_secret"], "stripe-eu/pi_1", "r1", 1, "another"),
        ];
        assert!(others.iter().all(|other| *other != made), "{others:?}");
    }
}
