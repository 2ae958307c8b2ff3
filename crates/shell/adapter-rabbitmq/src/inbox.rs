//! The inbox port: one consumer on the work queue, rebuilt when it ends.
//!
//! A task moves deliveries from the client into a bounded channel. Tokens carry the number of the
//! connection, so what came over a lost one is neither handed out nor acknowledged.
//!
//! Closing cancels the consumer and gives back to the queue what was received but not handed out,
//! at once, so that another worker takes it; `next` then says `None`. What was handed out can
//! still be acknowledged until the inbox is dropped; what is not acknowledged by then is delivered
//! again. Nothing is lost on any of these ways; giving back counts as one delivery.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;
use futures_util::{FutureExt as _, StreamExt};
use lapin::options::{
    BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions,
};
use lapin::types::FieldTable;
use lapin::{Channel, Connection, Consumer};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::health::Health;
use super::link::{BrokerError, Link, Pauses};
use super::properties;
use ports::inbox::{AckLost, Delivery, Inbox, Token};
use telemetry::connections;
use telemetry::events::chain;

/// The broker tells consumers of one channel apart by it, and there is one per channel.
const TAG: &str = "work";

/// Takes deliveries from the work queue.
#[derive(Debug)]
pub struct RabbitInbox {
    shared: Arc<Shared>,
    arrived: tokio::sync::Mutex<mpsc::Receiver<Delivery>>,
    _keeper: AbortOnDropHandle<()>,
}

#[derive(Debug)]
struct Shared {
    link: Arc<Link>,
    health: Arc<Health>,
    /// The number of the connection whose deliveries are good.
    number: AtomicU64,
    live: RwLock<Option<Arc<Live>>>,
    closing: CancellationToken,
}

/// A consumer that stands.
#[derive(Debug)]
struct Live {
    channel: Channel,
    /// What was received and not acknowledged. The broker closes the channel for an unknown tag.
    open_tags: Mutex<BTreeSet<u64>>,
    _connection: Connection,
}

impl RabbitInbox {
    /// Connects and subscribes, and keeps it that way from then on.
    pub(super) async fn start(link: Arc<Link>, health: Arc<Health>) -> Result<Self, BrokerError> {
        let prefetch = link.options.prefetch;
        let shared = Arc::new(Shared {
            link,
            health,
            number: AtomicU64::new(1),
            live: RwLock::new(None),
            closing: CancellationToken::new(),
        });
        let first = shared.subscribe().await?;
        let (sender, arrived) = mpsc::channel(prefetch.into());
        let keeper = tokio::spawn(Arc::clone(&shared).keep(first, sender));
        Ok(Self {
            shared,
            arrived: tokio::sync::Mutex::new(arrived),
            _keeper: AbortOnDropHandle::new(keeper),
        })
    }
}

#[async_trait]
impl Inbox for RabbitInbox {
    async fn next(&self) -> Option<Delivery> {
        let mut arrived = self.arrived.lock().await;
        loop {
            let delivery = arrived.recv().await?;
            if self.shared.closing.is_cancelled() {
                self.shared.give_back(delivery.token).await;
            } else if self.shared.is_current(delivery.token) {
                return Some(delivery);
            }
        }
    }

    async fn ack(&self, token: Token) -> Result<(), AckLost> {
        self.shared.noted(self.shared.ack(token).await)
    }

    async fn give_up(&self, token: Token) -> Result<(), AckLost> {
        self.shared.noted(self.shared.give_up(token).await)
    }

    async fn close(&self) {
        self.shared.closing.cancel();
        // The channel ends when the keeper has cancelled the consumer.
        let mut arrived = self.arrived.lock().await;
        while let Some(delivery) = arrived.recv().await {
            self.shared.give_back(delivery.token).await;
        }
    }

    fn is_ready(&self) -> bool {
        !self.shared.closing.is_cancelled()
            && self.shared.live().is_some_and(|live| live.channel.status().connected())
    }
}

impl Shared {
    async fn subscribe(&self) -> Result<(Live, Consumer), BrokerError> {
        let connection = self.link.open_with_topology("consume").await?;
        let subscribing = async {
            let channel = connection.create_channel().await?;
            // Per consumer, not global: RabbitMQ 4.3 refuses the latter.
            let qos = BasicQosOptions { global: false };
            channel.basic_qos(self.link.options.prefetch, qos).await?;
            let work = self.link.names.work.as_str();
            let options = BasicConsumeOptions::default();
            let consumer = channel
                .basic_consume(work.into(), TAG.into(), options, FieldTable::default())
                .await?;
            Ok((channel, consumer))
        };
        let (channel, consumer) = self.link.in_time(subscribing).await?;
        let open_tags = Mutex::new(BTreeSet::new());
        Ok((Live { channel, open_tags, _connection: connection }, consumer))
    }

    async fn keep(self: Arc<Self>, first: (Live, Consumer), sender: mpsc::Sender<Delivery>) {
        let mut pauses = Pauses::new();
        let (mut live, mut consumer) = first;
        loop {
            pauses.built();
            let current = Arc::new(live);
            self.set_live(Some(Arc::clone(&current)));
            self.health.consuming(true);
            let why = tokio::select! {
                why = self.forward(&current, &mut consumer, &sender) => why,
                () = self.closing.cancelled() => {
                    self.health.consuming(false);
                    return self.cancel(&current, consumer).await;
                }
            };
            self.health.consuming(false);
            self.set_live(None);
            self.number.fetch_add(1, Ordering::AcqRel);
            self.health.lost(connections::Connection::Consume, why);
            drop(current);
            let rebuilt = tokio::select! {
                rebuilt = self.rebuild(&mut pauses) => rebuilt,
                () = self.closing.cancelled() => return,
            };
            (live, consumer) = rebuilt;
        }
    }

