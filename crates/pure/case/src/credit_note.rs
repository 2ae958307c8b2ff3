//! The credit note that follows a refund of an invoice: which refunds want one, and how far the call
//! for it has come.
//!
//! It moves no money, and follows money that has gone back: whatever becomes of it, the refund stays as
//! it is.

use jiff::Timestamp;

use super::operation::{Inconclusive, InconclusiveKind, retry_at};
use super::plan::Plan;
use super::state::Case;
use super::terms::Terms;
use super::trouble::Trouble;
use domain::credit_note::CreditNote;
use domain::invoice::{InvoiceReading, InvoiceTerms};
use domain::key::IdempotencyKey;
use domain::outcome::{CallOutcome, Refusal};
use domain::refund::{Refund, RefundStatus};
use domain::time::after;

/// How far the credit note of one refund has come. Nothing is kept of one that was not tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreditStep {
    /// The call may have been sent. Saved before it, it is the claim too.
    InDoubt(CreditDoubt),
    /// The processor said no, or there is nothing that could be credited.
    Refused(Refusal),
    /// It was issued.
    Issued(CreditNote),
}

/// A call that may have been made. Its bytes are not kept: they follow from the refund and from the
/// invoice, which is read again each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditDoubt {
    /// How often it may have been sent, from 1.
    pub attempt: u32,
    /// When the first attempt was claimed.
    pub first_at: Timestamp,
    /// When the latest attempt was claimed.
    pub since: Timestamp,
    /// The inconclusive answer to the latest attempt, once there is one.
    pub answer: Option<Inconclusive>,
}

/// The refunds that want a credit note: those that we ordered and that have gone through, of a payment
/// that is for an invoice. Not before they have: of a paid invoice no credit note can be taken back.
pub(super) fn wanted<'a>(
    case: &'a Case,
    terms: &Terms,
) -> impl Iterator<Item = (&'a IdempotencyKey, &'a Refund)> {
    let paid = case.payment.as_ref().map(|payment| &payment.purchase);
    // Where there may be one and it is not read yet, it is read first; that it may not be read is told.
    let billed = paid.is_some_and(|it| it.invoice != InvoiceReading::Unread && it.may_be_billed());
    let wanted = billed && terms.invoices == InvoiceTerms::CreditNote;
    succeeded(case).filter(move |_| wanted)
}

/// Whether a refund may want one, and nobody has read yet whether there is an invoice.
pub(super) fn waits_for_invoice(case: &Case, terms: &Terms) -> bool {
    terms.invoices == InvoiceTerms::CreditNote
        && case.lacks_invoice()
        && succeeded(case).next().is_some()
}

fn succeeded(case: &Case) -> impl Iterator<Item = (&IdempotencyKey, &Refund)> {
    let succeeded = case.refunds.values().filter(|it| it.status == RefundStatus::Succeeded);
    succeeded.filter_map(|refund| Some((refund.key.as_ref()?, refund)))
}

/// What to do next about the credit note of the refund with `key`.
pub(super) fn plan(case: &Case, key: &IdempotencyKey, now: Timestamp, terms: &Terms) -> Plan {
    match case.credits.get(key) {
        None => Plan::Credit(key.clone()),
        // By then a person was told, and does it by hand.
        Some(CreditStep::InDoubt(doubt)) if after(doubt.first_at, terms.doubt_max) <= now => {
            Plan::Rest
        }
        Some(CreditStep::InDoubt(doubt)) => {
            let retry_at = retry_at(doubt.answer, (doubt.attempt, doubt.since), terms);
            if now < retry_at { Plan::Wait(retry_at) } else { Plan::Credit(key.clone()) }
        }
        Some(CreditStep::Refused(_) | CreditStep::Issued(_)) => Plan::Rest,
    }
}

pub(super) fn crediting(case: &mut Case, key: &IdempotencyKey, at: Timestamp) -> bool {
    let doubt = match case.credits.get(key) {
        None => CreditDoubt { attempt: 1, first_at: at, since: at, answer: None },
        Some(CreditStep::InDoubt(doubt)) => CreditDoubt {
            attempt: doubt.attempt.saturating_add(1),
            first_at: doubt.first_at.min(at),
            since: at,
            answer: None,
        },
        Some(CreditStep::Refused(_) | CreditStep::Issued(_)) => return false,
    };
    case.credits.insert(key.clone(), CreditStep::InDoubt(doubt));
    true
}

pub(super) fn credited(
    case: &mut Case,
    key: &IdempotencyKey,
    outcome: CallOutcome<CreditNote>,
    at: Timestamp,
) -> bool {
    // One key has one note: what was issued stays.
    let Some(CreditStep::InDoubt(doubt)) = case.credits.get(key) else { return false };
    let inconclusive = |kind, retry_after| {
        let answer = Some(Inconclusive { at, kind, retry_after });
        CreditStep::InDoubt(CreditDoubt { answer, ..*doubt })
    };
    let step = match outcome {
        CallOutcome::Done(note) => CreditStep::Issued(note),
        CallOutcome::Refused(refusal) => CreditStep::Refused(refusal),
        CallOutcome::Busy { retry_after } => inconclusive(InconclusiveKind::Busy, retry_after),
        CallOutcome::Unknown => inconclusive(InconclusiveKind::Unknown, None),
        CallOutcome::KeyConflict => inconclusive(InconclusiveKind::KeyConflict, None),
        CallOutcome::Misconfigured => inconclusive(InconclusiveKind::Misconfigured, None),
    };
    case.credits.insert(key.clone(), step);
    true
}

/// What a person must look at: a refund whose credit note cannot be issued, or not by itself; and a
/// credit note whose refund has come back.
pub(super) fn troubles(case: &Case) -> impl Iterator<Item = Trouble> {
    case.credits.iter().flat_map(|(key, step)| match step {
        CreditStep::Refused(_) => vec![Trouble::CreditNoteMissing(key.clone())],
        CreditStep::InDoubt(doubt) => {
            let stuck = doubt.answer.is_some_and(|answer| match answer.kind {
                InconclusiveKind::KeyConflict | InconclusiveKind::Misconfigured => true,
                InconclusiveKind::Busy | InconclusiveKind::Unknown => false,
            });
            stuck.then(|| Trouble::CreditNoteMissing(key.clone())).into_iter().collect()
        }
        CreditStep::Issued(_) => {
            let back = case.refunds_of(key).filter(|refund| !refund.status.holds_money());
            back.map(|refund| Trouble::CreditNoteStands(refund.id.clone())).collect()
        }
    })
}

/// Those that are in doubt for too long.
pub(super) fn overdue(case: &Case, now: Timestamp, terms: &Terms) -> impl Iterator<Item = Trouble> {
    case.credits.iter().filter_map(move |(key, step)| match step {
        CreditStep::InDoubt(doubt) if after(doubt.first_at, terms.doubt_max) <= now => {
            Some(Trouble::CreditNoteMissing(key.clone()))
        }
        CreditStep::InDoubt(_) | CreditStep::Refused(_) | CreditStep::Issued(_) => None,
    })
}

/// Whether every note is of its refund, and no larger.
pub(super) fn are_covered(case: &Case) -> bool {
    case.credits.iter().all(|(key, step)| match step {
        CreditStep::Issued(note) => case.refunds_of(key).all(|refund| {
            let (given, credited) = (refund.amount, note.amount);
            credited.currency == given.currency && credited.minor <= given.minor
        }),
        CreditStep::InDoubt(doubt) => doubt.attempt >= 1 && doubt.first_at <= doubt.since,
        CreditStep::Refused(_) => true,
    })
}
