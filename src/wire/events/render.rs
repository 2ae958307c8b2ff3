//! Renders an announcement into the CloudEvent that is published.
//!
//! A function of its arguments: the same announcement rendered again has the same id, and the same
//! bytes as long as the context is the same.

use super::Published;
use super::case::CaseParkedV1;
use super::commission::{Change, CommissionClawbackV1};
use super::conversation::{
    ClockMissedV1, RefundInfoRemindedV1, RefundInfoRequestedV1, RefundReviewRefusedV1, ReviewV1,
};
use super::decision::DecisionV1;
use super::dispute::{DisputeFraudWarningV1, DisputeLostV1, DisputeOpenedV1, DisputeWonV1};
use super::origin::{MessageV1, OriginV1};
use super::refund::{
    FollowupFeedbackDueV1, RefundAdoptedV1, RefundFailedV1, RefundSucceededV1, RefundV1,
};
use super::request::{
    RefundAcknowledgedV1, RefundApprovedV1, RefundDeniedV1, RefundReviewRequestedV1,
};
use crate::case::announcement::{Announcement, Owed};
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::locale::Locale;
use crate::domain::money::Money;
use crate::domain::processor::Processor;
use crate::domain::request::RefundRequest;
use crate::wire::cloud_event::Outgoing;
use crate::wire::leaf::MoneyV1;
use crate::wire::schema;

/// A text for the customer or the merchant's team, rendered.
#[derive(Debug, Clone, Copy)]
pub struct LocalizedMessage<'a> {
    /// Its language.
    pub locale: Locale,
    /// The subject line.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// The text as HTML; left out where there is none.
    pub html: Option<&'a str>,
}

/// What an event says beside its announcement.
#[derive(Debug, Clone, Copy)]
pub struct EventContext<'a> {
    /// The URI reference of this deployment.
    pub source: &'a str,
    /// What stands before the type (`io.refundd`).
    pub type_prefix: &'a str,
    /// Which payment.
    pub case: &'a CaseId,
    /// Where it was made.
    pub processor: Processor,
    /// The text to be sent; left out of events that have none.
    pub message: Option<LocalizedMessage<'a>>,
    /// The decision's clause in the customer's language; left out of events without a decision.
    pub clause_text: Option<&'a str>,
    /// The request that is acknowledged, as it arrived; left out of other events.
    pub request: Option<&'a RefundRequest>,
    /// The tax in what is approved or refunded, where it is known; left out of other events.
    pub tax: Option<Money>,
    /// The reviewers who decided, in the order of their answers; empty where people did not.
    pub reviewers: &'a [StaffId],
    /// The W3C trace context.
    pub traceparent: Option<&'a str>,
}

/// An event, ready to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedEvent {
    /// The CloudEvents id: the same on every repetition.
    pub id: String,
    /// The type without its prefix.
    pub routing_key: &'static str,
    /// The CloudEvent as JSON.
    pub body: Vec<u8>,
}

