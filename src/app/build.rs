//! Puts the parts together: opens the transport and the store, and refuses what is not safe.

use std::sync::Arc;
use std::time::Duration;

use backoff::{ExponentialBuilder, Retryable};

use super::absent::{Absent, NoInbox};
use super::clock::SystemClock;
use super::config::{Role, Settings, Store, Transport};
use super::first_start;
use super::options;
use super::switch::Switchboard;
use adapter_http::HttpGateway;
use adapter_http::facts::HttpFacts;
use adapter_rabbitmq::{BrokerError, RabbitMq};
use adapter_redis::{LinkError, RedisStore, SettingsError};
use adapter_sqlite::{Embedded, OpenError, SwitchFile};
use ingress::Ingress;
use ports::Ports;
use ports::clock::Clock;
use ports::inbox::Inbox;
use ports::outbox::Outbox;
use ports::outlay::OutlayStore;
use ports::quota::QuotaStore;
use ports::store::CaseStore;
use ports::switch::SwitchStore;
use worker::Worker;

/// Why the process did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Something is set up wrongly: trying again would not help.
    #[error("{what}")]
    Setup {
        /// What is wrong, and the remedy.
        what: String,
        #[source]
        source: ports::BoxError,
    },
    /// Something is not there (yet).
    #[error("{what}")]
    Unavailable {
        /// What is missing.
        what: String,
        #[source]
        source: ports::BoxError,
    },
}

/// The parts of a process, connected.
#[expect(missing_debug_implementations, reason = "ports are handles, there is nothing to show")]
pub struct Parts {
    /// Receives over HTTP, where the role has that.
    pub ingress: Option<Ingress>,
    /// Handles deliveries, where the role has that.
    pub worker: Option<Worker>,
    /// What the parts work on.
    pub ports: Ports,
    /// The Redis store, where there is one: its marker is watched.
    pub redis: Option<Arc<RedisStore>>,
    /// Begins when the store is found to have lost its memory.
    pub caution: worker::Caution,
    /// The embedded file, where there is one.
    pub embedded: Option<Arc<Embedded>>,
}

/// One store, in the roles that it has.
type Stores =
    (Arc<dyn CaseStore>, Arc<dyn OutlayStore>, Arc<dyn QuotaStore>, Option<Arc<RedisStore>>);

struct Opened {
    inbox: Option<Arc<dyn Inbox>>,
    outbox: Arc<dyn Outbox>,
    store: Arc<dyn CaseStore>,
    outlays: Arc<dyn OutlayStore>,
    quotas: Arc<dyn QuotaStore>,
    switch: Arc<dyn SwitchStore>,
    redis: Option<Arc<RedisStore>>,
    embedded: Option<Arc<Embedded>>,
}

/// Opens everything that `role` needs, on the machine's clocks. `instance` is unique per process.
pub async fn build(settings: Settings, role: Role, instance: &str) -> Result<Parts, StartError> {
    build_with(settings, role, instance, Arc::new(SystemClock)).await
}

