//! Holds what would be decided because of a date that is only the sender's word.
//!
//! A date opens frames and closes them. Where it lies longer back than is believed, or where the
//! policy says something else of a customer who asked when a worker saw the request, a person decides,
//! with what the policy says as a proposal.

use super::compile::Compiled;
use super::ruling::{decide, decide_silently};
use domain::authority::{Authority, GuardCode};
use domain::decision::{Ruling, Verdict};
use domain::facts::Facts;

/// What `policy` says of `facts`, where that does not hang on the sender's word for the date.
pub(crate) fn decide_dated(policy: &Compiled, facts: &Facts) -> Ruling {
    let ruling = decide(policy, facts);
    if facts.request.late {
        return hold(ruling, GuardCode::LateReport);
    }
    if facts.request.requested_at == facts.request.seen_at {
        return ruling;
    }
    // Only whether it is the same is asked, so without the account.
    let (said, as_seen) = (&ruling.decision, decide_silently(policy, &facts.as_seen()));
    // By one rule more or less can be given for the days between, as for a term that runs.
    if said.by == as_seen.by && said.verdict.kind() == as_seen.verdict.kind() {
        ruling
    } else {
        hold(ruling, GuardCode::DateDecides)
    }
}

/// Puts what a machine would do before a person. What was for people already stays with them.
fn hold(mut ruling: Ruling, why: GuardCode) -> Ruling {
    let proposed = match ruling.decision.verdict {
        Verdict::Approve(amount) => Some(amount),
        Verdict::Deny { .. } => None,
        Verdict::NeedInfo(_) | Verdict::Review { .. } => return ruling,
    };
    ruling.decision.verdict = Verdict::Review { why: why.into(), approvers: 1, proposed };
    ruling.decision.by = Authority::Guard(why);
    ruling
}
