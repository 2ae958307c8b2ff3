//! One struct per observable fact.
//!
//! DEBUG is one delivery's ordinary life, INFO a case that moved on, WARN something degraded that
//! passes by itself, ERROR something for a person, with a heading in `docs/runbook.md`.

use std::error::Error;
use std::time::Duration;

use crate::level::{debug, error, info, warn};
use metrics::{counter, histogram};

use super::metrics as names;
use case::invariants::Violation;
use domain::credit_note::CreditNote;
use domain::decision::Decision;
use domain::ids::{AccountName, CaseId, EventId, RequestId};
use domain::key::IdempotencyKey;
use domain::outcome::CallOutcome;
use domain::processor::Processor;
use ports::inbox::AckLost;
use ports::outbox::PublishError;
use ports::store::StoreError;
use processors::{Rejection, profile};

/// An error with all its causes, on one line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A delivery has ended.
#[derive(Debug)]
pub struct DeliverySettled<'a> {
    /// How, as a label.
    pub settlement: &'static str,
    /// The reason, where it was kept aside.
    pub reason: Option<&'a str>,
    /// How often it had been deferred before.
    pub attempt: u32,
}

impl DeliverySettled<'_> {
    pub fn emit(&self) {
        counter!(names::DELIVERIES, "settlement" => self.settlement).increment(1);
        if let Some(reason) = self.reason {
            warn!(settlement = self.settlement, reason, attempt = self.attempt, "kept aside");
        } else {
            debug!(settlement = self.settlement, attempt = self.attempt, "settled");
        }
    }
}

/// How long a delivery took, from its arrival in the process to its acknowledgement.
#[derive(Debug)]
pub struct DeliveryTook {
    pub time: Duration,
}

impl DeliveryTook {
    pub fn emit(&self) {
        histogram!(names::SETTLE_SECONDS).record(self.time);
    }
}

/// A signature was not accepted.
#[derive(Debug)]
pub struct SignatureRejected<'a> {
    pub account: &'a AccountName,
    /// Where it was checked: `ingress` or `worker`.
    pub place: &'static str,
    pub rejection: Rejection,
}

impl SignatureRejected<'_> {
    pub fn emit(&self) {
        let reason = self.rejection.as_str();
        let account = self.account.as_str().to_owned();
        counter!(
            names::SIGNATURES_REJECTED,
            "account" => account, "place" => self.place, "reason" => reason
        )
        .increment(1);
        warn!(account = %self.account, place = self.place, reason, "signature rejected");
    }
}

/// A verified webhook was read.
#[derive(Debug)]
pub struct WebhookDecoded<'a> {
    /// Who sent it.
    pub processor: Processor,
    /// The processor's name for the event: foreign text, counted only if it is known.
    pub kind: &'a str,
    /// `relevant` or `noted`.
    pub effect: &'static str,
}

impl WebhookDecoded<'_> {
    pub fn emit(&self) {
        let known = profile(self.processor).event_kinds.iter().find(|kind| **kind == self.kind);
        let kind = known.copied().unwrap_or("unknown");
        let processor = self.processor.as_str();
        counter!(
            names::WEBHOOKS_DECODED,
            "processor" => processor, "kind" => kind, "effect" => self.effect
        )
        .increment(1);
        debug!(processor, kind, effect = self.effect, "webhook decoded");
    }
}

/// A verified webhook was not understood: a defect of ours.
#[derive(Debug)]
pub struct WebhookNotUnderstood<'a> {
    pub account: &'a AccountName,
    /// Why, in words that repeat nothing of the body.
    pub why: &'a str,
}

impl WebhookNotUnderstood<'_> {
    pub fn emit(&self) {
        let account = self.account.as_str().to_owned();
        counter!(names::NOT_UNDERSTOOD, "account" => account).increment(1);
        error!(account = %self.account, why = self.why, "verified webhook not understood");
    }
}

#[derive(Debug)]
pub struct RequestDecided<'a> {
    pub case: &'a CaseId,
    pub request: &'a RequestId,
    pub decision: &'a Decision,
}

