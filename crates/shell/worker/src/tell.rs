//! Tells the world what a case owes: renders, publishes, marks.

use super::confirmed::{InVain, publish};
use super::letter::{Addressee, content_of, request_of, written};
use super::recipient::{locale_of, recipient_of, zone_of};
use super::session::{Session, Step};
use super::settlement::Settlement;
use case::announcement::{Announcement, Owed, RequestNews};
use case::fact::Fact;
use case::state::Case;
use domain::conversation::Opened;
use domain::ids::EventId;
use messages::Letter;
use ports::outbox::Event;
use processors::standard_webhooks;
use telemetry::events::{ClockMissed, EventsPublished};
use telemetry::texts::LetterNotWritten;
use wire::events::{EventContext, LocalizedLetter, render};

impl Session<'_> {
    /// Publishes everything that is owed, in order, and marks it as told.
    pub(super) async fn publish_owed(&mut self) -> Step<()> {
        let events: Vec<Event> = self.case.told.owed.iter().map(|owed| self.event(owed)).collect();
        publish(self.ports, &events)
            .await
            .map_err(|InVain| Settlement::park("event_not_publishable"))?;
        let owed = &self.case.told.owed;
        let published: Vec<_> = owed
            .iter()
            .zip(&events)
            .map(|(owed, event)| (&owed.id, event.routing_key.as_str()))
            .collect();
        EventsPublished { case: &self.case.id, events: &published }.emit();
        for owed in owed {
            if let Announcement::Request(request, news) = &owed.announcement
                && let RequestNews::ClockMissed { stage, .. } = news
            {
                ClockMissed { case: &self.case.id, request, stage: stage.as_str() }.emit();
            }
        }
        let told: Vec<EventId> = self.case.told.owed.iter().map(|owed| owed.id.clone()).collect();
        self.told.clone_from(&told);
        self.learn(Fact::Published(told))?;
        Ok(())
    }

    fn event(&self, owed: &Owed) -> Event {
        let clause_text = self.clause_text(owed);
        let letter = self.letter(owed, clause_text);
        let context = EventContext {
            source: &self.settings.source,
            type_prefix: &self.settings.type_prefix,
            processor: self.case.processor,
            case: &self.case.id,
            letter: letter.as_ref().map(|letter| LocalizedLetter {
                locale: letter.locale,
                subject: &letter.subject,
                text: &letter.text,
                html: Some(&letter.html),
            }),
            clause_text,
            request: request_of(&self.case, owed),
            reviewers: decided(&self.case, owed).map_or(&[], |opened| &opened.voices),
            because: decided(&self.case, owed).and_then(|opened| opened.because.as_ref()),
            traceparent: self.traceparent.as_deref(),
        };
        let rendered = render(owed, context);
        let (secrets, now) = (&self.settings.event_secrets, self.ports.clock.now());
        Event {
            signature: standard_webhooks::headers_by_all(
                secrets,
                &rendered.id,
                now,
                &rendered.body,
            ),
            id: rendered.id,
            routing_key: rendered.routing_key.to_owned(),
            body: rendered.body,
            traceparent: self.traceparent.clone(),
        }
    }

    /// The words of the clause that a decision rests on, in the language of its customer.
    fn clause_text(&self, owed: &Owed) -> Option<&str> {
        let decision = &owed.announcement.ruling()?.decision;
        let language = locale_of(&self.case, &self.account.home(), owed, Addressee::Customer);
        self.book.clause_text(decision.policy_hash.as_deref(), &decision.clause, language)
    }

    /// Writes to the customer, or to the merchant's team, where the announcement calls for it. A
    /// text that cannot be written is missing in the event and raises an alarm; it never holds the
    /// money back.
    fn letter(&self, owed: &Owed, clause_text: Option<&str>) -> Option<Letter> {
        let within = self.account.terms.answer_within;
        let (content, addressee) = content_of(&self.case, owed, clause_text, within)?;
        if addressee == Addressee::Customer && self.account.terms.merchant_of_record {
            // The seller of record writes to its customers itself.
            return None;
        }
        let home = self.account.home();
        let zone = zone_of(&self.case, &home, owed, addressee);
        let recipient = recipient_of(&self.case, &home, owed, addressee, &zone);
        let texts = self.settings.texts.current();
        written(content, &texts, &recipient)
            .inspect_err(|error| LetterNotWritten { case: &self.case.id, error }.emit())
            .ok()
    }
}

/// The round in which people decided, where people did.
fn decided<'a>(case: &'a Case, owed: &Owed) -> Option<&'a Opened> {
    let (request, ruling) = owed.announcement.request().zip(owed.announcement.ruling())?;
    let opened = case.requests.get(request)?.opened.as_ref();
    opened.filter(|_| ruling.decision.by.is_people())
}