/// The same on another clock.
pub async fn build_with(
    settings: Settings,
    role: Role,
    instance: &str,
    clock: Arc<dyn Clock>,
) -> Result<Parts, StartError> {
    let opened = open(&settings, role, instance, &clock).await?;
    let accounts = options::gateway_accounts(&settings);
    let gateway = HttpGateway::new(settings.gateway.clone(), &accounts, Arc::clone(&clock))
        .map_err(|error| setup("the gateway to the processors cannot be built", error))?;
    let facts =
        HttpFacts::new(&settings.facts, &options::facts_endpoints(&settings), Arc::clone(&clock))
            .map_err(|error| setup("the merchant's facts cannot be asked for", error))?;
    // Nothing that is only received is held back.
    let switch_file = settings.worker.switch_file.clone().filter(|_| role.works());
    let switch = Switchboard::new(switch_file, opened.switch);
    let inbox = opened.inbox.clone().unwrap_or_else(|| Arc::new(NoInbox));
    let ports = Ports {
        inbox,
        outbox: opened.outbox,
        store: opened.store,
        outlays: opened.outlays,
        quotas: opened.quotas,
        switch: Arc::new(switch),
        gateway: Arc::new(gateway),
        facts: Arc::new(facts),
        clock: Arc::clone(&clock),
    };
    let ingress = role.receives().then(|| {
        let (accounts, senders) = (settings.receiving.clone(), settings.senders.clone());
        Ingress::new(settings.http.clone(), accounts, senders, Arc::clone(&ports.outbox), clock)
    });
    let caution = worker::Caution::default();
    let worker = match settings.sealing_keys() {
        Some(sealing) if role.works() => {
            let settings = options::worker(settings, sealing, caution.clone());
            Some(Worker::new(ports.clone(), settings))
        }
        None if role.works() => {
            return Err(setup("a worker has to seal", "`worker.sealing_keys` is not set"));
        }
        Some(_) | None => None,
    };
    Ok(Parts { ingress, worker, ports, redis: opened.redis, caution, embedded: opened.embedded })
}

async fn open(
    settings: &Settings,
    role: Role,
    instance: &str,
    clock: &Arc<dyn Clock>,
) -> Result<Opened, StartError> {
    let works = role.works();
    let embedded = match (&settings.transport, &settings.store) {
        (Transport::RabbitMq(_), Store::Redis(_)) => None,
        (Transport::RabbitMq(_), Store::Embedded) if !works => None,
        (Transport::Embedded, _) | (_, Store::Embedded) => {
            if role != Role::All && matches!(settings.transport, Transport::Embedded) {
                let what = "the embedded transport runs in one process: use --role all".to_owned();
                return Err(StartError::Setup { what, source: "no broker is configured".into() });
            }
            let file = Embedded::open(
                settings.embedded.clone(),
                Arc::clone(clock),
                settings.record_seal(),
            )
            .map_err(embedded_error)?;
            Some(Arc::new(file))
        }
    };
    let broker = match &settings.transport {
        Transport::RabbitMq(options) => {
            let broker = patiently(|| connect(options.clone(), instance)).await?;
            broker.may_publish(role.receives(), works).await.map_err(broker_error)?;
            Some(broker)
        }
        Transport::Embedded => None,
    };
    let (store, outlays, quotas, redis): Stores = match (&settings.store, &embedded) {
        // Who only receives has no business in the store.
        _ if !works => (Arc::new(Absent), Arc::new(Absent), Arc::new(Absent), None),
        (Store::Redis(options), _) => {
            let store = RedisStore::new(options.clone(), instance, settings.record_seal())
                .map_err(|error| setup("the options of [store.redis] cannot be used", error))?;
            patiently(|| verify(&store)).await?;
            let store = Arc::new(store);
            (store.clone(), store.clone(), store.clone(), Some(store))
        }
        (Store::Embedded, Some(file)) => (file.clone(), file.clone(), file.clone(), None),
        (Store::Embedded, None) => unreachable!("the embedded store opens its file"),
    };
    let (inbox, outbox): (Option<Arc<dyn Inbox>>, Arc<dyn Outbox>) = match (&broker, &embedded) {
        (Some(broker), _) if works => {
            if let Some(store) = &redis {
                first_start::mark(store, broker, settings.accounts.keys()).await?;
            }
            (Some(broker.inbox().await.map_err(broker_error)?), broker.outbox())
        }
        (Some(broker), _) => (None, broker.outbox()),
        (None, Some(file)) => (Some(file.clone()), file.clone()),
        (None, None) => unreachable!("the embedded transport opens its file"),
    };
    let switch: Arc<dyn SwitchStore> = match &redis {
        Some(redis) => redis.clone(),
        None if !works => Arc::new(Absent),
        None => Arc::new(SwitchFile::beside(&settings.embedded.path)),
    };
    Ok(Opened { inbox, outbox, store, outlays, quotas, switch, redis, embedded })
}

