//! The shelves, for people. There is no dead queue: what was delivered too often is parked.

use std::sync::Arc;

use async_trait::async_trait;

use super::writer::Writer;
use super::{Embedded, WriteError, log};
use ports::outbox::Shelf;
use ports::shelves::{Aside, Kept, Shelves, ShelvesError, Walk};

/// A walk along one shelf, by the places of its messages.
struct Along {
    writer: Arc<Writer>,
    shelf: Shelf,
    after: i64,
    until: i64,
    shown: Option<i64>,
}

/// A walk where nothing can be.
struct Nowhere;

#[async_trait]
impl Shelves for Embedded {
    async fn count(&self, aside: Aside) -> Result<u64, ShelvesError> {
        let Aside::Shelf(which) = aside else { return Ok(0) };
        let extent = self.writer.run(move |t| log::extent(t, which)).await;
        let (count, _) = extent.map_err(|error| failed(aside, error))?;
        Ok(count.unsigned_abs())
    }

    async fn walk(&self, aside: Aside) -> Result<Box<dyn Walk>, ShelvesError> {
        let Aside::Shelf(which) = aside else { return Ok(Box::new(Nowhere)) };
        let extent = self.writer.run(move |t| log::extent(t, which)).await;
        let (_, until) = extent.map_err(|error| failed(aside, error))?;
        let writer = Arc::clone(&self.writer);
        Ok(Box::new(Along { writer, shelf: which, after: 0, until, shown: None }))
    }
}

#[async_trait]
impl Walk for Along {
    async fn next(&mut self) -> Result<Option<Kept>, ShelvesError> {
        self.shown = None;
        let (which, after, until) = (self.shelf, self.after, self.until);
        let found = self.writer.run(move |t| log::first_on(t, which, after, until)).await;
        let found = found.map_err(|error| failed(Aside::Shelf(which), error))?;
        let Some(found) = found else { return Ok(None) };
        (self.after, self.shown) = (found.number, Some(found.number));
        let (reason, since) = (Some(found.reason), Some(found.shelved_at));
        Ok(Some(Kept { reason, since, message: found.message }))
    }

    async fn remove(&mut self) -> Result<(), ShelvesError> {
        let Some(number) = self.shown.take() else { return Ok(()) };
        let removed = self.writer.run(move |t| log::take_off(t, number)).await;
        removed.map(drop).map_err(|error| failed(Aside::Shelf(self.shelf), error))
    }

    async fn end(self: Box<Self>) -> Result<(), ShelvesError> {
        Ok(())
    }
}

#[async_trait]
impl Walk for Nowhere {
    async fn next(&mut self) -> Result<Option<Kept>, ShelvesError> {
        Ok(None)
    }

    async fn remove(&mut self) -> Result<(), ShelvesError> {
        Ok(())
    }

    async fn end(self: Box<Self>) -> Result<(), ShelvesError> {
        Ok(())
    }
}

fn failed(aside: Aside, error: WriteError) -> ShelvesError {
    ShelvesError { aside, source: error.into() }
}
