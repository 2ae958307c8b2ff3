//! Publishing with a confirm: a pool of channels, each with one publish in flight at most.
//!
//! With more than one, the client pairs confirms and returns with the wrong message. A channel
//! whose publish did not end in a clean confirm is never used again: it is moved out of the pool
//! before the publish, so a dropped future drops it too.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::ShortString;
use lapin::{BasicProperties, Channel, Confirmation, Connection, ErrorKind};
use tokio::sync::{Semaphore, watch};
use tokio_util::task::AbortOnDropHandle;

use super::health::Health;
use super::link::{self, BrokerError, Link, Pauses};
use telemetry::connections;
use telemetry::events::chain;

/// Why a publish is not known to be stored.
#[derive(Debug, thiserror::Error)]
pub enum NotConfirmed {
    /// Nothing was sent: every channel was busy for too long.
    #[error("all {0} channels were busy for too long; nothing was sent")]
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
        match self {
            Self::Unfit(_) => true,
            Self::Broken(error) => is_refusal(error.kind()),
            Self::Busy(_)
            | Self::Down
            | Self::Returned { .. }
            | Self::Refused
            | Self::Unasked
            | Self::TimeLimit(_) => false,
        }
    }
}

/// Whether the publish itself is what is wrong.
fn is_refusal(kind: &ErrorKind) -> bool {
    if let ErrorKind::ProtocolError(said) = kind {
        let (too_long, too_large) =
            (AMQPSoftError::PRECONDITIONFAILED, AMQPSoftError::CONTENTTOOLARGE);
        return [too_long, too_large].map(AMQPErrorKind::Soft).contains(said.kind());
    }
    matches!(kind, ErrorKind::SerialisationError(_))
}

/// Publishes over a connection that is rebuilt when it is lost.
#[derive(Debug)]
pub(super) struct Publisher {
    pool: Arc<Pool>,
    keeper: AbortOnDropHandle<()>,
}

#[derive(Debug)]
struct Pool {
    limit: Duration,
    size: u16,
    permits: Semaphore,
    idle: Mutex<Vec<Channel>>,
    /// `None` while there is no connection, and while the broker blocks this one.
    open: watch::Sender<Option<Arc<Connection>>>,
    health: Arc<Health>,
}

impl Publisher {
    /// Connects, makes sure that the topology stands, and keeps both from then on.
    pub(super) async fn start(link: Arc<Link>, health: Arc<Health>) -> Result<Self, BrokerError> {
        let connection = link.open_with_topology("publish").await?;
        let size = link.options.channels;
        let pool = Arc::new(Pool {
            limit: link.options.publish_timeout_seconds,
            size,
            permits: Semaphore::new(size.into()),
            idle: Mutex::new(Vec::with_capacity(size.into())),
            open: watch::Sender::new(None),
            health,
        });
        let connection = Arc::new(connection);
        pool.stands(&connection);
        let keeper = tokio::spawn(Arc::clone(&pool).keep(link, connection));
        Ok(Self { pool, keeper: AbortOnDropHandle::new(keeper) })
    }

    /// Whether a publish would be sent now.
    pub(super) fn is_ready(&self) -> bool {
        let open = self.pool.open.borrow();
        open.as_ref().is_some_and(|connection| connection.status().connected())
    }

    /// Publishes, persistent and mandatory, and waits for the confirm. `Ok` means stored and
    /// routed; waiting for a channel and waiting for the confirm are limited separately.
    pub(super) async fn publish(
        &self,
        exchange: &str,
        key: &str,
        properties: BasicProperties,
        body: &[u8],
    ) -> Result<(), NotConfirmed> {
        let published = self.pool.publish(exchange, key, properties, body).await;
        if published.is_err() {
            self.pool.health.unconfirmed();
        }
        published
    }

    /// Says goodbye to the broker. What is published afterwards fails.
    pub(super) async fn close(&self) {
        self.keeper.abort();
        if let Some(connection) = self.pool.open.send_replace(None) {
            // The broker notices a lost connection as well; this is only more polite.
            drop(tokio::time::timeout(self.pool.limit, connection.close(200, "OK".into())).await);
        }
    }
}

impl Pool {
    async fn publish(
        &self,
        exchange: &str,
        key: &str,
        properties: BasicProperties,
        body: &[u8],
    ) -> Result<(), NotConfirmed> {
        let exchange = ShortString::try_new(exchange)
            .map_err(|_too_long| NotConfirmed::Unfit("the exchange's name is too long"))?;
        let key = ShortString::try_new(key)
            .map_err(|_too_long| NotConfirmed::Unfit("the routing key is too long"))?;
        let Ok(permit) = tokio::time::timeout(self.limit, self.permits.acquire()).await else {
            return Err(NotConfirmed::Busy(self.size));
        };
        let channel = match tokio::time::timeout(self.limit, self.take()).await {
            Ok(taken) => taken?,
            Err(_elapsed) => return Err(NotConfirmed::Down),
        };
        let confirming = confirmed(&channel, exchange, key, properties.with_delivery_mode(2), body);
        match tokio::time::timeout(self.limit, confirming).await {
            Ok(outcome) => outcome?,
            Err(_elapsed) => return Err(NotConfirmed::TimeLimit(self.limit)),
        }
        self.lock_idle().push(channel);
        drop(permit);
        Ok(())
    }

    /// Takes a channel out of the pool, or opens one. Waits while nothing can be published: a
    /// publish that is not sent cannot turn out to be stored after all.
    async fn take(&self) -> Result<Channel, NotConfirmed> {
        let mut open = None;
        if self.open.borrow().is_none() {
            let mut seen = self.open.subscribe();
            let standing = seen.wait_for(Option::is_some).await;
            open = standing.ok().and_then(|connection| connection.clone());
        }
        loop {
            let Some(channel) = self.lock_idle().pop() else { break };
            if channel.status().connected() {
                return Ok(channel);
            }
        }
        let connection = open.or_else(|| self.open.borrow().clone()).ok_or(NotConfirmed::Down)?;
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(channel)
    }

    async fn keep(self: Arc<Self>, link: Arc<Link>, first: Arc<Connection>) {
        let mut pauses = Pauses::new();
        let mut connection = first;
        loop {
            pauses.built();
            let why = link::watch(&connection, |blocked| self.blocked(&connection, blocked)).await;
            self.open.send_replace(None);
            self.lock_idle().clear();
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
        self.open.send_if_modified(|open| {
            let changes = open.is_some() == blocked;
            if changes {
                *open = (!blocked).then(|| Arc::clone(connection));
            }
            changes
        });
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Channel>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Publishes on a channel that has nothing else in flight.
#[expect(clippy::disallowed_methods, reason = "this is the place that waits for the confirm")]
async fn confirmed(
    channel: &Channel,
    exchange: ShortString,
    key: ShortString,
    properties: BasicProperties,
    body: &[u8],
) -> Result<(), NotConfirmed> {
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    match channel.basic_publish(exchange, key, options, body, properties).await?.await? {
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
