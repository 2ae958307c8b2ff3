//! What is told of a subscription whose payment has gone back. Nothing here ends one.

use super::announcement::RequestNews;
use super::state::{Case, RequestState};
use domain::decision::Verdict;
use domain::refund::RefundStatus;
use domain::subscription::Subscription;

/// That the subscription is to end, as the rule says which a request was approved by. `None` where it
/// does not, and until a refund that answers the request has gone through: nobody is to lose what was
/// paid for by a refund that fails.
pub fn suggested(case: &Case, state: &RequestState) -> Option<RequestNews> {
    let decision = &state.ruling.as_ref()?.decision;
    let (Verdict::Approve(_), Some(Subscription::Cancel(when))) =
        (&decision.verdict, decision.subscription)
    else {
        return None;
    };
    let key = state.operation.as_ref()?;
    let mut refunds = case.refunds_of(key);
    let refund = refunds.find(|refund| refund.status == RefundStatus::Succeeded)?.id.clone();
    let payment = case.payment.as_ref();
    let subscription = payment.and_then(|payment| payment.purchase.subscription.clone());
    Some(RequestNews::CancelSuggested { key: key.clone(), refund, subscription, when })
}
