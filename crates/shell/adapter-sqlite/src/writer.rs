//! The one thread of a process that touches the file.
//!
//! `SQLite` blocks, so it has a thread of its own behind a bounded channel. Jobs that wait together
//! are committed together: one sync to the disk for all of them. A job is answered only after the
//! commit. If anything in a batch fails, the whole batch is rolled back and every job of it is told
//! so; the jobs are such that only the disk can make them fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::owner::Owner;

/// Jobs that may wait before callers do.
const WAITING: usize = 256;
/// Jobs committed together at most.
const BATCH: usize = 128;

/// Why a job was not done, as far as is known.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WriteError {
    /// The batch that it was in was rolled back.
    #[error("the file could not be written")]
    RolledBack(#[source] Arc<rusqlite::Error>),
    /// The thread has ended.
    #[error("the file is closed")]
    Closed,
}

/// The way to the thread. When it is dropped, what was asked for is done, and then the file is closed.
#[derive(Debug)]
pub(super) struct Writer {
    /// `None` only while it is dropped.
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    healthy: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Writer {
    /// Waits for the thread: a process that ends leaves one file, and none that is half closed.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // It has no panics of its own, and who ends can do nothing about one.
            drop(thread.join());
        }
    }
}

trait Job: Send {
    fn run(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()>;
    fn answer(self: Box<Self>, outcome: Result<(), WriteError>);
}

struct Typed<F, T> {
    work: Option<F>,
    result: Option<T>,
    answer: oneshot::Sender<Result<T, WriteError>>,
}

impl<F, T> Job for Typed<F, T>
where
    F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send,
    T: Send,
{
    fn run(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        if let Some(work) = self.work.take() {
            self.result = Some(work(transaction)?);
        }
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), WriteError>) {
        let Self { result, answer, .. } = *self;
        let outcome = outcome.and_then(|()| result.ok_or(WriteError::Closed));
        // If nobody listens, the caller was cancelled; what was done stays done.
        drop(answer.send(outcome));
    }
}

/// A job that nobody waits for.
struct Posted<F, D> {
    work: Option<F>,
    done: D,
}

impl<F, D> Job for Posted<F, D>
where
    F: FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send,
    D: FnOnce() + Send,
{
    fn run(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        self.work.take().map_or(Ok(()), |work| work(transaction))
    }

    fn answer(self: Box<Self>, _outcome: Result<(), WriteError>) {
        (self.done)();
    }
}

impl Writer {
    /// Starts the thread. It ends when the `Writer` is dropped, and only then is another owner let in.
    pub(super) fn start(connection: Connection, owner: Option<Owner>) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let healthy = Arc::new(AtomicBool::new(true));
        let told = Arc::clone(&healthy);
        let thread = std::thread::Builder::new().name("sqlite".to_owned()).spawn(move || {
            serve(connection, receiver, &told);
            drop(owner);
        })?;
        Ok(Self { jobs: Some(sender), healthy, thread: Some(thread) })
    }

    /// Runs `work` in a transaction, and returns after the commit.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, WriteError> {
        let (answer, answered) = oneshot::channel();
        let job = Box::new(Typed { work: Some(work), result: None, answer });
        let Some(jobs) = &self.jobs else { return Err(WriteError::Closed) };
        if jobs.send(job).await.is_err() {
            return Err(WriteError::Closed);
        }
        answered.await.unwrap_or(Err(WriteError::Closed))
    }

    /// Has `work` done after everything asked for before, and then `done`, without waiting. False if
    /// there was no room to ask for it.
    pub(super) fn post(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
        done: impl FnOnce() + Send + 'static,
    ) -> bool {
        let posted = Box::new(Posted { work: Some(work), done });
        self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(posted).is_ok())
    }

    /// Whether the last batch was committed.
    pub(super) fn is_healthy(&self) -> bool {
        let is_open = self.jobs.as_ref().is_some_and(|jobs| !jobs.is_closed());
        is_open && self.healthy.load(Ordering::Relaxed)
    }
}

fn serve(mut connection: Connection, mut jobs: mpsc::Receiver<Box<dyn Job>>, healthy: &AtomicBool) {
    while let Some(first) = jobs.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(next) = jobs.try_recv()
        {
            batch.push(next);
        }
        let outcome = commit(&mut connection, &mut batch)
            .map_err(|error| WriteError::RolledBack(Arc::new(error)));
        healthy.store(outcome.is_ok(), Ordering::Relaxed);
        for job in batch {
            job.answer(outcome.clone());
        }
    }
}

fn commit(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in batch {
        job.run(&transaction)?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn writer() -> Writer {
        let connection = Connection::open_in_memory().unwrap();
        let writer = Writer::start(connection, None).unwrap();
        writer.run(|t| t.execute_batch("CREATE TABLE n (n INTEGER) STRICT")).await.unwrap();
        writer
    }

    fn insert(t: &Transaction<'_>) -> rusqlite::Result<usize> {
        t.execute("INSERT INTO n VALUES (1)", [])
    }

    #[tokio::test]
    async fn one_failure_rolls_back_all_that_was_committed_with_it() {
        let writer = writer().await;
        // The first job holds the thread until the other two stand in the channel together.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (started, is_started) = oneshot::channel();
        let hold = writer.run(move |_| Ok(started.send(()).and(wait.recv().map_err(drop))));
        let others = async {
            is_started.await.unwrap();
            let good = writer.run(insert);
            let bad = writer.run(|t| t.execute("INSERT INTO absent VALUES (1)", []));
            let release = async { go.send(()).unwrap() };
            // Polled in this order: both jobs are sent before the thread is let go.
            tokio::join!(good, bad, release)
        };
        let (released, (good, bad, ())) = tokio::join!(hold, others);
        released.unwrap().unwrap();
        assert!(matches!(good, Err(WriteError::RolledBack(_))), "{good:?}");
        assert!(matches!(bad, Err(WriteError::RolledBack(_))), "{bad:?}");
        assert!(!writer.is_healthy());
        let count =
            |t: &Transaction<'_>| t.query_row("SELECT count(*) FROM n", [], |r| r.get::<_, i64>(0));
        assert_eq!(writer.run(count).await.unwrap(), 0);
        writer.run(insert).await.unwrap();
        assert_eq!(writer.run(count).await.unwrap(), 1);
        assert!(writer.is_healthy());
    }
}
