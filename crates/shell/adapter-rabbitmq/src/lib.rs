//! RabbitMQ: the inbox, the outbox and the shelves. The only place that names `lapin`.
//!
//! One connection consumes and another publishes: a broker that is short of memory blocks
//! everything on a connection that publishes, acknowledgements included. How many publishes a channel
//! has outstanding is told in `window` and `pool`; what stands on the broker in `topology`.

mod confirm;
pub mod content;
mod definitions;
mod health;
mod inbox;
mod kit;
mod link;
mod names;
mod options;
mod outbox;
mod pool;
mod properties;
mod publish;
mod publisher;
mod shelves;
mod sieve;
mod standing;
mod stream;
mod tls;
mod topology;
mod waiting;
mod window;

use std::sync::Arc;

pub use self::confirm::NotConfirmed;
pub use self::definitions::definitions;
pub use self::health::Health;
pub use self::inbox::RabbitInbox;
pub use self::link::{BrokerError, ConnectError};
pub use self::names::{Names, Rung, WORK_KEY};
pub use self::options::{Options, UnfitAddress};
pub use self::outbox::RabbitOutbox;
pub use self::shelves::{PEEK_MAX, PeekedMessage, RabbitShelves};
pub use self::topology::TopologyError;
pub use self::waiting::RabbitWaiting;

use self::link::Link;
use self::publisher::Publisher;

/// The broker, connected. Everything it hands out keeps itself connected until it is dropped.
#[derive(Debug)]
pub struct RabbitMq {
    link: Arc<Link>,
    outbox: Arc<RabbitOutbox>,
    health: Arc<Health>,
}

impl RabbitMq {
    /// Opens the publishing connection and makes sure that the topology stands. `instance` is what
    /// the broker shows this process as. [`BrokerError::may_pass`] says whether to try again.
    ///
    /// What is lost later is rebuilt in the background, with growing pauses, without an end.
    pub async fn connect(options: Options, instance: &str) -> Result<Self, BrokerError> {
        let link = Arc::new(Link::new(options, instance)?);
        let health = Arc::new(Health::default());
        let publisher = Publisher::start(Arc::clone(&link), Arc::clone(&health)).await?;
        let outbox = Arc::new(RabbitOutbox::new(Arc::clone(&link), publisher));
        Ok(Self { link, outbox, health })
    }

    /// Where events and messages go.
    pub fn outbox(&self) -> Arc<RabbitOutbox> {
        Arc::clone(&self.outbox)
    }

    /// Makes sure that we may publish where a role publishes to queues: to the work queue (`accepts`),
    /// which has to have a home for what no queue is bound for; to rungs and shelves (`defers`). The
    /// topic of events takes nothing for a trial, since somebody could receive it.
    pub async fn may_publish(&self, accepts: bool, defers: bool) -> Result<(), BrokerError> {
        self.outbox.may_publish(accepts, defers).await
    }

    /// Whether nothing waits, neither for a worker nor on a rung.
    pub async fn is_idle(&self) -> Result<bool, BrokerError> {
        Ok(self.waiting().await?.count().await? == 0)
    }

    /// Opens the consuming connection and begins to take deliveries.
    pub async fn inbox(&self) -> Result<Arc<RabbitInbox>, BrokerError> {
        let inbox = RabbitInbox::start(Arc::clone(&self.link), Arc::clone(&self.health)).await?;
        Ok(Arc::new(inbox))
    }

    /// Opens a connection to look at what is kept aside.
    pub async fn shelves(&self) -> Result<RabbitShelves, BrokerError> {
        RabbitShelves::open(Arc::clone(&self.link)).await
    }

    /// Opens a connection to let what rests on the rungs come now.
    pub async fn waiting(&self) -> Result<RabbitWaiting, BrokerError> {
        RabbitWaiting::open(Arc::clone(&self.link), self.outbox()).await
    }

    /// What can be seen of the connections.
    pub fn health(&self) -> Arc<Health> {
        Arc::clone(&self.health)
    }

    /// How exchanges and queues are called.
    pub fn names(&self) -> &Names {
        &self.link.names
    }
}
