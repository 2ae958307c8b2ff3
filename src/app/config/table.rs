//! The tables as they stand in a file, before what is required and what fits is checked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::reading::{optional_secret, seconds, secrets};
use super::settings::{Admin, Embedded, Facts, Gateway, Http, RabbitMq, Redis, Service, Worker};
use crate::processors::MetadataKeys;

/// All tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tables {
    pub(super) service: Service,
    pub(super) http: HttpTable,
    pub(super) admin: Admin,
    pub(super) transport: TransportTable,
    pub(super) store: StoreTable,
    pub(super) embedded: Embedded,
    pub(super) worker: Worker,
    pub(super) gateway: Gateway,
    pub(super) facts: Facts,
    #[serde(default)]
    pub(super) messages: MessagesTable,
    #[serde(default)]
    pub(super) accounts: BTreeMap<String, AccountTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpTable {
    listen: SocketAddr,
    body_bytes_max: u64,
    header_bytes_max: u64,
    #[serde(deserialize_with = "seconds")]
    header_seconds_max: Duration,
    #[serde(deserialize_with = "seconds")]
    body_seconds_max: Duration,
    #[serde(deserialize_with = "seconds")]
    idle_seconds_max: Duration,
    connections_max: u32,
    in_flight_max: u32,
    #[serde(deserialize_with = "seconds")]
    publish_seconds_max: Duration,
    #[serde(default)]
    pub(super) requests: SecretsTable,
    #[serde(default)]
    pub(super) reviews: SecretsTable,
}

impl HttpTable {
    pub(super) fn limits(&self) -> Http {
        Http {
            listen: self.listen,
            body_bytes_max: self.body_bytes_max,
            header_bytes_max: self.header_bytes_max,
            header_max: self.header_seconds_max,
            body_max: self.body_seconds_max,
            idle_max: self.idle_seconds_max,
            connections_max: self.connections_max,
            in_flight_max: self.in_flight_max,
            publish_max: self.publish_seconds_max,
        }
    }
}

/// What stands in `[http.requests]` and in `[http.reviews]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SecretsTable {
    #[serde(deserialize_with = "secrets")]
    pub(super) secrets: Vec<SecretString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Backend {
    Embedded,
    Rabbitmq,
    Redis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TransportTable {
    pub(super) kind: Backend,
    pub(super) rabbitmq: RabbitMq,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoreTable {
    pub(super) kind: Backend,
    pub(super) redis: Redis,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MessagesTable {
    pub(super) folder: Option<String>,
}

/// What stands in `[accounts.<name>]`. What is required may be missing here.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AccountTable {
    pub(super) processor: Option<String>,
    pub(super) base_url: Option<String>,
    #[serde(deserialize_with = "optional_secret")]
    pub(super) api_key: Option<SecretString>,
    #[serde(deserialize_with = "secrets")]
    pub(super) webhook_secrets: Vec<SecretString>,
    pub(super) policy: Option<String>,
    pub(super) policy_versions: Option<String>,
    pub(super) statutes: Vec<String>,
    pub(super) costs: Option<String>,
    pub(super) merchant: Option<String>,
    pub(super) locale: Option<String>,
    pub(super) languages: Vec<String>,
    pub(super) key_lifetime_seconds: Option<u64>,
    pub(super) answer_within_hours: Option<u64>,
    pub(super) acknowledge_within_minutes: Option<u64>,
    pub(super) refund_within_hours: Option<u64>,
    pub(super) follow_up_within_hours: Option<u64>,
    pub(super) review_within_hours: Option<u64>,
    pub(super) merchant_of_record: bool,
    pub(super) metadata: MetadataKeys,
    pub(super) facts: FactsTable,
}

/// What stands in `[accounts.<name>.facts]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FactsTable {
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "secrets")]
    pub(super) secrets: Vec<SecretString>,
}
