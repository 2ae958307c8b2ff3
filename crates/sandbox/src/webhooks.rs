//! Webhooks: a ring of what was sent, a bounded queue of what is to be sent, and the courier that
//! delivers it with retries.
//!
//! Nothing waits for the courier: where the queue is full, the webhook is counted as dropped and
//! stays in the ring. Deliberately not here: the shape of the bodies (`envelope`).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::config::{BuildError, WallClock, WebhookConfig};
use super::envelope::{Occasion, Whose};
use super::signature::Signer;

/// A webhook as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedWebhook {
    /// Counts from 1.
    pub sequence: u64,
    /// `evt_…`.
    pub id: String,
    /// Such as `refund.created`.
    pub kind: String,
    /// The body, byte for byte.
    pub body: String,
}

/// What became of the webhooks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliveries {
    /// Put into the queue, each duplicate counted with its original.
    pub queued: u64,
    /// Not put into the queue because it was full.
    pub dropped: u64,
    /// Answered with a 2xx, originals only.
    pub delivered: u64,
    /// Delivered a second time.
    pub duplicated: u64,
    /// Tries that got another answer or none.
    pub failed_tries: u64,
    /// Webhooks of which all tries failed.
    pub given_up: u64,
}

impl Deliveries {
    /// Whether everything that was queued was delivered or given up.
    pub fn is_idle(&self) -> bool {
        self.queued == self.delivered.saturating_add(self.given_up)
    }
}

#[derive(Debug, Default)]
struct Counters {
    queued: AtomicU64,
    dropped: AtomicU64,
    delivered: AtomicU64,
    duplicated: AtomicU64,
    failed_tries: AtomicU64,
    given_up: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The part that the handle and the courier share.
#[derive(Debug, Default)]
pub(super) struct Post {
    counters: Counters,
    target: RwLock<Option<Arc<str>>>,
}

impl Post {
    /// What became of the webhooks so far.
    pub(super) fn deliveries(&self) -> Deliveries {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Deliveries {
            queued: read(&self.counters.queued),
            dropped: read(&self.counters.dropped),
            delivered: read(&self.counters.delivered),
            duplicated: read(&self.counters.duplicated),
            failed_tries: read(&self.counters.failed_tries),
            given_up: read(&self.counters.given_up),
        }
    }

    /// Changes where deliveries go; those under way take it up with their next try.
    pub(super) fn aim(&self, target: Option<String>) {
        *self.target.write().unwrap_or_else(PoisonError::into_inner) = target.map(Into::into);
    }

