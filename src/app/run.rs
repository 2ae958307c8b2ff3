//! The life of the process: bind, build, serve, drain.

use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::admin::Admin;
use super::build::{Parts, StartError, build};
use super::clock::SystemClock;
use super::config::{AccountSettings, Role, Settings};
use super::lifecycle::Lifecycle;
use super::message_watch::MessageWatch;
use super::policy_watch::PolicyWatch;
use super::reload::Reload;
use super::watch::{Seen, watch};
use domain::ids::AccountName;
use ports::clock::Clock;
use telemetry::beginning::Beginning;
use telemetry::metrics as names;
use worker::Worker;

/// What runs.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything that was begun is finished.
    Drained,
    /// The time for it ran out, or a second signal came: the rest is delivered again.
    Halted,
}

/// Collects metrics; to be called once per process.
pub fn record_metrics() -> Result<PrometheusHandle, StartError> {
    let buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];
    let seconds = |name: &str| Matcher::Full(name.to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(seconds(names::SETTLE_SECONDS), &buckets)
        .and_then(|builder| builder.set_buckets_for_metric(seconds(names::FACTS_SECONDS), &buckets))
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| StartError::Setup {
            what: "the metrics cannot be collected".to_owned(),
            source: Box::new(error),
        })?;
    names::describe();
    Ok(handle)
}

/// Runs until it is asked to stop.
pub async fn run(
    settings: Settings,
    role: Role,
    lifecycle: Lifecycle,
    metrics: PrometheusHandle,
) -> Result<Ended, StartError> {
    let grace = settings.service.grace_seconds;
    begin_counting(&settings, role);
    let admin = bind(settings.admin.listen, "admin.listen").await?;
    let http =
        if role.receives() { Some(bind(settings.http.listen, "http.listen").await?) } else { None };
    // The admin port answers from the first moment on: alive, and not ready.
    let seen = Seen::default();
    let health = Admin { seen: seen.clone(), metrics: metrics.clone() };
    tokio::spawn(health.serve(admin, lifecycle.halt.clone()));
    let instance = instance();
    let reload = reload(&settings, role);
    let built = tokio::select! {
        built = build(settings, role, &instance) => built,
        () = lifecycle.drain.cancelled() => return Ok(Ended::Drained),
    };
    let mut parts = built?;
    let in_flight = parts.worker.as_ref().map(Worker::in_flight).unwrap_or_default();
    seen.started(parts.ports.clone(), in_flight);
    let tasks = TaskTracker::new();
    let (worker, ingress) = (parts.worker.clone(), parts.ingress.take());
    let inbox = parts.ports.inbox.clone();
    let watching = watching(parts, seen.clone(), metrics, lifecycle.halt.clone());
    let watching = tokio::spawn(watching);
    if let (Some(ingress), Some(listener)) = (ingress, http) {
        tracing::info!(address = %address(&listener), "receiving");
        tasks.spawn(ingress.serve(listener, lifecycle.drain.clone()));
    }
    if let Some(worker) = worker {
        tasks.spawn(worker.run());
    }
    tokio::spawn(until(lifecycle.halt.clone(), reload.run()));
    tracing::info!(version = VERSION, role = role.as_str(), "ready");
    lifecycle.drain.cancelled().await;
    seen.drain();
    inbox.close().await;
    tasks.close();
    let ended = tokio::select! {
        () = tasks.wait() => Ended::Drained,
        () = tokio::time::sleep(grace) => Ended::Halted,
        () = lifecycle.halt.cancelled() => Ended::Halted,
    };
    lifecycle.halt.cancel();
    drop(watching.await);
    tracing::info!(ended = ?ended, "stopped");
    Ok(ended)
}

/// Every counter is there from the first scrape on.
fn begin_counting(settings: &Settings, role: Role) {
    let accounts = settings.accounts.iter().map(|(name, account)| (name, account.processor));
    let received = settings.receiving.iter().map(|(name, account)| (name, account.processor));
    Beginning {
        version: VERSION,
        role: role.as_str(),
        // Who does both has both; once more at 0 is the same.
        accounts: accounts.chain(received).collect(),
        senders: settings.senders.senders.keys().collect(),
        events: wire::events::TYPES.to_vec(),
    }
    .emit();
}

/// What is read again when it changes. Who only receives decides nothing.
fn reload(settings: &Settings, role: Role) -> Reload {
    let texts = &settings.messages.texts;
    let folder = settings.messages.folder.clone();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let watch = |(name, account): (&AccountName, &AccountSettings)| {
        let (sources, policies) = (account.policy_sources.clone(), account.policies.clone());
        PolicyWatch::new(name.clone(), sources, policies, texts.clone(), Arc::clone(&clock))
    };
    let policies = settings.accounts.iter().filter(|_| role.works()).map(watch).collect();
    Reload { texts: folder.map(|folder| MessageWatch::new(folder, texts.clone())), policies }
}

/// Watches until the process stops; holds the parts, so that nothing is closed before.
async fn watching(
    parts: Parts,
    seen: Seen,
    metrics: PrometheusHandle,
    halt: tokio_util::sync::CancellationToken,
) {
    until(halt, watch(&parts, seen, metrics)).await;
}

/// Does something until the process stops.
async fn until(halt: tokio_util::sync::CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        () = halt.cancelled() => {}
    }
}

async fn bind(at: std::net::SocketAddr, key: &str) -> Result<TcpListener, StartError> {
    TcpListener::bind(at).await.map_err(|error| StartError::Setup {
        what: format!("cannot listen on {at} ({key}): choose a free address"),
        source: Box::new(error),
    })
}

fn address(listener: &TcpListener) -> String {
    listener.local_addr().map_or_else(|_| "unknown".to_owned(), |address| address.to_string())
}

/// Unique per process: host, process id and the instant of the start.
pub fn instance() -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let started = super::clock::now().as_millisecond();
    format!("{host}-{}-{started}", std::process::id())
}

/// How long a halted process waits for tasks that do not listen.
pub const RUNTIME_GRACE: Duration = Duration::from_secs(1);
