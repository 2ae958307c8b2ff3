//! Hands a message to the broker and waits for the confirmation.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use super::answer::Answer;
use ports::message::Message;
use ports::outbox::{Outbox, PublishError};
use telemetry::events::PublishFailed;
use telemetry::ingress::IngressPanicked;

/// The way into the work queue.
pub(super) struct Forward {
    outbox: Arc<dyn Outbox>,
    places: Arc<Semaphore>,
    patience: Duration,
    tasks: TaskTracker,
}

impl Forward {
    pub(super) fn new(outbox: Arc<dyn Outbox>, in_flight: usize, patience: Duration) -> Self {
        let places = Arc::new(Semaphore::new(in_flight));
        Self { outbox, places, patience, tasks: TaskTracker::new() }
    }

    /// Publishes in a task of its own: a sender that goes away, or that we no longer let wait, ends
    /// neither the publish nor its claim on a place. The outbox bounds how long it can take.
    pub(super) async fn send(&self, message: Message) -> Answer {
        let Ok(place) = self.places.clone().try_acquire_owned() else { return Answer::Overloaded };
        if !self.outbox.is_ready() {
            return Answer::Unconfirmed;
        }
        let outbox = self.outbox.clone();
        let publish = self.tasks.spawn(async move {
            let result = outbox.accept(&message).await;
            drop(place);
            result.map_err(|error: PublishError| PublishFailed { error }.emit())
        });
        match timeout(self.patience, publish).await {
            Ok(Ok(Ok(()))) => Answer::Accepted,
            Ok(Err(_panicked)) => {
                IngressPanicked.emit();
                Answer::Unconfirmed
            }
            // Refused by the broker, or not confirmed in time: the same to the sender.
            Ok(Ok(Err(()))) | Err(_) => Answer::Unconfirmed,
        }
    }

    /// Waits for the publishes under way.
    pub(super) async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}