    fn target(&self) -> Option<Arc<str>> {
        self.target.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Makes, keeps and queues webhooks.
#[derive(Debug)]
pub(super) struct Outbox {
    pub(super) deprecated_twin: bool,
    made: u64,
    kept: usize,
    ring: VecDeque<Arc<RecordedWebhook>>,
    queue: mpsc::Sender<Arc<RecordedWebhook>>,
    post: Arc<Post>,
}

impl Outbox {
    /// Makes a webhook, keeps it, and queues it where there is a target.
    pub(super) fn record<T: Serialize>(
        &mut self,
        occasion: Occasion<'_>,
        whose: Whose<'_>,
        created: i64,
        object: T,
    ) {
        self.made += 1;
        let target = self.post.target();
        if self.kept == 0 && target.is_none() {
            return;
        }
        let id = format!("evt_sandbox{:012}", self.made);
        let body = occasion.body(&id, whose, created, object);
        let kind = occasion.kind.to_owned();
        let webhook = Arc::new(RecordedWebhook { sequence: self.made, id, kind, body });
        if self.kept > 0 {
            if self.ring.len() >= self.kept {
                self.ring.pop_front();
            }
            self.ring.push_back(Arc::clone(&webhook));
        }
        if target.is_some() {
            // Counted before it is sent: the courier must not be ahead of the count.
            count(&self.post.counters.queued);
            if self.queue.try_send(webhook).is_err() {
                self.post.counters.queued.fetch_sub(1, Ordering::Relaxed);
                count(&self.post.counters.dropped);
            }
        }
    }

    /// Those made after number `after`, oldest first, at most `limit`.
    pub(super) fn after(&self, after: u64, limit: usize) -> Vec<Arc<RecordedWebhook>> {
        let start = self.ring.partition_point(|webhook| webhook.sequence <= after);
        self.ring.iter().skip(start).take(limit).cloned().collect()
    }
}

/// Delivers what is queued.
pub(super) struct Courier {
    queue: mpsc::Receiver<Arc<RecordedWebhook>>,
    in_flight: usize,
    route: Arc<Route>,
}

struct Route {
    client: reqwest::Client,
    signer: Signer,
    wall: WallClock,
    post: Arc<Post>,
    tries: u32,
    first_delay: Duration,
    longest_delay: Duration,
    duplicate_every: Option<u64>,
}

/// Builds the two ends of webhook delivery and what they share.
pub(super) fn pair(
    config: &WebhookConfig,
    wall: WallClock,
    signer: Signer,
) -> Result<(Outbox, Courier, Arc<Post>), BuildError> {
    if config.queue == 0 {
        return Err(BuildError::Zero("webhooks.queue"));
    }
    if config.in_flight == 0 {
        return Err(BuildError::Zero("webhooks.in_flight"));
    }
    if config.tries == 0 {
        return Err(BuildError::Zero("webhooks.tries"));
    }
    let client = reqwest::Client::builder()
        .timeout(config.timeout)
        .connect_timeout(config.timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .map_err(BuildError::Client)?;
    let (sender, receiver) = mpsc::channel(config.queue);
    let post = Arc::new(Post::default());
    post.aim(config.target.clone());
    let outbox = Outbox {
        deprecated_twin: config.deprecated_twin,
        made: 0,
        kept: config.recorded,
        ring: VecDeque::new(),
        queue: sender,
        post: Arc::clone(&post),
    };
    let route = Route {
        client,
        signer,
        wall,
        post: Arc::clone(&post),
        tries: config.tries,
        first_delay: config.first_delay,
        longest_delay: config.longest_delay,
        duplicate_every: config.duplicate_every.filter(|every| *every > 0),
    };
    let courier = Courier { queue: receiver, in_flight: config.in_flight, route: Arc::new(route) };
    Ok((outbox, courier, post))
}

impl Courier {
    /// Delivers until it is told to stop; what is under way then is abandoned.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(_) = under_way.join_next() => {}
                next = self.queue.recv(), if under_way.len() < self.in_flight => {
                    let Some(webhook) = next else { return };
                    under_way.spawn(deliver(Arc::clone(&self.route), webhook));
                }
            }
        }
    }
}

async fn deliver(route: Arc<Route>, webhook: Arc<RecordedWebhook>) {
    let counters = &route.post.counters;
    let mut delay = route.first_delay;
    for attempt in 1..=route.tries {
        if route.try_once(&webhook).await {
            if route.duplicate_every.is_some_and(|every| webhook.sequence.is_multiple_of(every))
                && route.try_once(&webhook).await
            {
                count(&counters.duplicated);
            }
            count(&counters.delivered);
            return;
        }
        count(&counters.failed_tries);
        if attempt < route.tries {
            tokio::time::sleep(delay).await;
            delay = delay.saturating_mul(2).min(route.longest_delay);
        }
    }
    count(&counters.given_up);
}

impl Route {
    /// Sends one webhook once; `true` for a 2xx. Each try is signed afresh.
    async fn try_once(&self, webhook: &RecordedWebhook) -> bool {
        let Some(target) = self.post.target() else { return false };
        let signature = self.signer.header((self.wall)().as_second(), &webhook.body);
        let answer = self
            .client
            .post(&*target)
            .header("content-type", "application/json; charset=utf-8")
            .header("stripe-signature", signature)
            .body(webhook.body.clone())
            .send()
            .await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }
}
