//! The settings as the program uses them: checked, typed, with units gone into types.
//!
//! No secret can be displayed or serialized. What a component uses, it declares beside itself; here
//! is what the process uses, and all of it together.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::account_settings::AccountSettings;
use super::rule::{LOG_FILTER, SOURCE, TYPE_PREFIX};
use adapter_http::GatewayOptions;
use adapter_http::facts::FactsOptions;
use domain::ids::AccountName;
use ingress::{IngressAccount, IngressOptions};
use ports::record_seal::RecordSeal;
use processors::standard_webhooks;
use seal::SealingKeys;
use senders::Senders;
use setting::SettingKind::{Choice, Folder, Number, Path, Rising, Secrets, Text};
use setting::rule::LISTEN;
use setting::{Days, Hours, Minutes, Rungs, Seconds, as_it_stands, settings};
use worker::Texts;

/// Beyond a call's time limit: what saving before and after it takes, and by how much the clocks
/// of two workers may differ.
const CLAIM_MARGIN: Duration = Duration::from_secs(35);

/// Everything that is configured.
#[derive(Debug)]
pub struct Settings {
    pub service: Service,
    /// Webhooks and requests.
    pub http: IngressOptions,
    /// Who sends messages, and who answers reviews.
    pub senders: Senders,
    /// Secrets that sign what is published; without any, it goes out unsigned.
    pub event_secrets: Vec<SecretString>,
    /// Where health and metrics are.
    pub admin: Admin,
    /// What carries messages.
    pub transport: Transport,
    /// What keeps cases.
    pub store: Store,
    /// The database of the embedded transport and store.
    pub embedded: adapter_sqlite::Options,
    pub worker: Worker,
    /// Calls to processors.
    pub gateway: GatewayOptions,
    /// Inquiries to the merchants' own systems.
    pub facts: FactsOptions,
    /// The texts that are sent.
    pub messages: Messages,
    /// The accounts whose webhooks are verified here, by name; none for an operator.
    pub receiving: BTreeMap<AccountName, IngressAccount>,
    /// Which of the accounts are connected ones of a platform, by the processor's id.
    pub connected: BTreeMap<AccountName, String>,
    /// The accounts by name; at least one, except where webhooks and requests are only received.
    pub accounts: BTreeMap<AccountName, AccountSettings>,
    /// What can be used and is probably not intended, rendered for people.
    pub warnings: Vec<String>,
}

impl Settings {
    /// How long a claim on a refund is respected before another worker may try again.
    pub fn claim(&self) -> Duration {
        self.gateway.post_seconds_max.saturating_add(CLAIM_MARGIN)
    }

    /// The keys of the workers; `None` for a process that has none.
    pub fn sealing_keys(&self) -> Option<SealingKeys> {
        SealingKeys::of(self.worker.sealing_keys.iter().filter_map(standard_webhooks::key))
    }

    /// How records are sealed: by workers under their keys, and elsewhere not at all.
    pub fn record_seal(&self) -> RecordSeal {
        self.sealing_keys().map_or(RecordSeal::Unchecked, RecordSeal::Under)
    }
}

settings! {
    /// The process.
    pub struct Service in "service" {
        /// URI reference. The `source` of every published event: who says it.
        source: String = "/refundd", Text(&SOURCE);
        /// Reverse domain name. Begins the type of every published event, so that it is nobody
        /// else's.
        event_type_prefix: String = "io.refundd", Text(&TYPE_PREFIX);
        /// Seconds. How long a stop waits for what is in flight; below the grace period of whatever
        /// stops us.
        grace_seconds: Seconds = 30, Number(1, 3600);
        /// Threads that work. One is enough for thousands of events per second, and costs least for
        /// each; more help where the process has more cores for itself.
        threads: u8 = 1, Number(1, 64);
        /// "json" or "text". Machines read the logs of a daemon more often than people do.
        log_format: LogFormat = "json", Choice(&["json", "text"]);
        /// Directives as in RUST_LOG. What is logged, by module and level. The lines of the broker's
        /// client are left out unless it is named: "info,lapin=debug".
        log_filter: String = "info", Text(&LOG_FILTER);
    }
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

as_it_stands!(LogFormat);

settings! {
    /// What is published.
    pub struct EventSecrets in "events" {
        /// Standard Webhooks secrets (`whsec_…`) that sign every published event, so that consumers
        /// on a broker that others may publish to can tell that it is ours. Each signs: while one is
        /// being rolled, a consumer may know either. Only where the transport is RabbitMQ.
        secrets: Vec<SecretString> => ["whsec_…"], Secrets, "/run/secrets/events";
    }
}

settings! {
    /// Health and metrics.
    pub struct Admin in "admin" {
        /// Address and port of health and metrics. Never the same as that of webhooks.
        listen: SocketAddr = "127.0.0.1:9090", Text(&LISTEN);
    }
}

settings! {
    /// What carries messages.
    pub struct TransportKind in "transport" {
        /// "embedded" or "rabbitmq". One process and one disk need no broker.
        kind: Backend = "embedded", Choice(&["embedded", "rabbitmq"]);
    }
}

settings! {
    /// What keeps cases.
    pub struct StoreKind in "store" {
        /// "embedded" or "redis". Several processes need a store that they share.
        kind: Backend = "embedded", Choice(&["embedded", "redis"]);
    }
}

/// What can carry messages or keep cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// The embedded database.
    Embedded,
    /// A broker.
    Rabbitmq,
    /// A shared store.
    Redis,
}

as_it_stands!(Backend);

/// What carries messages.
#[derive(Debug, Clone)]
pub enum Transport {
    /// The embedded database.
    Embedded,
    /// A broker.
    RabbitMq(adapter_rabbitmq::Options),
}

