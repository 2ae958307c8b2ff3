//! The stored form of milestones and troubles: the texts that event ids are made of, which are
//! frozen already.

use super::error::RecordError;
use crate::case::announcement::Milestone;
use crate::case::clock::Stage;
use crate::case::trouble::Trouble;
use crate::domain::ids::{AnswerId, DisputeId, RefundId, RequestId, WarningId};
use crate::domain::key::IdempotencyKey;

/// Reads what [`Milestone::text`] wrote.
pub(super) fn milestone(text: &str) -> Result<Milestone, RecordError> {
    let unknown = || RecordError::word("milestone", text);
    // The kind never has a colon; an identifier may.
    let (kind, about) = text.split_once(':').ok_or_else(unknown)?;
    Ok(match kind {
        "acknowledged" => Milestone::Acknowledged(RequestId::parse(about)?),
        "approved" => Milestone::Approved(RequestId::parse(about)?),
        "denied" => Milestone::Denied(RequestId::parse(about)?),
        "review" => Milestone::Review(RequestId::parse(about)?),
        "review_again" => {
            let (round, id) = numbered(about).ok_or_else(unknown)?;
            Milestone::ReviewAgain(round, RequestId::parse(id)?)
        }
        "asked" => {
            let (round, id) = numbered(about).ok_or_else(unknown)?;
            Milestone::Asked(round, RequestId::parse(id)?)
        }
        "reminded" => {
            let (round, id) = numbered(about).ok_or_else(unknown)?;
            Milestone::Reminded(round, RequestId::parse(id)?)
        }
        "review_refused" => Milestone::ReviewRefused(AnswerId::parse(about)?),
        "missed" => {
            let (stage, id) = about.split_once(':').ok_or_else(unknown)?;
            Milestone::Missed(Stage::parse(stage).ok_or_else(unknown)?, RequestId::parse(id)?)
        }
        "succeeded" => Milestone::Succeeded(RefundId::parse(about)?),
        "failed" => Milestone::Failed(RefundId::parse(about)?),
        "refused" => Milestone::Refused(key(about)?),
        "adopted" => Milestone::Adopted(RefundId::parse(about)?),
        "clawback" => clawback(about).ok_or_else(unknown)?,
        "feedback" => Milestone::Feedback(RefundId::parse(about)?),
        "warned" => Milestone::Warned(WarningId::parse(about)?),
        "opened" => Milestone::Opened(DisputeId::parse(about)?),
        "won" => Milestone::Won(DisputeId::parse(about)?),
        "lost" => Milestone::Lost(DisputeId::parse(about)?),
        "parked" => Milestone::Parked(trouble(about)?),
        _ => return Err(unknown()),
    })
}

/// Reads what [`Trouble::text`] wrote.
pub(super) fn trouble(text: &str) -> Result<Trouble, RecordError> {
    let (code, about) = match text.split_once(':') {
        Some((code, about)) => (code, Some(about)),
        None => (text, None),
    };
    Ok(match (code, about) {
        ("payment_unknown", None) => Trouble::PaymentUnknown,
        ("loss_above_capture", None) => Trouble::LossAboveCapture,
        ("refunds_conflict", Some(about)) => Trouble::RefundsConflict(key(about)?),
        ("refund_refused", Some(about)) => Trouble::RefundRefused(key(about)?),
        ("refund_failed", Some(about)) => Trouble::RefundFailed(RefundId::parse(about)?),
        ("doubt_too_long", Some(about)) => Trouble::DoubtTooLong(key(about)?),
        ("key_conflict", Some(about)) => Trouble::KeyConflict(key(about)?),
        ("misconfigured", Some(about)) => Trouble::Misconfigured(key(about)?),
        ("unprovable", Some(about)) => Trouble::Unprovable(key(about)?),
        ("bug", None) => Trouble::Bug,
        _ => return Err(RecordError::word("trouble", text)),
    })
}

fn numbered(about: &str) -> Option<(u32, &str)> {
    let (round, id) = about.split_once(':')?;
    Some((round.parse().ok()?, id))
}

fn clawback(about: &str) -> Option<Milestone> {
    let (ordinal, total) = about.split_once(':')?;
    Some(Milestone::Clawback(ordinal.parse().ok()?, total.parse().ok()?))
}

fn key(text: &str) -> Result<IdempotencyKey, RecordError> {
    IdempotencyKey::recognise(text).ok_or_else(|| RecordError::word("idempotency key", text))
}
