//! The four things that an operator does with what is kept aside.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entry::{ShelfEntry, ShelfId};
use ports::message::Message;
use ports::outbox::{Outbox, PublishError};
use ports::shelves::{Aside, Kept, Shelves, ShelvesError};
use telemetry::shelf::{MessageDropped, MessageReplayed};

/// Which messages are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    One(ShelfId),
    /// All of a reason: the whole text, or what stands before a colon in it.
    Reason(String),
    All,
}

impl Pick {
    fn takes(&self, kept: &Kept) -> bool {
        match self {
            Self::One(id) => ShelfId::of(&kept.message) == *id,
            Self::Reason(wanted) => kept.reason.as_deref().is_some_and(|reason| {
                let rest = reason.strip_prefix(wanted.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            }),
            Self::All => true,
        }
    }

    /// Whether one message is all that can be meant. Another with the same id is the same again.
    fn is_satisfied_by(&self, done: u64) -> bool {
        match self {
            Self::One(_) => done > 0,
            Self::Reason(_) | Self::All => false,
        }
    }
}

/// What lies on the shelves.
#[derive(Debug, Clone, Default)]
pub struct ShelfListing {
    /// How many messages there are for each shelf and reason, as far as was looked.
    pub reasons: BTreeMap<(&'static str, Option<String>), u64>,
    /// What may be shown of them, in order.
    pub entries: Vec<ShelfEntry>,
    /// How many were not looked at, because that would have been more than asked for.
    pub left_out: u64,
}

/// Why not everything that was asked for was done.
#[derive(Debug, thiserror::Error)]
#[error("{done} messages were done, then it failed")]
pub struct DeskError {
    /// How many were put back or dropped before.
    pub done: u64,
    #[source]
    pub source: DeskTrouble,
}

#[derive(Debug, thiserror::Error)]
pub enum DeskTrouble {
    /// A shelf could not be worked on.
    #[error(transparent)]
    Shelves(#[from] ShelvesError),
    /// A message could not be put back; it is still where it was.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Where an operator works.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct ShelfDesk {
    shelves: Arc<dyn Shelves>,
    outbox: Arc<dyn Outbox>,
}

/// What becomes of the messages that are meant.
#[derive(Clone, Copy)]
enum Act<'a> {
    Replay,
    Drop { because: &'a str },
}

impl ShelfDesk {
    /// A desk before these shelves. What is put back goes out through `outbox`.
    pub fn new(shelves: Arc<dyn Shelves>, outbox: Arc<dyn Outbox>) -> Self {
        Self { shelves, outbox }
    }

    /// Looks at what lies in these places, at most `max` messages in each.
    pub async fn list(
        &self,
        places: &[Aside],
        pick: &Pick,
        max: u64,
    ) -> Result<ShelfListing, ShelvesError> {
        let mut listing = ShelfListing::default();
        for aside in places.iter().copied() {
            let lying = self.shelves.count(aside).await?;
            let mut walk = self.shelves.walk(aside).await?;
            let mut looked: u64 = 0;
            while looked < max
                && let Some(kept) = walk.next().await?
            {
                looked = looked.saturating_add(1);
                if pick.takes(&kept) {
                    let entry = ShelfEntry::of(aside, &kept);
                    let reason = (aside.as_str(), entry.reason.clone());
                    let count = listing.reasons.entry(reason).or_default();
                    *count = count.saturating_add(1);
                    listing.entries.push(entry);
                }
            }
            walk.end().await?;
            listing.left_out = listing.left_out.saturating_add(lying.saturating_sub(looked));
        }
        Ok(listing)
    }

    /// Looks for one message; says what may be shown of it, and the message itself.
    pub async fn find(
        &self,
        places: &[Aside],
        id: &ShelfId,
    ) -> Result<Option<(ShelfEntry, Message)>, ShelvesError> {
        let pick = Pick::One(id.clone());
        for aside in places.iter().copied() {
            let mut walk = self.shelves.walk(aside).await?;
            let mut found = None;
            while let Some(kept) = walk.next().await? {
                if pick.takes(&kept) {
                    found = Some((ShelfEntry::of(aside, &kept), kept.message));
                    break;
                }
            }
            walk.end().await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Puts messages back into the work queue and says how many. Their tries begin anew; a frozen
    /// decision stays frozen.
    pub async fn replay(&self, places: &[Aside], pick: &Pick) -> Result<u64, DeskError> {
        self.act(places, pick, Act::Replay).await
    }

    /// Throws one message away, for a reason that is logged. Says how many there were.
    pub async fn drop_one(
        &self,
        places: &[Aside],
        id: &ShelfId,
        because: &str,
    ) -> Result<u64, DeskError> {
        self.act(places, &Pick::One(id.clone()), Act::Drop { because }).await
    }

    async fn act(&self, places: &[Aside], pick: &Pick, act: Act<'_>) -> Result<u64, DeskError> {
        let mut done = 0;
        for aside in places.iter().copied() {
            if pick.is_satisfied_by(done) {
                break;
            }
            match self.act_on(aside, pick, act, &mut done).await {
                Ok(()) => {}
                Err(source) => return Err(DeskError { done, source }),
            }
        }
        Ok(done)
    }

    async fn act_on(
        &self,
        aside: Aside,
        pick: &Pick,
        act: Act<'_>,
        done: &mut u64,
    ) -> Result<(), DeskTrouble> {
        let mut walk = self.shelves.walk(aside).await?;
        while !pick.is_satisfied_by(*done)
            && let Some(kept) = walk.next().await?
        {
            if !pick.takes(&kept) {
                continue;
            }
            let entry = ShelfEntry::of(aside, &kept);
            match act {
                Act::Replay => {
                    // If this fails, the walk is given up and the message stays where it is.
                    self.outbox.accept(&Message { attempt: 0, ..kept.message }).await?;
                    walk.remove().await?;
                    let id = entry.id.to_string();
                    let reason = entry.reason.as_deref();
                    MessageReplayed { shelf: entry.shelf, id: &id, reason }.emit();
                }
                Act::Drop { because } => {
                    // Told first: a message that is gone without a trace cannot be explained.
                    let id = entry.id.to_string();
                    let reason = entry.reason.as_deref();
                    MessageDropped { shelf: entry.shelf, id: &id, reason, because }.emit();
                    walk.remove().await?;
                }
            }
            *done = done.saturating_add(1);
        }
        walk.end().await?;
        Ok(())
    }
}
