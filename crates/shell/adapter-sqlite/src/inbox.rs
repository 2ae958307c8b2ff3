//! Deliveries from the work queue.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::Transaction;

use super::Embedded;
use super::work::{self, Claim, Claimed, Now};
use super::writer::WriteError;
use ports::inbox::{AckLost, Delivery, Inbox, Token};

/// The longest sleep between two looks: an operator's command may put something in, and rings no bell of
/// this process; and the calendar may be set forward.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// The pause after the file could not be written.
const PAUSE: Duration = Duration::from_secs(1);

/// What is worth to be waited for.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Look {
    Found(Delivery),
    AgainAfter(Duration),
}

/// Gives a lease back if the one who looked is cancelled before seeing what was found.
struct Looking<'a> {
    embedded: &'a Embedded,
    lease: Option<i64>,
}

impl Drop for Looking<'_> {
    fn drop(&mut self) {
        let Some(lease) = self.lease else { return };
        let bell = Arc::clone(&self.embedded.bell);
        // Without room in the channel the lease ends by its time.
        let _posted = self
            .embedded
            .writer
            .post(move |t| work::release(t, lease), move || bell.notify_waiters());
    }
}

impl Embedded {
    async fn look(&self) -> Result<Look, WriteError> {
        let lease = self.leases.fetch_add(1, Ordering::Relaxed);
        let claim = Claim {
            now: self.now(),
            lease,
            lease_milliseconds: i64::try_from(self.options.lease_seconds.as_millis())
                .unwrap_or(i64::MAX),
            in_flight: self.options.in_flight,
            max_deliveries: self.options.deliveries_max,
        };
        let mut looking = Looking { embedded: self, lease: Some(lease) };
        let claimed = self.writer.run(move |t| work::claim(t, claim)).await;
        looking.lease = None;
        match claimed? {
            Claimed::Message(message, again) => {
                let token = Token { connection: self.opened, tag: lease.unsigned_abs() };
                Ok(Look::Found(Delivery { message: *message, token, again }))
            }
            Claimed::Nothing { look_again_after } => {
                let sleep = look_again_after.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
                // A millisecond more than asked: timers are coarser than the clock, and waking
                // early would mean looking twice.
                Ok(Look::AgainAfter(sleep.saturating_add(Duration::from_millis(1))))
            }
        }
    }

    /// Ends a lease in one way or the other; it may have ended by itself.
    async fn end(
        &self,
        token: Token,
        end: impl FnOnce(&Transaction<'_>, i64) -> rusqlite::Result<bool> + Send + 'static,
    ) -> Result<(), AckLost> {
        let lease = i64::try_from(token.tag).ok().filter(|_| token.connection == self.opened);
        let lease = lease.ok_or(AckLost { source: None })?;
        let ended = self.writer.run(move |t| end(t, lease)).await;
        let found = ended.map_err(|error| AckLost { source: Some(error.into()) })?;
        self.wake();
        if found { Ok(()) } else { Err(AckLost { source: None }) }
    }

    fn now(&self) -> Now {
        Now {
            calendar: self.clock.now().as_millisecond(),
            running: i64::try_from(self.clock.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }
}

#[async_trait]
impl Inbox for Embedded {
    async fn next(&self) -> Option<Delivery> {
        loop {
            let mut rung = pin!(self.bell.notified());
            // Listening begins before looking, or a bell between the two would not be heard.
            rung.as_mut().enable();
            if self.closed.load(Ordering::SeqCst) {
                return None;
            }
            let sleep = match self.look().await {
                Ok(Look::Found(delivery)) => return Some(delivery),
                Ok(Look::AgainAfter(sleep)) => sleep,
                Err(WriteError::Closed) => return None,
                Err(WriteError::RolledBack(_)) => PAUSE,
            };
            // Either is a reason to look again.
            drop(tokio::time::timeout(sleep, rung).await);
        }
    }

    async fn ack(&self, token: Token) -> Result<(), AckLost> {
        self.end(token, work::acknowledge).await
    }

    async fn give_up(&self, token: Token) -> Result<(), AckLost> {
        let now = self.clock.now().as_millisecond();
        self.end(token, move |t, lease| work::give_up(t, lease, now)).await
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.wake();
    }

    fn is_ready(&self) -> bool {
        self.writer.is_healthy() && !self.closed.load(Ordering::SeqCst)
    }
}
