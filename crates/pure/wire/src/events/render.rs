//! Renders an announcement into the CloudEvent that is published.
//!
//! A function of its arguments: the same announcement rendered again has the same id, and the same
//! bytes as long as the context is the same.

use jiff::Timestamp;

use super::Published;
use super::case::CaseParkedV1;
use super::commission::CommissionClawbackV1;
use super::conversation::{
    ClockMissedV1, RefundInfoRemindedV1, RefundInfoRequestedV1, RefundReviewRefusedV1, ReviewV1,
};
use super::decision::DecisionV1;
use super::dispute::{DisputeFraudWarningV1, DisputeLostV1, DisputeOpenedV1, DisputeWonV1};
use super::origin::{MessageV1, OriginV1};
use super::refund::{
    CreditNoteIssuedV1, FollowupFeedbackDueV1, RefundActionRequiredV1, RefundAdoptedV1,
    RefundFailedV1, RefundSucceededV1,
};
use super::request::{
    RefundAcknowledgedV1, RefundAnswerDelayedV1, RefundApprovedV1, RefundDeniedV1,
    RefundReviewRequestedV1,
};
use super::subscription::SubscriptionCancelSuggestedV1;
use crate::cloud_event::Outgoing;
use crate::leaf::{MoneyV1, texts};
use crate::schema;
use case::announcement::{Announcement, DisputeNews, Owed, RefundNews, RequestNews};
use domain::decision::Ruling;
use domain::ids::{CaseId, RequestId, StaffId};
use domain::locale::Locale;
use domain::processor::Processor;
use domain::reason_code::ReasonCode;
use domain::request::RefundRequest;

/// A letter for the customer or the merchant's team.
#[derive(Debug, Clone, Copy)]
pub struct LocalizedLetter<'a> {
    /// Its language.
    pub locale: Locale,
    /// The subject line.
    pub subject: &'a str,
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
    /// The letter to be sent; left out of events that have none.
    pub letter: Option<LocalizedLetter<'a>>,
    /// The decision's clause in the customer's language; left out of events without a decision.
    pub clause_text: Option<&'a str>,
    /// The request that is acknowledged, as it arrived; left out of other events.
    pub request: Option<&'a RefundRequest>,
    /// The reviewers who decided, in the order of their answers; empty where people did not.
    pub reviewers: &'a [StaffId],
    /// Why the last of them decided so, where they gave a code.
    pub because: Option<&'a ReasonCode>,
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

pub fn render(owed: &Owed, context: EventContext<'_>) -> RenderedEvent {
    let event = Rendering { owed, context };
    let (origin, message) = (event.origin(), event.message());
    match &owed.announcement {
        Announcement::Request(request, news) => event.of_request(request, news),
        Announcement::Refund(news) => event.of_refund(news),
        Announcement::Clawback(clawback) => event.of(&CommissionClawbackV1::new(origin, clawback)),
        Announcement::FraudWarned(warning) => {
            event.of(&DisputeFraudWarningV1::new(origin, warning))
        }
        Announcement::Dispute(DisputeNews::Opened, dispute) => {
            event.of(&DisputeOpenedV1::new(origin, dispute, message))
        }
        Announcement::Dispute(DisputeNews::Won(_), dispute) => {
            event.of(&DisputeWonV1::new(origin, dispute, message))
        }
        Announcement::Dispute(DisputeNews::Lost(_), dispute) => {
            event.of(&DisputeLostV1::new(origin, dispute, message))
        }
        Announcement::CaseParked(trouble) => event.of(&CaseParkedV1::new(origin, trouble)),
    }
}

struct Rendering<'a> {
    owed: &'a Owed,
    context: EventContext<'a>,
}

