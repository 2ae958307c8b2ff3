//! The settings as the program uses them: checked, typed, with units gone into types.
//!
//! No secret can be displayed or serialized. What each setting means to an operator, and why it
//! has its default, is in `config/default.toml`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::account_settings::Account;
use super::reading::{
    days, hours, milliseconds, minutes, optional_secret, seconds, seconds_list, secret,
};
use crate::domain::ids::AccountName;
use crate::worker::Texts;

/// Beyond a call's time limit: what saving before and after it takes, and by how much the clocks
/// of two workers may differ.
const CLAIM_MARGIN: Duration = Duration::from_secs(35);

/// Everything that is configured.
#[derive(Debug)]
pub struct Settings {
    /// The process.
    pub service: Service,
    /// Webhooks and requests.
    pub http: Http,
    /// Secrets that sign refund requests; without any, none is accepted.
    pub request_secrets: Vec<SecretString>,
    /// Secrets that sign answers of reviewers; without any, none is believed.
    pub review_secrets: Vec<SecretString>,
    /// Where health and metrics are.
    pub admin: Admin,
    /// What carries messages.
    pub transport: Transport,
    /// What keeps cases.
    pub store: Store,
    /// The database of the embedded transport and store.
    pub embedded: Embedded,
    /// The work.
    pub worker: Worker,
    /// Calls to processors.
    pub gateway: Gateway,
    /// Inquiries to the merchants' own systems.
    pub facts: Facts,
    /// The texts that are sent.
    pub messages: Messages,
    /// The accounts by name; at least one.
    pub accounts: BTreeMap<AccountName, Account>,
    /// What can be used and is hardly meant, rendered for people.
    pub warnings: Vec<String>,
}

impl Settings {
    /// How long a claim on a refund is respected before another worker may try again.
    pub fn claim(&self) -> Duration {
        self.gateway.claim()
    }
}

/// `[service]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The CloudEvents `source`, a URI reference.
    pub source: String,
    /// What stands before every event type.
    pub event_type_prefix: String,
    /// How long a stop waits.
    #[serde(rename = "grace_seconds", deserialize_with = "seconds")]
    pub grace: Duration,
    /// The form of log lines.
    pub log_format: LogFormat,
    /// `tracing` directives.
    pub log_filter: String,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object per line.
    Json,
    /// For people.
    Text,
}

/// `[http]` without the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where to listen.
    pub listen: SocketAddr,
    /// A body's size.
    pub body_bytes_max: u64,
    /// A head's size.
    pub header_bytes_max: u64,
    /// Until the head has come in.
    pub header_max: Duration,
    /// Until the body has come in.
    pub body_max: Duration,
    /// Between two requests of a connection.
    pub idle_max: Duration,
    /// Connections.
    pub connections_max: u32,
    /// Requests being worked on.
    pub in_flight_max: u32,
    /// Until a publish is confirmed.
    pub publish_max: Duration,
}

/// `[admin]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// Where to listen.
    pub listen: SocketAddr,
}

/// What carries messages.
#[derive(Debug, Clone)]
pub enum Transport {
    /// The embedded database.
    Embedded,
    /// A broker.
    RabbitMq(RabbitMq),
}

/// `[transport.rabbitmq]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RabbitMq {
    /// The address with the password.
    #[serde(default, deserialize_with = "secret")]
    pub url: SecretString,
    /// The file of authorities trusted besides those of the system, as it was written.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// The certificates in it, as PEM.
    #[serde(skip)]
    pub ca: Option<String>,
    /// Begins every name.
    pub prefix: String,
    /// Deliveries held.
    pub prefetch: u16,
    /// Publishes in flight.
    pub channels: u16,
    /// Until a publish counts as perhaps published.
    #[serde(rename = "publish_timeout_seconds", deserialize_with = "seconds")]
    pub publish_timeout: Duration,
    /// For a connection.
    #[serde(rename = "connect_timeout_seconds", deserialize_with = "seconds")]
    pub connect_timeout: Duration,
    /// Whether exchanges and queues are created.
    pub declare: bool,
    /// Deliveries before a message is set aside.
    pub delivery_limit: u32,
    /// The rungs of waiting, rising.
    #[serde(rename = "ladder_seconds", deserialize_with = "seconds_list")]
    pub ladder: Vec<Duration>,
    /// Bytes kept of events without a subscription.
    pub unrouted_max_bytes: u64,
    /// How long they are kept.
    #[serde(rename = "unrouted_ttl_seconds", deserialize_with = "seconds")]
    pub unrouted_ttl: Duration,
}

/// What keeps cases.
#[derive(Debug, Clone)]
pub enum Store {
    /// The embedded database.
    Embedded,
    /// A shared store.
    Redis(Redis),
}

/// `[store.redis]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// The address with the password.
    #[serde(default, deserialize_with = "secret")]
    pub url: SecretString,
    /// `user:password` of the Sentinels.
    #[serde(default, deserialize_with = "optional_secret")]
    pub sentinel_login: Option<SecretString>,
    /// The file of authorities trusted besides those of the system, as it was written.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// The certificates in it, as PEM.
    #[serde(skip)]
    pub ca: Option<String>,
    /// Begins every key.
    pub prefix: String,
    /// Connections used in turn.
    pub connections: u8,
    /// For a connection and its login.
    #[serde(rename = "connect_timeout_ms", deserialize_with = "milliseconds")]
    pub connect_timeout: Duration,
    /// For the answer to one command.
    #[serde(rename = "response_timeout_ms", deserialize_with = "milliseconds")]
    pub response_timeout: Duration,
    /// The value of the marker key.
    pub marker: Option<String>,
    /// Whether a person has checked eviction and persistence.
    pub settings_are_verified_elsewhere: bool,
}

