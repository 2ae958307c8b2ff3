//! Looks after the store and the metrics while the process runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::build::Parts;
use crate::adapters::redis::{Memory, RedisStore};
use crate::ports::Ports;
use crate::telemetry::events::chain;
use crate::telemetry::metrics as names;

/// Seconds between two looks.
const PERIOD: Duration = Duration::from_secs(5);

/// What was seen last, for the readiness probe.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct Seen {
    ports: Arc<OnceLock<Ports>>,
    store: Arc<AtomicBool>,
    draining: Arc<AtomicBool>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            ports: Arc::default(),
            store: Arc::new(AtomicBool::new(true)),
            draining: Arc::default(),
        }
    }
}

impl Seen {
    /// The process has started, and depends on `ports`.
    pub fn started(&self, ports: Ports) {
        // Called once; a second start would be a defect of the caller, and the first one stays.
        drop(self.ports.set(ports));
    }

    /// From now on the process is not ready: it takes nothing new.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Why the process is not ready; empty if it is.
    pub fn obstacles(&self) -> Vec<&'static str> {
        let Some(ports) = self.ports.get() else { return vec!["starting"] };
        let checks = [
            (!self.draining.load(Ordering::Relaxed), "draining"),
            (ports.outbox.is_ready(), "publishing"),
            (ports.inbox.is_ready(), "consuming"),
            (self.store.load(Ordering::Relaxed), "store"),
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
        let transport = parts.ports.outbox.is_ready() && parts.ports.inbox.is_ready();
        gauge!(names::TRANSPORT_READY).set(if transport { 1.0 } else { 0.0 });
        if !looks_at_store {
            continue;
        }
        let usable = match parts.ports.store.probe().await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(error = chain(error.as_ref()), "the store cannot be used");
                false
            }
        };
        seen.store.store(usable, Ordering::Relaxed);
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
