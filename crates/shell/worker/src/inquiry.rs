//! Asks the merchant's own system for the facts that the policy declares.
//!
//! Without an answer they are unknown, and the policy says what follows: a review, or its default.
//! So a system that is down delays no refund by more than the time limit of the port.

use std::collections::BTreeMap;

use super::session::Session;
use domain::facts::FactValue;
use domain::inquiry::Inquiry;
use domain::request::RefundRequest;
use policy::Policy;

impl Session<'_> {
    /// What the merchant's system says about a request, by the names that the policy declares.
    pub(super) async fn merchant_facts(
        &self,
        request: &RefundRequest,
        policy: &Policy,
    ) -> BTreeMap<String, FactValue> {
        let declared = policy.declared();
        if declared.is_empty() {
            return BTreeMap::new();
        }
        let inquiry = Inquiry {
            case: self.case.id.clone(),
            processor: self.case.processor,
            request: request.id.clone(),
            requested_at: request.believed(self.settings.report_lag).requested_at,
            wanted: declared.iter().map(|fact| (fact.key.clone(), fact.kind)).collect(),
        };
        // The source has told why there is none; unknown is unknown for every reason.
        self.ports.facts.ask(&inquiry).await.ok().flatten().unwrap_or_default().facts
    }
}