/// `[embedded]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embedded {
    /// The file; relative to the working directory.
    pub path: PathBuf,
    /// How a transaction is made durable.
    pub journal: Journal,
    /// Until a delivery comes again although the process lives.
    #[serde(rename = "lease_seconds", deserialize_with = "seconds")]
    pub lease: Duration,
    /// Deliveries before a message is set aside.
    pub deliveries_max: u32,
    /// The file's size.
    pub file_bytes_max: u64,
}

/// How a transaction is made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Journal {
    /// One file at rest.
    OneFile,
    /// A write-ahead log beside the file.
    Wal,
}

/// `[worker]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Deliveries being worked on.
    pub in_flight_max: u32,
    /// T_fresh: how old a list may be when the call after it is written.
    #[serde(rename = "fresh_seconds", deserialize_with = "seconds")]
    pub fresh: Duration,
    /// D_max: a call is executed within this time, or never.
    #[serde(rename = "executed_within_seconds", deserialize_with = "seconds")]
    pub executed_within: Duration,
    /// L_max: an executed refund is in the list within this time.
    #[serde(rename = "listed_within_seconds", deserialize_with = "seconds")]
    pub listed_within: Duration,
    /// Deferrals because of trouble before a person is asked.
    pub attempts_max: u32,
    /// How long a finished case is kept.
    #[serde(rename = "keep_days", deserialize_with = "days")]
    pub keep: Duration,
    /// The promised time to an answer.
    #[serde(rename = "answer_within_hours", deserialize_with = "hours")]
    pub answer_within: Duration,
    /// The time in which a customer should know that the request has arrived.
    #[serde(rename = "acknowledge_within_minutes", deserialize_with = "minutes")]
    pub acknowledge_within: Duration,
    /// The time from an approval in which the refund should have gone through.
    #[serde(rename = "refund_within_hours", deserialize_with = "hours")]
    pub refund_within: Duration,
    /// The time in which the question how it was should be asked, once it is due.
    #[serde(rename = "follow_up_within_hours", deserialize_with = "hours")]
    pub follow_up_within: Duration,
    /// How long a reviewer may take before the review is put again.
    #[serde(rename = "review_within_hours", deserialize_with = "hours")]
    pub review_within: Duration,
    /// From a refund's success to the question how it was.
    #[serde(rename = "feedback_after_days", deserialize_with = "days")]
    pub feedback_after: Duration,
    /// How long before the receipt of a request its customer is believed to have asked.
    #[serde(rename = "report_lag_hours", deserialize_with = "hours")]
    pub report_lag: Duration,
    /// After this long in doubt a person is asked.
    #[serde(rename = "doubt_max_hours", deserialize_with = "hours")]
    pub doubt_max: Duration,
    /// From a customer's request: after this long a person is asked about a payment that has
    /// neither settled nor failed.
    #[serde(rename = "settling_max_days", deserialize_with = "days")]
    pub settling_max: Duration,
    /// Between two looks at a pending refund, or at a payment that is settling.
    #[serde(rename = "watch_minutes", deserialize_with = "minutes")]
    pub watch: Duration,
    /// The waits after answers that settle nothing, rising.
    #[serde(rename = "ladder_seconds", deserialize_with = "seconds_list")]
    pub ladder: Vec<Duration>,
}

/// `[gateway]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// For a call that moves money.
    #[serde(rename = "post_seconds_max", deserialize_with = "seconds")]
    pub post_max: Duration,
    /// For a call that reads.
    #[serde(rename = "get_seconds_max", deserialize_with = "seconds")]
    pub get_max: Duration,
    /// For a connection.
    #[serde(rename = "connect_seconds_max", deserialize_with = "seconds")]
    pub connect_max: Duration,
    /// Calls in flight to one account.
    pub in_flight_max: u32,
    /// Calls to one account in a second.
    pub requests_per_second_max: u32,
    /// The file of authorities trusted besides those of the system, as it was written.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// The certificates in it, as PEM.
    #[serde(skip)]
    pub ca: Option<String>,
}

impl Gateway {
    /// The time limit of a call that moves money, and a margin.
    pub(super) fn claim(&self) -> Duration {
        self.post_max.saturating_add(CLAIM_MARGIN)
    }
}

/// `[facts]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The hosts that endpoints may have.
    pub allowed_hosts: Vec<String>,
    /// Whether endpoints may be at private addresses.
    pub allow_private: bool,
    /// For a connection.
    #[serde(rename = "connect_timeout_ms", deserialize_with = "milliseconds")]
    pub connect_timeout: Duration,
    /// For all of an inquiry.
    #[serde(rename = "timeout_ms", deserialize_with = "milliseconds")]
    pub timeout: Duration,
    /// An answer's size.
    pub answer_bytes_max: u32,
    /// Inquiries in flight to one endpoint.
    pub in_flight_max: u32,
    /// How long an answer is remembered.
    #[serde(rename = "cache_seconds", deserialize_with = "seconds")]
    pub cache: Duration,
    /// The file of authorities trusted besides those of the system, as it was written.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// The certificates in it, as PEM.
    #[serde(skip)]
    pub ca: Option<String>,
}

/// `[messages]`
#[derive(Debug)]
pub struct Messages {
    /// The folder of the merchant's own texts.
    pub folder: Option<PathBuf>,
    /// The texts as they were at start.
    pub texts: Texts,
}
