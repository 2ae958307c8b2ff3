//! What becomes of the connections to the broker and the store, once they have stood.

use metrics::counter;

use super::metrics as names;
use crate::level::{info, warn};

/// What a connection is for, as a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// To the broker, for what is published.
    Publish,
    /// To the broker, for deliveries.
    Consume,
    /// To the store.
    Store,
}

impl Connection {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Publish, Self::Consume, Self::Store];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Consume => "consume",
            Self::Store => "store",
        }
    }
}

/// A connection is lost; it is built again in the background.
#[derive(Debug)]
pub struct ConnectionLost<'a> {
    pub connection: Connection,
    pub why: &'a str,
}

impl ConnectionLost<'_> {
    pub fn emit(&self) {
        let connection = self.connection.as_str();
        counter!(names::CONNECTIONS_LOST, "connection" => connection).increment(1);
        warn!(connection, why = self.why, "connection lost");
    }
}

/// A lost connection could not be built; it is tried again.
#[derive(Debug)]
pub struct ConnectionStillLost<'a> {
    pub connection: Connection,
    pub why: &'a str,
}

impl ConnectionStillLost<'_> {
    pub fn emit(&self) {
        warn!(connection = self.connection.as_str(), why = self.why, "connection still lost");
    }
}

/// A lost connection stands again.
#[derive(Debug)]
pub struct ConnectionRegained {
    pub connection: Connection,
}

impl ConnectionRegained {
    pub fn emit(&self) {
        info!(connection = self.connection.as_str(), "connection regained");
    }
}

/// The broker has begun to refuse what is published, or takes it again.
#[derive(Debug)]
pub struct PublishingBlocked {
    pub blocked: bool,
}

impl PublishingBlocked {
    pub fn emit(&self) {
        if self.blocked {
            warn!("the broker is short of memory or disk, and takes nothing for now");
        } else {
            info!("the broker takes what is published again");
        }
    }
}
