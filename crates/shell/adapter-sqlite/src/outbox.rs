//! Events, messages and shelves: written and committed before `Ok`.

use async_trait::async_trait;

use super::Embedded;
use super::message_row::MessageRow;
use super::writer::WriteError;
use super::{log, work};
use domain::time;
use ports::message::Message;
use ports::outbox::{Event, Outbox, PublishError, Shelf};

impl Embedded {
    async fn put(&self, message: &Message, seconds: i64) -> Result<(), PublishError> {
        let due_at = time::after(self.clock.now(), seconds).as_millisecond();
        let row = row_of(message)?;
        let put = self.writer.run(move |t| work::put(t, &row, due_at)).await;
        put.map_err(|error| unconfirmed(message_named(message), error))?;
        self.wake();
        Ok(())
    }
}

/// What could not be written yet: it fails with whatever else was in its batch.
fn unconfirmed(what: String, error: WriteError) -> PublishError {
    PublishError { what, in_vain: false, source: error.into() }
}

fn message_named(message: &Message) -> String {
    format!("message {}", message.id)
}

/// The message as a row; headers that cannot be written now cannot be written later.
fn row_of(message: &Message) -> Result<MessageRow, PublishError> {
    MessageRow::new(message).map_err(|error| PublishError {
        what: message_named(message),
        in_vain: true,
        source: error.into(),
    })
}

#[async_trait]
impl Outbox for Embedded {
    async fn publish(&self, events: &[Event]) -> Result<(), PublishError> {
        let (copies, now) = (events.to_vec(), self.clock.now().as_millisecond());
        let appended = self
            .writer
            .run(move |t| copies.iter().try_for_each(|event| log::append(t, event, now)))
            .await;
        appended.map_err(|error| unconfirmed(Event::names(events), error))
    }

    async fn accept(&self, message: &Message) -> Result<(), PublishError> {
        self.put(&message.unpermitted(), 0).await
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
        let row = row_of(message)?;
        let (reason, now) = (reason.to_owned(), self.clock.now().as_millisecond());
        let kept = self.writer.run(move |t| log::shelve(t, &row, (place, &reason), now)).await;
        kept.map_err(|error| unconfirmed(message_named(message), error))
    }

    fn is_ready(&self) -> bool {
        self.writer.is_healthy()
    }
}
