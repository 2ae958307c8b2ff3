//! A review that people have decided: what did we do last time?

use case::reviewed::Judged;
use case::state::Case;
use domain::authority::Authority;
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::ids::CaseId;
use domain::money::Money;
use domain::request::Reason;

/// An answer of a reviewer that counted.
#[derive(Debug, Clone)]
pub struct ClosedReview {
    pub case: CaseId,
    pub reason: Reason,
    /// What was asked for; `None` for all of it.
    pub asked: Option<Money>,
    /// The product, where the payment says it.
    pub product: Option<String>,
    pub answer: ReviewAnswer,
}

impl ClosedReview {
    /// Every answer about a payment on which its request was decided, a question to the customer left
    /// out.
    pub fn all_of(case: &Case) -> Vec<Self> {
        let counted = case.reviews.values().filter(|known| known.judged == Some(Judged::Accepted));
        let closed = counted.filter_map(|known| {
            let answer = &known.answer;
            let state = case.requests.get(&answer.request)?;
            let by = &state.ruling.as_ref()?.decision.by;
            let decided = match &answer.said {
                ReviewerSaid::Approve(_) => *by == Authority::Approvers,
                ReviewerSaid::Deny { .. } => *by == Authority::Denier,
                ReviewerSaid::Ask { .. } => false,
            };
            decided.then(|| Self {
                case: case.id.clone(),
                reason: state.request.reason,
                asked: state.request.amount,
                product: case.payment.as_ref().and_then(|payment| payment.product.clone()),
                answer: answer.clone(),
            })
        });
        closed.collect()
    }
}
