//! A pool of channels, each with one publish outstanding at most: for what the broker returns where no
//! queue is bound for it.
//!
//! With more than one, the client gives a return to whichever confirm completes next. A channel whose
//! publish did not end in a clean confirm is never used again: it is moved out of the pool before the
//! publish, so a dropped future drops it too.

use std::sync::{Mutex, MutexGuard, PoisonError};

use lapin::Channel;
use tokio::sync::Semaphore;

use super::confirm::NotConfirmed;
use super::publish::Publish;
use super::standing::Standing;

#[derive(Debug)]
pub(super) struct Pool {
    size: u16,
    permits: Semaphore,
    idle: Mutex<Vec<Channel>>,
}

impl Pool {
    pub(super) fn new(size: u16) -> Self {
        let idle = Mutex::new(Vec::with_capacity(size.into()));
        Self { size, permits: Semaphore::new(size.into()), idle }
    }

    /// `Ok` means stored, and routed to a queue.
    pub(super) async fn publish(
        &self,
        standing: &Standing,
        publish: &Publish<'_>,
    ) -> Result<(), NotConfirmed> {
        let Ok(permit) = tokio::time::timeout(standing.limit, self.permits.acquire()).await else {
            return Err(NotConfirmed::Busy(self.size));
        };
        let channel = standing.channel(|| self.take()).await?;
        match tokio::time::timeout(standing.limit, publish.on(&channel, true)).await {
            Ok(outcome) => outcome?,
            Err(_elapsed) => return Err(NotConfirmed::TimeLimit(standing.limit)),
        }
        self.idle().push(channel);
        drop(permit);
        Ok(())
    }

    /// Forgets the channels of a connection that is lost.
    pub(super) fn clear(&self) {
        self.idle().clear();
    }

    fn take(&self) -> Option<Channel> {
        let mut idle = self.idle();
        loop {
            let channel = idle.pop()?;
            if channel.status().connected() {
                return Some(channel);
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Channel>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