impl Rendering<'_> {
    fn acknowledged(
        &self,
        request: String,
        answer_by: Timestamp,
        answered: bool,
    ) -> RefundAcknowledgedV1 {
        let asked = self.context.request;
        RefundAcknowledgedV1 {
            origin: self.origin(),
            request,
            requested_at: asked.map(|asked| asked.requested_at),
            received_at: asked.map(|asked| asked.receipt.at),
            reason: asked.map(|asked| asked.reason.as_str().to_owned()),
            amount: asked.and_then(|asked| asked.amount).map(MoneyV1::from),
            answer_by,
            answered,
            message: self.message(),
        }
    }

    fn of_request(&self, request: &RequestId, news: &RequestNews) -> RenderedEvent {
        let (origin, message, request) = (self.origin(), self.message(), request.to_string());
        match news {
            RequestNews::Acknowledged { answer_by, answered } => {
                self.of(&self.acknowledged(request, *answer_by, *answered))
            }
            RequestNews::AnswerDelayed { time, answer_by } => {
                let (time, answer_by) = (*time, *answer_by);
                self.of(&RefundAnswerDelayedV1 { origin, request, time, answer_by, message })
            }
            RequestNews::Approved { key, amount, full, ruling, .. } => self.of(&RefundApprovedV1 {
                origin,
                request,
                operation: key.to_string(),
                amount: (*amount).into(),
                full: *full,
                tax: self.tax(),
                decision: self.decision(ruling),
                decided_by: texts(self.context.reviewers),
                because: self.because(),
                message,
            }),
            RequestNews::Denied { ruling, .. } => {
                let decision = self.decision(ruling);
                let decided_by = texts(self.context.reviewers);
                let because = self.because();
                self.of(&RefundDeniedV1 { origin, request, decision, decided_by, because, message })
            }
            RequestNews::ReviewRequested { ruling, sheet } => {
                let (decision, review) =
                    (self.decision(ruling), sheet.as_ref().map(ReviewV1::from));
                self.of(&RefundReviewRequestedV1 { origin, request, decision, review })
            }
            RequestNews::InfoRequested { round, answer_by, ruling } => {
                let decision = self.decision(ruling);
                let (questions, round, answer_by) =
                    (decision.questions.clone(), *round, *answer_by);
                self.of(&RefundInfoRequestedV1 {
                    origin,
                    request,
                    round,
                    questions,
                    answer_by,
                    decision,
                    message,
                })
            }
            RequestNews::InfoReminded { round, questions, answer_by } => {
                let (questions, round, answer_by) = (questions.clone(), *round, *answer_by);
                let payload =
                    RefundInfoRemindedV1 { origin, request, round, questions, answer_by, message };
                self.of(&payload)
            }
            RequestNews::ReviewRefused { answer, reviewer, said, why } => {
                self.of(&RefundReviewRefusedV1 {
                    origin,
                    request,
                    answer: answer.to_string(),
                    reviewer: reviewer.to_string(),
                    said: said.clone(),
                    why: why.as_str().to_owned(),
                })
            }
            RequestNews::CancelSuggested { key, refund, subscription, when } => {
                let of = (key, refund, subscription.as_ref());
                self.of(&SubscriptionCancelSuggestedV1::new((origin, request), of, *when))
            }
            RequestNews::ClockMissed { stage, due_at } => {
                let (stage, due_at) = (stage.as_str().to_owned(), *due_at);
                self.of(&ClockMissedV1 { origin, request, stage, due_at })
            }
        }
    }

    fn of_refund(&self, news: &RefundNews) -> RenderedEvent {
        let (origin, message) = (self.origin(), self.message());
        match news {
            RefundNews::Succeeded { key, refund, requests } => {
                let (requests, operation) = (texts(requests), key.to_string());
                let (refund, tax) = (refund.into(), self.tax());
                self.of(&RefundSucceededV1 { origin, requests, operation, refund, tax, message })
            }
            RefundNews::ActionRequired { key, refund, requests } => {
                let (requests, operation, act_by) =
                    (texts(requests), key.to_string(), refund.act_by);
                let refund = refund.into();
                self.of(&RefundActionRequiredV1 {
                    origin,
                    requests,
                    operation,
                    refund,
                    act_by,
                    message,
                })
            }
            RefundNews::Failed(failed) => self.of(&RefundFailedV1::new(origin, failed, message)),
            RefundNews::Adopted(refund) => {
                self.of(&RefundAdoptedV1 { origin, refund: refund.into(), tax: self.tax() })
            }
            RefundNews::Credited { key, refund, note, requests } => self.of(&CreditNoteIssuedV1 {
                origin,
                requests: texts(requests),
                operation: key.to_string(),
                refund: refund.to_string(),
                credit_note: note.id.to_string(),
                amount: note.amount.into(),
            }),
            RefundNews::FeedbackDue { key, refund, amount, requests } => {
                self.of(&FollowupFeedbackDueV1 {
                    origin,
                    requests: texts(requests),
                    operation: key.to_string(),
                    refund: refund.to_string(),
                    amount: (*amount).into(),
                    message,
                })
            }
        }
    }

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

    fn decision(&self, ruling: &Ruling) -> DecisionV1 {
        DecisionV1::new(ruling, self.context.clause_text)
    }

    fn because(&self) -> Option<String> {
        self.context.because.map(ToString::to_string)
    }

    fn tax(&self) -> Option<MoneyV1> {
        self.owed.tax.map(MoneyV1::from)
    }

    fn message(&self) -> Option<MessageV1> {
        self.context.letter.map(|letter| MessageV1 {
            locale: letter.locale.to_string(),
            subject: letter.subject.to_owned(),
            text: letter.text.to_owned(),
            html: letter.html.map(str::to_owned),
        })
    }
}
