//! Why a message is refused: which field, and what to send instead.

use crate::cloud_event::EnvelopeError;

/// Why a message is refused. Never repeats what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InboundError {
    /// The envelope is not one.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Another type of event.
    #[error(
        "the attribute `type` is not one that is handled here: send a type that is or ends in \
         `.refund.requested.v1`, `.commission.earned.v1`, `.refund.info_received.v1`, \
         `.refund.review_decided.v1` or `.followup.feedback_received.v1`"
    )]
    Type,
    /// `data` is not an object.
    #[error("`data` is not a JSON object: send the fields that docs/events.md lists")]
    Data,
    /// A required field is absent.
    #[error("the field `data.{field}` is missing: send {remedy}")]
    Missing {
        /// Its path below `data`.
        field: String,
        /// What to send.
        remedy: &'static str,
    },
    /// A field names an instant after the receipt of the message, by more than clocks differ.
    #[error(
        "the field `data.{field}` is later than the time of receipt: send {remedy}, and set the \
         sender's clock"
    )]
    Ahead {
        /// Its path below `data`.
        field: &'static str,
        /// What to send.
        remedy: &'static str,
    },
    /// A field has a value that it cannot have.
    #[error("the field `data.{field}` is not usable: send {remedy}")]
    Unusable {
        /// Its path below `data`.
        field: String,
        /// What to send.
        remedy: &'static str,
    },
}
