//! Tells the world what a case owes: renders, publishes, marks.

use super::account::Account;
use super::session::{Session, Step};
use super::settle::until_published;
use crate::case::announcement::{Announcement, Owed};
use crate::case::fact::Fact;
use crate::case::state::Case;
use crate::domain::decision::{Ruling, Verdict};
use crate::domain::ids::RequestId;
use crate::domain::locale::Locale;
use crate::messages::{Letter, Message, Recipient};
use crate::ports::outbox::Event;
use crate::telemetry::events::{ClockMissed, EventPublished, LetterNotWritten};
use crate::wire::events::{EventContext, LocalizedMessage, render};

/// Processors' promise for the way to the customer's account: business days.
const BUSINESS_DAYS: (u8, u8) = (5, 7);

impl Session<'_> {
    /// Publishes everything that is owed, in order, and marks it as told.
    pub(super) async fn publish_owed(&mut self) -> Step<()> {
        let mut told = Vec::with_capacity(self.case.told.owed.len());
        for owed in &self.case.told.owed {
            let event = self.event(owed);
            until_published(|| self.ports.outbox.publish(&event)).await;
            EventPublished { case: &self.case.id, id: &owed.id, routing_key: &event.routing_key }
                .emit();
            if let Announcement::ClockMissed { request, stage, .. } = &owed.announcement {
                ClockMissed { case: &self.case.id, request, stage: stage.as_str() }.emit();
            }
            told.push(owed.id.clone());
        }
        self.learn(Fact::Published(told))?;
        Ok(())
    }

    fn event(&self, owed: &Owed) -> Event {
        let message = self.letter(owed);
        let clause_text = match &owed.announcement {
            Announcement::RefundApproved { ruling, .. }
            | Announcement::RefundDenied { ruling, .. }
            | Announcement::InfoRequested { ruling, .. }
            | Announcement::ReviewRequested { ruling, .. } => clause_text(self.account, ruling),
            Announcement::RefundAcknowledged { .. }
            | Announcement::InfoReminded { .. }
            | Announcement::ReviewRefused { .. }
            | Announcement::ClockMissed { .. }
            | Announcement::RefundSucceeded { .. }
            | Announcement::RefundFailed { .. }
            | Announcement::RefundAdopted { .. }
            | Announcement::Clawback { .. }
            | Announcement::FeedbackDue { .. }
            | Announcement::FraudWarned(_)
            | Announcement::DisputeOpened(_)
            | Announcement::DisputeWon(_)
            | Announcement::DisputeLost(_)
            | Announcement::CaseParked(_) => None,
        };
        let context = EventContext {
            source: &self.settings.source,
            type_prefix: &self.settings.type_prefix,
            processor: self.case.processor,
            case: &self.case.id,
            message: message.as_ref().map(|message| LocalizedMessage {
                locale: message.locale,
                subject: &message.subject,
                text: &message.text,
            }),
            clause_text,
            traceparent: self.traceparent.as_deref(),
        };
        let rendered = render(owed, context);
        Event {
            id: rendered.id,
            routing_key: rendered.routing_key.to_owned(),
            body: rendered.body,
            traceparent: self.traceparent.clone(),
        }
    }

    /// Writes to the customer where the announcement calls for it. A text that cannot be written
    /// is missing in the event and raises an alarm; it never holds the money back.
    fn letter(&self, owed: &Owed) -> Option<Message> {
        if self.account.terms.merchant_of_record {
            // The seller of record writes to its customers itself.
            return None;
        }
        let (letter, request) = letter_of(self.account, owed)?;
        let recipient = Recipient {
            locale: locale(&self.case, self.account, request),
            merchant: &self.account.merchant,
            product: self.case.payment.as_ref().and_then(|payment| payment.product.as_deref()),
        };
        self.settings
            .catalogue
            .render(&letter, &recipient)
            .inspect_err(|error| LetterNotWritten { case: &self.case.id, error }.emit())
            .ok()
    }
}

/// Locale by request, then customer, then account.
fn locale(case: &Case, account: &Account, request: Option<&RequestId>) -> Locale {
    let asked = request
        .and_then(|id| case.requests.get(id))
        .and_then(|state| state.request.locale.as_deref());
    let customer = case.payment.as_ref().and_then(|payment| payment.locale.as_deref());
    [asked, customer].into_iter().flatten().find_map(Locale::of_tag).unwrap_or(account.locale)
}

fn clause_text<'a>(account: &'a Account, ruling: &Ruling) -> Option<&'a str> {
    account.policy.clause_text(&ruling.decision.clause)
}

fn letter_of<'a>(
    account: &'a Account,
    owed: &'a Owed,
) -> Option<(Letter<'a>, Option<&'a RequestId>)> {
    Some(match &owed.announcement {
        Announcement::RefundAcknowledged { request, answer_by } => {
            (Letter::Acknowledged { answer_by: *answer_by }, Some(request))
        }
        Announcement::RefundApproved { request, amount, full, .. } => {
            let letter =
                Letter::Approved { amount: *amount, full: *full, business_days: BUSINESS_DAYS };
            (letter, Some(request))
        }
        Announcement::RefundDenied { request, ruling } => {
            let Verdict::Deny { alternatives } = &ruling.decision.verdict else { return None };
            let letter = Letter::Denied {
                clause: &ruling.decision.clause,
                clause_text: clause_text(account, ruling),
                alternatives,
            };
            (letter, Some(request))
        }
        Announcement::RefundSucceeded { refund, requests, .. } => {
            (Letter::Refunded { amount: refund.amount }, requests.first())
        }
        // Only a customer who was told of an approval is owed a correction.
        Announcement::RefundFailed { amount, requests, .. } => {
            (Letter::Correction { amount: *amount }, Some(requests.first()?))
        }
        Announcement::FeedbackDue { amount, requests, .. } => {
            (Letter::Feedback { amount: *amount }, requests.first())
        }
        // The letters that ask and remind belong here, once the catalogue has them.
        Announcement::InfoRequested { .. }
        | Announcement::InfoReminded { .. }
        | Announcement::ReviewRequested { .. }
        | Announcement::ReviewRefused { .. }
        | Announcement::ClockMissed { .. }
        | Announcement::RefundAdopted { .. }
        | Announcement::Clawback { .. }
        | Announcement::FraudWarned(_)
        | Announcement::DisputeOpened(_)
        | Announcement::DisputeWon(_)
        | Announcement::DisputeLost(_)
        | Announcement::CaseParked(_) => return None,
    })
}
