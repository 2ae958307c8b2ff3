//! Which version of the policy decides a request: the one that was shown at the purchase, else the
//! one that was in force then; with the bands of the one in force now. Where there is none, a person
//! decides.

use super::session::Session;
use case::guard::before_a_person;
use domain::decision::Ruling;
use domain::request::RefundRequest;
use policy::Policy;
use telemetry::policies::VersionMissing;

impl Session<'_> {
    /// The version that applies to the payment of this case, in the book of this pass; or the
    /// review that takes its place.
    pub(super) fn version(&self, request: &RefundRequest) -> Result<Policy, Box<Ruling>> {
        let purchased = self
            .case
            .payment
            .as_ref()
            .map(|payment| (payment.purchase.policy_hash.as_deref(), payment.charged_at));
        // The guard has seen to it that the payment is known.
        let (shown, charged_at) = purchased.unwrap_or((None, request.receipt.seen_at));
        match self.book.applicable(shown, charged_at) {
            Ok(version) => Ok(self.book.deciding(version, self.ports.clock.now())),
            Err(missing) => {
                let (case, code) = (&self.case.id, missing.code().as_str());
                VersionMissing { case, request: &request.id, code }.emit();
                Err(Box::new(before_a_person(missing.code(), None)))
            }
        }
    }
}