impl RequestDecided<'_> {
    pub fn emit(&self) {
        let verdict = self.decision.verdict.kind().as_str();
        let rule = self.decision.by.to_string();
        info!(case = %self.case, request = %self.request, verdict, rule, "request decided");
        counter!(names::DECISIONS, "verdict" => verdict, "rule" => rule).increment(1);
    }
}

/// A stage of a request was not reached in time.
#[derive(Debug)]
pub struct ClockMissed<'a> {
    pub case: &'a CaseId,
    pub request: &'a RequestId,
    pub stage: &'static str,
}

impl ClockMissed<'_> {
    pub fn emit(&self) {
        let (account, stage) = (self.case.account.to_string(), self.stage);
        counter!(names::CLOCKS_MISSED, "account" => account, "stage" => stage).increment(1);
        warn!(case = %self.case, request = %self.request, stage, "a clock was missed");
    }
}

/// The refund API was called.
#[derive(Debug)]
pub struct RefundCalled<'a> {
    pub case: &'a CaseId,
    pub key: &'a IdempotencyKey,
    /// What became of the call.
    pub outcome: &'a CallOutcome,
    /// What was wrong with an answer that leaves it in doubt.
    pub why: Option<&'a str>,
}

impl RefundCalled<'_> {
    pub fn emit(&self) {
        let outcome = self.outcome.as_str();
        let account = self.case.account.as_str().to_owned();
        counter!(names::REFUND_CALLS, "account" => account, "outcome" => outcome).increment(1);
        match self.outcome {
            CallOutcome::Done(_) | CallOutcome::Refused(_) | CallOutcome::Busy { .. } => {
                info!(case = %self.case, key = %self.key, outcome, "refund called");
            }
            CallOutcome::Unknown => {
                let (case, key, why) = (self.case, self.key, self.why);
                warn!(case = %case, key = %key, outcome, why, "refund call in doubt");
            }
            CallOutcome::KeyConflict | CallOutcome::Misconfigured => {
                error!(case = %self.case, key = %self.key, outcome, "refund call not possible");
            }
        }
    }
}

/// The credit note of a refund was looked for, and called for where there was none.
#[derive(Debug)]
pub struct CreditNoteCalled<'a> {
    pub case: &'a CaseId,
    pub key: &'a IdempotencyKey,
    /// What became of it.
    pub outcome: &'a CallOutcome<CreditNote>,
}

impl CreditNoteCalled<'_> {
    pub fn emit(&self) {
        let (case, key, outcome) = (self.case, self.key, self.outcome.as_str());
        let account = case.account.as_str().to_owned();
        counter!(names::CREDIT_NOTES, "account" => account, "outcome" => outcome).increment(1);
        match self.outcome {
            CallOutcome::Done(_) | CallOutcome::Busy { .. } | CallOutcome::Unknown => {
                info!(case = %case, key = %key, outcome, "credit note called");
            }
            CallOutcome::Refused(refusal) => {
                warn!(case = %case, key = %key, outcome, why = refusal.as_str(), "credit note refused");
            }
            CallOutcome::KeyConflict | CallOutcome::Misconfigured => {
                error!(case = %case, key = %key, outcome, "credit note not possible");
            }
        }
    }
}

/// A refund call was not made.
#[derive(Debug)]
pub struct CallWithheld<'a> {
    pub case: &'a CaseId,
    pub key: &'a IdempotencyKey,
    /// `list`: the list before it had grown old. `switch`: it was stopped in that moment.
    /// `clock`: the store's clock and ours are too far apart for a claim.
    pub why: &'static str,
}

impl CallWithheld<'_> {
    pub fn emit(&self) {
        counter!(names::CALLS_WITHHELD, "why" => self.why).increment(1);
        warn!(case = %self.case, key = %self.key, why = self.why, "call withheld");
    }
}

/// A refund was not ordered, because the record of its case is not what this program would write.
#[derive(Debug)]
pub struct OrderRefused<'a> {
    pub case: &'a CaseId,
    pub key: &'a IdempotencyKey,
    /// `differs`: the frozen order is not the one that follows from the operation. `not_covered`:
    /// the processor's list does not leave the amount.
    pub why: &'static str,
}

