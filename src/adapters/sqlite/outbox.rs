//! Events, messages and shelves: written and committed before `Ok`.

use async_trait::async_trait;

use super::Embedded;
use super::message_row::MessageRow;
use super::{log, work};
use crate::domain::time;
use crate::ports::BoxError;
use crate::ports::message::Message;
use crate::ports::outbox::{Event, Outbox, PublishError, Shelf};

impl Embedded {
    async fn put(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        let not_confirmed = |source| unconfirmed_message(message, source);
        let due_at = time::after(self.clock.now(), seconds).as_millisecond();
        let row = MessageRow::new(message).map_err(|error| not_confirmed(error.into()))?;
        let put = self.writer.run(move |t| work::put(t, &row, due_at)).await;
        put.map_err(|error| not_confirmed(error.into()))?;
        self.wake();
        Ok(())
    }
}

fn unconfirmed_message(message: &Message, source: BoxError) -> PublishError {
    PublishError { what: format!("message {}", message.id), source }
}

#[async_trait]
impl Outbox for Embedded {
    async fn publish(&self, event: &Event) -> Result<(), PublishError> {
        let (copy, now) = (event.clone(), self.clock.now().as_millisecond());
        let appended = self.writer.run(move |t| log::append(t, &copy, now)).await;
        appended.map_err(|error| PublishError {
            what: format!("event {}", event.id),
            source: error.into(),
        })
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.put(message, 0).await
    }

    async fn defer(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        self.put(message, seconds.max(0)).await
    }

    async fn shelve(
        &self,
        message: &Message,
        place: Shelf,
        reason: &str,
    ) -> Result<(), PublishError> {
        let not_confirmed = |source| unconfirmed_message(message, source);
        let row = MessageRow::new(message).map_err(|error| not_confirmed(error.into()))?;
        let (reason, now) = (reason.to_owned(), self.clock.now().as_millisecond());
        let kept = self.writer.run(move |t| log::shelve(t, &row, (place, &reason), now)).await;
        kept.map_err(|error| not_confirmed(error.into()))
    }

    fn is_ready(&self) -> bool {
        self.writer.is_healthy()
    }
}
