//! What became of a publish.

use std::time::Duration;

use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::{Confirmation, ErrorKind};

/// Why a publish is not known to be stored.
#[derive(Debug, thiserror::Error)]
pub enum NotConfirmed {
    /// Nothing was sent: every place was taken for too long.
    #[error("all {0} places for publishes were taken for too long; nothing was sent")]
    Busy(u16),
    /// Nothing was sent: there is no connection, or the broker refuses publishes.
    #[error("no connection that the broker lets publish; nothing was sent")]
    Down,
    /// Nothing was sent: AMQP cannot carry it.
    #[error("{0}; nothing was sent")]
    Unfit(&'static str),
    /// No queue is bound for it; it is not stored.
    #[error("the broker returned it: {code} {text}")]
    Returned {
        /// AMQP reply code.
        code: u16,
        /// The broker's text.
        text: String,
    },
    /// The broker says that it did not store it.
    #[error("the broker refused to store it")]
    Refused,
    /// The channel does not confirm; it may be stored.
    #[error("the channel was not in confirm mode")]
    Unasked,
    /// No answer in time; it may be stored.
    #[error("no confirm within {0:?}")]
    TimeLimit(Duration),
    /// The channel or the connection broke; it may be stored.
    #[error("the channel broke")]
    Broken(#[from] lapin::Error),
}

impl NotConfirmed {
    /// Whether publishing it again must end in the same way: AMQP cannot carry it, or the broker
    /// refuses its size. An error of the whole connection says nothing of this publish.
    pub fn is_in_vain(&self) -> bool {
        matches!(self, Self::Unfit(_)) || self.closed_the_channel()
    }

    /// Whether a publish on the channel, and nothing else, is what is wrong.
    pub(super) fn closed_the_channel(&self) -> bool {
        let Self::Broken(error) = self else { return false };
        if let ErrorKind::ProtocolError(said) = error.kind() {
            let (too_long, too_large) =
                (AMQPSoftError::PRECONDITIONFAILED, AMQPSoftError::CONTENTTOOLARGE);
            return [too_long, too_large].map(AMQPErrorKind::Soft).contains(said.kind());
        }
        matches!(error.kind(), ErrorKind::SerialisationError(_))
    }
}

/// What the broker said of a publish.
pub(super) fn heard(confirmation: Confirmation) -> Result<(), NotConfirmed> {
    match confirmation {
        // An acknowledgement with a message in it means: returned, not stored.
        Confirmation::Ack(None) => Ok(()),
        Confirmation::Ack(Some(returned)) | Confirmation::Nack(Some(returned)) => {
            Err(NotConfirmed::Returned {
                code: returned.reply_code,
                text: returned.reply_text.to_string(),
            })
        }
        Confirmation::Nack(None) => Err(NotConfirmed::Refused),
        Confirmation::NotRequested => Err(NotConfirmed::Unasked),
    }
}
