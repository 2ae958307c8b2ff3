//! One channel with many publishes outstanding: for exchanges that lose nothing where no queue is
//! bound, because another exchange takes it.
//!
//! The client pairs confirms by their number on the channel, and gives a publish its number and its
//! place among the frames in the first poll of its future. So those first polls are made one after the
//! other, under a lock that nothing waits under; each caller then waits for its own confirm. Nothing is
//! `mandatory` here: a return would be given to whichever confirm completes next (ADR 39).
//!
//! A channel on which a publish did not end in a confirm, or whose caller went away, takes no new ones.
//! Those that are outstanding on it hear what becomes of them, each for itself.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use lapin::Channel;
use tokio::sync::Semaphore;

use super::confirm::NotConfirmed;
use super::publish::Publish;
use super::standing::Standing;

/// The most that one caller sends at once; more than a case has to tell.
const TOGETHER: usize = 16;

#[derive(Debug)]
pub(super) struct Window {
    size: u16,
    permits: Semaphore,
    lane: Mutex<Option<Arc<Lane>>>,
    /// Held while a lane is opened, so that there is one.
    opening: tokio::sync::Mutex<()>,
}

/// The channel, and the right to publish on it next.
#[derive(Debug)]
struct Lane {
    channel: Channel,
    order: Mutex<()>,
}

impl Window {
    pub(super) fn new(size: u16) -> Self {
        let permits = Semaphore::new(size.into());
        Self { size, permits, lane: Mutex::default(), opening: tokio::sync::Mutex::default() }
    }

    /// Publishes in this order. `Ok` means that all are stored; after an error any of them may be.
    pub(super) async fn publish(
        &self,
        standing: &Standing,
        publishes: &[Publish<'_>],
    ) -> Result<(), NotConfirmed> {
        for some in publishes.chunks(TOGETHER.min(self.size.into())) {
            self.publish_together(standing, some).await?;
        }
        Ok(())
    }

    async fn publish_together(
        &self,
        standing: &Standing,
        publishes: &[Publish<'_>],
    ) -> Result<(), NotConfirmed> {
        let places = u32::try_from(publishes.len()).unwrap_or(u32::MAX);
        let taking = self.permits.acquire_many(places);
        let Ok(_places) = tokio::time::timeout(standing.limit, taking).await else {
            return Err(NotConfirmed::Busy(self.size));
        };
        let lane = self.lane(standing).await?;
        let mut leaving = Leaving { window: self, lane: &lane, leaves: true };
        let sending = lane.publish(publishes);
        match tokio::time::timeout(standing.limit, sending).await {
            // The channel is as good as before; a refusal was an answer.
            Ok(outcome @ (Ok(()) | Err(NotConfirmed::Refused))) => {
                leaving.leaves = false;
                outcome
            }
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(NotConfirmed::TimeLimit(standing.limit)),
        }
    }

    /// Forgets the channel of a connection that is lost.
    pub(super) fn clear(&self) {
        self.current().take();
    }

    async fn lane(&self, standing: &Standing) -> Result<Arc<Lane>, NotConfirmed> {
        if let Some(lane) = self.usable() {
            return Ok(lane);
        }
        let _opening = self.opening.lock().await;
        if let Some(lane) = self.usable() {
            return Ok(lane);
        }
        let channel = standing.channel(|| None).await?;
        let lane = Arc::new(Lane { channel, order: Mutex::default() });
        *self.current() = Some(Arc::clone(&lane));
        Ok(lane)
    }

    fn usable(&self) -> Option<Arc<Lane>> {
        self.current().clone().filter(|lane| lane.channel.status().connected())
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<Lane>>> {
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the lane out of use, unless it is told otherwise before it is dropped.
struct Leaving<'a> {
    window: &'a Window,
    lane: &'a Arc<Lane>,
    leaves: bool,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if self.leaves {
            self.window.current().take_if(|current| Arc::ptr_eq(current, self.lane));
        }
    }
}

impl Lane {
    /// Sends all, and waits until each has its answer; says the first that is not a confirm.
    async fn publish(&self, publishes: &[Publish<'_>]) -> Result<(), NotConfirmed> {
        let sending = publishes.iter().map(|publish| publish.on(&self.channel, false));
        let mut outstanding = join_all(sending);
        let mut is_first = true;
        poll_fn(|context| {
            // Each poll goes through all of so few, in order.
            let _order = std::mem::take(&mut is_first).then(|| self.order());
            outstanding.poll_unpin(context)
        })
        .await
        .into_iter()
        .collect()
    }

    fn order(&self) -> MutexGuard<'_, ()> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