impl OrderRefused<'_> {
    pub fn emit(&self) {
        counter!(names::ORDERS_REFUSED, "why" => self.why).increment(1);
        error!(case = %self.case, key = %self.key, why = self.why, "a refund was not ordered");
    }
}

/// A processor could not be read.
#[derive(Debug)]
pub struct ReadFailed<'a> {
    pub account: &'a AccountName,
    /// A short code.
    pub reason: &'static str,
    pub error: &'a dyn Error,
}

impl ReadFailed<'_> {
    pub fn emit(&self) {
        let account = self.account.as_str().to_owned();
        counter!(names::READS_FAILED, "account" => account, "reason" => self.reason).increment(1);
        warn!(account = %self.account, reason = self.reason, error = chain(self.error), "read failed");
    }
}

/// Events of a case were published and confirmed.
#[derive(Debug)]
pub struct EventsPublished<'a> {
    pub case: &'a CaseId,
    /// Of each its id, and its type without prefix.
    pub events: &'a [(&'a EventId, &'a str)],
}

impl EventsPublished<'_> {
    pub fn emit(&self) {
        for (_, kind) in self.events {
            counter!(names::EVENTS, "type" => (*kind).to_owned()).increment(1);
        }
        // One line for all: with one for each, lines took a seventh of the CPU time at full load.
        let events = self.events.iter().map(|(id, kind)| format!("{kind} {id}"));
        let events = events.collect::<Vec<_>>().join(", ");
        info!(case = %self.case, events, "events published");
    }
}

/// A publish was not confirmed; it is made again.
#[derive(Debug)]
pub struct PublishFailed {
    pub error: PublishError,
}

impl PublishFailed {
    pub fn emit(&self) {
        counter!(names::PUBLISHES_FAILED).increment(1);
        warn!(error = chain(&self.error), "publish not confirmed, trying again");
    }
}

/// A publish cannot succeed, however often it is made: what was to be published is kept aside.
#[derive(Debug)]
pub struct PublishInVain {
    pub error: PublishError,
}

impl PublishInVain {
    pub fn emit(&self) {
        counter!(names::PUBLISHES_IN_VAIN).increment(1);
        error!(error = chain(&self.error), "publish in vain, not tried again");
    }
}

/// An acknowledgement was lost; the delivery comes again.
#[derive(Debug)]
pub struct AckWasLost {
    pub error: AckLost,
}

impl AckWasLost {
    pub fn emit(&self) {
        counter!(names::ACKS_LOST).increment(1);
        debug!(error = chain(&self.error), "acknowledgement lost");
    }
}

/// The store did not do what it was asked.
#[derive(Debug)]
pub struct StoreUnavailable {
    pub error: StoreError,
}

impl StoreUnavailable {
    pub fn emit(&self) {
        let reason = match self.error {
            StoreError::Conflict(_) => "conflict",
            StoreError::Unavailable { .. } => "unavailable",
            StoreError::Corrupt { .. } => "corrupt",
            StoreError::Forged { .. } => "forged",
        };
        counter!(names::STORE_FAILED, "reason" => reason).increment(1);
        match self.error {
            StoreError::Conflict(_) | StoreError::Unavailable { .. } => {
                warn!(reason, error = chain(&self.error), "store failed");
            }
            StoreError::Corrupt { .. } | StoreError::Forged { .. } => {
                error!(reason, error = chain(&self.error), "store failed");
            }
        }
    }
}

/// A state contradicts itself.
#[derive(Debug)]
pub struct InvariantBroken<'a> {
    pub case: &'a CaseId,
    /// What was believed.
    pub violation: &'a Violation,
}

impl InvariantBroken<'_> {
    pub fn emit(&self) {
        counter!(names::DEFECTS, "kind" => "invariant").increment(1);
        error!(case = %self.case, believed = self.violation.believed, "invariant broken");
    }
}

/// A defect was caught at the boundary of a task.
#[derive(Debug)]
pub struct DefectCaught<'a> {
    /// The sender's id of the message that brought it out.
    pub message: &'a str,
}

impl DefectCaught<'_> {
    pub fn emit(&self) {
        counter!(names::DEFECTS, "kind" => "panic").increment(1);
        error!(message_id = self.message, "a defect was caught; the message is parked");
    }
}
