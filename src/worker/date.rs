//! Holds what would be decided because of a date that is only the sender's word.
//!
//! A date opens frames and closes them. Where it lies longer back than is believed, or where the
//! policy says something else of a customer who asked when a worker saw the request, a person decides,
//! with what the policy says as a proposal.

use crate::domain::decision::{Ruling, Verdict};
use crate::domain::facts::Facts;
use crate::policy::Policy;

/// Why a person decides about a request whose date is older than is believed.
const LATE_REPORT: &str = "late_report";

/// Why a person decides where the date alone decides.
const DATE_DECIDES: &str = "date_decides";

/// What `policy` says of `facts`, where that does not hang on the sender's word for the date.
pub(super) fn decide(policy: &Policy, facts: &Facts) -> Ruling {
    let ruling = policy.decide(facts);
    if facts.request.late {
        return hold(ruling, LATE_REPORT);
    }
    if facts.request.requested_at == facts.request.seen_at {
        return ruling;
    }
    // Only whether it is the same is asked, so without the account.
    let (said, as_seen) = (&ruling.decision, policy.decision(&facts.as_seen()));
    // By one rule more or less can be given for the days between, as for a term that runs.
    if said.rule == as_seen.rule && said.verdict.kind() == as_seen.verdict.kind() {
        ruling
    } else {
        hold(ruling, DATE_DECIDES)
    }
}

/// Puts what a machine would do before a person. What was for people already stays with them.
fn hold(mut ruling: Ruling, why: &str) -> Ruling {
    let proposed = match ruling.decision.verdict {
        Verdict::Approve(amount) => Some(amount),
        Verdict::Deny { .. } => None,
        Verdict::NeedInfo(_) | Verdict::Review { .. } => return ruling,
    };
    ruling.decision.verdict = Verdict::Review { why: why.to_owned(), approvers: 1, proposed };
    ruling.decision.rule = format!("guard.{why}");
    ruling
}