/// Renders what is owed.
#[expect(clippy::too_many_lines, reason = "a table: one arm per event")]
pub fn render(owed: &Owed, context: EventContext<'_>) -> RenderedEvent {
    let event = Rendering { owed, context };
    let (origin, message) = (event.origin(), event.message());
    let tax = context.tax.map(MoneyV1::from);
    match &owed.announcement {
        Announcement::RefundAcknowledged { request, answer_by } => {
            let asked = context.request;
            event.of(&RefundAcknowledgedV1 {
                origin,
                request: request.to_string(),
                requested_at: asked.map(|asked| asked.requested_at),
                received_at: asked.map(|asked| asked.receipt.at),
                reason: asked.map(|asked| asked.reason.as_str().to_owned()),
                amount: asked.and_then(|asked| asked.amount).map(MoneyV1::from),
                answer_by: *answer_by,
                message,
            })
        }
        Announcement::RefundApproved { request, key, amount, full, ruling } => {
            event.of(&RefundApprovedV1 {
                origin,
                request: request.to_string(),
                operation: key.to_string(),
                amount: (*amount).into(),
                full: *full,
                tax,
                decision: DecisionV1::new(ruling, context.clause_text),
                decided_by: texts(context.reviewers),
                message,
            })
        }
        Announcement::RefundDenied { request, ruling } => {
            let decision = DecisionV1::new(ruling, context.clause_text);
            event.of(&RefundDeniedV1 {
                origin,
                request: request.to_string(),
                decision,
                decided_by: texts(context.reviewers),
                message,
            })
        }
        Announcement::ReviewRequested { request, ruling, sheet } => {
            event.of(&RefundReviewRequestedV1 {
                origin,
                request: request.to_string(),
                decision: DecisionV1::new(ruling, context.clause_text),
                review: sheet.as_ref().map(ReviewV1::from),
            })
        }
        Announcement::InfoRequested { request, round, answer_by, ruling } => {
            let decision = DecisionV1::new(ruling, context.clause_text);
            event.of(&RefundInfoRequestedV1 {
                origin,
                request: request.to_string(),
                round: *round,
                questions: decision.questions.clone(),
                answer_by: *answer_by,
                decision,
                message,
            })
        }
        Announcement::InfoReminded { request, round, questions, answer_by } => {
            event.of(&RefundInfoRemindedV1 {
                origin,
                request: request.to_string(),
                round: *round,
                questions: questions.clone(),
                answer_by: *answer_by,
                message,
            })
        }
        Announcement::ReviewRefused { answer, request, reviewer, said, why } => {
            event.of(&RefundReviewRefusedV1 {
                origin,
                request: request.to_string(),
                answer: answer.to_string(),
                reviewer: reviewer.to_string(),
                said: said.clone(),
                why: why.as_str().to_owned(),
            })
        }
        Announcement::ClockMissed { request, stage, due_at } => event.of(&ClockMissedV1 {
            origin,
            request: request.to_string(),
            stage: stage.as_str().to_owned(),
            due_at: *due_at,
        }),
        Announcement::RefundSucceeded { key, refund, requests } => {
            let (operation, refund) = (key.to_string(), RefundV1::from(refund));
            let requests = texts(requests);
            event.of(&RefundSucceededV1 { origin, requests, operation, refund, tax, message })
        }
        Announcement::RefundFailed { key, refund, amount, reason, late, requests } => {
            event.of(&RefundFailedV1 {
                origin,
                requests: texts(requests),
                operation: key.as_ref().map(ToString::to_string),
                refund: refund.as_ref().map(ToString::to_string),
                amount: (*amount).into(),
                reason: reason.clone(),
                late: *late,
                message,
            })
        }
        Announcement::RefundAdopted { refund } => {
            event.of(&RefundAdoptedV1 { origin, refund: refund.into() })
        }
        // The number in the case is in the id already.
        Announcement::Clawback { commission, delta, total, mode, lost, captured, ordinal: _ } => {
            let change = Change { delta: *delta, total: *total, mode: *mode };
            event.of(&CommissionClawbackV1::new(origin, commission, change, *lost, *captured))
        }
        Announcement::FeedbackDue { key, refund, amount, requests } => {
            let (operation, refund) = (key.to_string(), refund.to_string());
            let (requests, amount) = (texts(requests), (*amount).into());
            event.of(&FollowupFeedbackDueV1 {
                origin,
                requests,
                operation,
                refund,
                amount,
                message,
            })
        }
        Announcement::FraudWarned(warning) => {
            event.of(&DisputeFraudWarningV1::new(origin, warning))
        }
        Announcement::DisputeOpened(dispute) => {
            event.of(&DisputeOpenedV1::new(origin, dispute, message))
        }
        Announcement::DisputeWon(dispute) => event.of(&DisputeWonV1::new(origin, dispute, message)),
        Announcement::DisputeLost(dispute) => {
            event.of(&DisputeLostV1::new(origin, dispute, message))
        }
        Announcement::CaseParked(trouble) => event.of(&CaseParkedV1::new(origin, trouble)),
    }
}

/// The routing key under which an announcement is published.
pub fn routing_key(announcement: &Announcement) -> &'static str {
    match announcement {
        Announcement::RefundAcknowledged { .. } => RefundAcknowledgedV1::TYPE,
        Announcement::RefundApproved { .. } => RefundApprovedV1::TYPE,
        Announcement::RefundDenied { .. } => RefundDeniedV1::TYPE,
        Announcement::ReviewRequested { .. } => RefundReviewRequestedV1::TYPE,
        Announcement::InfoRequested { .. } => RefundInfoRequestedV1::TYPE,
        Announcement::InfoReminded { .. } => RefundInfoRemindedV1::TYPE,
        Announcement::ReviewRefused { .. } => RefundReviewRefusedV1::TYPE,
        Announcement::ClockMissed { .. } => ClockMissedV1::TYPE,
        Announcement::RefundSucceeded { .. } => RefundSucceededV1::TYPE,
        Announcement::RefundFailed { .. } => RefundFailedV1::TYPE,
        Announcement::RefundAdopted { .. } => RefundAdoptedV1::TYPE,
        Announcement::Clawback { .. } => CommissionClawbackV1::TYPE,
        Announcement::FeedbackDue { .. } => FollowupFeedbackDueV1::TYPE,
        Announcement::FraudWarned(_) => DisputeFraudWarningV1::TYPE,
        Announcement::DisputeOpened(_) => DisputeOpenedV1::TYPE,
        Announcement::DisputeWon(_) => DisputeWonV1::TYPE,
        Announcement::DisputeLost(_) => DisputeLostV1::TYPE,
        Announcement::CaseParked(_) => CaseParkedV1::TYPE,
    }
}

struct Rendering<'a> {
    owed: &'a Owed,
    context: EventContext<'a>,
}

impl Rendering<'_> {
    fn of<T: Published>(&self, data: &T) -> RenderedEvent {
        let body = Outgoing {
            id: self.owed.id.as_str(),
            source: self.context.source,
            kind: &format!("{}.{}", self.context.type_prefix, T::TYPE),
            subject: &self.context.case.to_string(),
            time: self.owed.at,
            dataschema: &schema::uri(T::TYPE),
            sequence: self.owed.sequence,
            traceparent: self.context.traceparent,
            data,
        }
        .to_json();
        RenderedEvent { id: self.owed.id.to_string(), routing_key: T::TYPE, body }
    }

    fn origin(&self) -> OriginV1 {
        OriginV1 {
            account: self.context.case.account.to_string(),
            payment: self.context.case.payment.to_string(),
            processor: self.context.processor.to_string(),
        }
    }

    fn message(&self) -> Option<MessageV1> {
        self.context.message.map(|message| MessageV1 {
            locale: message.locale.to_string(),
            subject: message.subject.to_owned(),
            text: message.text.to_owned(),
            html: message.html.map(str::to_owned),
        })
    }
}

fn texts(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
