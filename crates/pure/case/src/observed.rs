//! What a processor reports, by webhook or list: kept as joins, so that the order does not matter.

use std::collections::BTreeMap;

use super::commission;
use super::dispute;
use super::state::Case;
use domain::dispute::FraudWarning;
use domain::observation::{Listing, Observation};
use domain::payment::{Payment, PaymentStatus};
use domain::refund::Refund;

/// Compares what customers gave as their e-mail address with those of the payment, once both are
/// known. What came of it is kept; the hashes are not.
pub(super) fn compare_emails(case: &mut Case) -> bool {
    let Some(payment) = &case.payment else { return false };
    let payer = &payment.payer;
    let mut changed = false;
    for state in case.requests.values_mut() {
        let claims = &mut state.request.claims;
        let matches = claims.email.and_then(|claimed| payer.has_email(claimed));
        if matches.is_some() && claims.email_matches != matches {
            claims.email_matches = matches;
            changed = true;
        }
    }
    changed
}

pub(super) fn observed(case: &mut Case, observation: Observation) -> bool {
    match observation {
        Observation::Payment(payment) => payment_seen(case, payment),
        Observation::Refund(refund) => refund_seen(case, refund),
        Observation::Dispute(seen) => dispute::seen(case, seen),
        Observation::FraudWarning(warning) => {
            let id = warning.id.clone();
            join(&mut case.warnings, id, warning, FraudWarning::join)
        }
        Observation::RefundedAtLeast(minor) => {
            let changed = minor > case.refunded_at_least;
            case.refunded_at_least = case.refunded_at_least.max(minor);
            changed
        }
    }
}

/// What a webhook says of the payment: good for how far its money has come, until it was listed.
fn payment_seen(case: &mut Case, seen: Payment) -> bool {
    let news = match &case.payment {
        None => true,
        Some(known) if known.captured.currency != seen.captured.currency => return false,
        // A bank can take back what had arrived, and a customer try again after a failure: which of
        // the two it was is in the list. That it was under way before it arrived is no news.
        Some(known) => {
            known.clone().heard(&seen) != *known
                || (known.status == PaymentStatus::Settled && seen.status == PaymentStatus::Void)
        }
    };
    let mut changed = std::mem::take(&mut case.payment_missing);
    if news {
        changed |= !std::mem::replace(&mut case.payment_unlisted, true);
    }
    changed
        | keep_payment(case, |known| match known {
            None => seen,
            Some(known) => known.heard(&seen),
        })
}

/// What a list says of the payment. The list is the truth: a webhook may carry the metadata of
/// another object (Stripe: the charge's instead of the intent's), so product, plan and commission
/// are taken from the list alone.
fn payment_listed(case: &mut Case, listed: Payment) -> bool {
    let listed = match &case.payment {
        Some(known) => listed.with_invoice_of(known),
        None => listed,
    };
    let confirmed = !case.payment_unlisted;
    let mut changed = std::mem::take(&mut case.payment_missing);
    changed |= std::mem::take(&mut case.payment_unlisted);
    if let Some(commission) = listed.commission.clone() {
        changed |= commission::listed(case, commission);
    }
    let other = |known: &Payment| known.captured.currency != listed.captured.currency;
    if case.payment.as_ref().is_some_and(other) {
        return changed;
    }
    changed
        | keep_payment(case, |known| match known {
            None => listed,
            Some(known) => {
                // What an earlier list has seen arrive is not on its way again: this one is older.
                let arrived = known.status == PaymentStatus::Settled && confirmed;
                let older = arrived && listed.status == PaymentStatus::Settling;
                let status = if older { known.status } else { listed.status };
                let sums = listed.clone().heard(&known);
                // Captured grows, as a payment can be captured in several steps; all of it is undone
                // where it came to nothing after all.
                let captured =
                    if status == PaymentStatus::Void { listed.captured } else { sums.captured };
                Payment { status, captured, ..sums }
            }
        })
}

fn keep_payment(case: &mut Case, join: impl FnOnce(Option<Payment>) -> Payment) -> bool {
    let kept = join(case.payment.clone());
    let changed = case.payment.as_ref().is_none_or(|known| {
        // What is not stored is no news.
        Payment { payer: kept.payer.clone(), ..known.clone() } != kept
    });
    case.payment = Some(kept);
    changed | compare_emails(case)
}

pub(super) fn refund_seen(case: &mut Case, refund: Refund) -> bool {
    let id = refund.id.clone();
    join(&mut case.refunds, id, refund, Refund::join)
}

pub(super) fn join<K: Ord, V: Clone + PartialEq>(
    known: &mut BTreeMap<K, V>,
    id: K,
    seen: V,
    join: impl FnOnce(V, V) -> V,
) -> bool {
    if let Some(value) = known.get_mut(&id) {
        let joined = join(value.clone(), seen);
        let changed = *value != joined;
        *value = joined;
        changed
    } else {
        known.insert(id, seen);
        true
    }
}

pub(super) fn listed(case: &mut Case, listing: Listing) -> bool {
    let mut changed = false;
    match listing.payment {
        Some(payment) => changed |= payment_listed(case, payment),
        None if case.payment.is_none() => {
            changed |= !case.payment_missing;
            case.payment_missing = true;
        }
        // Known from a webhook, and not to be had: there is no more to learn.
        None => changed |= std::mem::take(&mut case.payment_unlisted),
    }
    for refund in listing.refunds {
        changed |= refund_seen(case, refund);
    }
    for dispute in listing.disputes {
        changed |= dispute::listed(case, dispute);
    }
    changed |= std::mem::take(&mut case.disputes_contested);
    changed
}
