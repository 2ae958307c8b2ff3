//! A message that was read and of which nobody has said yet when it was received.
//!
//! What happened when is the sender's word. Whoever received the message says by when it must have
//! happened, and only then it is a message of ours.

use jiff::Timestamp;

use super::error::InboundError;
use super::{Inbound, Talk};
use domain::ids::AccountName;
use domain::receipt::Receipt;
use domain::time::after;

/// By how many seconds clocks may differ; as much as signatures allow for.
const AHEAD_MAX: i64 = 300;

const PAST: &str = "an instant that is not in the future, in RFC 3339";

/// A message whose time of receipt is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreceived(pub(super) Inbound);

impl Unreceived {
    /// The account that it is about.
    pub fn account(&self) -> &AccountName {
        self.0.account()
    }

    /// The message by its own dates: for one that was received before, and is looked at again.
    pub fn said(self) -> Inbound {
        self.0
    }

    /// The instant that it names, with the field; nothing where it names none.
    fn said_at(&self) -> Option<(&'static str, Timestamp)> {
        match &self.0 {
            Inbound::Refund { request, .. } => Some(("requested_at", request.requested_at)),
            Inbound::Talk { talk: Talk::Info(answers), .. } => {
                answers.answers.values().map(|answer| ("answered_at", answer.at)).max()
            }
            Inbound::Talk { talk: Talk::Review(answer), .. } => Some(("decided_at", answer.at)),
            Inbound::Talk { talk: Talk::Feedback(_), .. } | Inbound::Commission { .. } => None,
        }
    }

    /// The message as it was received; refused where it names a later instant.
    pub fn received(self, receipt: Receipt) -> Result<Inbound, InboundError> {
        let seen_at = receipt.seen_at;
        if let Some((field, said_at)) = self.said_at()
            && said_at > after(seen_at, AHEAD_MAX)
        {
            return Err(InboundError::Ahead { field, remedy: PAST });
        }
        let mut inbound = self.0;
        match &mut inbound {
            Inbound::Refund { request, .. } => request.receipt = receipt,
            Inbound::Talk { talk: Talk::Info(answers), .. } => {
                for answer in answers.answers.values_mut() {
                    answer.at = answer.at.min(seen_at);
                }
            }
            // A date that the sender wishes for does not beat the deadline of a review.
            Inbound::Talk { talk: Talk::Review(answer), .. } => answer.at = seen_at,
            Inbound::Talk { talk: Talk::Feedback(_), .. } | Inbound::Commission { .. } => {}
        }
        Ok(inbound)
    }
}
