//! Publishing with a confirm, over a connection that is rebuilt when it is lost.

use std::sync::Arc;

use lapin::Connection;
use tokio_util::task::AbortOnDropHandle;

use super::confirm::NotConfirmed;
use super::health::Health;
use super::link::{self, BrokerError, Link, Pauses};
use super::pool::Pool;
use super::publish::Publish;
use super::standing::Standing;
use super::window::Window;
use telemetry::connections;
use telemetry::events::chain;

/// Publishes; what it needs for that is kept standing in the background.
#[derive(Debug)]
pub(super) struct Publisher {
    shared: Arc<Shared>,
    keeper: AbortOnDropHandle<()>,
}

#[derive(Debug)]
struct Shared {
    standing: Standing,
    window: Window,
    pool: Pool,
    health: Arc<Health>,
}

impl Publisher {
    /// Connects, makes sure that the topology stands, and keeps both from then on.
    pub(super) async fn start(link: Arc<Link>, health: Arc<Health>) -> Result<Self, BrokerError> {
        let connection = Arc::new(link.open_with_topology("publish").await?);
        let shared = Arc::new(Shared {
            standing: Standing::new(link.options.publish_timeout_seconds),
            window: Window::new(link.options.window),
            pool: Pool::new(link.options.channels),
            health,
        });
        shared.stands(&connection);
        let keeper = tokio::spawn(Arc::clone(&shared).keep(link, connection));
        Ok(Self { shared, keeper: AbortOnDropHandle::new(keeper) })
    }

    /// Whether a publish would be sent now.
    pub(super) fn is_ready(&self) -> bool {
        self.shared.standing.is_ready()
    }

    /// Publishes in this order, to exchanges that lose nothing where no queue is bound. `Ok` means that
    /// all are stored; after an error any of them may be.
    pub(super) async fn publish_all(&self, publishes: &[Publish<'_>]) -> Result<(), NotConfirmed> {
        let Shared { standing, window, .. } = &*self.shared;
        match window.publish(standing, publishes).await {
            Err(error) if error.closed_the_channel() => self.shared.health.unconfirmed(),
            outcome => return self.noted(outcome),
        }
        // One of all that were outstanding cannot be stored; alone on a channel it is known which.
        for publish in publishes {
            self.publish_or_return(publish).await?;
        }
        Ok(())
    }

    /// Publishes what must reach a queue. `Ok` means stored, and routed to one.
    pub(super) async fn publish_or_return(
        &self,
        publish: &Publish<'_>,
    ) -> Result<(), NotConfirmed> {
        let Shared { standing, pool, .. } = &*self.shared;
        self.noted(pool.publish(standing, publish).await)
    }

    fn noted(&self, published: Result<(), NotConfirmed>) -> Result<(), NotConfirmed> {
        if published.is_err() {
            self.shared.health.unconfirmed();
        }
        published
    }

    /// Says goodbye to the broker. What is published afterwards fails.
    pub(super) async fn close(&self) {
        self.keeper.abort();
        let standing = &self.shared.standing;
        if let Some(connection) = standing.fallen() {
            // The broker notices a lost connection as well; this is only more polite.
            let closing = connection.close(200, "OK".into());
            drop(tokio::time::timeout(standing.limit, closing).await);
        }
    }
}

impl Shared {
    async fn keep(self: Arc<Self>, link: Arc<Link>, first: Arc<Connection>) {
        let mut pauses = Pauses::new();
        let mut connection = first;
        loop {
            pauses.built();
            let why = link::watch(&connection, |blocked| self.blocked(&connection, blocked)).await;
            self.standing.fallen();
            self.window.clear();
            self.pool.clear();
            drop(connection);
            self.health.publishing(false);
            self.health.blocked(false);
            self.health.lost(connections::Connection::Publish, why);
            connection = loop {
                pauses.pause().await;
                match link.open_with_topology("publish").await {
                    Ok(connection) => break Arc::new(connection),
                    Err(error) => {
                        self.health.still_lost(connections::Connection::Publish, chain(&error));
                    }
                }
            };
            Health::regained(connections::Connection::Publish);
            self.stands(&connection);
        }
    }

    fn stands(&self, connection: &Arc<Connection>) {
        self.health.publishing(true);
        self.blocked(connection, connection.status().blocked());
    }

    fn blocked(&self, connection: &Arc<Connection>, blocked: bool) {
        self.health.blocked(blocked);
        self.standing.blocked(connection, blocked);
    }
}
