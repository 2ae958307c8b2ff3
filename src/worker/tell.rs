//! Tells the world what a case owes: renders, publishes, marks.

use super::account::Account;
use super::confirmed::{InVain, publish};
use super::session::{Session, Step};
use super::settlement::Settlement;
use crate::case::announcement::{Announcement, Owed};
use crate::case::fact::Fact;
use crate::case::review;
use crate::case::state::Case;
use crate::domain::decision::Verdict;
use crate::domain::dispute::Dispute;
use crate::domain::ids::{RequestId, StaffId};
use crate::domain::locale::Locale;
use crate::domain::money::Money;
use crate::domain::outcome::Refusal;
use crate::domain::refund::Refund;
use crate::domain::request::RefundRequest;
use crate::messages::{Catalogue, Letter, Message, Recipient};
use crate::ports::outbox::Event;
use crate::telemetry::events::{ClockMissed, EventPublished};
use crate::telemetry::texts::LetterNotWritten;
use crate::wire::events::{EventContext, LocalizedMessage, render};

/// Processors' promise for the way to the customer's account: business days.
const BUSINESS_DAYS: (u8, u8) = (5, 7);

/// The catalogue's clause for a decision of a person that names no clause with words.
const INDIVIDUAL_REVIEW: &str = "individual_review";

impl Session<'_> {
    /// Publishes everything that is owed, in order, and marks it as told.
    pub(super) async fn publish_owed(&mut self) -> Step<()> {
        let mut told = Vec::with_capacity(self.case.told.owed.len());
        for owed in &self.case.told.owed {
            let event = self.event(owed);
            publish(self.ports, &event)
                .await
                .map_err(|InVain| Settlement::park("event_not_publishable"))?;
            EventPublished { case: &self.case.id, id: &owed.id, routing_key: &event.routing_key }
                .emit();
            if let Announcement::ClockMissed { request, stage, .. } = &owed.announcement {
                ClockMissed { case: &self.case.id, request, stage: stage.as_str() }.emit();
            }
            told.push(owed.id.clone());
        }
        self.told.clone_from(&told);
        self.learn(Fact::Published(told))?;
        Ok(())
    }

    fn event(&self, owed: &Owed) -> Event {
        let clause_text = self.clause_text(owed);
        let message = self.letter(owed, clause_text);
        let context = EventContext {
            source: &self.settings.source,
            type_prefix: &self.settings.type_prefix,
            processor: self.case.processor,
            case: &self.case.id,
            message: message.as_ref().map(|message| LocalizedMessage {
                locale: message.locale,
                subject: &message.subject,
                text: &message.text,
                html: Some(&message.html),
            }),
            clause_text,
            request: acknowledged(&self.case, owed),
            tax: tax(&self.case, owed),
            reviewers: reviewers(&self.case, owed),
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

    /// The words of the clause that a decision rests on, in the language of its customer.
    fn clause_text(&self, owed: &Owed) -> Option<&str> {
        let (Announcement::RefundApproved { request, ruling, .. }
        | Announcement::RefundDenied { request, ruling }
        | Announcement::InfoRequested { request, ruling, .. }
        | Announcement::ReviewRequested { request, ruling, .. }) = &owed.announcement
        else {
            return None;
        };
        let (hash, clause) = (&ruling.decision.policy_hash, &ruling.decision.clause);
        let customer = Addressee::Customer(Some(request));
        self.book.clause_text(hash, clause, locale(&self.case, self.account, customer))
    }

    /// Writes to the customer, or to the merchant's team, where the announcement calls for it. A
    /// text that cannot be written is missing in the event and raises an alarm; it never holds the
    /// money back.
    fn letter(&self, owed: &Owed, clause_text: Option<&str>) -> Option<Message> {
        let (letter, addressee) = letter_of(clause_text, &self.case, owed)?;
        if matches!(addressee, Addressee::Customer(_)) && self.account.terms.merchant_of_record {
            // The seller of record writes to its customers itself.
            return None;
        }
        let recipient = Recipient {
            locale: locale(&self.case, self.account, addressee),
            merchant: &self.account.merchant,
            product: self.case.payment.as_ref().and_then(|payment| payment.product.as_deref()),
        };
        let texts = self.settings.texts.current();
        let mut offered = Vec::new();
        let letter = worded(letter, &texts, &mut offered);
        texts
            .render(&letter, &recipient)
            .inspect_err(|error| LetterNotWritten { case: &self.case.id, error }.emit())
            .ok()
    }
}

/// Who a letter is for.
#[derive(Clone, Copy)]
enum Addressee<'a> {
    /// The customer, and the request that the letter is about, where it is about one.
    Customer(Option<&'a RequestId>),
    /// The merchant's team.
    Team,
}

/// The request that is acknowledged, where one is.
fn acknowledged<'a>(case: &'a Case, owed: &Owed) -> Option<&'a RefundRequest> {
    let Announcement::RefundAcknowledged { request, .. } = &owed.announcement else { return None };
    case.requests.get(request).map(|state| &state.request)
}

/// The people who decided, where people did.
fn reviewers<'a>(case: &'a Case, owed: &Owed) -> &'a [StaffId] {
    let (Announcement::RefundApproved { request, ruling, .. }
    | Announcement::RefundDenied { request, ruling }) = &owed.announcement
    else {
        return &[];
    };
    let by_people = [review::APPROVED, review::DENIED].contains(&ruling.decision.rule.as_str());
    let opened = case.requests.get(request).and_then(|state| state.opened.as_ref());
    opened.filter(|_| by_people).map_or(&[], |opened| &opened.voices)
}

