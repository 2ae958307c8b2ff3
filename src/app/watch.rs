//! Looks after the store and the metrics while the process runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::build::Parts;
use super::vitals;
use adapter_redis::{Memory, RedisStore};
use domain::switch::Switch;
use ports::Ports;
use telemetry::connections::{Connection, ConnectionLost, ConnectionRegained};
use telemetry::events::chain;
use telemetry::metrics as names;
use telemetry::switch::SwitchSeen;
use worker::{InFlight, STUCK_AFTER};

/// Seconds between two looks.
const PERIOD: Duration = Duration::from_secs(5);

/// What was seen last, for the readiness probe.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct Seen {
    started: Arc<OnceLock<Started>>,
    store: Arc<AtomicBool>,
    draining: Arc<AtomicBool>,
    switch: Arc<Mutex<Option<Switch>>>,
}

/// What a process that has started depends on.
struct Started {
    ports: Ports,
    in_flight: InFlight,
}

impl Started {
    /// How long the oldest delivery has been worked on.
    fn oldest(&self) -> Duration {
        self.in_flight.oldest(self.ports.clock.elapsed()).unwrap_or_default()
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            started: Arc::default(),
            store: Arc::new(AtomicBool::new(true)),
            draining: Arc::default(),
            switch: Arc::default(),
        }
    }
}

impl Seen {
    /// The process has started, and depends on `ports`; its worker notes what is `in_flight`.
    pub fn started(&self, ports: Ports, in_flight: InFlight) {
        // Called once; a second start would be a defect of the caller, and the first one stays.
        drop(self.started.set(Started { ports, in_flight }));
    }

    /// From now on the process is not ready: it takes nothing new.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// The switch as it was seen last; `None` where the process does not look at it.
    pub fn switch(&self) -> Option<Switch> {
        self.switch.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn look_at_switch(&self, ports: &Ports) {
        let now = ports.switch.look().await;
        let mut seen = self.switch.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.as_ref().map(|before| before.position);
        SwitchSeen { switch: &now, before }.emit();
        *seen = Some(now);
    }

    /// Whether the store can be used; tells where that changes.
    async fn look_at_store(&self, ports: &Ports) -> bool {
        let found = ports.store.probe().await;
        let before = self.store.swap(found.is_ok(), Ordering::Relaxed);
        let connection = Connection::Store;
        match &found {
            Ok(()) if !before => ConnectionRegained { connection }.emit(),
            Err(error) if before => {
                ConnectionLost { connection, why: &chain(error.as_ref()) }.emit();
            }
            Ok(()) | Err(_) => {}
        }
        found.is_ok()
    }

    /// Why the process is not ready; empty if it is.
    pub fn obstacles(&self) -> Vec<&'static str> {
        let Some(started) = self.started.get() else { return vec!["starting"] };
        let ports = &started.ports;
        let checks = [
            (!self.draining.load(Ordering::Relaxed), "draining"),
            (ports.outbox.is_ready(), "publishing"),
            (ports.inbox.is_ready(), "consuming"),
            (self.store.load(Ordering::Relaxed), "store"),
            (started.oldest() < STUCK_AFTER, "deliveries"),
        ];
        checks.into_iter().filter(|(holds, _)| !holds).map(|(_, name)| name).collect()
    }
}

/// Looks every few seconds, until dropped.
pub async fn watch(parts: &Parts, seen: Seen, metrics: PrometheusHandle) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let looks_at_store = parts.worker.is_some();
    let mut lost = false;
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
        vitals::note();
        let transport = parts.ports.outbox.is_ready() && parts.ports.inbox.is_ready();
        let oldest = seen.started.get().map(Started::oldest).unwrap_or_default();
        gauge!(names::OLDEST_DELIVERY_SECONDS).set(oldest);
        gauge!(names::TRANSPORT_READY).set(if transport { 1.0 } else { 0.0 });
        if !looks_at_store {
            continue;
        }
        seen.look_at_switch(&parts.ports).await;
        let usable = seen.look_at_store(&parts.ports).await;
        gauge!(names::STORE_READY).set(if usable { 1.0 } else { 0.0 });
        if let Some(redis) = &parts.redis {
            let found = is_lost(redis, lost).await;
            if found && !lost {
                tracing::error!("the store has lost its memory: its marker is missing or another");
                parts.caution.begin(parts.ports.clock.now());
            }
            lost = found;
        }
    }
}

/// Whether the marker is gone; what was seen before, where nobody answers.
async fn is_lost(redis: &RedisStore, before: bool) -> bool {
    let lost = match redis.memory().await {
        Ok(memory) => memory == Memory::Lost,
        Err(_) => before,
    };
    gauge!(names::STORE_LOST).set(if lost { 1.0 } else { 0.0 });
    lost
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::*;
    use crate::app::clock::SystemClock;
    use adapter_http::{GatewayOptions, HttpGateway};
    use adapter_memory::{MemoryFacts, MemoryQueue, MemoryStore, MemorySwitch};
    use ports::clock::Clock;

    #[derive(Default)]
    struct Hand(Mutex<Duration>);

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap()
        }
    }

    fn ports(clock: &Arc<Hand>) -> Ports {
        let clock: Arc<dyn Clock> = clock.clone();
        let queue = Arc::new(MemoryQueue::new(clock.clone(), 1));
        let store = Arc::new(MemoryStore::new(clock.clone()));
        let gateway =
            HttpGateway::new(GatewayOptions::default(), &BTreeMap::new(), Arc::new(SystemClock))
                .unwrap();
        Ports {
            inbox: queue.clone(),
            outbox: queue,
            store: store.clone(),
            outlays: store.clone(),
            quotas: store,
            switch: Arc::new(MemorySwitch::default()),
            gateway: Arc::new(gateway),
            facts: Arc::new(MemoryFacts::default()),
            clock,
        }
    }

    #[test]
    fn s3_a_delivery_that_does_not_move_makes_the_process_not_ready() {
        let (clock, in_flight, seen) =
            (Arc::new(Hand::default()), InFlight::default(), Seen::default());
        assert_eq!(seen.obstacles(), ["starting"]);
        seen.started(ports(&clock), in_flight.clone());
        let stuck = in_flight.begin(clock.elapsed());
        *clock.0.lock().unwrap() = STUCK_AFTER.saturating_sub(Duration::from_secs(1));
        assert!(seen.obstacles().is_empty(), "it is only slow");
        *clock.0.lock().unwrap() = STUCK_AFTER;
        in_flight.begin(clock.elapsed());
        assert_eq!(seen.obstacles(), ["deliveries"]);
        in_flight.end(stuck);
        assert!(seen.obstacles().is_empty());
    }
}
