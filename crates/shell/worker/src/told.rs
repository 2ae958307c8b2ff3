//! Telling once: who tells what two workers know of, and what is kept of a pass that failed.
//!
//! A consumer drops repeats by `id`, so none of this is needed to be right. It is needed so that a
//! help desk is not told of one request at every retry of a day.

use jiff::Timestamp;

use super::session::{CONFLICTS_MAX, Session, load};
use case::apply::{Effect, apply};
use case::fact::Fact;
use case::plan::told_by_claim;

impl Session<'_> {
    /// Until when another worker, whose call led to all that is owed, is given time to tell it.
    pub(super) fn left_to_a_claim(&self, now: Timestamp) -> Option<Timestamp> {
        told_by_claim(&self.case).filter(|until| !self.claims && now < *until)
    }

    /// Saves as told what the broker confirmed in a pass that failed before it was saved. What else
    /// the pass has learned comes again with the delivery, and may be what it failed of: only this is
    /// folded into what is stored.
    pub(super) async fn keep_told(&mut self) {
        for _ in 0..CONFLICTS_MAX {
            if self.told.is_empty() {
                return;
            }
            let loaded = load(self.ports, self.account, &self.case.id).await;
            let Ok((case, version)) = loaded else { return };
            (self.case, self.version) = (case, version);
            let told = Fact::Published(self.told.clone());
            self.changed = apply(&mut self.case, told) == Effect::Advanced;
            match self.try_save().await {
                Ok(false) => {}
                Ok(true) | Err(_) => return,
            }
        }
    }
}
