//! The loop: a bounded number of deliveries in flight, drained at the end.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::{Mutex, Semaphore};
use tokio_util::task::TaskTracker;

use super::account::WorkerSettings;
use super::in_flight::InFlight;
use super::outlays::begin_outlays;
use super::settle::{conclude, is_too_large, settle, settle_in_turn};
use super::settlement::Settlement;
use super::turns::Turns;
use ports::Ports;
use ports::inbox::Delivery;
use telemetry::events::{DefectCaught, DeliveryTook};

/// Takes deliveries and settles each of them in a task of its own.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "holds ports, which have nothing to show")]
pub struct Worker {
    ports: Ports,
    settings: Arc<WorkerSettings>,
    turns: Arc<Turns>,
    in_flight: InFlight,
    large: Arc<Mutex<()>>,
}

impl Worker {
    /// Puts a worker together; nothing happens yet.
    pub fn new(ports: Ports, settings: Arc<WorkerSettings>) -> Self {
        Self {
            ports,
            settings,
            turns: Arc::default(),
            in_flight: InFlight::default(),
            large: Arc::default(),
        }
    }

    /// What is being worked on.
    pub fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// Works until the inbox is closed, then finishes what is in flight.
    pub async fn run(self) {
        begin_outlays(&self.ports, &self.settings).await;
        let permits = Arc::new(Semaphore::new(self.settings.in_flight_max));
        let tasks = TaskTracker::new();
        while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
            let Some(delivery) = self.ports.inbox.next().await else { break };
            let worker = self.clone();
            tasks.spawn(async move {
                worker.settle_or_park(delivery).await;
                drop(permit);
            });
        }
        tasks.close();
        tasks.wait().await;
    }

    /// Settles one delivery, in sight for as long as that takes.
    pub async fn settle_or_park(&self, delivery: Delivery) -> Settlement {
        let number = self.in_flight.begin(self.ports.clock.elapsed());
        let settlement = self.guarded(delivery).await;
        self.in_flight.end(number);
        settlement
    }

    /// A defect in handling a delivery is caught at the boundary of its task: the message is parked,
    /// and the others go on.
    async fn guarded(&self, delivery: Delivery) -> Settlement {
        if is_too_large(&delivery.message, &self.settings) {
            // Not copied, and one at a time: publishing one takes as much memory as it has.
            let _turn = self.large.lock().await;
            return settle(&self.ports, &self.settings, delivery).await;
        }
        let Delivery { mut message, token, again } = delivery;
        let attempt = Delivery { message: message.clone(), token, again };
        message.permit = None;
        let begun = self.ports.clock.elapsed();
        // What it was in the middle of is dropped with it; what the others share is behind the ports.
        // In a box: it is large, and what stands around it is moved about.
        let settling = Box::pin(settle_in_turn(&self.ports, &self.settings, &self.turns, attempt));
        let ended = AssertUnwindSafe(settling).catch_unwind().await;
        DeliveryTook { time: self.ports.clock.elapsed().saturating_sub(begun) }.emit();
        if let Ok(settlement) = ended {
            return settlement;
        }
        DefectCaught { message: &message.id }.emit();
        let parked = Settlement::park("bug: a defect was caught");
        conclude(&self.ports, &self.settings, Delivery { message, token, again }, parked, None)
            .await
    }
}