    async fn rebuild(&self, pauses: &mut Pauses) -> (Live, Consumer) {
        loop {
            pauses.pause().await;
            match self.subscribe().await {
                Ok(subscribed) => {
                    Health::regained(connections::Connection::Consume);
                    return subscribed;
                }
                Err(error) => {
                    self.health.still_lost(connections::Connection::Consume, chain(&error));
                }
            }
        }
    }

    /// Passes deliveries on until the consumer ends, and says why it did.
    async fn forward(
        &self,
        live: &Live,
        consumer: &mut Consumer,
        sender: &mpsc::Sender<Delivery>,
    ) -> String {
        let connection = self.number.load(Ordering::Acquire);
        loop {
            let delivery = match consumer.next().await {
                Some(Ok(delivery)) => delivery,
                Some(Err(error)) => return chain(&error),
                None => return "the broker ended the consumer; its queue may be gone".to_owned(),
            };
            let (tag, again) = (delivery.delivery_tag, delivery.redelivered);
            live.tags().insert(tag);
            let message = properties::read(delivery);
            let delivery = Delivery { message, token: Token { connection, tag }, again };
            if sender.send(delivery).await.is_err() {
                return "the inbox is gone".to_owned();
            }
        }
    }

    /// Cancels the consumer and gives back what it has received since.
    async fn cancel(&self, live: &Live, mut consumer: Consumer) {
        let limit = self.link.options.publish_timeout_seconds;
        let cancelling = async {
            live.channel.basic_cancel(TAG.into(), BasicCancelOptions::default()).await?;
            while let Some(delivery) = consumer.next().await {
                let tag = delivery?.delivery_tag;
                live.tags().remove(&tag);
                live.nack(tag).await?;
            }
            lapin::Result::Ok(())
        };
        match tokio::time::timeout(limit, cancelling).await {
            Ok(Ok(())) => {}
            // Then the connection is as good as lost, and the broker takes everything back itself.
            Ok(Err(error)) => self.health.trouble(chain(&error)),
            Err(_elapsed) => self.health.trouble("cancelling took too long".to_owned()),
        }
    }

    async fn ack(&self, token: Token) -> Result<(), AckLost> {
        let live = self.claim(token).ok_or(AckLost { source: None })?;
        self.told(live.channel.basic_ack(token.tag, BasicAckOptions::default())).await
    }

    /// Refuses the delivery for good: the work queue puts it among the dead.
    async fn give_up(&self, token: Token) -> Result<(), AckLost> {
        let live = self.claim(token).ok_or(AckLost { source: None })?;
        let dead = BasicNackOptions { requeue: false, multiple: false };
        self.told(live.channel.basic_nack(token.tag, dead)).await
    }

    /// Hands it to the client, which sends it in its order. The broker answers to none of this, so
    /// nothing is known better by waiting until it was sent; only when this ends is it waited for,
    /// since what was not sent by then never is.
    async fn told(&self, telling: impl Future<Output = lapin::Result<()>>) -> Result<(), AckLost> {
        let mut telling = pin!(telling);
        let handed_over = (&mut telling).now_or_never();
        let told = match handed_over {
            Some(told) => Ok(told),
            None if !self.closing.is_cancelled() => return Ok(()),
            None => tokio::time::timeout(self.link.options.publish_timeout_seconds, telling).await,
        };
        match told {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(AckLost { source: Some(error.into()) }),
            Err(elapsed) => Err(AckLost { source: Some(elapsed.into()) }),
        }
    }

    fn noted(&self, ended: Result<(), AckLost>) -> Result<(), AckLost> {
        if ended.is_err() {
            self.health.ack_lost();
        }
        ended
    }

    async fn give_back(&self, token: Token) {
        let Some(live) = self.claim(token) else { return };
        let limit = self.link.options.publish_timeout_seconds;
        // Unsuccessful means that the connection is lost, and the broker takes it back itself.
        drop(tokio::time::timeout(limit, live.nack(token.tag)).await);
    }

    /// The consumer that the token belongs to, if it stands and the token is unused.
    fn claim(&self, token: Token) -> Option<Arc<Live>> {
        let live = self.live().filter(|_| self.is_current(token))?;
        let unused = live.tags().remove(&token.tag);
        unused.then_some(live)
    }

    fn is_current(&self, token: Token) -> bool {
        token.connection == self.number.load(Ordering::Acquire)
    }

    fn live(&self) -> Option<Arc<Live>> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_live(&self, live: Option<Arc<Live>>) {
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = live;
    }
}

impl Live {
    fn tags(&self) -> std::sync::MutexGuard<'_, BTreeSet<u64>> {
        self.open_tags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn nack(&self, tag: u64) -> lapin::Result<()> {
        let requeue = BasicNackOptions { requeue: true, multiple: false };
        self.channel.basic_nack(tag, requeue).await
    }
}
