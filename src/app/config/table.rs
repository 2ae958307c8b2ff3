//! The tables as they stand in a file, before what is required and what fits is checked.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;

use super::reading::{optional_secret, secrets};
use super::sender_keys::Reviews;
use super::settings::{
    Admin, EventSecrets, MessageFolder, Service, StoreKind, TransportKind, Worker,
};
use adapter_http::GatewayOptions;
use adapter_http::facts::FactsOptions;
use ingress::IngressOptions;
use processors::MetadataKeys;

pub(super) struct Tables {
    pub(super) service: Service,
    pub(super) http: IngressOptions,
    pub(super) events: EventSecrets,
    pub(super) admin: Admin,
    pub(super) transport: TransportKind,
    pub(super) rabbitmq: adapter_rabbitmq::Options,
    pub(super) store: StoreKind,
    pub(super) redis: adapter_redis::Options,
    pub(super) embedded: adapter_sqlite::Options,
    pub(super) worker: Worker,
    pub(super) gateway: GatewayOptions,
    pub(super) facts: FactsOptions,
    pub(super) messages: MessageFolder,
    pub(super) accounts: BTreeMap<String, AccountTable>,
    pub(super) senders: BTreeMap<String, SenderTable>,
    pub(super) reviews: Reviews,
    pub(super) reviewers: BTreeMap<String, ReviewerTable>,
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
    pub(super) time_zone: Option<String>,
    pub(super) rest_days: Vec<String>,
    pub(super) key_lifetime_seconds: Option<u64>,
    pub(super) answer_within_hours: Option<u64>,
    pub(super) acknowledge_within_minutes: Option<u64>,
    pub(super) refund_within_hours: Option<u64>,
    pub(super) follow_up_within_hours: Option<u64>,
    pub(super) review_within_hours: Option<u64>,
    pub(super) reverse_transfer: Option<bool>,
    pub(super) refund_application_fee: Option<bool>,
    pub(super) refunds_of_invoices: Option<String>,
    pub(super) merchant_of_record: bool,
    pub(super) connected_account: Option<String>,
    pub(super) letters: LettersTable,
    pub(super) metadata: MetadataKeys,
    pub(super) facts: FactsTable,
}

/// What stands in `[accounts.<name>.letters]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LettersTable {
    pub(super) greeting_placeholder: Option<String>,
    pub(super) subject_reference: bool,
}

/// What stands in `[accounts.<name>.facts]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FactsTable {
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "secrets")]
    pub(super) secrets: Vec<SecretString>,
}

/// What stands in `[senders.<name>]`. What is required may be missing here.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SenderTable {
    pub(super) kind: Option<String>,
    pub(super) may: Option<Vec<String>>,
    pub(super) accounts: Option<Vec<String>>,
    pub(super) amount_max: Option<Vec<String>>,
    pub(super) amount_per_day_max: Option<Vec<String>>,
    pub(super) messages_per_hour_max: Option<u32>,
    pub(super) messages_per_day_max: Option<u32>,
    pub(super) trust: Option<String>,
    #[serde(deserialize_with = "secrets")]
    pub(super) secrets: Vec<SecretString>,
}

/// What stands in `[reviewers.<id>]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReviewerTable {
    pub(super) approve_max: Option<Vec<String>>,
    pub(super) voice: Option<String>,
}