async fn connect(
    options: adapter_rabbitmq::Options,
    instance: &str,
) -> Result<RabbitMq, StartError> {
    RabbitMq::connect(options, instance).await.map_err(broker_error)
}

pub(super) fn broker_error(error: BrokerError) -> StartError {
    if error.may_pass() {
        let what = unreached("RabbitMQ", "transport.rabbitmq", &error);
        StartError::Unavailable { what, source: Box::new(error) }
    } else {
        setup("RabbitMQ is not set up as it must be", error)
    }
}

/// A file that another daemon has is free once that one ends; anything else stays as it is.
pub(super) fn embedded_error(error: OpenError) -> StartError {
    match error {
        OpenError::InUse { .. } => StartError::Unavailable {
            what: "the embedded file cannot be opened: stop the daemon that has it first"
                .to_owned(),
            source: Box::new(error),
        },
        OpenError::Locked { .. } => StartError::Unavailable {
            what: "the embedded file cannot be opened now".to_owned(),
            source: Box::new(error),
        },
        OpenError::Newer { .. }
        | OpenError::Older { .. }
        | OpenError::Setting { .. }
        | OpenError::NotOurs { .. }
        | OpenError::Create { .. }
        | OpenError::Thread { .. }
        | OpenError::Sqlite { .. } => setup("the embedded file cannot be opened", error),
    }
}

async fn verify(store: &RedisStore) -> Result<(), StartError> {
    store.verify_settings().await.map_err(|error| match error {
        SettingsError::Link(error) if error.is_refusal() => store_refuses(error),
        SettingsError::Link(_) => StartError::Unavailable {
            what: unreached("Redis", "store.redis", &error),
            source: Box::new(error),
        },
        SettingsError::Wrong { .. } | SettingsError::Unknown { .. } => {
            setup("Redis is not set up as it must be", error)
        }
    })
}

/// Redis is there, and does not want us.
pub(super) fn store_refuses(error: LinkError) -> StartError {
    let what = "Redis refuses us: look at user, password and database in `store.redis.url`, and at the \
                user's rights (docs/store.md, \"Each role has a user\")";
    setup(what, error)
}

/// What is said where a server cannot be reached. A certificate may be exchanged while we wait for
/// the server, so one that is not trusted is no reason to give up at once.
fn unreached(server: &str, section: &str, error: &(dyn std::error::Error + 'static)) -> String {
    // Each client wraps the error of rustls in its own way; the words are the same in all.
    if telemetry::events::chain(error).contains("invalid peer certificate") {
        format!(
            "{server} cannot be reached, because its certificate is not trusted: the address must \
             name the host that the certificate is for, and {section}.ca_file the authority that \
             signed it unless the system trusts that"
        )
    } else {
        format!("{server} cannot be reached")
    }
}

/// Tries for half a minute what may pass by itself: in a cluster everything starts at once.
async fn patiently<T, F, R>(connect: F) -> Result<T, StartError>
where
    F: Fn() -> R,
    R: Future<Output = Result<T, StartError>>,
{
    let pauses = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(5))
        .without_max_times()
        // Counted in time, not in tries: the jitter may double every pause.
        .with_total_delay(Some(Duration::from_secs(30)))
        .with_jitter();
    connect
        .retry(pauses)
        .when(|error| matches!(error, StartError::Unavailable { .. }))
        .notify(|error, pause| {
            let error = telemetry::events::chain(error);
            tracing::warn!(error, pause_ms = pause.as_millis(), "not there yet, trying again");
        })
        .await
}

pub(super) fn setup(what: &str, source: impl Into<ports::BoxError>) -> StartError {
    StartError::Setup { what: what.to_owned(), source: source.into() }
}
