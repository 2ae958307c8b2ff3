//! The connection that may be published on, while there is one.

use std::sync::Arc;
use std::time::Duration;

use lapin::options::ConfirmSelectOptions;
use lapin::{Channel, Connection};
use tokio::sync::watch;

use super::confirm::NotConfirmed;

/// Where publishes go.
#[derive(Debug)]
pub(super) struct Standing {
    /// Waiting for a place, for a channel and for the confirm are limited by it, each by itself.
    pub(super) limit: Duration,
    /// `None` while there is no connection, and while the broker blocks this one.
    open: watch::Sender<Option<Arc<Connection>>>,
}

impl Standing {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, open: watch::Sender::new(None) }
    }

    /// Whether a publish would be sent now.
    pub(super) fn is_ready(&self) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| open.status().connected())
    }

    /// Takes the connection away, for good or until there is another.
    pub(super) fn fallen(&self) -> Option<Arc<Connection>> {
        self.open.send_replace(None)
    }

    /// Notes whether the broker lets the connection publish.
    pub(super) fn blocked(&self, connection: &Arc<Connection>, blocked: bool) {
        self.open.send_if_modified(|open| {
            let changes = open.is_some() == blocked;
            if changes {
                *open = (!blocked).then(|| Arc::clone(connection));
            }
            changes
        });
    }

    /// Finds a channel with `known`, or opens one. Waits while nothing can be published: a publish
    /// that is not sent cannot turn out to be stored after all.
    pub(super) async fn channel(
        &self,
        known: impl FnOnce() -> Option<Channel>,
    ) -> Result<Channel, NotConfirmed> {
        let finding = async {
            let connection = self.connection().await.ok_or(NotConfirmed::Down)?;
            if let Some(channel) = known() {
                return Ok(channel);
            }
            let channel = connection.create_channel().await?;
            channel.confirm_select(ConfirmSelectOptions::default()).await?;
            Ok(channel)
        };
        match tokio::time::timeout(self.limit, finding).await {
            Ok(found) => found,
            Err(_elapsed) => Err(NotConfirmed::Down),
        }
    }

    async fn connection(&self) -> Option<Arc<Connection>> {
        if let Some(connection) = self.open.borrow().as_ref() {
            return Some(Arc::clone(connection));
        }
        let mut seen = self.open.subscribe();
        seen.wait_for(Option::is_some).await.ok()?.clone()
    }
}
