//! Holds what would be decided because of a date that is only the sender's word.
//!
//! A date opens frames and closes them. Where it lies longer back than is believed, or where the
//! policy says something else of a customer who asked when a worker saw the request, a person decides,
//! with what the policy says as a proposal.

use super::compile::Compiled;
use super::ruling::decide_silently;
use domain::authority::GuardCode;
use domain::decision::Decision;
use domain::facts::Facts;

/// What `policy` says of `facts`, where that does not hang on the sender's word for the date.
pub(crate) fn dated(policy: &Compiled, facts: &Facts, said: Decision) -> Decision {
    if facts.request.late {
        return said.held(GuardCode::LateReport);
    }
    if facts.request.requested_at == facts.request.seen_at {
        return said;
    }
    // Only whether it is the same is asked, so without the account.
    let as_seen = decide_silently(policy, &facts.as_seen());
    // By one rule more or less can be given for the days between, as for a term that runs.
    if said.by == as_seen.by && said.verdict.kind() == as_seen.verdict.kind() {
        said
    } else {
        said.held(GuardCode::DateDecides)
    }
}
