//! What of a case was authorised and let go again: no money was taken, so none goes back.
//!
//! Worked out from the whole case each time, so that it does not depend on the order in which it was
//! learned.

use super::state::Case;
use domain::refund::Refund;
use domain::release::Releases;

/// Every refund that takes money back, whoever made it: all that are known, but releases.
pub fn refunds(case: &Case) -> impl Iterator<Item = &Refund> {
    let releases = Releases::among(case.payment.as_ref(), case.refunds.values());
    case.refunds.values().filter(move |refund| !releases.has(refund))
}

/// Whether refunds can be told from releases, and what is gone weighed against what was taken: the
/// payment has settled or come to nothing, and no webhook about it waits for a list while there is
/// a refund that may be a release. What is said before that is taken back a moment later.
pub fn is_weighed(case: &Case) -> bool {
    let told_apart = || case.refunds.values().all(|refund| refund.key.is_some());
    case.payment.is_some() && !case.is_settling() && (!case.payment_unlisted || told_apart())
}