/// The tax in what is approved or refunded.
fn tax(case: &Case, owed: &Owed) -> Option<Money> {
    let (Announcement::RefundApproved { amount, .. }
    | Announcement::RefundSucceeded { refund: Refund { amount, .. }, .. }) = &owed.announcement
    else {
        return None;
    };
    case.payment.as_ref()?.tax_in(*amount)
}

/// A customer's language by request, then customer, then account; the team's by account. An
/// account without a language has English.
fn locale(case: &Case, account: &Account, addressee: Addressee<'_>) -> Locale {
    let Addressee::Customer(request) = addressee else { return account.locale };
    let asked = request
        .and_then(|id| case.requests.get(id))
        .and_then(|state| state.request.locale.as_deref());
    let customer = case.payment.as_ref().and_then(|payment| payment.locale.as_deref());
    let known = [asked, customer].into_iter().flatten().find_map(Locale::of_tag);
    known.filter(|locale| account.languages.has(*locale)).unwrap_or(account.locale)
}

/// Whether a refund was refused because the customer has the money already.
fn came_otherwise(reason: &str) -> bool {
    [Refusal::AlreadyRefunded, Refusal::Disputed].iter().any(|refusal| refusal.as_str() == reason)
}

/// A reviewer may deny by a clause, or offer what, the catalogue has no words for: the customer is
/// told that a person has decided and what else there is, and is not left without an answer.
fn worded<'a>(letter: Letter<'a>, texts: &Catalogue, offered: &'a mut Vec<String>) -> Letter<'a> {
    let Letter::Denied { clause, clause_text, alternatives } = letter else { return letter };
    let known = alternatives.iter().filter(|alternative| texts.knows_alternative(alternative));
    offered.extend(known.cloned());
    let has_words = clause_text.is_some() || texts.knows_clause(clause);
    let clause = if has_words { clause } else { INDIVIDUAL_REVIEW };
    Letter::Denied { clause, clause_text, alternatives: offered }
}

/// The letter that the announcement calls for, if it calls for one, and who it is for.
fn letter_of<'a>(
    clause_text: Option<&'a str>,
    case: &'a Case,
    owed: &'a Owed,
) -> Option<(Letter<'a>, Addressee<'a>)> {
    let to = Addressee::Customer;
    let payment = case.id.payment.as_str();
    Some(match &owed.announcement {
        Announcement::RefundAcknowledged { request, answer_by } => {
            let asked = acknowledged(case, owed)?;
            let receipt = Letter::Acknowledged {
                received_at: asked.receipt.at,
                amount: asked.amount,
                reason: asked.reason,
                payment,
                answer_by: *answer_by,
            };
            (receipt, to(Some(request)))
        }
        Announcement::RefundApproved { request, amount, full, .. } => {
            let letter =
                Letter::Approved { amount: *amount, full: *full, business_days: BUSINESS_DAYS };
            (letter, to(Some(request)))
        }
        Announcement::RefundDenied { request, ruling } => {
            let Verdict::Deny { alternatives } = &ruling.decision.verdict else { return None };
            let letter =
                Letter::Denied { clause: &ruling.decision.clause, clause_text, alternatives };
            (letter, to(Some(request)))
        }
        Announcement::RefundSucceeded { refund, requests, .. } => {
            (Letter::Refunded { amount: refund.amount }, to(requests.first()))
        }
        // Only a customer who was told of an approval is owed a correction, and only where the
        // money has not come by hand or through the bank.
        Announcement::RefundFailed { refund: None, reason, .. } if came_otherwise(reason) => {
            return None;
        }
        Announcement::RefundFailed { amount, requests, .. } => {
            (Letter::Correction { amount: *amount }, to(Some(requests.first()?)))
        }
        Announcement::FeedbackDue { amount, requests, .. } => {
            (Letter::Feedback { amount: *amount }, to(requests.first()))
        }
        Announcement::DisputeOpened(Dispute { amount, evidence_due_at, .. }) => {
            let evidence_due_at = *evidence_due_at;
            let notice = Letter::DisputeOpened { payment, amount: *amount, evidence_due_at };
            (notice, Addressee::Team)
        }
        Announcement::DisputeWon(Dispute { amount, .. }) => {
            (Letter::DisputeWon { payment, amount: *amount }, Addressee::Team)
        }
        Announcement::DisputeLost(Dispute { amount, .. }) => {
            (Letter::DisputeLost { payment, amount: *amount }, Addressee::Team)
        }
        Announcement::InfoRequested { request, answer_by, ruling, .. } => {
            let Verdict::NeedInfo(info) = &ruling.decision.verdict else { return None };
            let letter =
                Letter::InfoRequested { questions: &info.questions, answer_by: *answer_by };
            (letter, to(Some(request)))
        }
        Announcement::InfoReminded { request, questions, answer_by, .. } => {
            (Letter::InfoReminder { questions, answer_by: *answer_by }, to(Some(request)))
        }
        Announcement::ReviewRequested { .. }
        | Announcement::ReviewRefused { .. }
        | Announcement::ClockMissed { .. }
        | Announcement::RefundAdopted { .. }
        | Announcement::Clawback { .. }
        | Announcement::FraudWarned(_)
        | Announcement::CaseParked(_) => return None,
    })
}