/// What keeps cases.
#[derive(Debug, Clone)]
pub enum Store {
    /// The embedded database.
    Embedded,
    /// A shared store.
    Redis(adapter_redis::Options),
}

settings! {
    /// The work.
    pub struct Worker in "worker" {
        /// Keys that only the workers have, each `whsec_` and the base64 of at least 24 random bytes,
        /// made by `echo whsec_$(openssl rand -base64 32)`. They seal what the broker and the store
        /// keep for a worker: decisions, times of receipt, records. The first one seals, and each of
        /// them opens: add a new one behind the old one, restart all workers, then put it first
        /// (docs/security.md).
        sealing_keys: Vec<SecretString> => ["whsec_…"], Secrets,
            "/run/secrets/refundd/sealing_keys";
        /// Deliveries being worked on by this process.
        in_flight_max: u32 = 64, Number(1, 2000);
        /// Bytes of a message's body; a longer one is kept aside unread (`too_large`). Not below
        /// http.body_bytes_max: what the ingress takes is read.
        body_bytes_max: usize = 1048576, Number(64 * 1024, 16 * 1024 * 1024);
        /// Seconds, T_fresh: how old the list of refunds may be when a refund is sent.
        fresh_seconds: Seconds = 10, Number(1, 300);
        /// Seconds, D_max: a refund that was sent is executed within this time, or never.
        executed_within_seconds: Seconds = 300, Number(30, 86_400);
        /// Seconds, L_max: an executed refund is in the processor's list within this time.
        listed_within_seconds: Seconds = 120, Number(1, 86_400);
        /// Deferrals because of trouble before a person is asked. 60 on the ladder below are two
        /// weeks.
        attempts_max: u32 = 60, Number(1, 10_000);
        /// Days that a finished case is kept. Disputes come up to 18 months after some payments;
        /// what is forgotten by then is read from the processor again.
        keep_days: Days = 400, Number(30, 3650);
        /// Seconds for which the receipt of a request waits, so that it names the product, and is one
        /// letter with an answer that comes at once.
        receipt_within_seconds: Seconds = 10, Number(1, 30);
        /// Hours in which a customer is promised an answer.
        answer_within_hours: Hours = 24, Number(1, 720);
        /// Hours before the end of a promised time at which the customer is told that the answer takes
        /// longer; not before half of the time has passed.
        delay_notice_hours: Hours = 4, Number(1, 72);
        /// Minutes in which a customer should know that a request has arrived. A miss is an event.
        acknowledge_within_minutes: Minutes = 15, Number(1, 24 * 60);
        /// Hours from an approval in which the refund should have gone through. A miss is an event.
        refund_within_hours: Hours = 48, Number(1, 720);
        /// Hours in which the customer should have been asked for feedback, from the day on which it
        /// is due (`feedback_after_days` after the refund). A miss is an event.
        follow_up_within_hours: Hours = 168, Number(1, 720);
        /// Hours in which a reviewer may answer; then the review is asked for again, with the facts of
        /// that day.
        review_within_hours: Hours = 72, Number(1, 720);
        /// Days from a refund's success to the question for feedback.
        feedback_after_days: Days = 7, Number(1, 90);
        /// Hours that may lie between a customer's asking and the receipt of the request, by its
        /// sender's word: a help desk files within the day. An earlier date is a finding, and a
        /// person decides. Amounts by time can move by as much.
        report_lag_hours: Hours = 24, Number(1, 720);
        /// Hours in which a refund may be in doubt before a person is asked: a weekend fits.
        doubt_max_hours: Hours = 72, Number(1, 720);
        /// Days from a customer's request after which a person is asked about a payment that has
        /// neither settled nor failed. Until then the request waits: a SEPA debit takes up to 14
        /// days, an ACH debit five business days, and an authorisation is captured or let go within
        /// about a week.
        settling_max_days: Days = 15, Number(1, 90);
        /// Minutes, from when a request was first seen, for which it waits for facts that the processor
        /// cannot give just now and that a decision can do without: histories, the invoice. Then they
        /// are unknown, and the policy says what follows. What the processor refuses to give is
        /// unknown at once.
        facts_within_minutes: Minutes = 15, Number(1, 24 * 60);
        /// Minutes between two looks at a pending refund, or at a payment that is settling.
        /// Webhooks are faster; this is for lost ones.
        watch_minutes: Minutes = 360, Number(5, 7 * 24 * 60);
        /// A file that says `open`, `machines` (machines are stopped) or `everything`; whatever
        /// else it says, or if it cannot be read, everything is stopped. Beside it, `refundd pause`
        /// and `refundd resume` move the switch in the store; of the two, the one that stops more
        /// counts. Relative to the folder of the configuration file.
        switch_file: Option<PathBuf> => "refunds.switch", Path;
        /// Seconds, rising: the waits after answers that settle nothing. The last one repeats.
        ladder_seconds: Rungs = [5, 30, 120, 600, 3600, 21600], Rising(1, 86_400);
    }
}

settings! {
    /// The texts that are sent.
    pub struct MessageFolder in "messages" {
        /// A folder with texts of the merchant's own, such as de.ftl; each takes the place of one
        /// built-in text. Read again when a file in it changes. Relative to the folder of the
        /// configuration file.
        folder: Option<String> => "messages", Folder;
    }
}

/// The texts that are sent.
#[derive(Debug)]
pub struct Messages {
    /// The folder of the merchant's own texts.
    pub folder: Option<PathBuf>,
    /// The texts as they were at start.
    pub texts: Texts,
}
