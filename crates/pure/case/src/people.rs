//! How many people a refund takes, once people decide it.
//!
//! The decision brings what one person may give of a payment, because the case knows no policy; what
//! was given so far is the case's, and is looked at when an answer is judged.

use super::ledger;
use super::state::Case;
use domain::decision::{Decision, Verdict};
use domain::money::Money;

/// What one person may still approve of the payment, minor units; `None` where two are never needed.
pub(super) fn one_may(case: &Case, decision: &Decision) -> Option<i64> {
    let most = decision.bounds.two_above?;
    Some(most.saturating_sub(ledger::given(case)).max(0))
}

/// How many different people must approve this amount, at least: what was given and promised before
/// counts, whoever did it, so that no set of single approvers gives more than one of them may.
pub(super) fn for_amount(case: &Case, decision: &Decision, amount: Money) -> u8 {
    if one_may(case, decision).is_some_and(|most| amount.minor > most) { 2 } else { 1 }
}

/// How many different people must approve what a review proposes, at least; 1 where it proposes
/// nothing.
pub(super) fn for_proposal(case: &Case, decision: &Decision) -> u8 {
    match &decision.verdict {
        Verdict::Review { proposed: Some(amount), .. } => for_amount(case, decision, *amount),
        Verdict::Review { proposed: None, .. }
        | Verdict::Approve(_)
        | Verdict::Deny { .. }
        | Verdict::NeedInfo(_) => 1,
    }
}

/// How many different people must have approved this amount at the least, whatever was given
/// beside it at that time.
pub(super) fn for_amount_alone(decision: &Decision, amount: Money) -> u8 {
    if decision.bounds.two_above.is_some_and(|most| amount.minor > most) { 2 } else { 1 }
}
